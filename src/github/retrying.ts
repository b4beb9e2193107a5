import { sleep } from '../world.ts'
import type { Clock, Random } from '../world.ts'
import { GitHubFailure } from './github-failure.ts'

/** Time that a piece of work may take in all. */
export interface Deadline {
  /** By this machine's clock, in milliseconds since the epoch. */
  at: number
}

/** First wait, doubled after each attempt up to the longest, plus up to half of it at random. */
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000

/**
 * Tries again while GitHub fails in a way that may pass: no answer, 5xx, limits. Waits as long as GitHub asks for, or
 * gives up at once when that would take longer than there is time.
 *
 * @param attempt one try; it is told how many came before it
 * @returns what the first success returned
 * @throws {GitHubFailure} the last failure
 */
export async function retrying<T>(
  attempt: (tries: number) => Promise<T>,
  { clock, random }: { clock: Clock; random: Random },
  deadline: Deadline,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt(tries)
    } catch (error) {
      if (!(error instanceof GitHubFailure) || !error.transient) throw error
      // Never sooner than by our own measure: "retry-after: 0" is no invitation to hurry.
      const wait = Math.max(error.retryAfter ?? 0, backoff(tries, random))
      if (clock.now() + wait >= deadline.at) throw error
      await sleep(clock, wait)
    }
  }
}

/** The wait before the next attempt, in milliseconds. @param tries attempts so far, counted from 0 */
export function backoff(tries: number, random: Random): number {
  const base = Math.min(FIRST_WAIT * 2 ** tries, LONGEST_WAIT)
  return base + (base / 2) * random.fraction()
}
