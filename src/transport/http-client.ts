/** One request. No redirect is ever followed: a body with secrets goes where it was addressed, or nowhere. */
export interface HttpRequest {
  method: string
  url: URL
  headers: Record<string, string>
  body?: string
  /** Milliseconds to reach the server, proxy and TLS included. */
  connectWithin: number
  /** Milliseconds without a byte from the server, once it was reached, before giving up. */
  answerWithin: number
  /** That it does no harm to carry it out twice, so it may share a connection. Any other has one of its own. */
  repeatable?: boolean
}

/** An answer, as far as it arrived. */
export interface HttpAnswer {
  status: number
  /** Lower-case names; repeated headers joined with a comma. */
  headers: ReadonlyMap<string, string>
  body: string
  /** False when the connection broke, stalled or ran over the limit in the middle of the body. */
  complete: boolean
}

/** Sends a request. @throws {ConnectionError} when not even a status line came back */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>

/**
 * Reads a body as it arrives.
 *
 * @param piece what has come since the last call
 * @returns `whole`: nothing more is needed, and the end of the connection is not awaited. `enough`: what must not be lost
 * has come and is safe, so the rest is waited for only a little longer
 */
export type BodyReader = (piece: string) => 'whole' | 'enough' | 'more'

/** A connection for one request, of which nothing has been sent yet. */
export interface Line {
  /**
   * Sends the request, once: over another connection, should this one have failed, closed or grown old meanwhile.
   *
   * @param read reads the body as it arrives; without it, a body ends where the server ends it
   * @throws {ConnectionError} when nothing came back that can be read
   */
  send(read?: BodyReader): Promise<HttpAnswer>
  /** Gives up a connection that turned out not to be needed. Nothing was sent on it, and nothing will be. */
  hangUp(): void
}

/** Connects for a request, and sends nothing of it. Whatever goes wrong is told by the line's `send`. */
export type Dial = (request: HttpRequest) => Line

/** No answer came. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  /**
   * `certificate`, `timeout`, `proxy` (its address is none that can be gone through), `proxy-refused`, `no-http`, or the
   * network's error code such as `ECONNRESET`.
   */
  readonly reason: string
  /** Whether the request may have reached the server. False is a promise, true is a possibility. */
  readonly maybeSent: boolean
  /** What the proxy answered when it was asked for a tunnel. */
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

  /** Whether it will not change while the run waits, so that asking again only does harm: a directory locks accounts. */
  get isLasting(): boolean {
    if (this.reason === 'proxy-refused') return this.proxyStatus !== undefined && this.proxyStatus < 500
    return this.reason === 'certificate' || this.reason === 'proxy'
  }
}
