import type { Clock } from '../world.ts'

/**
 * GitHub's time, as its `Date` headers tell it: a runner's own clock may be an hour wrong. Between two answers it
 * goes on at the pace of this machine.
 */
export class GitHubClock {
  readonly #clock: Clock
  #offset = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes over the `Date` header of an answer that has just come. */
  heard(date: string | undefined): void {
    const time = Date.parse(date ?? '')
    if (!Number.isNaN(time)) this.#offset = time - this.#clock.now()
  }

  /** GitHub's time in milliseconds since the epoch. */
  now(): number {
    return this.#clock.now() + this.#offset
  }
}
