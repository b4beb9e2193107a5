import { stalenessOf } from './decide.ts'
import type { Staleness } from './decide.ts'
import { ActionError } from './errors/action-error.ts'
import type { FailureOf } from './errors/failure.ts'
import { exchange } from './fxiaoke/exchange.ts'
import type { Seen } from './fxiaoke/exchange.ts'
import type { Grant } from './fxiaoke/grant.ts'
import { describePlace } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import { hide, journal, noteExchanging, noteProgress } from './journal.ts'
import type { Journaled } from './journal.ts'
import { asActionError } from './outcome.ts'
import type { Exchange, Outcome } from './outcome.ts'
import { METADATA_FRESH_FOR, SHOW_COMMAND_AFTER } from './patience.ts'
import { refreshMetadata } from './prepare/prepare.ts'
import type { Ready } from './prepare/prepare.ts'
import type { ProgressLog } from './progress-log.ts'
import type { Warning } from './report/warning.ts'
import { recoveryOf } from './store/recovery.ts'
import { store } from './store/store.ts'
import type { Line } from './transport/http-client.ts'
import { isStored, verdict } from './verdict.ts'
import { isRerun } from './world.ts'
import type { HeldSignals, World } from './world.ts'

/**
 * Spends the grant and stores what comes of it. From the moment the request leaves, signals are held; from the answer on,
 * nothing comes before the journal, and everything is stored before it is judged.
 *
 * @param grant the stored refresh token, or the code of an authorization
 * @param line to Fxiaoke, opened ahead for this grant
 * @returns how it ended; the fate of an error says what has become of the stored token
 */
export async function rotate(
  grant: Grant,
  line: Line | undefined,
  config: Config,
  prepared: Ready,
  log: ProgressLog,
  world: World,
): Promise<Outcome> {
  const { runner } = world
  const ready = await refreshMetadata(prepared, world, METADATA_FRESH_FOR)
  const staleness = grant.kind === 'refresh_token' ? stalenessOf(ready, isRerun(world)) : undefined
  if (staleness) return stale(staleness, 'not-sent', config, ready, world)

  log.begin(`Refresh: a new token pair of ${config.app.cloud.host}`)
  const signals = runner.holdSignals()
  noteExchanging(ready.refresh.metadata?.updatedAt, runner)
  let answer: Seen
  try {
    answer = await exchange(grant, config.app, ready, world, line)
  } catch (error) {
    noteProgress('finished', runner)
    const refused = asActionError(error, 'unknown')
    return (await staleAfterAll(refused, grant, config, ready, world)) ?? { ended: refused, ready }
  }
  if (isForeign(answer, config)) return refuseForeign(answer, grant, config, ready, world)
  // Nothing that can fail or wait may come between the answer and this line.
  const { metadata, visibility } = ready.refresh
  const journaled = journal(answer, ready.sealer, metadata?.updatedAt, runner, visibility)
  return keep(answer, journaled, signals, grant, config, ready, log, world)
}

/** Stores the new tokens, with the recovery command at hand for as long as the refresh token is not stored. */
async function keep(
  answer: Seen,
  journaled: Journaled | undefined,
  signals: HeldSignals,
  grant: Grant,
  config: Config,
  ready: Ready,
  log: ProgressLog,
  world: World,
): Promise<Outcome> {
  const { runner, clock } = world
  const done: Exchange = { answer, answeredAt: ready.api.time.now(), stored: {} }
  /** The new token, until it is stored: however this run ends before that, a person gets the command. */
  let unstored = journaled
  /** Whether the post step will find it in the journal. */
  let kept = journaled?.kept === true
  const showCommand = (): void => {
    const recovery = unstored && recoveryOf(unstored, config, world.context.serverUrl)
    if (unstored && recovery) log.showCommand(recovery, unstored.keyId)
  }
  signals.onFirst(showCommand)
  const forget = clock.after(SHOW_COMMAND_AFTER, showCommand)
  const outcome = (ended: Outcome['ended']): Outcome => ({
    ended,
    ready,
    exchange: done,
    warnings: warningsOf(answer, journaled, config, ready),
  })
  try {
    log.say(describeAnswer(answer))
    runner.debug(answer.trace)
    log.begin('Store: the new secrets')
    const stored = await store(
      {
        answer,
        journaled,
        storedAccessToken: config.accessToken,
        ready,
        onSealedAnew(sealedAnew) {
          unstored = sealedAnew
          kept ||= sealedAnew.kept
          if (log.shown) showCommand()
        },
        onRefreshOutcome(refresh) {
          done.stored = { refresh }
          if (!isStored(refresh)) return showCommand()
          unstored = undefined
          noteProgress('finished', runner)
        },
      },
      world,
    )
    done.stored = stored
    return outcome(verdict(answer, stored, ready) ?? STATUS[grant.kind])
  } catch (error) {
    const isKept = done.stored.refresh ? isStored(done.stored.refresh) : answer.unchanged
    return outcome(asActionError(error, isKept ? 'replaced' : 'unstored'))
  } finally {
    forget()
    showCommand()
    done.recovery = log.shown
    // The post step has no journal to go by, and would say that no token was seen.
    if (unstored && !kept) noteProgress('finished', runner)
  }
}

