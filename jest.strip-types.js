import { stripTypeScriptTypes } from 'node:module'

// A worker that is done frees all its memory before it ends. Jest gives it half a second for that, which is too little on a
// busy machine, and then warns of leaks. So it ends at once when Jest takes its last listener away; all has been reported then.
process.on('removeListener', (event) => {
  if (event === 'message' && process.env['JEST_WORKER_ID'] !== undefined) process.kill(process.pid, 'SIGKILL')
})

/** Jest transformer: removes types and keeps every character in its column, so stack traces and coverage need no maps. */
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) }
