import type { Journal, Journaled, Spending } from '../journal.ts'
import type { ProgressLog } from '../progress-log.ts'
import type { Recovery } from '../report/result.ts'
import { isStored } from '../verdict.ts'
import { recoveryOf } from './recovery.ts'
import type { StoreOutcome } from './store.ts'

/**
 * The new refresh token until it is known to be stored. However the run ends before that, the post step finds the token in
 * the journal, and a person is shown the command that stores it.
 */
export class UnstoredToken {
  readonly #spending: Spending
  readonly #journal: Journal
  readonly #log: ProgressLog
  /** As last sealed. Undefined: Fxiaoke returned the token that is stored already. */
  #sealed: Journaled | undefined
  #isUnstored: boolean
  /** Whether the post step will find it in the journal. */
  #isKept: boolean
  /** `updated_at` of a change by somebody else, or by a write of ours that came late. */
  #seenChange: string | undefined

  constructor(journaled: Journaled | undefined, spending: Spending, journal: Journal, log: ProgressLog) {
    this.#spending = spending
    this.#journal = journal
    this.#log = log
    this.#sealed = journaled
    this.#isUnstored = journaled !== undefined
    this.#isKept = journaled?.kept === true
  }

  /** Shows the command now, unless the token is stored: this process may die before its report. */
  readonly showCommand = (): void => {
    const recovery = this.#isUnstored && this.#sealed && recoveryOf(this.#sealed, this.#spending)
    if (this.#sealed && recovery) this.#log.showCommand(recovery, this.#sealed.keyId)
  }

  /** GitHub has changed its key: a command shown earlier no longer works. */
  sealedAnew(sealed: Journaled): void {
    this.#sealed = sealed
    this.#isKept ||= sealed.kept
    if (this.#log.shown) this.showCommand()
  }

  /** What came of storing it. */
  settled(outcome: StoreOutcome): void {
    if ('updatedAt' in outcome) this.#seenChange = outcome.updatedAt
    this.#isUnstored = !isStored(outcome)
    this.showCommand()
    // After a change that was seen, the post step could learn nothing new.
    if (this.#seenChange !== undefined) this.#journal.settled()
    else if (!this.#isUnstored) this.#journal.idle()
  }

  /** The run ends. @returns the command, if there may still be something to store */
  end(): Recovery | undefined {
    this.showCommand()
    // With no token in the journal, the post step would report that none was seen.
    if (this.#isUnstored && !this.#isKept) this.#journal.idle()
    if (!this.#sealed || (!this.#isUnstored && this.#seenChange === undefined)) return undefined
    return recoveryOf(this.#sealed, this.#spending, this.#seenChange)
  }
}
