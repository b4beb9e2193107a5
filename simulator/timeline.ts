import { setImmediate as turn } from 'node:timers/promises'

/** Every history begins at this moment of a time that nobody waits for. */
export const START = Date.parse('2026-11-24T03:00:00Z')

interface Moment {
  at: number
  order: number
  happens: () => void
}

/** The one time of a history: whatever is going to happen, in its order. */
export class Timeline {
  /** Milliseconds since the epoch. */
  now = START
  #order = 0
  /** The next one last. */
  #coming: Moment[] = []

  /** Lets something happen after so many milliseconds, unless the returned function is called before. Clocks tell whole ones. */
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

  /** Plays everything that is to come, and what comes of it. @throws what anything of it throws */
  async play(): Promise<void> {
    await turn()
    for (let next = this.#coming.pop(); next; next = this.#coming.pop()) {
      this.now = next.at
      next.happens()
      // All that follows without waiting for time happens before time goes on.
      await turn()
    }
  }
}

function isBefore(one: Moment, other: Moment): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}
