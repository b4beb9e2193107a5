/**
 * Simulated waiting for the process of an action: preload it with `NODE_OPTIONS=--import=<url of this file>`.
 *
 * A `setTimeout` of 300 ms or more fires after a thousandth of its time, and when it does, `Date` and `performance.now()`
 * leap to where they would be had it taken its full time. So a patience of 100 s costs a tenth of a second, two timers
 * keep their order, and the process finds its own clock consistent. Shorter timers, `setInterval`, sockets' own
 * timeouts and `AbortSignal.timeout` stay as they are, and a timer that is cleared makes nothing leap.
 */
import timers from 'node:timers'
import promises from 'node:timers/promises'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'

const SHORTEST_LEAP = 300
const FACTOR = 1_000
const SHORTEST_WAIT = 5
/** A timer this long may guard against a silent server; one on a busy machine is given this long to answer. */
const PATIENT = 5_000
const BUSY_MACHINE = 400
const LONGEST_TIMER = 2 ** 31 - 1

const RealDate = Date
const realDateNow = Date.now.bind(Date)
const realPerformanceNow = performance.now.bind(performance)
const realSetTimeout = timers.setTimeout
const realPromisedTimeout = promises.setTimeout

/** How far this process is ahead of the real time, in milliseconds. Only grows. */
let ahead = 0

const now = () => realPerformanceNow() + ahead

function leapTo(moment) {
  ahead = Math.max(ahead, moment - realPerformanceNow())
}

/** Node takes a delay beyond 31 bits for 1 ms: such a timer is none of ours. */
const leaps = (delay) => delay >= SHORTEST_LEAP && delay <= LONGEST_TIMER

const wait = (delay) => Math.max(SHORTEST_WAIT, delay / FACTOR)

/** Whether a connection is open: then a long timer may guard it, and is not mere waiting. */
const networkActive = () => process.getActiveResourcesInfo().some((name) => /^(TCP|TLS|GetAddr)/.test(name))

function leapingSetTimeout(callback, delay, ...args) {
  if (typeof callback !== 'function' || !leaps(delay)) return realSetTimeout(callback, delay, ...args)
  let due = now() + Number(delay)
  let armed = realPerformanceNow()
  const timer = realSetTimeout(function () {
    if (delay >= PATIENT && realPerformanceNow() - armed < BUSY_MACHINE && networkActive())
      return refresh.call(timer)
    leapTo(due)
    callback.apply(this, args)
  }, wait(delay))
  const refresh = timer.refresh
  timer.refresh = function () {
    due = now() + Number(delay)
    armed = realPerformanceNow()
    return refresh.call(timer)
  }
  return timer
}

async function leapingPromisedTimeout(delay, value, options) {
  if (!leaps(delay)) return realPromisedTimeout(delay, value, options)
  const due = now() + Number(delay)
  const result = await realPromisedTimeout(wait(delay), value, options)
  leapTo(due)
  return result
}

Object.defineProperty(leapingSetTimeout, promisify.custom, {
  value: leapingPromisedTimeout,
  enumerable: true,
})

RealDate.now = () => realDateNow() + Math.ceil(ahead)
const LeapingDate = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [RealDate.now()] : args, newTarget),
  apply: () => new RealDate(RealDate.now()).toString(),
})
RealDate.prototype.constructor = LeapingDate

globalThis.Date = LeapingDate
performance.now = now
globalThis.setTimeout = timers.setTimeout = leapingSetTimeout
promises.setTimeout = leapingPromisedTimeout
syncBuiltinESMExports()
