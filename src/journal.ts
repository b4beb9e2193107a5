import type { Grant } from './fxiaoke/grant.ts'
import type { HomePlace } from './github/place.ts'
import type { Sealed } from './github/sealing.ts'
import { fitsSealed } from './github/secret-size.ts'
import type { Visibility } from './github/secret-vault.ts'
import { MOST_RESEALS } from './patience.ts'
import type { Guard } from './store/guard.ts'
import type { Runner, World } from './world.ts'

declare const journaled: unique symbol

/** What the post step needs in order to store a new refresh token. In some composite actions it gets no inputs. */
export interface Spending extends Guard {
  /** What is being exchanged. */
  grant: Grant['kind']
  place: HomePlace
  secretName: string
  /** Of an organization secret: every write has to repeat it. */
  visibility?: Visibility | undefined
  githubApiUrl: string
  serverUrl: string
  /** Fxiaoke's host, which also decides which language comes first. */
  host: string
}

/** A sealed refresh token that survives this process. Only a `Journaled` can be stored. */
export interface Journaled extends Sealed {
  readonly [journaled]: true
  /** Whether the post step will find it. The run goes on either way. */
  kept: boolean
}

/** What the post step finds in the journal of a main step whose new refresh token may not be stored. */
export interface JournalEntry {
  /** Undefined: it was not saved in full. */
  spending: Spending | undefined
  /** Undefined: no new token was seen, or it was not saved in full. */
  sealed: Sealed | undefined
  /** Whether the answer was found to belong to the right user. */
  userConfirmed: boolean
  /** GitHub's time when the main step began its first write of the token, in milliseconds since the epoch. */
  writeBegan: number | undefined
  /** How often a proxy rejected the credentials of the main step's writes. */
  proxyRefusals: number
}

/**
 * The runner hands state to the post step as environment variables. Windows takes at most 32,767 characters in one, and
 * Linux refuses to start a process with one over 128 KiB.
 */
export const LONGEST_STATE_VALUE = 29_000

/** The largest secret and the longest list of repositories need fewer parts. More are not ours. */
const MAX_PARTS = 99

/** The token as first read, a better one if the end of the answer has it, and each resealed version. */
const MAX_GENERATIONS = MOST_RESEALS + 2

const PROGRESS = 'progress'
const NONCE_BYTES = 12

/**
 * The main step's journal, kept in the runner's state: what the post step goes by if the main step dies. An earlier
 * step may have planted state of the same name in the environment; it is ignored, because it does not begin with this
 * run's nonce.
 *
 * Nothing here throws: a full disk must not end a run that may hold the only copy of a token.
 */
export class Journal {
  readonly #runner: Runner
  readonly #nonce: string
  #generation = -1
  #isSettled = false

  /** Starts an idle journal. The main step does this first, so that planted state cannot pass for its journal. */
  constructor({ runner, random }: Pick<World, 'runner' | 'random'>) {
    this.#runner = runner
    this.#nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('hex')
    this.idle()
  }

  /** The post step has nothing left to do or report. */
  idle(): void {
    this.#save(PROGRESS, 'idle')
  }

  /** The post step has nothing left to do, but it must report what became of the token unless this step does. */
  settled(): void {
    this.#isSettled = true
  }

  /** This step has reported how the run ended. */
  told(): void {
    if (this.#isSettled) this.idle()
  }

  /** The token is about to be sent. */
  spending(spending: Spending): void {
    this.#saveLong('spending', JSON.stringify(spending))
    this.#save(PROGRESS, `spending ${this.#nonce}`)
  }

  /**
   * Saves a sealed token, synchronously. A resealed token goes under a new name, so that the one before stays whole if
   * the write is cut off. A token that fits into no secret is not saved: that much state would keep the post step from
   * starting.
   */
  keep({ encryptedValue, keyId }: Sealed): Journaled {
    this.#generation += 1
    const sealed: Sealed = { encryptedValue, keyId }
    const kept = fitsSealed(sealed) && this.#saveLong(`sealed${this.#generation}`, JSON.stringify(sealed))
    return { ...sealed, kept } as Journaled
  }

  /** The answer names the expected user, or no user is expected. */
  confirmUser(): void {
    this.#saveLong('user', 'confirmed')
  }

  /** The first write of the token is about to begin. @param at GitHub's time, in milliseconds since the epoch */
  writeBegins(at: number): void {
    this.#saveLong('write_began', String(at))
  }

  /** A proxy has rejected the credentials this many times. */
  proxyRefused(times: number): void {
    this.#saveLong('proxy_refusals', String(times))
  }

  /** Each part states the total, so a value that was cut off is recognized whenever the process dies. */
  #saveLong(name: string, text: string): boolean {
    const total = Math.ceil(text.length / LONGEST_STATE_VALUE)
    return Array.from({ length: total }, (_, index) => {
      const part = text.slice(index * LONGEST_STATE_VALUE, (index + 1) * LONGEST_STATE_VALUE)
      return this.#save(`${name}_${index}`, `${this.#nonce} ${total} ${part}`)
    }).every(Boolean)
  }

  #save(name: string, value: string): boolean {
    try {
      this.#runner.saveState(name, value)
      return true
    } catch {
      return false
    }
  }
}

/** Reads a value that the main step saved; empty when there is none. */
export type ReadState = (name: string) => string

/** Whether the main step sent the token and did not get as far as storing the new one, so that the post step is needed. */
export function isUnfinished(state: ReadState): boolean {
  return nonceOf(state) !== undefined
}

/** What the main step saved about the token that it was exchanging. */
export function readJournal(state: ReadState): JournalEntry {
  const read = (name: string): string | undefined => readLong(name, nonceOf(state) ?? '', state)
  const number = (name: string): number | undefined => {
    const text = read(name) ?? ''
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined
  }
  const generations = Array.from(
    { length: MAX_GENERATIONS },
    (_, index) => `sealed${MAX_GENERATIONS - 1 - index}`,
  )
  return {
    spending: parse(read('spending')) as Spending | undefined,
    sealed: generations.map((name) => parse(read(name))).find(Boolean) as Sealed | undefined,
    userConfirmed: read('user') === 'confirmed',
    writeBegan: number('write_began'),
    proxyRefusals: number('proxy_refusals') ?? 0,
  }
}

function nonceOf(state: ReadState): string | undefined {
  return /^spending ([0-9a-f]{24})$/.exec(state(PROGRESS))?.[1]
}

function readLong(name: string, nonce: string, state: ReadState): string | undefined {
  const [first = '', count = ''] = state(`${name}_0`).split(' ', 2)
  const total = first === nonce && /^\d{1,2}$/.test(count) ? Number(count) : 0
  if (total < 1 || total > MAX_PARTS) return undefined
  const head = `${nonce} ${total} `
  const parts = Array.from({ length: total }, (_, index) => state(`${name}_${index}`))
  return parts.every((part) => part.startsWith(head))
    ? parts.map((part) => part.slice(head.length)).join('')
    : undefined
}

/** The nonce has vouched for the text, so its shape is not checked. */
function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
