import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { Limiter } from '../../../src/github/limiter.ts'

/** Tasks that end on command. */
class Tasks {
  readonly started: number[] = []
  readonly #endings = new Map<number, { resolve: (value: number) => void; reject: (error: Error) => void }>()

  task(id: number): () => Promise<number> {
    return () => {
      this.started.push(id)
      return new Promise((resolve, reject) => this.#endings.set(id, { resolve, reject }))
    }
  }

  async end(id: number, error?: Error): Promise<void> {
    if (error) this.#endings.get(id)?.reject(error)
    else this.#endings.get(id)?.resolve(id)
    this.#endings.delete(id)
    await turn()
  }

  get running(): number {
    return this.#endings.size
  }
}

describe('a limiter', () => {
  test('runs tasks in order, and no more at once than its limit', async () => {
    const [limiter, tasks] = [new Limiter(2), new Tasks()]
    const results = [1, 2, 3, 4, 5].map((id) => limiter.run(tasks.task(id)))
    expect(tasks.started).toEqual([1, 2])
    await tasks.end(2)
    expect(tasks.started).toEqual([1, 2, 3])
    await tasks.end(1)
    await tasks.end(3)
    expect(tasks.started).toEqual([1, 2, 3, 4, 5])
    expect(tasks.running).toBe(2)
    await tasks.end(5)
    await tasks.end(4)
    expect(await Promise.all(results)).toEqual([1, 2, 3, 4, 5])
  })

  test('has its full limit again after all tasks end', async () => {
    const [limiter, tasks] = [new Limiter(2), new Tasks()]
    const first = [1, 2, 3].map((id) => limiter.run(tasks.task(id)))
    for (const id of [1, 2, 3]) await tasks.end(id)
    await Promise.all(first)
    const later = [4, 5, 6].map((id) => limiter.run(tasks.task(id)))
    expect(tasks.started.slice(3)).toEqual([4, 5])
    for (const id of [4, 5, 6]) await tasks.end(id)
    await Promise.all(later)
  })

  test('runs the next task after a failure, and passes the error to the caller', async () => {
    const [limiter, tasks] = [new Limiter(1), new Tasks()]
    const failing = limiter.run(tasks.task(1))
    const next = limiter.run(tasks.task(2))
    const error = new Error('failed')
    const failed = expect(failing).rejects.toBe(error)
    await tasks.end(1, error)
    await failed
    expect(tasks.started).toEqual([1, 2])
    await tasks.end(2)
    expect(await next).toBe(2)
  })

  test('survives a task that throws synchronously', async () => {
    const [limiter, tasks] = [new Limiter(1), new Tasks()]
    const thrower = limiter.run(() => {
      throw new TypeError('bug')
    })
    await expect(thrower).rejects.toThrow(TypeError)
    const next = limiter.run(tasks.task(1))
    await tasks.end(1)
    expect(await next).toBe(1)
  })
})
