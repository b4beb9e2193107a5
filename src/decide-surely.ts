import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
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
