import { isIP } from 'node:net'
import type { FromFxiaoke, FxiaokeEvidence } from '../errors/evidence.ts'
import type { Failure, NameOf, WithoutFate } from '../errors/failure.ts'
import { RemoteText } from '../errors/remote-text.ts'
import type { AppConfig } from '../inputs/config.ts'
import { readRetryAfter } from '../retrying.ts'
import { Secret } from '../secret.ts'
import type { HttpAnswer } from '../transport/http-client.ts'
import { classify } from './classify.ts'
import type { BusinessErrorId } from './classify.ts'
import type { Grant } from './grant.ts'
import type { AnswerFields } from './read-answer.ts'

declare const seen: unique symbol

/**
 * An answer that contains a refresh token. The token must be stored before anything else; only then does `flaw` matter.
 */
export interface Seen {
  readonly [seen]: true
  refreshToken: Secret
  /** Fxiaoke returned the token that was sent, or none (RFC 6749, section 6): the stored one is kept. */
  unchanged: boolean
  accessToken: Secret | undefined
  openUserId: string | undefined
  /** As answered; `readExpiry` knows how to read it. */
  expiresIn: unknown
  traceId: string | undefined
  /** The answer was cut off after the refresh token. */
  cut: boolean
  /** Why the answer is not a success in spite of its refresh token. */
  flaw: Flaw | undefined
  /** Milliseconds from the request to the end of its answer. The tokens were issued at some point in between. */
  took: number
  /** A line for the debug log, to print once the token is safe. */
  trace: string
  /** Everything in the answer that is or looks like a token. */
  tokenLike: readonly Secret[]
}

/** What a failed exchange says about the token or the code that it was to spend. */
export type Fate = 'not-sent' | 'refused' | 'unknown'

/** How an exchange can fail. */
type NoTokens = Exclude<Extract<Failure, FromFxiaoke>, { cause: 'interrupted' }>

/** What can be wrong with an answer that contains a refresh token. */
type Flaw = WithoutFate<
  Extract<
    Failure,
    {
      id: Exclude<BusinessErrorId, 'refresh-token-rejected'>
      cause: 'refused' | 'redirect-url' | 'incomplete'
    }
  >
>

/** One attempt that yielded no token. */
export interface Miss {
  failure: WithoutFate<NoTokens>
  transient: boolean
  /** What this attempt alone says about the token or the code. */
  fate: Fate
  retryAfter: number | undefined
  underlying?: unknown
}

/**
 * Judges an answer with a refresh token.
 *
 * @param attempt what is known about the request itself
 * @returns undefined if the answer contains none
 */
export function asSeen(
  answer: HttpAnswer,
  fields: AnswerFields,
  grant: Grant,
  app: AppConfig,
  attempt: Pick<Seen, 'took' | 'trace'>,
): Seen | undefined {
  const accessToken = fields.accessToken === undefined ? undefined : new Secret(fields.accessToken)
  // The missing half of a truncated answer may have contained a new refresh token.
  const isUnchanged = fields.success === true && fields.whole && accessToken !== undefined
  const kept = grant.kind === 'refresh_token' && isUnchanged ? grant.refreshToken : undefined
  const refreshToken = fields.refreshToken === undefined ? kept : new Secret(fields.refreshToken)
  if (refreshToken === undefined) return undefined
  const found: Omit<Seen, typeof seen> = {
    refreshToken,
    unchanged: refreshToken === kept,
    accessToken,
    openUserId: fields.openUserId,
    expiresIn: fields.expiresIn,
    traceId: printableId(fields.traceId),
    cut: !fields.whole || !answer.complete,
    flaw: flawOf(fields, evidenceOf(answer, fields, app), grant),
    ...attempt,
    tokenLike: [...new Set([fields.refreshToken, fields.accessToken, ...fields.tokenLike])]
      .filter((token) => token !== undefined)
      .map((token) => new Secret(token)),
  }
  return found as Seen
}

