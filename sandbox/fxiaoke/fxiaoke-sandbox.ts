import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { answerUnder, Faults } from '../fault.ts'
import type { Answer } from '../fault.ts'
import { RequestLog } from '../recorded-request.ts'
import type { RecordedRequest } from '../recorded-request.ts'
import { landingUrl } from './authorize-page.ts'
import type { BusinessError, DeadTokenCode } from './business-error.ts'
import { errorAnswer } from './business-error.ts'
import { AUTHORIZE_PATH, Strictness, TOKEN_PATH } from './strictness.ts'
import type { IncomingRequest } from './strictness.ts'
import { answerTokenRequest } from './token-endpoint.ts'
import { TokenLedger } from './token-ledger.ts'
import type { App, LedgerPolicy, TokenPair, User } from './token-ledger.ts'

/** Where and how the emulated gateway listens. */
export interface FxiaokeOptions {
  /** Shared between servers, to see the order of requests across them. */
  log?: RequestLog
  /** Default `127.0.0.1`. */
  host?: string
  /** Default a free one. */
  port?: number
  tls?: { key: string; cert: string }
  /** Default the real time. */
  clock?: () => Date
}

/** Emulates Fxiaoke's gateway: the token endpoint, the authorize page, and a website for everything else. */
export class FxiaokeSandbox implements LedgerPolicy {
  /** For example `http://127.0.0.1:34567`. */
  readonly url: string
  readonly faults = new Faults()
  readonly log: RequestLog
  /** Everything clients did against the manual's rules. */
  readonly violations: string[] = []

  /** Whether a spent refresh token is dead. */
  singleUse = true
  /** Whether a refresh returns the token it was given, which stays alive. */
  answerUnchanged = false
  /** The stated life of an access token, returned verbatim. */
  expiresIn: number | string = 7200
  deadTokenErrorCode: DeadTokenCode = 20016
  /** Whether this host is not a gateway but the website: it redirects everything to a page. */
  isWebSite = false
  /** Generates the values of refresh tokens. */
  nextToken: ((serial: number) => string) | undefined
  /** Alters the JSON of an answer after a token was spent. */
  mutateAnswer: ((answer: Record<string, unknown>) => unknown) | undefined
  /** Returned with HTTP 200 instead of processing the next requests. */
  failWith: (BusinessError & { times?: number }) | undefined

  readonly #server: Server
  readonly #ledger: TokenLedger
  readonly #strictness = new Strictness()

  private constructor(server: Server, url: string, options: FxiaokeOptions) {
    this.#server = server
    this.url = url
    this.log = options.log ?? new RequestLog()
    const clock = options.clock ?? (() => new Date())
    this.#ledger = new TokenLedger(this, () => clock().getTime())
  }

  /** Starts a gateway that knows no app yet. */
  static async start(options: FxiaokeOptions = {}): Promise<FxiaokeSandbox> {
    const { tls, host = '127.0.0.1', port = 0 } = options
    const server = tls === undefined ? createServer() : createTlsServer(tls)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
    const bound = (server.address() as AddressInfo).port
    const shown = host.includes(':') ? `[${host}]` : host
    const sandbox = new FxiaokeSandbox(
      server,
      `http${tls === undefined ? '' : 's'}://${shown}:${bound}`,
      options,
    )
    server.on('request', (request, response) => {
      sandbox.#serve(request, response).catch((error: unknown) => {
        sandbox.violations.push(`the sandbox itself failed: ${String(error)}`)
        response.destroy()
      })
    })
    return sandbox
  }

  /** Registers an app. */
  addApp(app: App): void {
    this.#ledger.addApp(app)
  }

  /** Emulates a login: issues live tokens. */
  issue(appId: string, user?: User): TokenPair {
    return this.#ledger.issue(appId, user)
  }

  /** Issues a one-time code, as after a user's consent. */
  issueCode(appId: string, user?: User): string {
    return this.#ledger.issueCode(appId, user)
  }

  /**
   * Emulates a browser that follows an authorize link and whose user consents.
   *
   * @returns the URL where it lands
   * @throws if the link breaks the manual's rules
   */
  authorizeUrlVisited(url: string, user?: User): string {
    const link = new URL(url)
    if (link.origin !== this.url || link.pathname !== AUTHORIZE_PATH) {
      throw new Error(`authorize link: ${link.origin}${link.pathname} is not ${this.url}${AUTHORIZE_PATH}`)
    }
    return landingUrl(link.searchParams, this.#ledger, user)
  }

  /** The live refresh token of a user, or of the app's only user. */
  liveRefreshToken(appId: string, openUserId?: string): string | undefined {
    return this.#ledger.liveRefreshToken(appId, openUserId)
  }

  /** Every token ever issued, live or not: none of them may leak. */
  everyToken(): string[] {
    return this.#ledger.everyToken()
  }

  isAccessTokenValid(token: string): boolean {
    return this.#ledger.isAccessTokenValid(token)
  }

  /**
   * Closes all connections.
   *
   * @throws when there are violations
   */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
    if (this.violations.length > 0) {
      throw new Error(`Fxiaoke's manual was not followed:\n${this.violations.join('\n')}`)
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    const { method = '', url: path = '', headers } = request
    const recorded: RecordedRequest = {
      party: 'fxiaoke',
      method,
      path,
      status: 'pending',
      headers,
      body: undefined,
      at: performance.now(),
    }
    this.log.all.push(recorded)
    const sent = await text(request).catch(() => undefined)
    // A client that disconnected mid-request has asked for nothing.
    if (sent === undefined) return
    recorded.body = parsed(sent)
    const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    const faults = this.#strictness.faultsOf(recorded)
    this.violations.push(...faults.map((fault) => `${method} ${path.replace(/\?.*/, '')}: ${fault}`))
    await answerUnder(
      this.faults.take(method, path),
      response,
      () => this.#answer(recorded, address),
      (status) => {
        recorded.status = status
      },
    )
  }

  #answer(request: IncomingRequest, address: string): Answer {
    const url = new URL(request.path, this.url)
    if (this.isWebSite) return WEB_SITE
    if (request.method === 'POST' && url.pathname === TOKEN_PATH) return this.#token(request.body, address)
    if (request.method === 'GET' && url.pathname === AUTHORIZE_PATH) return this.#authorize(url)
    return WEB_SITE
  }

  #token(body: unknown, address: string): Answer {
    const failure = this.#takeFailure()
    if (failure !== undefined) return json(errorAnswer(failure, 'E-O.fk00000000'))
    const { json: answer, spent } = answerTokenRequest(body, {
      ledger: this.#ledger,
      address,
      expiresIn: this.expiresIn,
    })
    return json(spent && this.mutateAnswer !== undefined ? this.mutateAnswer(answer) : answer)
  }

  #authorize(url: URL): Answer {
    try {
      return redirect(landingUrl(url.searchParams, this.#ledger))
    } catch (error) {
      this.violations.push((error as Error).message)
      return WEB_SITE
    }
  }

  #takeFailure(): BusinessError | undefined {
    if (this.failWith === undefined) return undefined
    const { times, ...failure } = this.failWith
    if (times !== undefined) this.failWith = times > 1 ? { ...failure, times: times - 1 } : undefined
    return failure
  }
}

const WEB_SITE = redirect('https://www.fxiaoke.com/pages/404.html')

function redirect(location: string): Answer {
  return {
    status: 302,
    headers: { location, 'content-type': 'text/html; charset=utf-8' },
    body: '<html></html>',
  }
}

function json(answer: unknown): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(answer),
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}
