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
 * An answer in which a refresh token could be read. It has to be stored before anything else is thought about: only
 * then does `flaw` count.
 */
export interface Seen {
  readonly [seen]: true
  refreshToken: Secret
  /** Fxiaoke answered the very token that was sent, or none (RFC 6749, section 6): the stored one stays as it is. */
  unchanged: boolean
  accessToken: Secret | undefined
  openUserId: string | undefined
  /** As answered; `readExpiry` knows how to read it. */
  expiresIn: unknown
  traceId: string | undefined
  /** The answer was cut off behind the refresh token. */
  cut: boolean
  /** Why the answer is no success, though it carries a refresh token. */
  flaw: Flaw | undefined
  /** Milliseconds from the request to the end of its answer: the tokens were issued at some time between. */
  took: number
  /** A line for the debug log, to be printed once the token is safe. */
  trace: string
  /** All of the answer that is a token or looks like one. */
  tokenLike: readonly Secret[]
}

/** What an exchange without tokens tells of the token or the code that was to be spent. */
export type Fate = 'not-sent' | 'refused' | 'unknown'

/** What an exchange can fail for. */
type NoTokens = Exclude<Extract<Failure, FromFxiaoke>, { cause: 'interrupted' }>

/** What can be wrong with an answer that brings a refresh token. */
type Flaw = WithoutFate<
  Extract<
    Failure,
    {
      id: Exclude<BusinessErrorId, 'refresh-token-rejected'>
      cause: 'refused' | 'redirect-url' | 'incomplete'
    }
  >
>

/** One attempt that brought no token. */
export interface Miss {
  failure: WithoutFate<NoTokens>
  transient: boolean
  /** What this attempt alone tells of the token or the code. */
  fate: Fate
  retryAfter: number | undefined
  underlying?: unknown
}

/**
 * What an answer with a refresh token comes to.
 *
 * @param attempt what is known of the request itself
 * @returns undefined when there is none in it
 */
export function asSeen(
  answer: HttpAnswer,
  fields: AnswerFields,
  grant: Grant,
  app: AppConfig,
  attempt: Pick<Seen, 'took' | 'trace'>,
): Seen | undefined {
  const accessToken = fields.accessToken === undefined ? undefined : new Secret(fields.accessToken)
  // Half an answer may have had a new refresh token in its other half.
  const isUnchanged = fields.success === true && fields.whole && accessToken !== undefined
  const kept = grant.kind === 'refresh_token' && isUnchanged ? grant.refreshToken : undefined
  const refreshToken = fields.refreshToken === undefined ? kept : new Secret(fields.refreshToken)
  if (refreshToken === undefined) return undefined
  return {
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
  } as unknown as Seen
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
 * What an answer without a refresh token comes to.
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
  // A success may be hidden in what was cut off, or behind the page of somebody in between.
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

/** The one IP address that a message names; where it names several, nobody knows whose they are. */
function addressIn(message: string): string | undefined {
  const words = message.split(/[^\da-f.:]/i).map((word) => word.replace(/^:(?!:)|[.:]$/g, ''))
  const addresses = new Set(words.filter((word) => isIP(word) !== 0))
  const [address] = addresses
  return addresses.size === 1 ? address : undefined
}

/** A trace id as Fxiaoke makes them, for example `E-O.fk1234.8bd6`; anything else is not printed. */
export function printableId(traceId: string | undefined): string | undefined {
  return traceId !== undefined && /^[\w.:/-]{1,200}$/.test(traceId) ? traceId : undefined
}
