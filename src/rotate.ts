import { stalenessOf } from './decide.ts'
import { ActionError } from './errors/action-error.ts'
import { exchange } from './fxiaoke/exchange.ts'
import type { Seen } from './fxiaoke/exchange.ts'
import type { Grant } from './fxiaoke/grant.ts'
import { describePlace } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import { hide, journal, noteExchanging, noteProgress } from './journal.ts'
import { refreshMetadata } from './prepare/prepare.ts'
import type { Ready } from './prepare/prepare.ts'
import type { Story } from './story.ts'
import { store } from './store/store.ts'
import type { Line } from './transport/http-client.ts'
import { isStored, verdict } from './verdict.ts'
import { isRerun } from './world.ts'
import type { World } from './world.ts'

/** Metadata older than this, in milliseconds, is read again before the token is spent. */
const METADATA_FRESH_FOR = 2_000

/**
 * A job whose steps run under `always()` gets no signal when it is cancelled: it is killed after five minutes. So a store
 * that takes longer than this, in milliseconds, shows the recovery command while it can.
 */
const SHOW_COMMAND_AFTER = 60_000

/**
 * Spends the grant and stores what comes of it. From the moment the request leaves, signals are held; from the answer on,
 * nothing comes before the journal, and everything is stored before it is judged.
 *
 * @param grant the stored refresh token, or the code of an authorization
 * @param line to Fxiaoke, opened ahead for this grant
 * @throws {ActionError} its fate says what has become of the stored token
 */
export async function rotate(
  grant: Grant,
  line: Line | undefined,
  config: Config,
  prepared: Ready,
  story: Story,
  world: World,
): Promise<void> {
  const { runner } = world
  const ready = await refreshMetadata(prepared, world, METADATA_FRESH_FOR)
  story.prepared(ready)
  const staleness = grant.kind === 'refresh_token' ? stalenessOf(ready, isRerun(world)) : undefined
  if (staleness) return story.stale(staleness, 'not-sent')

  story.begins(`Refresh: a new token pair of ${config.app.cloud.host}`)
  const signals = runner.holdSignals()
  noteExchanging(ready.refresh.metadata?.updatedAt, runner)
  story.exchanging()
  const answer = await exchange(grant, config.app, ready, world, line).catch(async (error: unknown) => {
    noteProgress('finished', runner)
    return staleAfterAll(error, grant, ready, story, world)
  })
  if (answer === undefined) return
  if (isForeign(answer, config)) return refuseForeign(answer, grant, config, story, world)
  // Nothing that can fail or wait may come between the answer and this line.
  const { metadata, visibility } = ready.refresh
  const journaled = journal(answer, ready.sealer, metadata?.updatedAt, runner, visibility)
  /** The new token, until it is stored: however this run ends before that, a person gets the command. */
  let unstored = journaled
  /** Whether the post step will find it in the journal. */
  let kept = journaled?.kept === true
  const showCommand = (): void => {
    if (unstored) story.showRecovery(unstored)
  }
  signals.onFirst(showCommand)
  const forget = world.clock.after(SHOW_COMMAND_AFTER, showCommand)
  try {
    story.seen(answer, journaled)
    runner.debug(answer.trace)
    story.begins('Store: the new secrets')
    const stored = await store(
      {
        answer,
        journaled,
        storedAccessToken: config.accessToken,
        ready,
        onSealedAnew(sealedAnew) {
          unstored = sealedAnew
          if (sealedAnew.kept) kept = true
          story.sealedAnew(sealedAnew)
        },
        onRefreshOutcome(outcome) {
          story.refreshTokenStored(outcome)
          if (!isStored(outcome)) return showCommand()
          unstored = undefined
          noteProgress('stored', runner)
        },
      },
      world,
    )
    story.stored(stored)
    const error = verdict(answer, stored, ready)
    if (isStored(stored.refresh)) noteProgress('finished', runner)
    if (error) throw error
  } finally {
    forget()
    showCommand()
    // The post step has no journal to go by, and would say that no token was seen.
    if (unstored && !kept) noteProgress('finished', runner)
  }
  story.ended(grant.kind === 'authorization_code' ? 'authorized' : 'refreshed')
}

/**
 * A refused token may be refused because another run has spent it and stored its successor: then this run is stale,
 * and nothing is wrong.
 */
async function staleAfterAll(
  error: unknown,
  grant: Grant,
  ready: Ready,
  story: Story,
  world: World,
): Promise<undefined> {
  if (!(error instanceof ActionError) || error.id !== 'refresh-token-rejected') throw error
  if (grant.kind !== 'refresh_token') throw error
  const before = ready.refresh.metadata?.updatedAt
  const now = await refreshMetadata(ready, world, -1).catch(() => undefined)
  const after = now?.refresh.metadata?.updatedAt
  if (now === undefined || after === undefined || after === before) throw error
  story.prepared(now)
  story.stale({ updatedAt: new Date(after), readAt: undefined }, error.fate)
  return undefined
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
function refuseForeign(answer: Seen, grant: Grant, config: Config, story: Story, world: World): never {
  hide(answer, world.runner)
  noteProgress('finished', world.runner)
  story.tell(answer)
  throw new ActionError('wrong-account', 'discarded', {
    cause: grant.kind === 'authorization_code' ? 'authorized' : 'refreshed',
    accounts: { expected: config.expectedOpenUserId ?? '', actual: answer.openUserId ?? '' },
    place: describePlace(config.place),
  })
}
