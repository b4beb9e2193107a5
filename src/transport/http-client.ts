/** One request. Redirects are never followed: a body with secrets goes where it was addressed, or nowhere. */
export interface HttpRequest {
  method: string
  url: URL
  headers: Record<string, string>
  body?: string
  /** Milliseconds to connect to the server, proxy and TLS included. */
  connectWithin: number
  /** Milliseconds to wait without receiving a byte, once connected. */
  answerWithin: number
  /** Whether the request is idempotent, so that it may reuse a connection. Any other gets a connection of its own. */
  repeatable?: boolean
}

/** An answer, as far as it arrived. */
export interface HttpAnswer {
  status: number
  /** Lower-case names; repeated headers are joined with commas. */
  headers: ReadonlyMap<string, string>
  body: string
  /** False if the body was cut off: the connection broke or stalled, or the body exceeded the limit. */
  complete: boolean
}

/** Sends a request. @throws {ConnectionError} if not even a status line came back */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>

/**
 * Reads a body as it arrives.
 *
 * @param piece what has arrived since the last call
 * @returns `whole`: nothing more is needed, so do not wait for the end of the connection; `enough`: what must not be
 *   lost has arrived and is safe, so wait only a little longer for the rest
 */
export type BodyReader = (piece: string) => 'whole' | 'enough' | 'more'

/** A connection for one request, on which nothing has been sent yet. */
export interface Line {
  /**
   * Sends the request, once. Reconnects first if this connection has failed, closed or gone stale.
   *
   * @param read reads the body as it arrives; by default, the body ends where the server ends it
   * @throws {ConnectionError} if nothing readable came back
   */
  send(read?: BodyReader): Promise<HttpAnswer>
  /** Drops a connection that turned out not to be needed. No effect once `send` was called. */
  hangUp(): void
}

/** Connects for a request without sending it. If connecting fails, the line's `send` throws the error. */
export type Dial = (request: HttpRequest) => Line

/** There was no answer. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  /**
   * `certificate`, `timeout`, `proxy` (its address is unusable), `proxy-refused`, `no-http`, or the network's error
   * code such as `ECONNRESET`.
   */
  readonly reason: string
  /** Whether the request may have reached the server. False is certain; true is only a possibility. */
  readonly maybeSent: boolean
  /** The status with which the proxy refused the tunnel. */
  readonly proxyStatus: number | undefined

  constructor(
    reason: string,
    maybeSent: boolean,
    { cause, proxyStatus }: { cause?: unknown; proxyStatus?: number } = {},
  ) {
    super(`no answer: ${reason}`, { cause })
    this.reason = reason
    this.maybeSent = maybeSent
    this.proxyStatus = proxyStatus
  }

  /** Whether retrying is pointless, or worse: repeated logins to a proxy can lock the account. */
  get isLasting(): boolean {
    if (this.reason === 'proxy-refused') return this.proxyStatus !== undefined && this.proxyStatus < 500
    return this.reason === 'certificate' || this.reason === 'proxy'
  }
}
