import { readMoment } from '../moment.ts'
import type { Clock } from '../world.ts'

/**
 * GitHub's time, taken from its `Date` headers, because a runner's own clock may be an hour off. Between answers, this
 * machine's clock drives it.
 */
export class GitHubClock {
  readonly #clock: Clock
  #offset = 0
  #isTold = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Sets the clock by the `Date` header of an answer that has just arrived. */
  heard(date: string | undefined): void {
    const time = readMoment(date)
    if (time === undefined) return
    this.#offset = time - this.#clock.now()
    this.#isTold = true
  }

  /** Whether any answer has set the clock. */
  get isTold(): boolean {
    return this.#isTold
  }

  /** GitHub's time in milliseconds since the epoch. */
  now(): number {
    return this.#clock.now() + this.#offset
  }
}
