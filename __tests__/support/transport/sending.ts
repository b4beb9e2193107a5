import { setImmediate as turn } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import type { BodyReader, HttpAnswer, HttpRequest } from '../../../src/transport/http-client.ts'
import { nodeHttpClient } from '../../../src/transport/node-http.ts'
import { FakeClock } from '../world/fake-world.ts'
import type { Loopback } from './loopback.ts'

/** The patience of every request here, in milliseconds. */
export const CONNECT_WITHIN = 20_000
export const ANSWER_WITHIN = 100_000
/** The longest that an answer may take, however steadily it arrives. */
export const ANSWER_LIMIT = 300_000

/** The shortest answer. */
export const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'

/** A plain request. */
export function get(url: URL, repeatable = false): HttpRequest {
  return {
    method: 'GET',
    url,
    headers: {},
    connectWithin: CONNECT_WITHIN,
    answerWithin: ANSWER_WITHIN,
    repeatable,
  }
}

/** The options of a request. A GET has no body. */
type Request = Partial<Pick<HttpRequest, 'method' | 'headers' | 'body'>> & {
  /** Judges the body received so far. */
  judge?: BodyReader
}

/** A pending request with a fake clock. */
export class Sending {
  readonly clock = new FakeClock()
  readonly ended: Promise<HttpAnswer | ConnectionError>
  hasEnded = false

  constructor(url: URL, request: Request = {}, env: NodeJS.ProcessEnv = {}) {
    const { method = 'POST', headers = {} } = request
    const body = method === 'GET' ? undefined : (request.body ?? 'body')
    const { dial } = nodeHttpClient(this.clock, env)
    const line = dial({ ...get(url), method, headers, ...(body !== undefined && { body }) })
    const { judge } = request
    let text = ''
    this.ended = line
      .send(judge && ((piece) => judge((text += piece))))
      .catch((error: unknown) => {
        if (error instanceof ConnectionError) return error
        throw error
      })
      .finally(() => {
        this.hasEnded = true
      })
  }

  /** Waits for the next timer, which shows that a byte has arrived. */
  async untilRenewed(): Promise<void> {
    const before = this.clock.waits.length
    await until(() => this.clock.waits.length > before)
  }

  /** Advances the clock and runs what that triggers. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds)
    await turn()
  }
}

/** Sends a request, and waits for how it ends. */
export async function send(server: Loopback, request: Request = {}): Promise<HttpAnswer | ConnectionError> {
  const sending = new Sending(server.url, request)
  const outcome = await sending.ended
  // A leftover timer would keep the process alive.
  expect(sending.clock.pending).toBe(0)
  return outcome
}

/** Waits for an event on the wire, without advancing any clock. */
export async function until(happened: () => boolean): Promise<void> {
  const started = performance.now()
  while (!happened()) {
    if (performance.now() - started > 5_000) throw new Error('it never happened')
    await turn()
  }
}

/** Enough time on loopback for anything sent to arrive. */
export async function aWhile(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await turn()
}
