import { run } from './run.ts'
import { leave } from './runner/leave.ts'
import { realWorld } from './runner/real-world.ts'
import { tell } from './runner/tell.ts'

const { raw, world } = realWorld(process.env)
leave(await tell(await run(raw, world), world.runner, process.env))
