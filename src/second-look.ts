import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import type { Config } from './inputs/config.ts'
import { READS_LAG } from './patience.ts'
import { lookAgain } from './prepare/prepare.ts'
import type { Ready } from './prepare/prepare.ts'
import { isRerun, sleep } from './world.ts'
import type { World } from './world.ts'

/** Decides; that a job reads another place than it writes is only said when a second look says the same. */
export async function decideSurely(config: Config, ready: Ready, world: World): Promise<Decision> {
  const decided = (known: Ready): Decision => decide(config, known, isRerun(world), known.api.time.now())
  const first = decided(ready)
  if (first.kind !== 'wrong-place') return first
  await sleep(world.clock, READS_LAG)
  return decided(await lookAgain(ready, world, -1))
}
