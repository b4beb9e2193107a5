/** Preloaded into the action's process by `NODE_OPTIONS`: the sandbox has to know whom to kill. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

writeFileSync(join(process.env.RUNNER_TEMP, 'as-a-user.pid'), String(process.pid))
