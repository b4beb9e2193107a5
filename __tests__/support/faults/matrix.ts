import { describe, test } from '@jest/globals'
import type { Behaviour, FaultRule } from '../../../sandbox/fault.ts'
import { killAt } from '../../../sandbox/kill-at.ts'
import { Sandbox } from '../../../sandbox/sandbox.ts'
import { expectPromise } from './promise.ts'

/** Every request of a run, in order. */
export const REQUESTS = {
  'the repository': { party: 'github', method: 'GET', path: /^\/repos\/acme\/crm$/ },
  'the run': { party: 'github', method: 'GET', path: /\/actions\/runs\/\d+$/ },
  'the public key': { party: 'github', method: 'GET', path: /\/public-key$/ },
  "the refresh token's metadata": { party: 'github', method: 'GET', path: /\/FXIAOKE_REFRESH_TOKEN$/ },
  "the access token's metadata": { party: 'github', method: 'GET', path: /\/FXIAOKE_ACCESS_TOKEN$/ },
  'the write probe': { party: 'github', method: 'PUT', path: /_WRITE_PROBE$/ },
  'the exchange': { party: 'fxiaoke', method: 'POST', path: /^\/oauth2\.0\/token/ },
  'the refresh token': { party: 'github', method: 'PUT', path: /\/FXIAOKE_REFRESH_TOKEN$/ },
  'the access token': { party: 'github', method: 'PUT', path: /\/FXIAOKE_ACCESS_TOKEN$/ },
} as const

/** The name of a request. */
export type RequestName = keyof typeof REQUESTS

/** The requests before the token is sent, and those from then on. */
export const PREPARING = [
  'the repository',
  'the run',
  'the public key',
  "the refresh token's metadata",
  "the access token's metadata",
  'the write probe',
] as const satisfies readonly RequestName[]
export const SPENDING = [
  'the exchange',
  'the refresh token',
  'the access token',
] as const satisfies readonly RequestName[]

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const SECONDARY_LIMIT = JSON.stringify({
  message: 'You have exceeded a secondary rate limit. Please wait a few minutes.',
})

/** Everything a network or a server can do to a request. */
const FAULTS: Readonly<Record<string, Behaviour>> = {
  'is reset': { kind: 'reset' },
  'is carried out and reset': { kind: 'reset-after' },
  'is answered 500': { kind: 'answer', status: 500, body: '' },
  'is answered 502 with HTML': { kind: 'answer', status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' },
  'is carried out and answered 502': { kind: 'answer-after', status: 502, body: '<html></html>' },
  'meets a secondary limit': {
    kind: 'answer',
    status: 403,
    headers: { ...JSON_TYPE, 'retry-after': '60' },
    body: SECONDARY_LIMIT,
  },
  'is answered 429': {
    kind: 'answer',
    status: 429,
    headers: { ...JSON_TYPE, 'retry-after': '7' },
    body: '{}',
  },
  'is answered 404': { kind: 'answer', status: 404, headers: JSON_TYPE, body: '{"message":"Not Found"}' },
  'is answered malformed JSON': {
    kind: 'answer',
    status: 200,
    headers: JSON_TYPE,
    body: '{"key_id":"1","key":',
  },
  'is carried out and the answer is cut': { kind: 'truncate', keep: 0.5 },
  'is answered with nothing': { kind: 'answer', status: 200, body: '' },
  'is never answered': { kind: 'stall' },
  'is carried out and never answered': { kind: 'stall-after' },
}

/** Whether a complete new refresh token can have reached the action: only an exchange that is cut, or cut short, hides it. */
function answerSeen(request: RequestName, behaviour: Behaviour, times: number | undefined): boolean {
  if (request !== 'the exchange') return true
  // If the first attempt was carried out unseen, the token is dead for every retry.
  return (
    !['reset-after', 'stall-after', 'answer-after', 'truncate'].includes(behaviour.kind) &&
    times !== undefined
  )
}

/** How a request meets a fault: once or for good, while main lives or is killed when GitHub receives the refresh token. */
interface Way {
  times: 1 | undefined
  killed: boolean
}

const WAYS: readonly Way[] = [true, false].flatMap((killed) =>
  ([1, undefined] as const).map((times) => ({ times, killed })),
)

/**
 * The way in which `npm run check` plays a request and a fault, if it does: every other cell, as on a chessboard, and the
 * ways take turns. Each request and each fault meets all four.
 */
function turnOf(name: RequestName, fault: string): Way | undefined {
  const [row, column] = [Object.keys(REQUESTS).indexOf(name), Object.keys(FAULTS).indexOf(fault)]
  return (row + column) % 2 === 0 ? WAYS[((row + column) / 2) % WAYS.length] : undefined
}

/** Plays the share of `npm run check` in these requests. */
export function faultShare(requests: readonly RequestName[]): void {
  for (const name of requests)
    describe(name, () => {
      for (const fault of Object.entries(FAULTS)) {
        const way = turnOf(name, fault[0])
        if (way) faultTest(name, fault, way)
      }
    })
}

/**
 * Plays the cases of these requests that `npm run check` leaves out.
 *
 * @param killed whether the main step is killed
 */
export function faultMatrix(requests: readonly RequestName[], killed: boolean): void {
  for (const name of requests)
    describe(name, () => {
      for (const fault of Object.entries(FAULTS))
        for (const way of WAYS)
          if (way.killed === killed && way !== turnOf(name, fault[0])) faultTest(name, fault, way)
    })
}

function faultTest(name: RequestName, [fault, behaviour]: [string, Behaviour], { times, killed }: Way): void {
  const title = `${fault} ${times === undefined ? 'for good' : 'once'}`
  test(`${title}${killed ? ', and main is killed at the PUT' : ''}`, async () => {
    await using sandbox = await Sandbox.open()
    const { party, method, path } = REQUESTS[name]
    const rule: FaultRule = { method, path, behaviour, ...(times !== undefined && { times }) }
    const { step, runner } = start(sandbox, killed)
    sandbox[party].faults.add(rule)
    const main = await step.done
    const post = await runner.post()
    expectPromise(sandbox, { main, post }, answerSeen(name, behaviour, times))
  })
}

function start(sandbox: Sandbox, killed: boolean): ReturnType<Sandbox['start']> {
  const started = sandbox.start()
  if (killed) {
    const { method, path } = REQUESTS['the refresh token']
    sandbox.github.faults.add({ method, path, times: 1, behaviour: killAt(started.step, true) })
  }
  return started
}
