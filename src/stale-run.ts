import type { Staleness } from './stale-copy.ts'
import { ActionError } from './errors/action-error.ts'
import type { Grant } from './fxiaoke/grant.ts'
import { describePlace } from './github/place.ts'
import type { SecretMetadata } from './github/secret-vault.ts'
import type { Config } from './inputs/config.ts'
import type { Outcome } from './outcome.ts'
import { LOOK_AFTER_REFUSAL_WITHIN } from './patience.ts'
import { lookAgain } from './prepare/prepare.ts'
import type { Ready } from './prepare/ready.ts'
import type { StaleFate, Warning } from './report/warning.ts'
import { askTwice } from './retrying.ts'
import { guardOf, hasChanged } from './store/guard.ts'
import { isRerun } from './world.ts'
import type { World } from './world.ts'

/**
 * This run's copy of the token is stale, so it spends nothing (more). That is a success, unless a token was asked for.
 */
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

/**
 * Fxiaoke may have refused the token because another run had spent it and stored its successor. Then this run is merely
 * stale, and nothing is wrong.
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
  // A refusal can take minutes, so the deadline for preparing may have passed.
  const lookOnce = (): Promise<Ready | undefined> => {
    const deadline = { at: world.clock.now() + LOOK_AFTER_REFUSAL_WITHIN }
    return lookAgain(ready, world, -1, deadline).catch(() => undefined)
  }
  const guard = guardOf(ready, ready.refresh)
  const changedIn = (seen: Ready | undefined): SecretMetadata | undefined => {
    const metadata = seen?.refresh.metadata
    return metadata && hasChanged(guard, metadata) ? metadata : undefined
  }
  const now = await askTwice(lookOnce, (seen) => !changedIn(seen), world)
  const changed = changedIn(now)
  if (!now || !changed) return undefined
  const staleness = { updatedAt: new Date(changed.updatedAt), readAt: undefined }
  return stale(staleness, failure.fate, config, now, world)
}
