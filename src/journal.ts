import type { Sealed, Sealer } from './github/sealing.ts'
import type { Visibility } from './github/secret-vault.ts'
import type { Seen } from './fxiaoke/exchange.ts'
import type { Runner } from './world.ts'

declare const journaled: unique symbol

/** What the post step needs to store a refresh token that the main step did not. */
export interface JournalEntry extends Sealed {
  /** `updated_at` of the secret that the token replaces; null when there was none. */
  replaces: string | null
  /** Of an organization secret: every write has to say it again. */
  visibility?: Visibility
}

/** A sealed refresh token that outlives this process. Only a Journaled can be stored. */
export interface Journaled extends JournalEntry {
  readonly [journaled]: true
  /** False when the runner's state could not be written; the work goes on all the same. */
  kept: boolean
}

/**
 * Where a run was, for the post step to know if main died.
 *
 * - `exchanging`: the token was about to be sent; if a new one was seen, it is in the journal
 * - `finished`: that token is stored, or there is none: nothing is left to do
 */
export type Progress = 'exchanging' | 'finished'

/**
 * The runner hands state to the post step as environment variables. Windows takes at most 32,767 characters in one, and
 * Linux refuses to start a process with one over 128 KiB.
 */
export const LONGEST_STATE_VALUE = 29_000

const PROGRESS = 'progress'
const STORED_AT = 'stored_at'

/** A token sealed anew is journaled under other names: should that be cut off, the journal before it is still whole. */
const partName = (generation: number, index: number): string =>
  generation === 0 ? `journal_${index}` : `journal_again${generation}_${index}`

/** GitHub changes a key seldom; more often than this within one run is not journaled any more. */
const LAST_GENERATION = 9

/**
 * Hides the new tokens, seals the refresh token and writes the sealed value to the runner's state, synchronously:
 * nothing may come between Fxiaoke's answer and this, and nothing in it may fail for want of a log or a disk.
 *
 * @param answer as seen
 * @param sealer of the place
 * @param replaces `updated_at` of the secret to be replaced
 * @param visibility of an organization secret
 * @returns undefined when Fxiaoke answered the refresh token that is stored already
 */
export function journal(
  answer: Seen,
  sealer: Sealer,
  replaces: string | undefined,
  runner: Runner,
  visibility?: Visibility,
): Journaled | undefined {
  hide(answer, runner)
  if (answer.unchanged) {
    noteProgress('finished', runner)
    return undefined
  }
  const entry: JournalEntry = {
    ...sealer.seal(answer.refreshToken),
    replaces: replaces ?? null,
    ...(visibility && { visibility }),
  }
  return journalEntry(entry, runner)
}

/**
 * Journals a sealed token.
 *
 * @param generation how often the token was sealed anew, after GitHub has changed the key of the place
 */
export function journalEntry(entry: JournalEntry, runner: Runner, generation = 0): Journaled {
  const text = JSON.stringify(entry)
  const total = Math.ceil(text.length / LONGEST_STATE_VALUE)
  const kept = attempt(() => {
    for (let index = 0; index < total; index += 1) {
      const part = text.slice(index * LONGEST_STATE_VALUE, (index + 1) * LONGEST_STATE_VALUE)
      // Each part says how many there are. A journal of one part is whole or not there, whenever the process dies.
      runner.saveState(partName(generation, index), `${total}:${part}`)
    }
  })
  return { ...entry, kept } as unknown as Journaled
}

/** Masks the tokens of an answer. A log that cannot be written leaks nothing, so that is no reason to stop. */
export function hide(answer: Seen, runner: Runner): void {
  for (const token of [answer.refreshToken, answer.accessToken])
    if (token)
      attempt(() => {
        runner.mask(token.reveal())
      })
}

/** Notes how far the run is. Best effort. */
export function noteProgress(progress: Progress, runner: Runner): void {
  attempt(() => {
    runner.saveState(PROGRESS, progress)
  })
}

/**
 * Notes that the token is about to be sent, and since when it has been stored: should main be killed, the post step can say
 * how long it lives at most. Best effort.
 *
 * @param storedAt `updated_at` of the secret; undefined when there is none
 */
export function noteExchanging(storedAt: string | undefined, runner: Runner): void {
  if (storedAt !== undefined)
    attempt(() => {
      runner.saveState(STORED_AT, storedAt)
    })
  noteProgress('exchanging', runner)
}

/** Since when the token has been stored that main was about to send, in milliseconds since the epoch. */
export function readStoredAt(runner: Runner): number | undefined {
  const time = Date.parse(runner.state(STORED_AT))
  return Number.isNaN(time) ? undefined : time
}

/**
 * How far the main step was.
 *
 * @param state reads a value that main saved
 * @returns undefined when it did not touch the token
 */
export function readProgress(state: (name: string) => string): Progress | undefined {
  const progress = state(PROGRESS)
  return PROGRESSES.find((one) => one === progress)
}

/** What the main step journaled last and whole. */
export function readJournal(runner: Runner): JournalEntry | undefined {
  for (let generation = LAST_GENERATION; generation >= 0; generation -= 1) {
    const entry = readGeneration(generation, runner)
    if (entry) return entry
  }
  return undefined
}

function readGeneration(generation: number, runner: Runner): JournalEntry | undefined {
  const [total = ''] = runner.state(partName(generation, 0)).split(':', 1)
  if (!/^[1-9]\d?$/.test(total)) return undefined
  const parts = Array.from({ length: Number(total) }, (_, index) => runner.state(partName(generation, index)))
  if (!parts.every((part) => part.startsWith(`${total}:`))) return undefined
  const text = parts.map((part) => part.slice(total.length + 1)).join('')
  try {
    const entry = JSON.parse(text) as Partial<JournalEntry> | null
    const { encryptedValue, keyId, replaces, visibility } = entry ?? {}
    const whole =
      typeof encryptedValue === 'string' &&
      typeof keyId === 'string' &&
      (replaces === null || typeof replaces === 'string')
    return whole ? { encryptedValue, keyId, replaces, ...(visibility && { visibility }) } : undefined
  } catch {
    return undefined
  }
}

const PROGRESSES: readonly Progress[] = ['exchanging', 'finished']

function attempt(write: () => void): boolean {
  try {
    write()
    return true
  } catch {
    return false
  }
}
