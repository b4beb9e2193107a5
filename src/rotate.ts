import { both } from './bilingual.ts'
import type { Bilingual } from './bilingual.ts'
import { isDescribed } from './stale-copy.ts'
import { ActionError } from './errors/action-error.ts'
import { exchange } from './fxiaoke/exchange.ts'
import type { OnRefreshToken, Seen } from './fxiaoke/exchange.ts'
import type { Grant } from './fxiaoke/grant.ts'
import { describePlace } from './github/place.ts'
import { fitsSealed } from './github/secret-size.ts'
import type { Config } from './inputs/config.ts'
import type { Journal, Journaled, Spending } from './journal.ts'
import { staleAfterAll } from './stale-run.ts'
import { asActionError } from './outcome.ts'
import type { Exchange, Outcome } from './outcome.ts'
import { SHOW_COMMAND_AFTER } from './patience.ts'
import type { Ready } from './prepare/ready.ts'
import type { ProgressLog } from './progress-log.ts'
import type { Warning } from './report/warning.ts'
import type { Secret } from './secret.ts'
import { guardOf } from './store/guard.ts'
import { store } from './store/store.ts'
import type { Stored } from './store/store.ts'
import { UnstoredToken } from './store/unstored-token.ts'
import { keepRecord } from './store/keep-record.ts'
import type { Line } from './transport/http-client.ts'
import { isStored, verdict } from './verdict.ts'
import type { HeldSignals, Runner, World } from './world.ts'

/**
 * Spends the grant and stores the new tokens. Signals are held from the moment the request leaves. Once the answer
 * arrives, journaling comes first, and nothing is judged before everything is stored.
 *
 * @param grant the stored refresh token, or the code of an authorization
 * @param line the connection to Fxiaoke, opened ahead for this grant
 * @returns how it ended; an error's fate says what became of the stored token
 */
export async function rotate(
  grant: Grant,
  line: Line | undefined,
  config: Config,
  ready: Ready,
  journal: Journal,
  log: ProgressLog,
  world: World,
): Promise<Outcome> {
  const { host } = config.app.cloud
  log.begin(both(`Refresh: a new token pair from ${host}`, `刷新：向 ${host} 换发新令牌`))
  const signals = world.runner.holdSignals()
  const spending = spendingOf(grant, config, ready, world)
  journal.spending(spending)
  let journaled: Journaled | undefined
  // The rest of the answer may be late or never arrive. Nothing that can fail or wait may come before this.
  const onRefreshToken: OnRefreshToken = (token, openUserId) => {
    hide([token], world.runner)
    if (openUserId !== undefined && isForeign({ openUserId }, grant, config, ready)) return
    journaled = journal.keep(ready.sealer.seal(token))
  }
  let answer: Seen
  try {
    answer = await exchange(grant, config.app, ready, world, onRefreshToken, line)
  } catch (error) {
    const refused = asActionError(error, 'unknown')
    journal.settled()
    return (await staleAfterAll(refused, grant, config, ready, world)) ?? { ended: refused, ready }
  }
  hide(answer.tokenLike, world.runner)
  if (isForeign(answer, grant, config, ready)) return refuseForeign(answer, grant, config, ready, journal)
  if (!journaled) journal.idle()
  journal.confirmUser()
  return keep(answer, journaled, { grant, spending, signals, config, ready, journal, log, world })
}

/** The earliest time at which the tokens can have been issued, by GitHub's clock: the answer may have been slow. */
function issuedAt({ took }: Seen, { api }: Ready): number {
  return api.time.now() - took
}

/** Masks tokens. An unwritable log leaks nothing, so a failure here is no reason to stop. */
function hide(tokens: readonly Secret[], runner: Runner): void {
  for (const token of tokens)
    try {
      runner.mask(token.reveal())
    } catch {
      // If masking cannot be written, nothing else can be printed either.
    }
}

function spendingOf(grant: Grant, config: Config, ready: Ready, world: World): Spending {
  return {
    grant: grant.kind,
    place: config.place,
    secretName: ready.refresh.name,
    visibility: ready.refresh.visibility,
    ...guardOf(ready, ready.refresh),
    githubApiUrl: config.githubApiUrl.href,
    serverUrl: world.context.serverUrl,
    host: config.app.cloud.host,
  }
}

interface Keeping {
  grant: Grant
  spending: Spending
  signals: HeldSignals
  config: Config
  ready: Ready
  journal: Journal
  log: ProgressLog
  world: World
}

