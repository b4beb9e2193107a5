import type { Staleness } from './decide.ts'
import { ActionError } from './errors/action-error.ts'
import type { Grant } from './fxiaoke/grant.ts'
import { describePlace } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import type { Outcome } from './outcome.ts'
import { ASK_AGAIN_AFTER, LOOK_AFTER_REFUSAL_WITHIN } from './patience.ts'
import { lookAgain } from './prepare/prepare.ts'
import type { Ready } from './prepare/prepare.ts'
import type { StaleFate, Warning } from './report/warning.ts'
import { hasChanged } from './store/guard.ts'
import { isRerun, sleep } from './world.ts'
import type { World } from './world.ts'

/** This run's copy of the token is old, so nothing (more) is spent: success, unless a token was asked for. */
export function stale(
  { updatedAt, readAt }: Staleness,
  fate: StaleFate,
  config: Config,
  ready: Ready,
  world: World,
): Outcome {
  if (config.accessToken === undefined) {
    const warning: Warning = { id: 'stale', updatedAt, readAt, rerun: isRerun(world), fate }
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

/** The token that was passed is not the one that is stored where this run would write. */
export function wrongPlace(config: Config, ready: Ready): ActionError {
  return new ActionError({
    id: 'wrong-place',
    cause: 'another-token',
    fate: 'not-sent',
    place: describePlace(config.place),
    secretName: ready.refresh.name,
    variable: ready.recorded?.name ?? '',
  })
}

/**
 * A refused token may be refused because another run has spent it and stored its successor: then this run is stale,
 * and nothing is wrong. Reads can lag, so a secret that has not changed is looked at twice.
 */
export async function staleAfterAll(
  refused: ActionError,
  grant: Grant,
  config: Config,
  ready: Ready,
  world: World,
): Promise<Outcome | undefined> {
  const { failure } = refused
  if (failure.id !== 'refresh-token-rejected' || grant.kind !== 'refresh_token') return undefined
  const guard = { spentAt: ready.spentAt, lastRead: ready.refresh.metadata?.updatedAt ?? null }
  for (let looks = 0; looks < 2; looks += 1) {
    if (looks > 0) await sleep(world.clock, ASK_AGAIN_AFTER)
    // The time for the preparation may be over: a refusal can take minutes.
    const deadline = { at: world.clock.now() + LOOK_AFTER_REFUSAL_WITHIN }
    const now = await lookAgain(ready, world, -1, deadline).catch(() => undefined)
    const metadata = now?.refresh.metadata
    if (now && metadata && hasChanged(guard, metadata)) {
      const staleness = { updatedAt: new Date(metadata.updatedAt), readAt: undefined }
      return stale(staleness, failure.fate, config, now, world)
    }
  }
  return undefined
}
