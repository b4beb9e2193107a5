import type { Bilingual } from '../bilingual.ts'
import type { RemoteText } from './remote-text.ts'

/** What was seen when something went wrong. All of it is safe to print but `said`, which knows how to become so. */
export interface Evidence {
  /** The problems of the inputs, one sentence each. */
  problems?: readonly Bilingual[]
  /** The request that failed, for example `PUT /repos/acme/crm/actions/secrets/NAME`. */
  request?: string
  /** The HTTP status of the answer. */
  status?: number
  /** The remote message. */
  said?: RemoteText
  /** Why no answer came: `timeout`, `certificate`, `proxy`, or the error code of the network, for example `ECONNRESET`. */
  network?: string
  /** Fxiaoke's trace id. */
  traceId?: string
  /** GitHub's request id. */
  requestId?: string
  /** Fxiaoke's errorCode. */
  errorCode?: number
  /** The host that was asked. */
  host?: string
  /** Permissions that GitHub would have accepted, from `x-accepted-github-permissions`. */
  acceptedPermissions?: string
  /** Where the token can be authorized for single sign-on. */
  ssoUrl?: string
  /** The place concerned, in words: `environment "prod" of acme/crm`. */
  place?: Bilingual
  /** The secret's name. */
  secretName?: string
  /** Which of several causes of one id it is; the catalogue knows them. */
  cause?: string
  /** The places that failed, in words. */
  failed?: readonly Bilingual[]
  /** The Fxiaoke user that was expected and the one that answered. */
  accounts?: { expected: string; actual: string }
  /** Whether the post step tells it, which has tried to store the journaled token. */
  byPostStep?: boolean
  /** Whether a write may have been carried out that GitHub did not confirm. */
  maybeDone?: boolean
  /** Whether an unanswered attempt came before the refusal, so that the token may have been spent by it. */
  afterUnansweredAttempt?: boolean
}
