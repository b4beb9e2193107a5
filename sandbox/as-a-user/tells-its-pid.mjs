/**
 * Preloaded into the action by `NODE_OPTIONS`: the sandbox needs the pid of its main process, the first to start, to
 * kill it.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { RUNNER_TEMP, INPUT_ENVIRONMENT } = process.env
const file = join(RUNNER_TEMP, `as-a-user-${INPUT_ENVIRONMENT}.pid`)
if (!existsSync(file)) writeFileSync(file, String(process.pid))
