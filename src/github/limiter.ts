/** Limits how many tasks run at once; the rest wait in line. */
export class Limiter {
  readonly #atOnce: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** @param atOnce how many tasks may run at the same time */
  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /** Runs the task when its turn comes. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running += 1
    try {
      return await task()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running -= 1
    }
  }
}
