import fc from 'fast-check'
import { histories } from './history.ts'
import type { History } from './history.ts'
import { play } from './play.ts'

/** How long to look for a shorter history, in milliseconds. */
const WITHIN = 30_000

/**
 * Shrinks a history as far as it still breaks the same rule.
 *
 * @param seed of the history
 * @param rule the broken rule
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