function flawOf(fields: AnswerFields, evidence: FxiaokeEvidence, grant: Grant): Flaw | undefined {
  if (fields.errorCode !== undefined && fields.errorCode !== 0) {
    const { error } = classify(fields.errorCode, fields.errorMessage ?? '', grant.kind)
    return error.id === 'refresh-token-rejected'
      ? { id: 'fxiaoke-error', cause: 'refused', evidence }
      : { ...error, evidence }
  }
  if (fields.accessToken === undefined) return { id: 'fxiaoke-error', cause: 'incomplete', evidence }
  return undefined
}

/**
 * Judges an answer without a refresh token.
 *
 * @param now milliseconds since the epoch, for a `retry-after` that is a date
 */
export function asMiss(
  answer: HttpAnswer,
  fields: AnswerFields,
  grant: Grant,
  app: AppConfig,
  now: number,
): Miss {
  const evidence = evidenceOf(answer, fields, app)
  const miss = (name: NameOf<NoTokens>, fate: Fate, transient = false): Miss => ({
    failure: { ...name, evidence },
    fate,
    transient,
    retryAfter: readRetryAfter(answer.headers, now),
  })

  const { status } = answer
  // The missing part of the answer, or a proxy's page, may hide a success.
  const refused = fields.whole ? 'refused' : 'unknown'
  if (fields.errorCode !== undefined && fields.errorCode !== 0) {
    const { error, transient, ambiguous } = classify(fields.errorCode, fields.errorMessage ?? '', grant.kind)
    if (error.id !== 'fxiaoke-error' || status < 500)
      return miss(error, ambiguous || status >= 500 ? 'unknown' : refused, transient || status === 429)
  }
  if (status >= 500) return miss({ id: 'fxiaoke-unreachable', cause: 'server' }, 'unknown', true)
  if (status === 429) return miss({ id: 'fxiaoke-busy', cause: 'refused' }, 'unknown', true)
  if (!answer.complete && status < 300)
    return miss({ id: 'fxiaoke-unreachable', cause: 'network' }, 'unknown', true)
  if (status >= 300 && status < 400) return miss({ id: 'wrong-cloud-domain', cause: 'redirect' }, 'unknown')
  if (status >= 400) {
    const { error } = classify(undefined, fields.errorMessage ?? '', grant.kind)
    return error.id === 'fxiaoke-error' || !fields.isStructured
      ? miss({ id: 'wrong-cloud-domain', cause: 'client-error' }, 'unknown')
      : miss(error, refused)
  }
  if (!fields.isStructured) return miss({ id: 'wrong-cloud-domain', cause: 'no-json' }, 'unknown')
  return miss({ id: 'fxiaoke-error', cause: fields.whole ? 'incomplete' : 'unreadable' }, 'unknown')
}

function evidenceOf(answer: HttpAnswer, fields: AnswerFields, app: AppConfig): FxiaokeEvidence {
  const traceId = printableId(fields.traceId)
  const address = addressIn(fields.errorMessage ?? '')
  return {
    request: 'POST /oauth2.0/token',
    host: app.cloud.host,
    status: answer.status,
    ...(fields.errorMessage !== undefined && { said: new RemoteText(fields.errorMessage) }),
    ...(fields.errorCode !== undefined && { errorCode: fields.errorCode }),
    ...(traceId !== undefined && { traceId }),
    ...(address !== undefined && { address }),
  }
}

/** The only IP address in a message; if there are several, nobody knows whose they are. */
function addressIn(message: string): string | undefined {
  const words = message.split(/[^\da-f.:]/i).map((word) => word.replace(/^:(?!:)|[.:]$/g, ''))
  const addresses = new Set(words.filter((word) => isIP(word) !== 0))
  const [address] = addresses
  return addresses.size === 1 ? address : undefined
}

/** A trace id in Fxiaoke's format, for example `E-O.fk1234.8bd6`; anything else is not printed. */
export function printableId(traceId: string | undefined): string | undefined {
  return traceId !== undefined && /^[\w.:/-]{1,200}$/.test(traceId) ? traceId : undefined
}
