import type { Grant } from './fxiaoke/grant.ts'
import type { Place } from './github/place.ts'
import type { Sealed } from './github/sealing.ts'
import { fitsSealed } from './github/secret-size.ts'
import type { Visibility } from './github/secret-vault.ts'
import { MOST_RESEALS } from './patience.ts'
import type { Guard } from './store/guard.ts'
import type { Runner, World } from './world.ts'

declare const journaled: unique symbol

/** What the post step has to know to store a new refresh token. It gets no inputs in some composite actions. */
export interface Spending extends Guard {
  /** What is being exchanged. */
  grant: Grant['kind']
  place: Place
  secretName: string
  /** Of an organization secret: every write has to say it again. */
  visibility?: Visibility | undefined
  githubApiUrl: string
  serverUrl: string
  /** Fxiaoke's host, which also says in which language to speak first. */
  host: string
}

/** A sealed refresh token that outlives this process. Only a Journaled can be stored. */
export interface Journaled extends Sealed {
  readonly [journaled]: true
  /** Whether the post step will find it. If not, the work goes on all the same. */
  kept: boolean
}

/** What the post step finds in the journal of a main step that did not finish. */
export interface JournalEntry {
  /** Undefined: it was not kept whole. */
  spending: Spending | undefined
  /** Undefined: no new token was seen, or it was not kept whole. */
  sealed: Sealed | undefined
  /** Whether the answer was found to be of the right user. */
  userConfirmed: boolean
  /** GitHub's time when main began its first write of the token, in milliseconds since the epoch. */
  writeBegan: number | undefined
  /** How often a proxy has refused its password to main's writes. */
  proxyRefusals: number
}

/**
 * The runner hands state to the post step as environment variables. Windows takes at most 32,767 characters in one, and
 * Linux refuses to start a process with one over 128 KiB.
 */
export const LONGEST_STATE_VALUE = 29_000

/** More parts than the largest secret and the visibility with the most repositories need are somebody else's. */
const MOST_PARTS = 99

/** The token as it came, another one if the end of the answer shows that it is the right one, and each as it is sealed again. */
const MOST_KEPT = MOST_RESEALS + 2

const PROGRESS = 'progress'
const NONCE_BYTES = 12

/**
 * The main step's journal, in the runner's state: what the post step goes by if main dies. State of the same name that
 * an earlier step has planted in the environment is not believed, since it does not begin with this run's nonce.
 *
 * Nothing here throws: a full disk is no reason to end a run that may hold the only copy of a token.
 */
export class Journal {
  readonly #runner: Runner
  readonly #nonce: string
  #generation = -1
  #isSettled = false

  /** Begins an idle journal: main's first act, so that no other can stand for it. */
  constructor({ runner, random }: Pick<World, 'runner' | 'random'>) {
    this.#runner = runner
    this.#nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('hex')
    this.idle()
  }

  /** Nothing is left for the post step to do or to say. */
  idle(): void {
    this.#save(PROGRESS, 'idle')
  }

  /** Nothing is left for the post step to do; but until it is told what came of the token, that step has to say it. */
  settled(): void {
    this.#isSettled = true
  }

  /** It is told how the run ended. */
  told(): void {
    if (this.#isSettled) this.idle()
  }

  /** The token is about to be sent. */
  spending(spending: Spending): void {
    this.#saveLong('spending', JSON.stringify(spending))
    this.#save(PROGRESS, `spending ${this.#nonce}`)
  }

  /**
   * Keeps a sealed token, synchronously. One that is sealed again is kept under another name: should that be cut off, the
   * one before is still whole. What fits into no secret is not kept: so much state would stop the post step from starting.
   */
  keep({ encryptedValue, keyId }: Sealed): Journaled {
    this.#generation += 1
    const sealed: Sealed = { encryptedValue, keyId }
    const kept = fitsSealed(sealed) && this.#saveLong(`sealed${this.#generation}`, JSON.stringify(sealed))
    return { ...sealed, kept } as unknown as Journaled
  }

  /** The answer names the expected user, or no user is expected. */
  confirmUser(): void {
    this.#saveLong('user', 'confirmed')
  }

  /** The first write of the token begins. @param at GitHub's time, in milliseconds since the epoch */
  writeBegins(at: number): void {
    this.#saveLong('write_began', String(at))
  }

  /** A proxy has refused its password so often. */
  proxyRefused(times: number): void {
    this.#saveLong('proxy_refusals', String(times))
  }

  /** Each part says how many there are: one that is cut off is not whole, whenever the process dies. */
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

/** Reads a value that main saved; empty when there is none. */
export type ReadState = (name: string) => string

/** Whether main died between sending the token and storing the new one, so that the post step is needed. */
export function isUnfinished(state: ReadState): boolean {
  return nonceOf(state) !== undefined
}

/** What main has kept of the token that it was exchanging. */
export function readJournal(state: ReadState): JournalEntry {
  const read = (name: string): string | undefined => readLong(name, nonceOf(state) ?? '', state)
  const number = (name: string): number | undefined => {
    const text = read(name) ?? ''
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined
  }
  const generations = Array.from({ length: MOST_KEPT }, (_, index) => `sealed${MOST_KEPT - 1 - index}`)
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
  if (total < 1 || total > MOST_PARTS) return undefined
  const head = `${nonce} ${total} `
  const parts = Array.from({ length: total }, (_, index) => state(`${name}_${index}`))
  return parts.every((part) => part.startsWith(head))
    ? parts.map((part) => part.slice(head.length)).join('')
    : undefined
}

/** With the nonce before it, it is as main wrote it. */
function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
