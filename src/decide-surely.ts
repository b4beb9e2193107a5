import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import type { Config } from './inputs/config.ts'
import { READS_LAG } from './patience.ts'
import { lookAgain } from './prepare/prepare.ts'
import type { Ready } from './prepare/prepare.ts'
import { isRerun, sleep } from './world.ts'
import type { World } from './world.ts'

/** What was decided, and what it was decided on. */
export interface Decided {
  next: Decision
  ready: Ready
}

/**
 * Decides; that a job reads another place than it writes is only said when a second look says the same.
 *
 * @param config not for intents that bring a code
 * @throws {ActionError} fate `not-sent`, where GitHub cannot be asked again
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
