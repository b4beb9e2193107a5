import { both } from '../bilingual.ts'
import { ActionError } from '../errors/action-error.ts'
import { networkReason } from '../errors/network-reason.ts'
import type { AppConfig } from '../inputs/config.ts'
import { EXCHANGE_WITHIN, FIRST_WAIT_FOR_FXIAOKE, MOST_ATTEMPTS, TRY_APP_WITHIN } from '../patience.ts'
import type { Ready } from '../prepare/ready.ts'
import { backoff, waitBefore, within } from '../retrying.ts'
import { Secret } from '../secret.ts'
import { ConnectionError } from '../transport/http-client.ts'
import type { HttpAnswer, Line } from '../transport/http-client.ts'
import { leadingLanguage } from './clouds.ts'
import { sleep } from '../world.ts'
import type { World } from '../world.ts'
import type { Grant } from './grant.ts'
import { asMiss, asSeen, printableId } from './judge-answer.ts'
import type { Fate, Miss, Seen } from './judge-answer.ts'
import { AnswerReader } from './read-answer.ts'
import type { AnswerFields } from './read-answer.ts'
import { tokenRequest } from './token-request.ts'

export type { Seen }

/**
 * Receives a new refresh token while the rest of the answer is still on its way, so that it can be journaled at once.
 * Called again at the end if the answer contains a better one. The last one counts, and is the one in `Seen`.
 *
 * @param openUserId its owner, if already read
 */
export type OnRefreshToken = (token: Secret, openUserId: string | undefined) => void

/**
 * Connects to Fxiaoke ahead of an exchange, and sends nothing, so that the connection is ready by the time GitHub has
 * answered.
 *
 * @param grant what will be spent
 */
export function openLine(grant: Grant, app: AppConfig, world: World): Line {
  return world.dial(tokenRequest(app, grant, world.random.uuid()))
}

/**
 * Exchanges a grant for a token pair. Retries transient failures with the same grant and never follows a redirect. Any
 * answer with a new refresh token ends the exchange, whatever else is wrong with it.
 *
 * @param grant what to spend
 * @param app the app that the grant belongs to
 * @param _ready proof that the place is writable, without which nothing may be spent
 * @param onRefreshToken called as soon as a new refresh token is complete
 * @param line opened ahead for this grant
 * @returns what could be read of the answer
 * @throws {ActionError} if there is no new token; its fate is that of the old one
 */
export async function exchange(
  grant: Grant,
  app: AppConfig,
  _ready: Ready,
  world: World,
  onRefreshToken: OnRefreshToken,
  line?: Line,
): Promise<Seen> {
  const outcome = await redeem(grant, app, world, onRefreshToken, line)
  if ('failure' in outcome)
    throw grant.kind === 'authorization_code' ? asErrorOfCode(outcome) : asError(outcome)
  return outcome
}

/**
 * Asks Fxiaoke to redeem a made-up code, which tests the address, the IP allow-list and the app's credentials without
 * touching any token.
 *
 * @returns Fxiaoke's refusal; undefined if there was none
 */
export async function tryApp(app: AppConfig, world: World): Promise<ActionError | undefined> {
  const code = new Secret(`dry-run-${world.random.uuid()}`)
  const redirectUrl = app.redirectUrl ?? 'https://example.com/'
  const ask = (): Promise<Seen | Miss> =>
    redeem({ kind: 'authorization_code', code, redirectUrl }, app, world, (token) =>
      world.runner.mask(token.reveal()),
    )
  const deadline = { at: world.clock.now() + TRY_APP_WITHIN }
  const outcome = await within(deadline, world.clock, ask, () =>
    unreachable(app, new ConnectionError('timeout', true)),
  )
  // A made-up code does nothing to the stored token, whatever becomes of the request.
  return 'failure' in outcome ? asError({ ...outcome, fate: 'not-sent' }) : undefined
}

/** @returns what could be read, or the last miss, with the grant's fate after all attempts */
async function redeem(
  grant: Grant,
  app: AppConfig,
  world: World,
  onRefreshToken: OnRefreshToken,
  opened?: Line,
): Promise<Seen | Miss> {
  /** The grant's fate after the earlier attempts: the worst of them. */
  let before: Fate = 'not-sent'
  const deadline = world.clock.now() + EXCHANGE_WITHIN
  for (let attempt = 1; ; attempt += 1) {
    const ahead = attempt === 1 ? opened : undefined
    const outcome = await attemptOnce(ahead ?? openLine(grant, app, world), grant, app, world, onRefreshToken)
    if (!('failure' in outcome)) return outcome
    const own = backoff(attempt - 1, world.random, FIRST_WAIT_FOR_FXIAOKE)
    const wait = waitBefore(outcome.retryAfter, own, deadline - world.clock.now())
    if (!outcome.transient || attempt === MOST_ATTEMPTS || wait === undefined) return settled(outcome, before)
    const { errorCode, status, network } = outcome.failure.evidence
    const code = errorCode ?? status
    const reason = code === undefined ? networkReason(network) : both(String(code), String(code))
    const trying = both(
      `Fxiaoke: attempt ${attempt} brought no token (${reason.en}); trying again.`,
      `纷享销客：第 ${attempt} 次尝试没有换到令牌（${reason.zh}），重试。`,
    )
    world.runner.info(trying[leadingLanguage(app.cloud.host)])
    if (before !== 'unknown' && outcome.fate !== 'not-sent') before = outcome.fate
    await sleep(world.clock, wait)
  }
}

