import { ActionError } from '../errors/action-error.ts'
import type { FromFxiaoke, FxiaokeEvidence } from '../errors/evidence.ts'
import type { Failure, NameOf, WithoutFate } from '../errors/failure.ts'
import { RemoteText } from '../errors/remote-text.ts'
import type { AppConfig } from '../inputs/config.ts'
import { EXCHANGE_WITHIN, FIRST_WAIT_FOR_FXIAOKE, MOST_ATTEMPTS } from '../patience.ts'
import type { Ready } from '../prepare/prepare.ts'
import { backoff, readRetryAfter, waitBefore } from '../retrying.ts'
import { Secret } from '../secret.ts'
import { ConnectionError } from '../transport/http-client.ts'
import type { HttpAnswer, Line } from '../transport/http-client.ts'
import { sleep } from '../world.ts'
import type { World } from '../world.ts'
import { classify } from './classify.ts'
import type { BusinessErrorId } from './classify.ts'
import type { Grant } from './grant.ts'
import { readAnswer } from './read-answer.ts'
import type { AnswerFields } from './read-answer.ts'
import { tokenRequest } from './token-request.ts'

declare const seen: unique symbol

/**
 * An answer in which a refresh token could be read. It has to be stored before anything else is thought about: only
 * then does `flaw` count.
 */
export interface Seen {
  readonly [seen]: true
  refreshToken: Secret
  /** Fxiaoke answered the very token that was sent. */
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
  /** A line for the debug log, to be printed once the token is safe. */
  trace: string
}

/**
 * Connects to Fxiaoke for an exchange that is to come, and sends nothing: so that the connection stands when GitHub has
 * said everything that has to be known before.
 *
 * @param grant what is going to be spent
 */
export function openLine(grant: Grant, app: AppConfig, world: World): Line {
  return world.dial(tokenRequest(app, grant, world.random.uuid()))
}

/**
 * Exchanges a grant for a token pair. Passing failures are tried again with the same token; a redirect is not
 * followed; any answer with a new refresh token ends the exchange, whatever else is wrong with it.
 *
 * @param grant what to spend
 * @param app the app it belongs to
 * @param _ready the place is proven to be writable, which is why this may be called at all
 * @param line opened ahead for this grant
 * @returns what could be read
 * @throws {ActionError} when there is no new token; its fate says what the token's is
 */
export async function exchange(
  grant: Grant,
  app: AppConfig,
  _ready: Ready,
  world: World,
  line?: Line,
): Promise<Seen> {
  const outcome = await redeem(grant, app, world, line)
  if ('failure' in outcome) throw asError(outcome)
  return outcome
}

/**
 * Asks Fxiaoke to redeem a code that cannot exist, which proves the address, the IP allow-list and the app without
 * touching any token.
 *
 * @returns Fxiaoke's refusal
 */
export async function tryApp(app: AppConfig, world: World): Promise<ActionError | undefined> {
  const code = new Secret(`dry-run-${world.random.uuid()}`)
  const redirectUrl = app.redirectUrl ?? 'https://example.com/'
  const outcome = await redeem({ kind: 'authorization_code', code, redirectUrl }, app, world)
  // A code that cannot exist does nothing to the stored token, whatever becomes of the request.
  return 'failure' in outcome ? asError({ ...outcome, fate: 'not-sent' }) : undefined
}

type Fate = 'not-sent' | 'refused' | 'unknown'

/** What an exchange can fail for. */
type NoTokens = Exclude<Extract<Failure, FromFxiaoke>, { cause: 'interrupted' }>

/** What can be wrong with an answer that brings a refresh token. */
type Flaw = WithoutFate<
  Extract<
    Failure,
    { id: Exclude<BusinessErrorId, 'refresh-token-rejected'>; cause: 'refused' | 'incomplete' }
  >
>

/** One attempt that brought no token. */
interface Miss {
  failure: WithoutFate<NoTokens>
  transient: boolean
  /** What this attempt alone tells of the token. */
  fate: Fate
  retryAfter: number | undefined
  underlying?: unknown
}

