import { setImmediate as turn } from 'node:timers/promises'

/** The simulated time at which every history begins. */
export const START = Date.parse('2026-11-24T03:00:00Z')

interface Moment {
  at: number
  order: number
  happens: () => void
}

/** The clock and event queue of a history. */
export class Timeline {
  /** Milliseconds since the epoch. */
  now = START
  #order = 0
  /** Upcoming events, next one last. */
  #coming: Moment[] = []

  /** Schedules a callback after that many milliseconds, rounded to whole ones. @returns cancels it */
  after(milliseconds: number, happens: () => void): () => void {
    const moment = { at: this.now + Math.max(0, Math.ceil(milliseconds)), order: (this.#order += 1), happens }
    let [low, high] = [0, this.#coming.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBefore(moment, this.#coming[middle] ?? moment)) low = middle + 1
      else high = middle
    }
    this.#coming.splice(low, 0, moment)
    return () => {
      const index = this.#coming.indexOf(moment)
      if (index >= 0) this.#coming.splice(index, 1)
    }
  }

  /** Plays all events, including those they cause. @throws whatever an event throws */
  async play(): Promise<void> {
    await turn()
    for (let next = this.#coming.pop(); next; next = this.#coming.pop()) {
      this.now = next.at
      next.happens()
      // Everything that needs no time happens before time moves on.
      await turn()
    }
  }
}

function isBefore(one: Moment, other: Moment): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}
