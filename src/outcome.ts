import { ActionError } from './errors/action-error.ts'
import type { FailureOf } from './errors/failure.ts'
import { RemoteText } from './errors/remote-text.ts'
import type { Seen } from './fxiaoke/exchange.ts'
import type { Ready } from './prepare/prepare.ts'
import type { Recovery, SetUpItem, Status } from './report/result.ts'
import type { Warning } from './report/warning.ts'
import type { Secret } from './secret.ts'
import type { RecordOutcome } from './store/keep-record.ts'
import type { ShareOutcome, Stored } from './store/store.ts'

/** What a run came to, returned by the step that ended it. `conclude` makes the result of it. */
export interface Outcome {
  /** How it ended: well, or with this error. */
  ended: Status | ActionError
  /** Undefined: it ended before the place was ready. */
  ready?: Ready
  /** `updated_at` of the stored refresh token, where it became known although the place was not ready. */
  storedAt?: string | undefined
  exchange?: Exchange
  /** The stored access token, which lasts long enough. */
  reused?: { accessToken: Secret; expiresAt: Date; shares: readonly ShareOutcome[] }
  /** What is done and what is open, in the order of the run, where that was what the run was about. */
  setUp?: readonly SetUpItem[]
  warnings?: readonly Warning[]
}

/** An answer with a token pair, and what became of it. */
export interface Exchange {
  answer: Seen
  /** GitHub's time when the request for them left, in milliseconds since the epoch: no token lives longer than counted from then. */
  issuedAt: number
  /** What is known of each secret. A bug of ours can end the run between two of them. */
  stored: Partial<Stored>
  /** How a person stores the refresh token, where it is not certain to be stored. */
  recovery?: Recovery | undefined
  /** What became of the record; undefined where none is kept, or nothing was stored. */
  record?: RecordOutcome | undefined
}

/**
 * What ended a run, as the error to report. What is no `ActionError` is a bug of ours.
 *
 * @param error as caught
 * @param fate of the stored token where a bug ended the run
 */
export function asActionError(error: unknown, fate: FailureOf<'internal-error', 'bug'>['fate']): ActionError {
  if (error instanceof ActionError) return error
  const evidence = { said: new RemoteText(describeBug(error)) }
  return new ActionError({ id: 'internal-error', cause: 'bug', fate, evidence }, error)
}

/** Enough of an unexpected error to find the place in the code. */
function describeBug(error: unknown): string {
  return error instanceof Error
    ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ')
    : typeof error
}
