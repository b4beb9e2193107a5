import type { Socket } from 'node:net'
import { ANSWER_LIMIT, HELD_AT_MOST, REST_WITHIN } from '../patience.ts'
import type { Clock } from '../world.ts'
import { BodyText } from './body-text.ts'
import { reasonOf } from './connect.ts'
import type { Connect, Connecting } from './connect.ts'
import { ConnectionError } from './http-client.ts'
import type { BodyReader, Dial, HttpAnswer, HttpRequest } from './http-client.ts'
import { RawAnswer } from './raw-answer.ts'

/**
 * Opens connections that carry a single request, for requests that must not be repeated. On a reused connection, a
 * request can fail without any way to tell whether it was processed (docs/adr/0011-used-connections-and-one-ahead.md).
 *
 * An answer counts however broken its HTTP is, so we parse the raw bytes.
 */
export function dialler(connect: Connect, clock: Clock): Dial {
  return (request) => {
    let line = new OwnLine(request, connect, clock)
    return {
      hangUp: () => line.hangUp(),
      send(read) {
        if (!line.isReady) {
          line.hangUp()
          line = new OwnLine(request, connect, clock)
        }
        return line.send(read)
      },
    }
  }
}

/** One connection and its one request. */
class OwnLine {
  readonly #request: HttpRequest
  readonly #clock: Clock
  readonly #connecting: Connecting
  #socket: Socket | undefined
  #connectedAt: number | undefined
  /** Set once `send` is called; until then this is only a connection. */
  #conclude: ((outcome: HttpAnswer | ConnectionError) => void) | undefined
  #read: BodyReader | undefined
  readonly #answer = new RawAnswer()
  readonly #body = new BodyText(
    (piece) => this.#judge(piece),
    () => this.#answer.headers.get('content-encoding'),
  )
  #judgement: ReturnType<BodyReader> = 'more'
  #waitsForRest = false
  /** Whether reading has stopped. */
  #isEnding = false
  #outcome: HttpAnswer | ConnectionError | undefined
  #cancelPatience = (): void => undefined
  #cancelLimit: (() => void) | undefined

  constructor(request: HttpRequest, connect: Connect, clock: Clock) {
    this.#request = request
    this.#clock = clock
    this.#connecting = connect(request.url, request.connectWithin)
    this.#connecting.socket.then(
      (socket) => this.#onSocket(socket),
      (error: unknown) => this.#settle(error as ConnectionError),
    )
  }

  /** Whether the connection is open or being opened, and young enough that nobody has dropped it. */
  get isReady(): boolean {
    if (this.#isEnding) return false
    return this.#connectedAt === undefined || this.#clock.now() - this.#connectedAt <= HELD_AT_MOST
  }

  send(read: BodyReader | undefined): Promise<HttpAnswer> {
    this.#read = read
    return new Promise((resolve, reject) => {
      this.#conclude = (outcome) => (outcome instanceof ConnectionError ? reject(outcome) : resolve(outcome))
      if (this.#outcome) this.#conclude(this.#outcome)
      else if (this.#socket) this.#write(this.#socket)
    })
  }

  hangUp(): void {
    if (this.#conclude) return
    this.#connecting.abandon()
    this.#settle(new ConnectionError('not needed', false))
  }

  #onSocket(socket: Socket): void {
    if (this.#isEnding) return void socket.destroy()
    this.#socket = socket
    this.#connectedAt = this.#clock.now()
    socket.on('data', (bytes) => this.#onBytes(bytes))
    socket.on('end', () => this.#finish('ECONNRESET', this.#answer.endsWithConnection))
    socket.on('error', (error) => this.#finish(reasonOf(error)))
    socket.on('close', () => this.#finish('ECONNRESET'))
    if (socket.destroyed) this.#finish('ECONNRESET')
    else if (this.#conclude) this.#write(socket)
  }

  #write(socket: Socket): void {
    const { method, url, headers, body = '' } = this.#request
    const length = Buffer.byteLength(body)
    const fields = {
      host: url.host,
      ...headers,
      ...(length > 0 && { 'content-length': String(length) }),
      connection: 'close',
    }
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
    socket.write([`${method} ${url.pathname}${url.search} HTTP/1.1`, ...lines, '', body].join('\r\n'))
    this.#wait(this.#request.answerWithin)
  }

  #onBytes(bytes: Buffer): void {
    if (this.#isEnding) return
    // A server that speaks first (a 408, a farewell page) must not be taken to answer a request it has not seen.
    if (!this.#conclude) return this.hangUp()
    this.#cancelLimit ??= this.#clock.after(ANSWER_LIMIT, () => this.#finish('timeout'))
    if (!this.#waitsForRest) this.#wait(this.#request.answerWithin)
    this.#body.write(this.#answer.read(bytes))
    if (!this.#answer.hasEnded) return
    // More may follow than was announced, with a token in it.
    if (this.#read && this.#judgement === 'more') this.#waitForRest()
    else this.#finish('cut')
  }

  #judge(piece: string): void {
    const judgement = this.#read?.(piece) ?? 'more'
    if (judgement !== 'more') this.#judgement = judgement
    if (judgement === 'whole' || this.#body.isTooLong) this.#finish('cut')
    else if (judgement === 'enough') this.#waitForRest()
  }

  /** Restarts the timeout for the next sign of life. */
  #wait(milliseconds: number): void {
    this.#cancelPatience()
    this.#cancelPatience = this.#clock.after(milliseconds, () => this.#finish('timeout'))
  }

  /** Starts only once, or a trickling server could stall us for ever. */
  #waitForRest(): void {
    if (this.#waitsForRest || this.#isEnding) return
    this.#waitsForRest = true
    this.#wait(REST_WITHIN)
  }

  #finish(reason: string, complete = false): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#body.end(() => {
      const { status, headers, hasEnded } = this.#answer
      const { text } = this.#body
      const isWhole = complete || hasEnded || this.#judgement === 'whole'
      if (status !== undefined || this.#judgement !== 'more')
        this.#settle({ status: status ?? 0, headers, body: text, complete: isWhole && !this.#body.isTooLong })
      else this.#settle(new ConnectionError(text === '' ? reason : 'no-http', this.#conclude !== undefined))
    })
  }

  #settle(outcome: HttpAnswer | ConnectionError): void {
    this.#isEnding = true
    this.#outcome ??= outcome
    this.#cancelPatience()
    this.#cancelLimit?.()
    this.#socket?.destroy()
    this.#conclude?.(this.#outcome)
  }
}
