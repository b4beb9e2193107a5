import { FIRST_WAIT, LONGEST_WAIT } from './patience.ts'
import { sleep } from './world.ts'
import type { Clock, Random } from './world.ts'

/** Time that a piece of work may take in all. */
export interface Deadline {
  /** By this machine's clock, in milliseconds since the epoch. */
  at: number
}

/** A failure that knows whether it may pass. */
export interface Passing extends Error {
  transient: boolean
  /** How long the other side asks to wait, in milliseconds. */
  retryAfter: number | undefined
}

/**
 * Tries again while the failure is one that may pass: no answer, 5xx, limits.
 *
 * @param attempt one try; it is told how many came before it
 * @returns what the first success returned
 * @throws the last failure, at once when the next attempt would come too late
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
      if (!isPassing(error)) throw error
      const wait = waitBefore(error.retryAfter, backoff(tries, random), deadline.at - clock.now())
      if (wait === undefined) throw error
      await sleep(clock, wait)
    }
  }
}

function isPassing(error: unknown): error is Passing {
  return error instanceof Error && 'transient' in error && error.transient === true
}

/** Our own wait before the next attempt, in milliseconds. @param tries attempts so far, counted from 0 */
export function backoff(tries: number, random: Random, first = FIRST_WAIT): number {
  const base = Math.min(first * 2 ** tries, LONGEST_WAIT)
  return base + (base / 2) * random.fraction()
}

/**
 * The one rule for `retry-after`, whoever sends it: as long as it asks for, but never sooner than by our own measure
 * ("0" is no invitation to hurry).
 *
 * @param requested milliseconds, as `readRetryAfter` read them
 * @param own our own wait in milliseconds
 * @param left milliseconds until it is too late
 * @returns undefined: it would be too late, so give up now
 */
export function waitBefore(requested: number | undefined, own: number, left: number): number | undefined {
  const wait = Math.max(requested ?? 0, own)
  return wait < left ? wait : undefined
}

/**
 * Reads `retry-after`: seconds or a date.
 *
 * @param headers of the answer; its `date` is what a date is held against
 * @param now milliseconds since the epoch, for an answer without a `date`
 * @returns milliseconds; undefined when there is none that can be read
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function readRetryAfter(headers: ReadonlyMap<string, string>, now: number): number | undefined {
  const after = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(after)) return Number(after) * 1000
  const until = /^[a-z]{3,9}, .* gmt$/i.test(after) ? Date.parse(after) : Number.NaN
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(told) ? now : told))
}
