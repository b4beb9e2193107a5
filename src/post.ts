import { readProgress } from './journal.ts'
import { leave } from './runner/leave.ts'
import { realWorld } from './runner/real-world.ts'

const { raw, world } = realWorld(process.env)
const progress = readProgress(world.runner)

// After a run that finished, or that never touched the token, there is nothing to do and nothing to say.
if (progress === 'exchanging' || progress === 'journaled') {
  const { recover } = await import('./recover.ts')
  const { tell } = await import('./runner/tell.ts')
  leave(await tell(await recover(raw, world), world.runner, process.env))
}
