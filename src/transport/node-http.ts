import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Clock } from '../world.ts'
import { ConnectionError, REST_WITHIN } from './http-client.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts'
import { proxyVariables } from './proxy-variables.ts'

/** More than any honest answer of either party; past it the answer counts as cut. */
const BODY_LIMIT = 4 * 1024 * 1024

/** No answer trickles for longer than this, however often a byte arrives. */
const ANSWER_LIMIT = 300_000

/**
 * An HTTP client on Node's own `http` and `https`: it tells whether a request can have left, gives the part of an
 * answer that came before a cut, and goes through `HTTPS_PROXY` and past it for `NO_PROXY`.
 *
 * Every request has a connection of its own: on a reused one, a server that has just closed it makes a request fail
 * that may or may not have been processed (docs/adr/0008-own-http-below-octokit.md).
 *
 * @param clock times the waiting
 * @param proxyEnv where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up
 */
export function nodeHttpClient(clock: Clock, proxyEnv: NodeJS.ProcessEnv): HttpClient {
  const proxies = proxyVariables(proxyEnv)
  return (request) => send(request, clock, proxies)
}

function send(request: HttpRequest, clock: Clock, proxyEnv: NodeJS.ProcessEnv): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const secure = request.url.protocol === 'https:'
    const { Agent, request: open } = secure ? https : http
    const agent = openAgent(Agent, proxyEnv)
    const body = request.body === undefined ? undefined : Buffer.from(request.body)
    const outgoing = open(request.url, {
      method: request.method,
      agent,
      headers: { ...request.headers, ...(body && { 'content-length': String(body.length) }) },
    })

    let maybeSent = false
    let answer: Omit<HttpAnswer, 'complete'> | undefined
    let received: Buffer[] = []
    let size = 0
    let cancelTimer = clock.after(request.connectWithin, () => {
      giveUp('timeout')
    })
    let cancelLimit = (): void => undefined

    let settled = false
    let enough = false

    const settle = (conclude: () => void): void => {
      settled = true
      cancelTimer()
      cancelLimit()
      conclude()
      outgoing.destroy()
      agent.destroy()
    }
    const finish = (complete: boolean): void => {
      const soFar = answer
      if (!soFar || settled) return
      settle(() => {
        resolve({ ...soFar, body: Buffer.concat(received).toString('utf8'), complete })
      })
    }
    const giveUp = (reason: string, cause?: unknown): void => {
      if (answer) finish(false)
      else
        settle(() => {
          reject(new ConnectionError(reason, maybeSent, cause))
        })
    }
    const awaitBytes = (milliseconds = request.answerWithin): void => {
      if (settled) return
      cancelTimer()
      cancelTimer = clock.after(milliseconds, () => {
        giveUp('timeout')
      })
    }
    const connected = (): void => {
      maybeSent = true
      awaitBytes()
    }

    outgoing.on('socket', (socket: Socket) => {
      const pending = socket.connecting || (socket instanceof TLSSocket && !socketIsSecure(socket))
      if (pending) socket.once(secure ? 'secureConnect' : 'connect', connected)
      else connected()
    })
    outgoing.on('error', (error) => {
      giveUp(reasonOf(error), error)
    })
    outgoing.on('response', (response) => {
      maybeSent = true
      awaitBytes()
      cancelLimit = clock.after(ANSWER_LIMIT, () => {
        giveUp('timeout')
      })
      answer = { status: response.statusCode ?? 0, headers: headersOf(response), body: '' }
      received = []
      response.on('data', (chunk: Buffer) => {
        received.push(chunk)
        size += chunk.length
        const judgement = request.judge?.(Buffer.concat(received).toString('utf8')) ?? 'more'
        if (judgement === 'whole') finish(true)
        else if (size > BODY_LIMIT) finish(false)
        else if (judgement === 'more') awaitBytes()
        // Only once, or a server that trickles would keep what matters waiting.
        else if (!enough) {
          enough = true
          awaitBytes(REST_WITHIN)
        }
      })
      response.on('end', () => {
        finish(response.complete)
      })
      response.on('error', () => {
        finish(false)
      })
      response.on('close', () => {
        finish(response.complete)
      })
    })
    outgoing.end(body)
  })
}

/** Node refuses an impossible proxy address by an error that cites it; its password must not come with it. */
function openAgent<A extends typeof http.Agent | typeof https.Agent>(
  Agent: A,
  proxyEnv: NodeJS.ProcessEnv,
): InstanceType<A> {
  try {
    return new Agent({ keepAlive: false, proxyEnv }) as InstanceType<A>
  } catch (error) {
    throw new ConnectionError(codeOf(error), false)
  }
}

/** Whether the TLS handshake is over; `getProtocol` is null or `unknown` before. */
function socketIsSecure(socket: TLSSocket): boolean {
  return socket.getFinished() !== undefined && socket.getPeerFinished() !== undefined
}

function headersOf(response: http.IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>()
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return headers
}

/** Error codes of OpenSSL and Node that mean: the server is not who it should be. */
const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_TLS_CERT|ERROR_IN_CERT|PATH_LENGTH|AUTHORITY_)/

function reasonOf(error: Error): string {
  const code = codeOf(error)
  return CERTIFICATE.test(code) ? 'certificate' : code
}

/** The code of an error, or of the first of several (one for each address that was tried). */
function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && typeof error.code === 'string') return error.code
    if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  }
  return 'network'
}
