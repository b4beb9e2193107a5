import { ASK_AGAIN_AFTER, FIRST_WAIT, LONGEST_WAIT } from './patience.ts'
import { sleep } from './world.ts'
import type { Clock, Random } from './world.ts'

/** When a piece of work must be finished. */
export interface Deadline {
  /** By this machine's clock, in milliseconds since the epoch. */
  at: number
}

/** A failure that knows whether it is transient. */
export interface Passing extends Error {
  readonly transient: boolean
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined
}

/**
 * Decides whether a failure is worth a retry.
 *
 * @returns the minimum wait before the next attempt, in milliseconds; undefined to give up
 */
export type MayPass<Failure extends Passing = Passing> = (failure: Failure) => number | undefined

/** The default: retry after no answer, 5xx and rate limits. */
export const ifTransient: MayPass = ({ transient, retryAfter }) => (transient ? (retryAfter ?? 0) : undefined)

/**
 * Retries with backoff while `mayPass` allows it.
 *
 * @param attempt one try; receives the number of tries before it
 * @param mayPass decides about failures of the server
 * @returns what the first success returned
 * @throws the last failure, immediately if the next attempt would miss the deadline
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
 * Enforces a deadline: a trickling answer can outlast every timeout of its own.
 *
 * @param work not even started if the deadline has passed
 * @param late gives the result instead when time is up
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
  // It may fail after everybody has stopped listening.
  working.catch(() => undefined)
  try {
    const first = await Promise.race([working, end])
    return first === 'late' ? late() : first
  } finally {
    cancel()
  }
}

/**
 * Asks again, a little later, if the first answer looks doubtful: GitHub's reads lag behind its writes, and a single
 * 404 can be a hiccup.
 *
 * @param isDoubtful whether the first answer warrants asking again
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

/**
 * Exponential backoff with jitter: our own wait before the next attempt, in milliseconds. @param tries earlier retries
 */
export function backoff(tries: number, random: Random, first = FIRST_WAIT): number {
  const base = Math.min(first * 2 ** tries, LONGEST_WAIT)
  return base + (base / 2) * random.fraction()
}

/**
 * The one rule for `retry-after`, from any server: wait as long as it asks, but never less than our own backoff ("0" is
 * no invitation to hurry).
 *
 * @param requested milliseconds, from `readRetryAfter`
 * @param own our own backoff, in milliseconds
 * @param left milliseconds until the deadline
 * @returns the wait, or undefined to give up now because it would miss the deadline
 */
export function waitBefore(requested: number | undefined, own: number, left: number): number | undefined {
  const wait = Math.max(requested ?? 0, own)
  return wait < left ? wait : undefined
}

/**
 * Reads `retry-after`: seconds or a date.
 *
 * @param headers of the answer; a date is relative to its `date`
 * @param now milliseconds since the epoch, for an answer without a `date`
 * @returns milliseconds; undefined if missing or unreadable
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function readRetryAfter(headers: ReadonlyMap<string, string>, now: number): number | undefined {
  const after = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(after)) return Number(after) * 1000
  const until = /^[a-z]{3,9}, .* gmt$/i.test(after) ? Date.parse(after) : Number.NaN
  const told = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(told) ? now : told))
}