/** @returns what could be read, or the last miss, with the fate that all attempts together leave */
async function redeem(grant: Grant, app: AppConfig, world: World, opened?: Line): Promise<Seen | Miss> {
  /** The worst that the attempts before tell of the token. */
  let before: Fate = 'not-sent'
  const deadline = world.clock.now() + EXCHANGE_WITHIN
  for (let attempt = 1; ; attempt += 1) {
    const ahead = attempt === 1 ? opened : undefined
    const outcome = await attemptOnce(ahead ?? openLine(grant, app, world), grant, app, world)
    if (!('failure' in outcome)) return outcome
    const own = backoff(attempt - 1, world.random, FIRST_WAIT_FOR_FXIAOKE)
    const wait = waitBefore(outcome.retryAfter, own, deadline - world.clock.now())
    if (!outcome.transient || attempt === MOST_ATTEMPTS || wait === undefined)
      return settled(outcome, grant, before)
    const { errorCode, status, network } = outcome.failure.evidence
    const reason = errorCode ?? status ?? network ?? outcome.failure.id
    world.runner.info(
      `Fxiaoke: attempt ${attempt} brought no token (${reason}); trying again with the same one.`,
    )
    if (before !== 'unknown' && outcome.fate !== 'not-sent') before = outcome.fate
    await sleep(world.clock, wait)
  }
}

/**
 * A refusal after an attempt that nobody answered may be the echo of a success: then the fate is unknown. A code that was
 * refused says nothing of the stored token, which is not sent with it; one that may have been redeemed does, since a new
 * login can end the old one.
 */
function settled(miss: Miss, grant: Grant, before: Fate): Miss {
  if (before === 'unknown')
    return { ...miss, fate: 'unknown', failure: { ...miss.failure, afterUnansweredAttempt: true } }
  const fate = miss.fate === 'not-sent' ? before : miss.fate
  return { ...miss, fate: grant.kind === 'authorization_code' && fate === 'refused' ? 'not-sent' : fate }
}

function asError({ failure, fate, underlying }: Miss): ActionError {
  // It was sent, or it would not be refused.
  if (failure.id === 'refresh-token-rejected')
    return new ActionError({ ...failure, fate: fate === 'not-sent' ? 'refused' : fate }, underlying)
  return new ActionError({ ...failure, fate }, underlying)
}

async function attemptOnce(line: Line, grant: Grant, app: AppConfig, world: World): Promise<Seen | Miss> {
  const started = world.clock.now()
  const traceOf = (outcome: string): string =>
    `Fxiaoke: POST /oauth2.0/token -> ${outcome} in ${world.clock.now() - started} ms`
  try {
    const answer = await line.send()
    const fields = readAnswer(answer.body)
    const trace = traceOf(`${answer.status}, trace id ${printableId(fields.traceId) ?? 'missing'}`)
    const seen = asSeen(answer, fields, grant, app, trace)
    // Printing waits for whoever reads the log, and a new token has to be journaled first.
    if (seen) return seen
    world.runner.debug(trace)
    return asMiss(answer, fields, grant, app, world.clock.now())
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    world.runner.debug(traceOf(`no answer (${error.reason})`))
    const cause = (['certificate', 'proxy', 'proxy-refused', 'timeout'] as const).find(
      (reason) => reason === error.reason,
    )
    return {
      failure: {
        id: 'fxiaoke-unreachable',
        cause: cause ?? 'network',
        evidence: { host: app.cloud.host, network: error.reason },
      },
      transient: !['certificate', 'proxy'].includes(error.reason),
      fate: error.maybeSent ? 'unknown' : 'not-sent',
      retryAfter: undefined,
      underlying: error,
    }
  }
}

