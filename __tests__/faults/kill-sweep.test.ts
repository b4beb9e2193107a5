import { expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { expectPromise, whereabouts } from '../support/faults/promise.ts'

/** Milliseconds between Fxiaoke's answer leaving and the kill. */
const DELAYS = [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50]
const ROUNDS = 4

/**
 * Between the moment when Fxiaoke has sent its last byte and the moment when the journal is written, a killed process
 * loses the token, and nothing can be done about it (docs/adr/0006-what-cannot-be-saved.md). This measures how long that
 * moment is, and that nothing is lost after it.
 */
test('a main step killed shortly after the answer has journaled the token', async () => {
  let latestLoss = -1
  const found: Record<string, number> = {}
  for (const delay of DELAYS)
    for (let round = 0; round < ROUNDS; round += 1) {
      await using sandbox = await Sandbox.open()
      const { step, runner } = sandbox.start()
      const kill = (): void => {
        // A busy wait, since timers are too coarse for half milliseconds; from the next turn on, the answer is sent.
        setImmediate(() => {
          const until = performance.now() + delay
          while (performance.now() < until);
          step.signal('SIGKILL')
        })
      }
      sandbox.fxiaoke.faults.add({ path: '/oauth2.0/token', behaviour: { kind: 'after', run: kill } })
      const main = await step.done
      const post = await runner.post()
      const where = whereabouts(sandbox, { main, post })
      found[where] = (found[where] ?? 0) + 1
      if (where === 'lost') latestLoss = Math.max(latestLoss, delay)
      // Lost or not, what was said has to be true.
      expectPromise(sandbox, { main, post }, where !== 'lost')
    }
  const { lost = 0, ...rest } = found
  process.stdout.write(
    `kill sweep: ${lost} kills came before the journal was written, where nothing can help (ADR 0006), the latest ${Math.max(0, latestLoss)} ms after the answer; the others: ${JSON.stringify(rest)}\n`,
  )
  expect(latestLoss).toBeLessThan(Math.max(...DELAYS))
}, 180_000)
