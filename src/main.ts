import { loadSodium } from './github/sealing.ts'
import { Journal } from './journal.ts'
import { run } from './run.ts'
import { leave } from './runner/leave.ts'
import { realWorld } from './runner/real-world.ts'
import { tell } from './runner/tell.ts'
import { whileWaiting } from './transport/while-waiting.ts'

const { raw, world } = await realWorld(process.env)
const http = whileWaiting(world.http, loadSodium)
const journal = new Journal(world)
const result = await run(raw, journal, { ...world, http })
const exitCode = await tell(result, world.runner, process.env)
journal.told()
leave(exitCode)
