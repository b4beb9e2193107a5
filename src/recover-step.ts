import { recover } from './recover.ts'
import { leave } from './runner/leave.ts'
import { realWorld } from './runner/real-world.ts'
import { tell } from './runner/tell.ts'

/** The post step of a run that did not finish. */
export async function recoverStep(env: NodeJS.ProcessEnv): Promise<void> {
  const { raw, world } = await realWorld(env)
  leave(await tell(await recover(raw, world), world.runner, env))
}
