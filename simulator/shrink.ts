import fc from 'fast-check'
import { histories } from './history.ts'
import type { History } from './history.ts'
import { play } from './play.ts'

/** Longer than this, in milliseconds, nobody waits for a shorter history. */
const WITHIN = 30_000

/**
 * Makes a history shorter for as long as it breaks the same rule.
 *
 * @param seed of the history
 * @param rule that it breaks
 */
export async function shrink(seed: number, rule: string): Promise<History | undefined> {
  const holds = async (history: History): Promise<boolean> => {
    const { violations } = await play(history)
    return !violations.some((one) => one.rule === rule)
  }
  const { counterexample } = await fc.check(fc.asyncProperty(histories, holds), {
    seed,
    numRuns: 1,
    unbiased: true,
    interruptAfterTimeLimit: WITHIN,
  })
  return counterexample?.[0]
}
