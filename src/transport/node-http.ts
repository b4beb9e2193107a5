import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { ANSWER_LIMIT, CLOSED_BEFORE_WITHIN, HELD_AT_MOST, IDLE_AT_MOST, REST_WITHIN } from '../patience.ts'
import type { Clock } from '../world.ts'
import { ConnectionError } from './http-client.ts'
import type { Dial, HttpAnswer, HttpClient, HttpRequest } from './http-client.ts'
import { canGoThrough, isExcepted, proxyVariables } from './proxy-variables.ts'
import { BODY_LIMIT, decoded, readRawAnswer } from './raw-answer.ts'

/** Headers of an answer that must be read, whatever stands in front of the server adds to them. */
const MOST_HEADER_BYTES = 256 * 1024

/** Of an answer as it came, so much is kept. */
const RAW_LIMIT = BODY_LIMIT + MOST_HEADER_BYTES

/**
 * An HTTP client on Node's own `http` and `https`: it tells whether a request can have left, gives the part of an
 * answer that came before a cut, and goes through `HTTPS_PROXY` and past it for `NO_PROXY`.
 *
 * Only a request that may be repeated goes over a used connection: on one that the server has just closed, a request
 * fails that may or may not have been processed (docs/adr/0011-used-connections-and-one-ahead.md).
 *
 * @param clock times the waiting
 * @param env where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up
 * @param nodeVersion what this runs on
 */
export function nodeHttpClient(
  clock: Clock,
  env: NodeJS.ProcessEnv,
  nodeVersion = process.versions.node,
): { http: HttpClient; dial: Dial } {
  const agents = new Agents(proxyVariables(env), nodeVersion)
  const connect = (request: HttpRequest): Connection => new Connection(request, agents, clock)
  return {
    async http(request) {
      const connection = connect(request)
      try {
        return await connection.send()
      } catch (error) {
        if (request.repeatable !== true || !connection.wasClosedMeanwhile) throw error
        return connect({ ...request, repeatable: false })
          .send()
          .catch(asSentBefore)
      }
    },
    dial(request) {
      const connection = connect(request)
      const hangUp = (): void => connection.hangUp()
      return {
        hangUp,
        send() {
          if (connection.isReady) return connection.send()
          hangUp()
          return connect(request).send()
        },
      }
    },
  }
}

/** Where connections come from. */
class Agents {
  readonly #proxyEnv: NodeJS.ProcessEnv
  readonly #nodeVersion: string
  readonly #shared = new Map<string, http.Agent>()

  constructor(proxyEnv: NodeJS.ProcessEnv, nodeVersion: string) {
    this.#proxyEnv = proxyEnv
    this.#nodeVersion = nodeVersion
  }

  /** An agent that gives one connection, which is not used again. @throws {ConnectionError} */
  own(url: URL): http.Agent {
    this.#refuseToGoPast(url)
    return this.#open(url.protocol, { keepAlive: false })
  }

  /** The agent that all repeatable requests share. @throws {ConnectionError} */
  shared(url: URL): http.Agent {
    this.#refuseToGoPast(url)
    const { protocol } = url
    const agent =
      this.#shared.get(protocol) ?? this.#open(protocol, { keepAlive: true, timeout: IDLE_AT_MOST })
    this.#shared.set(protocol, agent)
    return agent
  }

