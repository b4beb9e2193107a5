/**
 * Simulated waiting for the process of an action: preload it with `NODE_OPTIONS=--import=<url of this file>`.
 *
 * Time stands still while the process has anything to do, however long the machine takes for that. When all that is left
 * is waiting for a `setTimeout` of 300 ms or more, `Date` and `performance.now()` leap to where it is due, and it fires.
 * So a patience of 100 s costs some milliseconds, timers keep their order, and nothing depends on how fast the machine is.
 *
 * A request that is on its way is something to do: its answer may come yet. It is not once its server has announced
 * that it will keep silent (silence.ts).
 *
 * Shorter timers take their real time. `setInterval`, sockets' own timeouts and `AbortSignal.timeout` stay as they are.
 */
import { subscribe } from 'node:diagnostics_channel'
import { existsSync } from 'node:fs'
import timers from 'node:timers'
import promises from 'node:timers/promises'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { promisify } from 'node:util'

const SHORTEST_LEAP = 300
/** How often a timer looks whether it is its turn. */
const LOOK_EVERY = 3
const LONGEST_TIMER = 2 ** 31 - 1

const RealDate = Date
const started = Date.now()
const startedAt = performance.now()
const realSetTimeout = timers.setTimeout

/** How much time has passed in this process, in milliseconds. Only grows. */
let passed = 0

/** The requests that have neither failed nor been answered whole, and the connections that are open. */
const requests = new Set()
const sockets = new Set()
/** Timers that leap, each with the time at which it is due. Those that were cleared are still among them. */
const due = new Map()
/** Counts what happens: as long as it stays the same, nothing has. */
let happened = 0
/** What `getActiveResourcesInfo` does not tell of: WebAssembly is compiled on threads of its own. */
let compiling = 0
let tunnelsAreKept = false

function keep(all, one) {
  happened += 1
  all.add(one)
  one.once('close', () => {
    happened += 1
    all.delete(one)
  })
}
subscribe('http.client.request.created', ({ request }) => {
  if (request.method === 'CONNECT') keepTunnels()
  keep(requests, request)
})
subscribe('net.client.socket', ({ socket }) => keep(sockets, socket))

/** TLS through a tunnel connects nothing, and Node tells nobody of it. Patched when there is a tunnel: loading it takes long. */
function keepTunnels() {
  if (tunnelsAreKept) return
  tunnelsAreKept = true
  const tls = process.getBuiltinModule('node:tls')
  const { connect } = tls
  tls.connect = (...args) => {
    const socket = connect(...args)
    if (!sockets.has(socket)) keep(sockets, socket)
    return socket
  }
  syncBuiltinESMExports()
}

/** A request that is written without Node's client (src/transport/own-line.ts): one connection, one request. */
const REQUEST = /^[A-Z]+ \S+ HTTP\/1\.1\r\n/
const { write } = Socket.prototype
Socket.prototype.write = function (data, ...args) {
  if (typeof data === 'string' && !this._httpMessage && REQUEST.test(data)) keep(requests, this)
  return write.call(this, data, ...args)
}

const { WebAssembly: assembly } = globalThis
for (const name of ['compile', 'instantiate']) {
  const real = assembly[name]
  assembly[name] = (...args) => {
    compiling += 1
    return real(...args).finally(() => {
      compiling -= 1
    })
  }
}

/** Handles that wait for others. Everything else that Node lists is work of this process: files, names, immediates. */
const WAITING = /^(Timeout|TCPSocketWrap|TLSWrap|PipeWrap|TTYWrap|SignalWrap)$/

const isConnecting = (socket) => socket.connecting || socket.secureConnecting

/** Where a request is, if it has begun: one that waits for its connection is where that is being made. */
const socketOf = (request) => (request instanceof Socket ? request : request.socket)

/** The connections, by their ports, over which something may come. */
function busySockets() {
  const asked = [...requests].map(socketOf).filter(Boolean)
  return new Set([...asked, ...[...sockets].filter(isConnecting)].map(portsOf))
}

const portsOf = ({ localPort, remotePort }) => `${localPort}-${remotePort}`

/** Whether nothing can happen any more but that time passes. */
function isIdle() {
  if (compiling > 0 || !process.getActiveResourcesInfo().every((name) => WAITING.test(name))) return false
  const files = process.env['LEAPING_CLOCK_SILENCE'] ?? ''
  return [...busySockets()].every((ports) => existsSync(`${files}${ports}`))
}

function isFirst(timer) {
  for (const [other, at] of due) {
    // What `clearTimeout`, `close` and a callback that has run leave behind; Node shows it in no other way.
    if (other._destroyed) due.delete(other)
    else if (at < due.get(timer)) return false
  }
  return true
}

function leapingSetTimeout(callback, delay, ...args) {
  if (typeof callback !== 'function') return realSetTimeout(callback, delay, ...args)
  // Node takes a delay beyond 31 bits for 1 ms.
  const leaps = delay >= SHORTEST_LEAP && delay <= LONGEST_TIMER
  let [at, idleAt] = [passed + (Number(delay) || 0), -1]
  const timer = realSetTimeout(
    function () {
      if (leaps) {
        // What a server has sent before it fell silent is read before an immediate, which is something to do until then: on a
        // slow machine, one look can follow the other without anything being read.
        const isIdleNow = isFirst(timer) && isIdle()
        const isStillIdle = isIdleNow && idleAt === happened
        if (isIdleNow) timers.setImmediate(() => {})
        idleAt = isIdleNow ? happened : -1
        if (!isStillIdle) return refresh.call(timer)
        due.delete(timer)
        happened += 1
      }
      passed = Math.max(passed, at)
      callback.apply(this, args)
    },
    leaps ? LOOK_EVERY : delay,
  )
  const { refresh } = timer
  const arm = () => {
    happened += 1
    at = passed + (Number(delay) || 0)
    if (leaps) due.set(timer, at)
    return timer
  }
  timer.refresh = () => refresh.call(arm())
  return arm()
}

function leapingPromisedTimeout(delay, value, { signal, ref = true } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const timer = leapingSetTimeout(resolve, delay, value)
    if (!ref) timer.unref()
    signal?.addEventListener('abort', () => {
      timers.clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

Object.defineProperty(leapingSetTimeout, promisify.custom, {
  value: leapingPromisedTimeout,
  enumerable: true,
})

RealDate.now = () => started + Math.ceil(passed)
const LeapingDate = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [RealDate.now()] : args, newTarget),
  apply: () => new RealDate(RealDate.now()).toString(),
})
RealDate.prototype.constructor = LeapingDate

globalThis.Date = LeapingDate
performance.now = () => startedAt + passed
globalThis.setTimeout = timers.setTimeout = leapingSetTimeout
promises.setTimeout = leapingPromisedTimeout
syncBuiltinESMExports()
