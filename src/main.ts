import { loadSodium } from './github/sealing.ts'
import { run } from './run.ts'
import { leave } from './runner/leave.ts'
import { realWorld } from './runner/real-world.ts'
import { tell } from './runner/tell.ts'
import { whileWaiting } from './transport/while-waiting.ts'

const { raw, world } = await realWorld(process.env)
const http = whileWaiting(world.http, loadSodium)
leave(await tell(await run(raw, { ...world, http }), world.runner, process.env))