/** A refusal after an unanswered attempt may mean that the earlier one succeeded, so the fate is unknown. */
function settled(miss: Miss, before: Fate): Miss {
  if (before === 'unknown')
    return { ...miss, fate: 'unknown', failure: { ...miss.failure, afterUnansweredAttempt: true } }
  return { ...miss, fate: miss.fate === 'not-sent' ? before : miss.fate }
}

/**
 * A refused code says nothing about the stored token, which was not sent. A code that may have been redeemed does,
 * because a new login can end the old one.
 */
function asErrorOfCode(miss: Miss): ActionError {
  return asError({ ...miss, fate: miss.fate === 'refused' ? 'not-sent' : miss.fate }).ofCode(miss.fate)
}

function asError({ failure, fate, underlying }: Miss): ActionError {
  // A token that was refused was sent.
  if (failure.id === 'refresh-token-rejected')
    return new ActionError({ ...failure, fate: fate === 'not-sent' ? 'refused' : fate }, underlying)
  return new ActionError({ ...failure, fate }, underlying)
}

async function attemptOnce(
  line: Line,
  grant: Grant,
  app: AppConfig,
  world: World,
  onRefreshToken: OnRefreshToken,
): Promise<Seen | Miss> {
  const started = world.clock.now()
  const traceOf = (outcome: string): string =>
    `Fxiaoke: POST /oauth2.0/token -> ${outcome} in ${world.clock.now() - started} ms`
  try {
    const { answer, fields } = await read(line, grant, onRefreshToken)
    const trace = traceOf(`${answer.status}, trace id ${printableId(fields.traceId) ?? 'missing'}`)
    const seen = asSeen(answer, fields, grant, app, { trace, took: world.clock.now() - started })
    // Printing can block on the log's reader, and a new token must be journaled first.
    if (seen) return seen
    for (const token of fields.tokenLike) world.runner.mask(token)
    world.runner.debug(trace)
    return asMiss(answer, fields, grant, app, world.clock.now())
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    world.runner.debug(traceOf(`no answer (${error.reason})`))
    return unreachable(app, error)
  }
}

function unreachable({ cloud: { host } }: AppConfig, error: ConnectionError): Miss {
  const { reason: network, proxyStatus } = error
  const cause =
    network === 'ENOTFOUND'
      ? 'unknown-host'
      : (['certificate', 'proxy', 'proxy-refused', 'timeout'] as const).find((one) => one === network)
  return {
    failure: {
      id: 'fxiaoke-unreachable',
      cause: cause ?? 'network',
      evidence: { host, network, ...(proxyStatus !== undefined && { proxyStatus }) },
    },
    transient: !error.isLasting,
    fate: error.maybeSent ? 'unknown' : 'not-sent',
    retryAfter: undefined,
    underlying: error,
  }
}

/** Sends the request, and hands over a new refresh token while the answer is still arriving. */
async function read(
  line: Line,
  grant: Grant,
  onRefreshToken: OnRefreshToken,
): Promise<{ answer: HttpAnswer; fields: AnswerFields }> {
  const reader = new AnswerReader(grant.kind === 'refresh_token' ? grant.refreshToken.reveal() : undefined)
  let handedOver: string | undefined
  const handOver = (token: string | undefined): void => {
    if (token === undefined || token === handedOver) return
    handedOver = token
    onRefreshToken(new Secret(token), reader.openUserId)
  }
  let bug: { error: unknown } | undefined
  const answer = await line.send((piece) => {
    const judgement = reader.read(piece)
    try {
      if (handedOver === undefined) handOver(reader.refreshToken)
    } catch (error) {
      // Thrown here, it would crash the process; rethrown below, it ends the run.
      bug ??= { error }
    }
    return judgement
  })
  if (bug) throw bug.error
  const fields = reader.end(answer)
  handOver(fields.refreshToken)
  return { answer, fields }
}