/** Stores the new tokens, and keeps the recovery command at hand until the refresh token is stored. */
async function keep(answer: Seen, journaled: Journaled | undefined, keeping: Keeping): Promise<Outcome> {
  const { grant, spending, signals, config, ready, journal, log, world } = keeping
  const done: Exchange = { answer, issuedAt: issuedAt(answer, ready), stored: {} }
  const token = new UnstoredToken(journaled, spending, journal, log)
  signals.onFirst(token.showCommand)
  const forget = world.clock.after(SHOW_COMMAND_AFTER, token.showCommand)
  const outcome = (ended: Outcome['ended']): Outcome => ({
    ended,
    ready,
    exchange: done,
    warnings: warningsOf(answer, journaled, done.stored, config, ready),
  })
  try {
    log.say(describeAnswer(answer))
    world.runner.debug(answer.trace)
    log.end()
    log.say(both('Storing what is new.', '开始写入。'))
    const stored = await store(
      {
        answer,
        journaled,
        journal,
        storedAccessToken: config.accessToken,
        ready,
        onSealedAnew(sealed) {
          token.sealedAnew(sealed)
        },
        onRefreshOutcome(refresh) {
          done.stored = { refresh }
          token.settled(refresh)
        },
      },
      world,
    )
    done.stored = stored
    done.record = await keepRecord({ grant, answer, issuedAt: done.issuedAt, stored, ready }, world)
    return outcome(verdict(answer, stored, ready) ?? STATUS[grant.kind])
  } catch (error) {
    const isKept = done.stored.refresh ? isStored(done.stored.refresh) : answer.unchanged
    return outcome(asActionError(error, isKept ? 'replaced' : 'unstored'))
  } finally {
    forget()
    done.recovery = token.end()
  }
}

const STATUS = { refresh_token: 'refreshed', authorization_code: 'authorized' } as const

function describeAnswer({ unchanged, traceId }: Seen): Bilingual {
  const [what, whatZh] = unchanged
    ? ['a new access token and the same refresh token', '换到新的访问令牌，刷新令牌没有变']
    : ['a new token pair, sealed and journaled', '换到一对新令牌，已加密暂存']
  const [trace, traceZh] = traceId === undefined ? ['', ''] : [` (trace ${traceId})`, `（trace ${traceId}）`]
  return both(`Fxiaoke: ${what}${trace}.`, `纷享销客：${whatZh}${traceZh}。`)
}

function warningsOf(
  answer: Seen,
  journaled: Journaled | undefined,
  stored: Partial<Stored>,
  { expectedOpenUserId: expected, place }: Config,
  { refresh: { metadata, name } }: Ready,
): Warning[] {
  const since = metadata && new Date(metadata.updatedAt)
  return [
    ...(journaled && !journaled.kept && fitsSealed(journaled) ? [{ id: 'journal-unwritable' } as const] : []),
    ...(answer.cut && !answer.flaw ? [{ id: 'answer-cut' } as const] : []),
    ...(expected !== undefined && answer.openUserId === undefined
      ? [{ id: 'account-unknown', expected } as const]
      : []),
    ...(answer.unchanged ? [{ id: 'refresh-token-unchanged', since } as const] : []),
    ...(stored.refresh?.kind === 'presumed'
      ? [{ id: 'write-presumed', name, place: describePlace(place) } as const]
      : []),
  ]
}

/**
 * Whether the tokens belong to somebody else. A refresh answer that names nobody is no proof of that; the answer to a
 * code that names nobody is refused, because the code may be anybody's.
 */
function isForeign(
  { openUserId }: Pick<Seen, 'openUserId'>,
  grant: Grant,
  config: Config,
  ready: Ready,
): boolean {
  const expected = expectedUsers(grant, config, ready)
  if (openUserId === undefined)
    return grant.kind === 'authorization_code' && config.expectedOpenUserId !== undefined
  return expected.some((user) => user !== openUserId)
}

/** Who the tokens should belong to: the user named by the inputs, and the user of the stored token being spent. */
function expectedUsers(grant: Grant, config: Config, ready: Ready): string[] {
  const isStoredOne = grant.kind === 'refresh_token' && isDescribed(grant.refreshToken, ready)
  const recorded = isStoredOne ? ready.recorded?.record?.openUserId : undefined
  return [config.expectedOpenUserId, recorded].filter((user) => user !== undefined)
}

/** Storing them would overwrite this place's login with another account's. */
function refuseForeign(answer: Seen, grant: Grant, config: Config, ready: Ready, journal: Journal): Outcome {
  journal.idle()
  const { openUserId: actual } = answer
  const expected = expectedUsers(grant, config, ready).find((user) => user !== actual) ?? ''
  const refused = expected === config.expectedOpenUserId ? 'refreshed' : 'recorded'
  const authorized = actual === undefined ? 'unnamed' : 'authorized'
  const error = new ActionError({
    id: 'wrong-account',
    cause: grant.kind === 'authorization_code' ? authorized : refused,
    fate: 'discarded',
    accounts: { expected, actual: actual ?? '' },
    place: describePlace(config.place),
  })
  return { ended: error, ready, exchange: { answer, issuedAt: issuedAt(answer, ready), stored: {} } }
}
