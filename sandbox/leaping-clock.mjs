/**
 * Simulated time for the process of an action: preload it with `NODE_OPTIONS=--import=<url of this file>`.
 *
 * Time stands still while the process has anything to do, however long the machine takes. When it only waits for a
 * `setTimeout` of 300 ms or more, `Date` and `performance.now()` jump to the due time, and the timer fires. So a
 * timeout of 100 s costs a few milliseconds, timers keep their order, and nothing depends on the machine's speed.
 *
 * A request in flight counts as something to do, because its answer may still arrive, unless its server has announced
 * that it will stay silent (silence.ts).
 *
 * Shorter timers run in real time. `setInterval`, socket timeouts and `AbortSignal.timeout` are not affected.
 */
import { subscribe } from 'node:diagnostics_channel'
import { existsSync } from 'node:fs'
import timers from 'node:timers'
import promises from 'node:timers/promises'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { promisify } from 'node:util'

const SHORTEST_LEAP = 300
/** How often a timer checks whether it is its turn. */
const LOOK_EVERY = 3
const LONGEST_TIMER = 2 ** 31 - 1

const RealDate = Date
const started = Date.now()
const startedAt = performance.now()
const realSetTimeout = timers.setTimeout

/** By how much time has jumped in this process, in milliseconds. Only grows. */
let passed = 0

/** The requests that have neither failed nor been fully answered, and the open connections. */
const requests = new Set()
const sockets = new Set()
/** Leaping timers, each with its due time. Includes cleared ones. */
const due = new Map()
/** Counts events: as long as it stays the same, nothing has happened. */
let happened = 0
/** `getActiveResourcesInfo` misses WebAssembly compilation, which has its own threads. */
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

/**
 * TLS through a tunnel makes no new connection, and Node emits no event for it. Patched only once there is a tunnel,
 * because loading it takes long.
 */
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

/** A request written without Node's client (src/transport/own-line.ts): one connection, one request. */
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

/** Handles that wait for others. Everything else that Node lists is work of this process: files, DNS, immediates. */
const WAITING = /^(Timeout|TCPSocketWrap|TLSWrap|PipeWrap|TTYWrap|SignalWrap)$/

const isConnecting = (socket) => socket.connecting || socket.secureConnecting

/** The socket of a request, if it has begun; while it waits for its connection, the socket being connected. */
const socketOf = (request) => (request instanceof Socket ? request : request.socket)

/** The ports of connections on which something may still arrive. */
function busySockets() {
  const asked = [...requests].map(socketOf).filter(Boolean)
  return new Set([...asked, ...[...sockets].filter(isConnecting)].map(portsOf))
}

const portsOf = ({ localPort, remotePort }) => `${localPort}-${remotePort}`

/** Whether nothing can happen except the passing of time. */
function isIdle() {
  if (compiling > 0 || !process.getActiveResourcesInfo().every((name) => WAITING.test(name))) return false
  const files = process.env['LEAPING_CLOCK_SILENCE'] ?? ''
  return [...busySockets()].every((ports) => existsSync(`${files}${ports}`))
}

function isFirst(timer) {
  for (const [other, at] of due) {
    // Left behind by `clearTimeout`, `close` and a finished callback; Node shows it in no other way.
    if (other._destroyed) due.delete(other)
    else if (at < due.get(timer)) return false
  }
  return true
}

function leapingSetTimeout(callback, delay, ...args) {
  if (typeof callback !== 'function') return realSetTimeout(callback, delay, ...args)
  // Node treats a delay beyond 31 bits as 1 ms.
  const leaps = delay >= SHORTEST_LEAP && delay <= LONGEST_TIMER
  let [at, idleAt] = [passed + (Number(delay) || 0), -1]
  const timer = realSetTimeout(
    function () {
      if (leaps) {
        // Data sent before a server fell silent is read before an immediate runs, and the immediate counts as work
        // until then. Without it, on a slow machine, two checks could follow each other without anything being read in
        // between.
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
