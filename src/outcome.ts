import { ActionError } from './errors/action-error.ts'
import type { FailureOf } from './errors/failure.ts'
import { RemoteText } from './errors/remote-text.ts'
import type { Seen } from './fxiaoke/exchange.ts'
import type { Ready } from './prepare/ready.ts'
import type { Recovery, SetUpItem, Status } from './report/result.ts'
import type { Warning } from './report/warning.ts'
import type { Secret } from './secret.ts'
import type { RecordOutcome } from './store/keep-record.ts'
import type { ShareOutcome, Stored } from './store/store.ts'

/** How a run ended, as returned by the step that ended it. `conclude` turns it into a result. */
export interface Outcome {
  /** Success, or the error. */
  ended: Status | ActionError
  /** Undefined: the run ended before the place was ready. */
  ready?: Ready
  /** `updated_at` of the stored refresh token, if it became known although the place was not ready. */
  storedAt?: string | undefined
  exchange?: Exchange
  /** The stored access token, which lasts long enough. */
  reused?: { accessToken: Secret; expiresAt: Date; shares: readonly ShareOutcome[] }
  /** What is done and what is left to do, in the order of a run, if the run was about set-up. */
  setUp?: readonly SetUpItem[]
  warnings?: readonly Warning[]
}

/** An answer with a token pair, and what became of it. */
export interface Exchange {
  answer: Seen
  /**
   * GitHub's time when the request was sent, in milliseconds since the epoch: counting from here never overstates a
   * token's life.
   */
  issuedAt: number
  /** What is known of each secret. A bug can end the run between two of them. */
  stored: Partial<Stored>
  /** How a person stores the refresh token by hand, if it may not be stored. */
  recovery?: Recovery | undefined
  /** What became of the record; undefined if none is kept, or nothing was stored. */
  record?: RecordOutcome | undefined
}

/**
 * Turns whatever ended a run into the error to report. Anything but an `ActionError` is a bug.
 *
 * @param error as caught
 * @param fate of the stored token, if a bug ended the run
 */
export function asActionError(error: unknown, fate: FailureOf<'internal-error', 'bug'>['fate']): ActionError {
  if (error instanceof ActionError) return error
  const evidence = { said: new RemoteText(describeBug(error)) }
  return new ActionError({ id: 'internal-error', cause: 'bug', fate, evidence }, error)
}

/** Enough of an unexpected error to locate it in the code. */
function describeBug(error: unknown): string {
  return error instanceof Error
    ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ')
    : typeof error
}
