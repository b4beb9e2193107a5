/**
 * Kills the process of an action at one of its steps, counted from its request for a new token: preload it with
 * `NODE_OPTIONS=--import=<url of this file>`. A step is anything visible from outside: bytes received, before and after
 * they are handled, a request sent, a line printed, a file written.
 *
 * `KILL_AT` is the number of the step; the steps so far are written to the file `KILL_STEPS`.
 */
import { subscribe } from 'node:diagnostics_channel'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'

const { KILL_AT = '', KILL_STEPS = '' } = process.env
const appendFileSync = fs.appendFileSync
let steps = -1

function step(name) {
  if (steps < 0) return
  steps += 1
  appendFileSync(KILL_STEPS, `${name}\n`)
  if (steps === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL')
}

subscribe('http.client.request.start', ({ request: { method, path } }) => sent(method, path))

// The request for a new token goes out without Node's client (src/transport/own-line.ts).
const { write: send } = Socket.prototype
Socket.prototype.write = function (data, ...args) {
  const result = send.call(this, data, ...args)
  const [, method, path] = (!this._httpMessage && /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(data)) || []
  if (method !== undefined) sent(method, path)
  return result
}

function sent(method, path) {
  if (path.startsWith('/oauth2.0/token')) steps = Math.max(steps, 0)
  step(`${method} ${path.replace(/\?.*/, '')} sent`)
}

subscribe('net.client.socket', ({ socket }) => {
  const { emit } = socket
  socket.emit = function (event, ...args) {
    if (event !== 'data') return emit.call(this, event, ...args)
    step('bytes came')
    const heard = emit.call(this, event, ...args)
    step('these bytes were handled')
    return heard
  }
})

fs.appendFileSync = (path, data, ...rest) => {
  const [name] = String(data).split('<<', 1)
  step(`about to write ${name}`)
  appendFileSync(path, data, ...rest)
  step(`wrote ${name}`)
}

const write = process.stdout.write
process.stdout.write = function (...args) {
  const written = write.apply(this, args)
  step('printed a line')
  return written
}
syncBuiltinESMExports()