const STATUS = { refresh_token: 'refreshed', authorization_code: 'authorized' } as const

function describeAnswer({ unchanged, traceId }: Seen): string {
  const what = unchanged
    ? 'a new access token and the same refresh token'
    : 'a new token pair, sealed and journaled'
  return `Fxiaoke: ${what}${traceId === undefined ? '' : ` (trace ${traceId})`}.`
}

function warningsOf(
  answer: Seen,
  journaled: Journaled | undefined,
  { expectedOpenUserId: expected }: Config,
  { refresh: { metadata } }: Ready,
): Warning[] {
  const since = metadata && new Date(metadata.updatedAt)
  return [
    ...(journaled?.kept === false ? [{ id: 'journal-unwritable' } as const] : []),
    ...(answer.cut && !answer.flaw ? [{ id: 'answer-cut' } as const] : []),
    ...(expected !== undefined && answer.openUserId === undefined
      ? [{ id: 'account-unknown', expected } as const]
      : []),
    ...(answer.unchanged ? [{ id: 'refresh-token-unchanged', since } as const] : []),
  ]
}

/** This run's copy of the token is old, so nothing (more) is spent: success, unless a token was asked for. */
export function stale(
  { updatedAt, readAt }: Staleness,
  fate: FailureOf<'stale-refresh-token', 'changed-since'>['fate'],
  config: Config,
  ready: Ready,
  world: World,
): Outcome {
  const sent = fate !== 'not-sent'
  if (config.accessToken === undefined) {
    const warning: Warning = { id: 'stale', updatedAt, readAt, rerun: isRerun(world), sent }
    return { ended: 'stale', ready, warnings: [warning] }
  }
  const id = 'stale-refresh-token'
  const secret = { place: describePlace(config.place), secretName: ready.refresh.name }
  const error = new ActionError(
    readAt === undefined && fate === 'not-sent'
      ? { id, cause: 'rerun-unreadable', fate, ...secret }
      : { id, cause: 'changed-since', fate, ...secret },
  )
  return { ended: error, ready }
}

/**
 * A refused token may be refused because another run has spent it and stored its successor: then this run is stale,
 * and nothing is wrong.
 */
async function staleAfterAll(
  { failure }: ActionError,
  grant: Grant,
  config: Config,
  ready: Ready,
  world: World,
): Promise<Outcome | undefined> {
  if (failure.id !== 'refresh-token-rejected' || grant.kind !== 'refresh_token') return undefined
  const before = ready.refresh.metadata?.updatedAt
  const now = await refreshMetadata(ready, world, -1).catch(() => undefined)
  const after = now?.refresh.metadata?.updatedAt
  if (now === undefined || after === undefined || after === before) return undefined
  return stale({ updatedAt: new Date(after), readAt: undefined }, failure.fate, config, now, world)
}

/** Whether the answer says that the tokens are somebody else's. An answer that does not say is no proof of it. */
function isForeign(answer: Seen, config: Config): boolean {
  return (
    config.expectedOpenUserId !== undefined &&
    answer.openUserId !== undefined &&
    answer.openUserId !== config.expectedOpenUserId
  )
}

/** Storing them would bury this place's own login under another account's. */
function refuseForeign(answer: Seen, grant: Grant, config: Config, ready: Ready, world: World): Outcome {
  hide(answer, world.runner)
  noteProgress('finished', world.runner)
  const error = new ActionError({
    id: 'wrong-account',
    fate: 'discarded',
    cause: grant.kind === 'authorization_code' ? 'authorized' : 'refreshed',
    accounts: { expected: config.expectedOpenUserId ?? '', actual: answer.openUserId ?? '' },
    place: describePlace(config.place),
  })
  return { ended: error, ready, exchange: { answer, answeredAt: ready.api.time.now(), stored: {} } }
}
