import { recover } from './recover.ts'
import { leave } from './runner/leave.ts'
import { realWorld } from './runner/real-world.ts'
import { tell } from './runner/tell.ts'

/** The post step of a run whose new refresh token may not be stored. */
export async function recoverStep(env: NodeJS.ProcessEnv): Promise<void> {
  const { raw, world } = await realWorld(env)
  leave(await tell(await recover(raw, world), world.runner, env))
}
