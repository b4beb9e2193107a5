import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { keepSilent } from './silence.ts'

/** What happens to a request instead of, or in addition to, the honest answer. */
export type Behaviour =
  /** The connection is reset before anything is processed. */
  | { kind: 'reset' }
  /** Processed, then reset before any byte of the answer. */
  | { kind: 'reset-after' }
  /** Never answered and not processed. */
  | { kind: 'stall' }
  /** Processed and never answered. */
  | { kind: 'stall-after' }
  /** Answered differently, without processing. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** Processed, then answered differently. */
  | { kind: 'answer-after'; status: number; headers?: Record<string, string>; body?: string }
  /**
   * Processed; the answer announces its full length, but only the first `keep` bytes of the body (below 1: that
   * fraction) are sent before the connection closes.
   */
  | { kind: 'truncate'; keep: number; then?: 'stall' }
  /** Delays the honest answer by real milliseconds, for benchmarks. */
  | { kind: 'delay'; ms: number }
  /** Runs something first, then answers honestly. */
  | { kind: 'before'; run: () => void | Promise<void> }
  /** Runs something, then resets the connection without processing. */
  | { kind: 'instead'; run: () => void | Promise<void> }
  /** Processes, runs something, then sends the honest answer. */
  | { kind: 'after'; run: () => void | Promise<void> }

/** Which requests a behaviour applies to. */
export interface FaultRule {
  /** Default any. */
  method?: string
  /** A substring of the decoded path and query, or a pattern for it. */
  path: RegExp | string
  behaviour: Behaviour
  /** How many matching requests are affected; default all. */
  times?: number
  /** How many matching requests to let pass first. */
  skip?: number
}

/** The fault rules of one server, in the order in which they were added. */
export class Faults {
  #rules: { rule: FaultRule; seen: number }[] = []

  /** Appends a rule. */
  add(rule: FaultRule): void {
    this.#rules.push({ rule, seen: 0 })
  }

  /** Removes all rules, so that every request is answered honestly. */
  clear(): void {
    this.#rules = []
  }

  /** The behaviour for this request: that of the first matching rule that is not used up. */
  take(method: string, path: string): Behaviour | undefined {
    const readable = decode(path)
    for (const entry of this.#rules) {
      const { rule } = entry
      if (rule.method !== undefined && rule.method !== method) continue
      if (typeof rule.path === 'string' ? !readable.includes(rule.path) : readable.search(rule.path) < 0)
        continue
      entry.seen += 1
      const nth = entry.seen - (rule.skip ?? 0)
      if (nth >= 1 && nth <= (rule.times ?? Infinity)) return rule.behaviour
    }
    return undefined
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** An answer before it is sent. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

/**
 * Answers a request as honestly as its fault allows.
 *
 * @param behaviour of this request, from `Faults.take`
 * @param process carries out the request and returns the honest answer
 * @param record receives the outcome before the client can see it
 */
export async function answerUnder(
  behaviour: Behaviour | undefined,
  response: ServerResponse,
  process: () => Promise<Answer> | Answer,
  record: (status: number | 'reset' | 'stall') => void,
): Promise<void> {
  const send = ({ status, headers, body }: Answer): void => {
    record(status)
    if (status === 204) response.writeHead(status, headers).end()
    else response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
  }
  const reset = (): void => {
    record('reset')
    resetConnection(response.socket)
  }
  const stall = (): void => {
    record('stall')
    keepSilent(response.socket)
  }
  switch (behaviour?.kind) {
    case undefined:
      return send(await process())
    case 'reset':
      return reset()
    case 'reset-after':
      await process()
      return reset()
    case 'stall':
      return stall()
    case 'stall-after':
      await process()
      return stall()
    case 'answer':
      return send(canned(behaviour))
    case 'answer-after':
      await process()
      return send(canned(behaviour))
    case 'truncate':
      return truncate(behaviour, response, await process(), record)
    case 'delay':
      await wait(behaviour.ms)
      return send(await process())
    case 'before':
      await behaviour.run()
      return send(await process())
    case 'instead':
      await behaviour.run()
      return reset()
    case 'after': {
      const answer = await process()
      await behaviour.run()
      return send(answer)
    }
  }
}

function truncate(
  { keep, then }: { keep: number; then?: 'stall' },
  response: ServerResponse,
  { status, headers, body }: Answer,
  record: (status: number) => void,
): void {
  record(status)
  const bytes = Buffer.from(body)
  const kept = keep < 1 ? Math.floor(bytes.length * keep) : keep
  response.writeHead(status, { ...headers, 'content-length': Math.max(bytes.length, kept + 1) })
  response.flushHeaders()
  response.write(bytes.subarray(0, kept), () => {
    if (then === 'stall') keepSilent(response.socket)
  })
  if (then === 'stall') return
  // Not a reset, which would discard what the client has not read yet.
  response.socket?.destroySoon()
}

/** Ends a TCP connection with RST, so that the client sees an error rather than an orderly close. */
function resetConnection(socket: Socket | null): void {
  if (!socket) return
  // A TLS socket cannot be reset; Node hides the TCP socket below it in an untyped property.
  const below: unknown = Reflect.get(socket, '_parent')
  if (below instanceof Socket) below.resetAndDestroy()
  else socket.resetAndDestroy()
}

function canned(behaviour: { status: number; headers?: Record<string, string>; body?: string }): Answer {
  const { status, headers, body } = behaviour
  return { status, headers: headers ?? { 'content-type': 'text/html' }, body: body ?? '' }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