  /** Node goes past some proxies without a word. @throws {ConnectionError} */
  #refuseToGoPast(url: URL): void {
    const proxy = this.#proxyEnv[url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'] ?? ''
    if (proxy === '' || canGoThrough(proxy, this.#nodeVersion)) return
    if (!isExcepted(url, this.#proxyEnv['no_proxy'] ?? '')) throw new ConnectionError('proxy', false)
  }

  /** Node refuses an impossible proxy address by an error that cites it; its password must not come with it. */
  #open(protocol: string, options: http.AgentOptions): http.Agent {
    const { Agent } = protocol === 'https:' ? https : http
    try {
      return new Agent({ ...options, proxyEnv: this.#proxyEnv })
    } catch {
      throw new ConnectionError('proxy', false)
    }
  }
}

/** A connection, and the one request that it is for. */
class Connection {
  readonly #request: HttpRequest
  readonly #clock: Clock
  readonly #agent: http.Agent | undefined
  readonly #outgoing: http.ClientRequest | undefined
  /** When TCP, and TLS where there is any, came to stand. */
  #connectedAt: number | undefined
  #sentAt: number | undefined
  #spokeUnasked = false
  #response: http.IncomingMessage | undefined
  #answer: Omit<HttpAnswer, 'body' | 'complete'> | undefined
  #received: Buffer[] = []
  /** All bytes that came over a connection of its own. */
  readonly #raw: Buffer[] = []
  #rawSize = 0
  #size = 0
  #enough = false
  /** What it came to: set once, before or after somebody asks. */
  #outcome: HttpAnswer | ConnectionError | undefined
  #conclude: ((outcome: HttpAnswer | ConnectionError) => void) | undefined
  #cancelTimer = (): void => undefined
  #cancelLimit = (): void => undefined

  /** Begins to connect. Node sends nothing before the request is ended, which is what `send` does. */
  constructor(request: HttpRequest, agents: Agents, clock: Clock) {
    this.#request = request
    this.#clock = clock
    const { method, url, headers, body, repeatable } = request
    try {
      this.#agent = repeatable === true ? agents.shared(url) : agents.own(url)
    } catch (error) {
      this.#outcome = error as ConnectionError
      return
    }
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const { request: open } = url.protocol === 'https:' ? https : http
    this.#outgoing = open(url, {
      method,
      agent: this.#agent,
      headers: { ...headers, ...length },
      maxHeaderSize: MOST_HEADER_BYTES,
      // What cannot be asked for again is read as far as it can be: a bad header must not cost the token behind it. What strictness
      // protects from, one answer taken for another, cannot be on a connection of its own.
      insecureHTTPParser: repeatable !== true,
    })
    this.#outgoing.on('socket', (socket) => this.#onSocket(socket))
    this.#outgoing.on('error', (error) => this.#giveUp(reasonOf(error), error))
    this.#outgoing.on('response', (response) => this.#onResponse(response))
    // An answer that switches protocols (101) closes the connection without an error.
    this.#outgoing.on('close', () => {
      if (!this.#answer) this.#giveUp('ECONNRESET')
    })
    this.#patience(request.connectWithin)
  }

  /** Whether it stands, or may still come to stand, and nobody can have forgotten it. */
  get isReady(): boolean {
    // What speaks before it is asked (408, a page of farewell) would be taken for the answer to a request that it has not seen.
    if (this.#outcome || this.#spokeUnasked) return false
    return this.#connectedAt === undefined || this.#clock.now() - this.#connectedAt <= HELD_AT_MOST
  }

  /** Whether the request failed because the server had closed a connection that others had used before. */
  get wasClosedMeanwhile(): boolean {
    if (!(this.#outcome instanceof ConnectionError) || this.#outgoing?.reusedSocket !== true) return false
    const soon = this.#clock.now() - (this.#sentAt ?? -Infinity) <= CLOSED_BEFORE_WITHIN
    return soon && CLOSED.includes(this.#outcome.reason)
  }

  send(): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#conclude = (outcome) => (outcome instanceof ConnectionError ? reject(outcome) : resolve(outcome))
      if (this.#outcome) return this.#conclude(this.#outcome)
      this.#sentAt = this.#clock.now()
      this.#outgoing?.end(this.#request.body)
      if (this.#connectedAt !== undefined) this.#patience(this.#request.answerWithin)
    })
  }

  hangUp(): void {
    if (this.#sentAt === undefined) this.#giveUp('not needed')
  }

  #onSocket(socket: Socket): void {
    if (this.#request.repeatable !== true)
      // Before Node's own listener, which may give up on what has come.
      socket.prependListener('data', (bytes: Buffer) => {
        this.#spokeUnasked ||= this.#sentAt === undefined
        this.#rawSize += bytes.length
        if (this.#rawSize <= RAW_LIMIT) this.#raw.push(bytes)
      })
    const secure = this.#request.url.protocol === 'https:'
    const pending = socket.connecting || (socket instanceof TLSSocket && !socketIsSecure(socket))
    if (pending) socket.once(secure ? 'secureConnect' : 'connect', () => this.#onConnect())
    else this.#onConnect()
  }

  #onConnect(): void {
    this.#connectedAt = this.#clock.now()
    if (this.#sentAt !== undefined) return this.#patience(this.#request.answerWithin)
    this.#cancelTimer()
  }

  #onResponse(response: http.IncomingMessage): void {
    this.#connectedAt ??= this.#clock.now()
    this.#response = response
    this.#answer = { status: response.statusCode ?? 0, headers: headersOf(response) }
    this.#patience(this.#request.answerWithin)
    this.#cancelLimit = this.#clock.after(ANSWER_LIMIT, () => this.#finish(false))
    response.on('data', (chunk: Buffer) => this.#onData(chunk))
    response.on('end', () => this.#finish(response.complete))
    response.on('error', () => this.#finish(false))
    response.on('close', () => this.#finish(response.complete))
  }

  #onData(chunk: Buffer): void {
    this.#received.push(chunk)
    this.#size += chunk.length
    const judgement = this.#request.judge?.(this.#body) ?? 'more'
    if (judgement === 'whole') this.#finish(true)
    else if (this.#size > BODY_LIMIT) this.#finish(false)
    else if (judgement === 'more') this.#patience(this.#request.answerWithin)
    // Only once, or a server that trickles would keep what matters waiting.
    else if (!this.#enough) {
      this.#enough = true
      this.#patience(REST_WITHIN)
    }
  }

  get #body(): string {
    return decoded(Buffer.concat(this.#received), this.#answer?.headers.get('content-encoding'))
  }

  /** The next sign of life has to come within so many milliseconds. */
  #patience(milliseconds: number): void {
    if (this.#outcome) return
    this.#cancelTimer()
    this.#cancelTimer = this.#clock.after(milliseconds, () => this.#giveUp('timeout'))
  }

  /** The answer as it came over a connection of its own, where the parser hands over less. */
  get #asItCame(): HttpAnswer | undefined {
    const raw = readRawAnswer(Buffer.concat(this.#raw))
    if (!raw) return undefined
    const { headers } = this.#answer ?? { headers: new Map() }
    return { ...raw, headers, complete: this.#request.judge?.(raw.body) === 'whole' }
  }

  #giveUp(reason: string, cause?: unknown): void {
    if (this.#answer) return this.#finish(this.#response?.complete ?? false)
    const raw = this.#sentAt === undefined ? undefined : this.#asItCame
    const maybeSent = this.#sentAt !== undefined && this.#connectedAt !== undefined
    this.#settle(raw ?? new ConnectionError(reason, maybeSent, cause), false)
  }

  #finish(complete: boolean): void {
    // What breaks an answer can come with the bytes before it, which Node then has and has not handed over yet.
    while (!this.#outcome && (this.#response?.read() ?? null) !== null);
    if (!this.#answer || this.#outcome) return
    const { judge } = this.#request
    const answer = { ...this.#answer, body: this.#body, complete }
    const raw = judge?.(answer.body) === 'more' ? this.#asItCame : undefined
    if (raw && judge?.(raw.body) !== 'more') this.#settle(raw, false)
    else this.#settle(answer, complete)
  }

  #settle(outcome: HttpAnswer | ConnectionError, mayBeUsedAgain: boolean): void {
    if (this.#outcome) return
    this.#outcome = outcome
    this.#cancelTimer()
    this.#cancelLimit()
    this.#conclude?.(outcome)
    if (this.#request.repeatable === true && mayBeUsedAgain) return
    this.#outgoing?.destroy()
    if (this.#request.repeatable !== true) this.#agent?.destroy()
  }
}

/** How it shows that the other side has closed the connection. */
const CLOSED: readonly string[] = ['ECONNRESET', 'EPIPE']

/** The first sending may have been carried out, whatever became of the second. */
function asSentBefore(error: unknown): never {
  throw error instanceof ConnectionError ? new ConnectionError(error.reason, true, error.cause) : error
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
