import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { saveState, setOutput, setSecret } from '@actions/core'
import type { Ready } from './serve.ts'

// Do not inherit the runner's own streams: it would wait for those to close.
const log = join(process.env['RUNNER_TEMP'] ?? '', 'as-a-user.log')
const output = openSync(log, 'w')
const server = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts')], {
  detached: true,
  windowsHide: true,
  stdio: ['ignore', output, output, 'ipc'],
})
const ended = once(server, 'exit').then(() => {
  throw new Error(`the sandbox has ended: see ${log}`)
})
const [message] = (await Promise.race([once(server, 'message'), ended])) as [Ready]
const { outputs, secret, control } = message
for (const name of secret) setSecret(outputs[name] ?? '')
for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
saveState('control', control)
server.disconnect()
server.unref()
