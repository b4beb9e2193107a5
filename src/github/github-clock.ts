import { readMoment } from '../moment.ts'
import type { Clock } from '../world.ts'

/**
 * GitHub's time, as its `Date` headers tell it: a runner's own clock may be an hour wrong. Between two answers it
 * goes on at the pace of this machine.
 */
export class GitHubClock {
  readonly #clock: Clock
  #offset = 0
  #isTold = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes over the `Date` header of an answer that has just come. */
  heard(date: string | undefined): void {
    const time = readMoment(date)
    if (time === undefined) return
    this.#offset = time - this.#clock.now()
    this.#isTold = true
  }

  /** Whether any answer has told the time. */
  get isTold(): boolean {
    return this.#isTold
  }

  /** GitHub's time in milliseconds since the epoch. */
  now(): number {
    return this.#clock.now() + this.#offset
  }
}