function asSeen(
  answer: HttpAnswer,
  fields: AnswerFields,
  grant: Grant,
  app: AppConfig,
  trace: string,
): Seen | undefined {
  if (fields.refreshToken === undefined) return undefined
  const refreshToken = new Secret(fields.refreshToken)
  const unchanged = grant.kind === 'refresh_token' && refreshToken.equals(grant.refreshToken)
  const success =
    fields.errorCode === 0 || (fields.errorCode === undefined && fields.accessToken !== undefined)
  // An error, or half an answer, that echoes the token which was sent is no sign of a new one.
  if (unchanged && (!success || fields.accessToken === undefined)) return undefined
  const evidence = evidenceOf(answer, fields, app)
  return {
    refreshToken,
    unchanged,
    accessToken: fields.accessToken === undefined ? undefined : new Secret(fields.accessToken),
    openUserId: fields.openUserId,
    expiresIn: fields.expiresIn,
    traceId: printableId(fields.traceId),
    cut: !fields.whole || !answer.complete,
    flaw: flawOf(fields, evidence, grant),
    trace,
  } as unknown as Seen
}

function flawOf(fields: AnswerFields, evidence: FxiaokeEvidence, grant: Grant): Flaw | undefined {
  if (fields.errorCode !== undefined && fields.errorCode !== 0) {
    const { id } = classify(fields.errorCode, fields.errorMessage ?? '', grant.kind)
    return { id: id === 'refresh-token-rejected' ? 'fxiaoke-error' : id, cause: 'refused', evidence }
  }
  if (fields.accessToken === undefined) return { id: 'fxiaoke-error', cause: 'incomplete', evidence }
  return undefined
}

function asMiss(answer: HttpAnswer, fields: AnswerFields, grant: Grant, app: AppConfig, now: number): Miss {
  const evidence = evidenceOf(answer, fields, app)
  const miss = (name: NameOf<NoTokens>, fate: Fate, transient = false): Miss => ({
    failure: { ...name, evidence },
    fate,
    transient,
    retryAfter: readRetryAfter(answer.headers, now),
  })

  const { status } = answer
  if (fields.errorCode !== undefined && fields.errorCode !== 0) {
    const { id, transient, ambiguous } = classify(fields.errorCode, fields.errorMessage ?? '', grant.kind)
    if (id !== 'fxiaoke-error' || status < 500)
      return miss(
        { id, cause: 'refused' },
        ambiguous || status >= 500 ? 'unknown' : 'refused',
        transient || status === 429,
      )
  }
  if (status >= 500) return miss({ id: 'fxiaoke-unreachable', cause: 'server' }, 'unknown', true)
  if (status === 429) return miss({ id: 'fxiaoke-busy', cause: 'refused' }, 'refused', true)
  if (!answer.complete && status < 300) {
    return miss({ id: 'fxiaoke-unreachable', cause: 'network' }, 'unknown', true)
  }
  if (status >= 300 && status < 400) return miss({ id: 'wrong-cloud-domain', cause: 'redirect' }, 'refused')
  if (status >= 400) {
    if (!fields.jsonLike) return miss({ id: 'wrong-cloud-domain', cause: 'client-error' }, 'refused')
    const { id } = classify(undefined, fields.errorMessage ?? '', grant.kind)
    return id === 'fxiaoke-error'
      ? miss({ id: 'wrong-cloud-domain', cause: 'client-error' }, 'refused')
      : miss({ id, cause: 'refused' }, 'refused')
  }
  if (!fields.jsonLike) return miss({ id: 'wrong-cloud-domain', cause: 'no-json' }, 'unknown')
  return miss({ id: 'fxiaoke-error', cause: fields.whole ? 'incomplete' : 'unreadable' }, 'unknown')
}

function evidenceOf(answer: HttpAnswer, fields: AnswerFields, app: AppConfig): FxiaokeEvidence {
  const traceId = printableId(fields.traceId)
  return {
    request: 'POST /oauth2.0/token',
    host: app.cloud.host,
    status: answer.status,
    ...(fields.errorMessage !== undefined && { said: new RemoteText(fields.errorMessage) }),
    ...(fields.errorCode !== undefined && { errorCode: fields.errorCode }),
    ...(traceId !== undefined && { traceId }),
  }
}

/** A trace id as Fxiaoke makes them, for example `E-O.fk1234.8bd6`; anything else is not printed. */
function printableId(traceId: string | undefined): string | undefined {
  return traceId !== undefined && /^[\w.:-]{1,200}$/.test(traceId) ? traceId : undefined
}
