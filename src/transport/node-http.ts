import http from 'node:http'
import https from 'node:https'
import { ANSWER_LIMIT, IDLE_AT_MOST } from '../patience.ts'
import type { Clock } from '../world.ts'
import { BodyText } from './body-text.ts'
import { connector, reasonOf } from './connect.ts'
import type { Connect } from './connect.ts'
import { ConnectionError } from './http-client.ts'
import type { Dial, HttpAnswer, HttpClient, HttpRequest } from './http-client.ts'
import { dialler } from './own-line.ts'
import { ProxyLockout } from './proxy-lockout.ts'
import { MOST_HEADER_BYTES } from './raw-answer.ts'

/**
 * An HTTP client on Node's own `http` and `https`. Unlike `fetch`, it says whether a request may have been sent, keeps
 * the part of an answer that arrived before a cut, and honours `HTTPS_PROXY` and `NO_PROXY`. Idempotent requests share
 * connections.
 *
 * @param clock for timeouts
 * @param env for `HTTPS_PROXY` and `NO_PROXY`
 */
export function nodeHttpClient(
  clock: Clock,
  env: NodeJS.ProcessEnv,
): { http: HttpClient; dial: Dial; proxyLockout: ProxyLockout } {
  const proxyLockout = new ProxyLockout(clock)
  const connect = connector(clock, env, proxyLockout)
  const dial = dialler(connect, clock)
  const agents = { 'http:': sharedAgent(http.Agent, connect), 'https:': sharedAgent(https.Agent, connect) }
  return {
    dial,
    proxyLockout,
    http(request) {
      if (request.repeatable !== true) return dial(request).send()
      return send(request, request.url.protocol === 'http:' ? agents['http:'] : agents['https:'], clock)
    },
  }
}

function sharedAgent(Agent: typeof http.Agent, connect: Connect): http.Agent {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_AT_MOST })
  // Node passes the options of the request through.
  agent.createConnection = (options, callback) => {
    const { url, connectWithin } = options as unknown as Destination
    connect(url, connectWithin).socket.then(
      (socket) => callback?.(null, socket),
      (error: unknown) => callback?.(error as Error, undefined as never),
    )
    return undefined
  }
  return agent
}

/** What the agent needs to connect. */
type Destination = Pick<HttpRequest, 'url' | 'connectWithin'>

function send(request: HttpRequest, agent: http.Agent, clock: Clock): Promise<HttpAnswer> {
  const { method, url, body, connectWithin, answerWithin } = request
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const destination: Destination = { url, connectWithin }
  const outgoing = (url.protocol === 'http:' ? http : https).request(url, {
    ...destination,
    method,
    agent,
    headers: { ...request.headers, ...length },
    maxHeaderSize: MOST_HEADER_BYTES,
  })
  return new Promise<HttpAnswer>((resolve, reject) => {
    let isConnected = false
    let response: http.IncomingMessage | undefined
    const text = new BodyText(
      () => undefined,
      () => response?.headers['content-encoding'],
    )
    let cancelPatience = (): void => undefined
    const signOfLife = (): void => {
      cancelPatience()
      cancelPatience = clock.after(answerWithin, () => giveUp('timeout'))
    }
    let cancelLimit = (): void => undefined
    const stop = (): void => {
      cancelPatience()
      cancelLimit()
    }
    let isOver = false
    const finish = ({ statusCode = 0, headers }: http.IncomingMessage, complete: boolean): void => {
      if (isOver) return
      isOver = true
      stop()
      if (!complete) outgoing.destroy()
      text.end(() => resolve({ status: statusCode, headers: flat(headers), body: text.text, complete }))
    }
    const giveUp = (reason: string, cause?: unknown): void => {
      if (response) return finish(response, false)
      stop()
      outgoing.destroy()
      reject(cause instanceof ConnectionError ? cause : new ConnectionError(reason, isConnected, { cause }))
    }
    outgoing.on('socket', () => {
      isConnected = true
      signOfLife()
    })
    outgoing.on('response', (incoming) => {
      response = incoming
      cancelLimit = clock.after(ANSWER_LIMIT, () => giveUp('timeout'))
      signOfLife()
      incoming.on('data', (bytes: Buffer) => {
        signOfLife()
        text.write(bytes)
        if (text.isTooLong) finish(incoming, false)
      })
      incoming.on('end', () => finish(incoming, incoming.complete))
      incoming.on('error', () => finish(incoming, false))
    })
    outgoing.on('error', (error) => giveUp(reasonOf(error), error))
    // An answer that switches protocols (101) closes the connection without an error.
    outgoing.on('close', () => giveUp('ECONNRESET'))
    outgoing.end(body)
  })
}

function flat(headers: http.IncomingHttpHeaders): Map<string, string> {
  const entries = Object.entries(headers).map(([name, value = '']): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ])
  return new Map(entries)
}
