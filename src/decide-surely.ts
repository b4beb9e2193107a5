import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { ActionError } from './errors/action-error.ts'
import { describePlace } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import { READS_LAG } from './patience.ts'
import { lookAgain } from './prepare/prepare.ts'
import type { Ready } from './prepare/ready.ts'
import { isRerun, sleep } from './world.ts'
import type { World } from './world.ts'

/** A decision, and what it is based on. */
export interface Decided {
  next: Decision
  ready: Ready
}

/**
 * Decides what to do next. `wrong-place` (the job reads from another place than it writes to) needs a second look to
 * confirm it, because the first may have been a stale read.
 *
 * @param config for an intent without a code
 * @throws {ActionError} with the fate `not-sent`, if GitHub cannot be asked again
 */
export async function decideSurely(config: Config, seen: Ready, world: World): Promise<Decided> {
  const decided = (ready: Ready): Decided => ({
    next: decide(config, ready, isRerun(world), ready.api.time.now()),
    ready,
  })
  const first = decided(seen)
  if (first.next.kind !== 'wrong-place') return first
  await sleep(world.clock, READS_LAG)
  return decided(await lookAgain(seen, world, -1))
}

/** The error of a decision that leaves nothing to do. */
export function refusal(
  next: Extract<Decision, { kind: 'unable' | 'wrong-place' }>,
  config: Config,
  ready: Ready,
): ActionError {
  const secret = { place: describePlace(config.place), secretName: ready.refresh.name }
  if (next.kind === 'unable') return new ActionError({ ...next.why, fate: 'not-sent', ...secret })
  return new ActionError({
    id: 'wrong-place',
    cause: 'another-token',
    fate: 'not-sent',
    ...secret,
    variable: ready.recorded?.name ?? '',
  })
}
