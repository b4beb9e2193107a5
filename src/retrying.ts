import { ASK_AGAIN_AFTER, FIRST_WAIT, LONGEST_WAIT } from './patience.ts'
import { sleep } from './world.ts'
import type { Clock, Random } from './world.ts'

/** Time that a piece of work may take in all. */
export interface Deadline {
  /** By this machine's clock, in milliseconds since the epoch. */
  at: number
}

/** A failure that knows whether it may pass. */
export interface Passing extends Error {
  readonly transient: boolean
  /** How long the other side asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined
}

/**
 * Judges whether a failure may pass.
 *
 * @returns the least wait before the next attempt, in milliseconds; undefined when there is to be none
 */
export type MayPass<Failure extends Passing = Passing> = (failure: Failure) => number | undefined

/** The usual judgement: no answer, 5xx and limits pass. */
export const ifTransient: MayPass = ({ transient, retryAfter }) => (transient ? (retryAfter ?? 0) : undefined)

/**
 * Tries again while the failure is one that may pass.
 *
 * @param attempt one try; it is told how many came before it
 * @param mayPass judges what is a failure of the other side
 * @returns what the first success returned
 * @throws the last failure, at once when the next attempt would come too late
 */
export async function retrying<T, Failure extends Passing = Passing>(
  attempt: (tries: number) => Promise<T>,
  { clock, random }: { clock: Clock; random: Random },
  deadline: Deadline,
  mayPass: MayPass<Failure> = ifTransient,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt(tries)
    } catch (error) {
      const least = isPassing(error) ? mayPass(error as Failure) : undefined
      if (least === undefined) throw error
      const wait = waitBefore(least, backoff(tries, random), deadline.at - clock.now())
      if (wait === undefined) throw error
      await sleep(clock, wait)
    }
  }
}

function isPassing(error: unknown): error is Passing {
  return error instanceof Error && 'transient' in error
}

/**
 * A hard limit: an answer that trickles can outlast every patience of its own.
 *
 * @param work is not even begun when there is no time left
 * @param late what comes instead, when the time is up
 */
export async function within<T>(
  deadline: Deadline,
  clock: Clock,
  work: () => Promise<T>,
  late: () => T,
): Promise<T> {
  const left = deadline.at - clock.now()
  if (left <= 0) return late()
  let cancel = (): void => undefined
  const end = new Promise<'late'>((resolve) => {
    cancel = clock.after(left, () => resolve('late'))
  })
  const working = work()
  // Nobody may be listening any more when it fails.
  working.catch(() => undefined)
  try {
    const first = await Promise.race([working, end])
    return first === 'late' ? late() : first
  } finally {
    cancel()
  }
}

/**
 * Asks once more, a little later, where the first answer may be behind the truth: GitHub's reads lag behind its writes, and
 * one 404 can be a hiccup.
 *
 * @param isDoubtful whether the first answer is worth that
 * @returns the last answer
 */
export async function askTwice<T>(
  ask: () => Promise<T>,
  isDoubtful: (answer: T) => boolean,
  { clock }: { clock: Clock },
): Promise<T> {
  const first = await ask()
  if (!isDoubtful(first)) return first
  await sleep(clock, ASK_AGAIN_AFTER)
  return ask()
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
