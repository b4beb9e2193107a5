import { REST_WITHIN } from '../src/patience.ts'
import { ConnectionError } from '../src/transport/http-client.ts'
import type { BodyReader, HttpAnswer, HttpRequest } from '../src/transport/http-client.ts'
import type { Fault, History, RequestKind } from './history.ts'
import { noise } from './noise.ts'
import type { StepProcess } from './process.ts'
import type { Timeline } from './timeline.ts'

/** What a server answers. */
export interface Response {
  status: number
  headers: Record<string, string>
  body: string
}

/** The servers, as seen by the network. */
export interface Servers {
  /** What a request is for. */
  kindOf(request: HttpRequest): RequestKind
  /** Carries out the request. The servers handle the parts of a fault that concern them. */
  carryOut(process: StepProcess, request: HttpRequest, kind: RequestKind, fault: Fault | undefined): Response
  /** An answer from a proxy in front of the server, or one that the server gave without doing anything. */
  inFront(kind: RequestKind, status: number, fault: Fault): Response
}

/** The network's callbacks about a request. */
export interface Observer {
  sent(process: StepProcess, request: HttpRequest, kind: RequestKind): void
  /** Part of a body has arrived. */
  came(process: StepProcess, kind: RequestKind, bodySoFar: string): void
  answered(process: StepProcess, request: HttpRequest, kind: RequestKind, answer: HttpAnswer): void
  failed(process: StepProcess, kind: RequestKind, error: ConnectionError): void
  /** Somebody is to store a login by hand. */
  hand(): void
  say(line: string): void
}

/** How a body is delivered. */
interface Delivery {
  /** Milliseconds after the first byte, and the text that arrives then. */
  chunks: { after: number; text: string }[]
  /** Whether the end arrives too, or the connection breaks after the last chunk. */
  whole: boolean
}

/** The network between the action and both servers: slow and lossy. */
export class Network {
  readonly #history: History
  readonly #timeline: Timeline
  readonly #servers: Servers
  readonly #observer: Observer
  /** Turned off for what happens after the history. */
  faults = true

  constructor(history: History, timeline: Timeline, servers: Servers, observer: Observer) {
    this.#history = history
    this.#timeline = timeline
    this.#servers = servers
    this.#observer = observer
  }

  send(process: StepProcess, request: HttpRequest, read?: BodyReader): Promise<HttpAnswer> {
    const kind = this.#servers.kindOf(request)
    const count = process.requests.get(kind) ?? 0
    process.requests.set(kind, count + 1)
    const fault = this.#faultFor(process, kind, count)
    if (fault?.hand === true && count === fault.nth) this.#observer.hand()
    return new Promise((resolve, reject) => {
      new Passage(process, request, kind, count, fault, {
        seed: this.#history.seed,
        timeline: this.#timeline,
        servers: this.#servers,
        observer: this.#observer,
        read,
        resolve,
        reject,
      }).begin()
    })
  }

  #faultFor({ run, step }: StepProcess, kind: RequestKind, count: number): Fault | undefined {
    if (!this.faults) return undefined
    return this.#history.faults.find(
      (one) =>
        one.run === run &&
        one.step === step &&
        one.on === kind &&
        count >= one.nth &&
        count < one.nth + one.count,
    )
  }
}

/** One request in flight. */
class Passage {
  readonly #process: StepProcess
  readonly #request: HttpRequest
  readonly #kind: RequestKind
  readonly #label: string
  readonly #fault: Fault | undefined
  readonly #timeline: Timeline
  readonly #servers: Servers
  readonly #observer: Observer
  readonly #read: BodyReader | undefined
  readonly #resolve: (answer: HttpAnswer) => void
  readonly #reject: (error: ConnectionError) => void
  readonly #noise: (what: string) => number
  #settled = false
  #impatient = (): void => undefined
  #head: Omit<Response, 'body'> | undefined
  #body = ''
  #enough = false

  constructor(
    process: StepProcess,
    request: HttpRequest,
    kind: RequestKind,
    count: number,
    fault: Fault | undefined,
    given: {
      seed: number
      timeline: Timeline
      servers: Servers
      observer: Observer
      read: BodyReader | undefined
      resolve: (answer: HttpAnswer) => void
      reject: (error: ConnectionError) => void
    },
  ) {
    this.#process = process
    this.#request = request
    this.#kind = kind
    this.#fault = fault
    this.#timeline = given.timeline
    this.#servers = given.servers
    this.#observer = given.observer
    this.#read = given.read
    this.#resolve = given.resolve
    this.#reject = given.reject
    this.#noise = (what) => noise(given.seed, process.name, kind, count, what)
    this.#label = `${process.name}: ${request.method} ${kind}`
  }

  begin(): void {
    const { connectWithin, answerWithin } = this.#request
    const kind = this.#fault?.kind
    if (kind === 'refused') return this.#fails(20, 'ECONNREFUSED', false)
    if (kind === 'unreachable') return this.#fails(connectWithin, 'timeout', false)
    this.#timeline.after(10 + 40 * this.#noise('connect'), () => {
      if (this.#process.dead) return
      this.#observer.sent(this.#process, this.#request, this.#kind)
      this.#waitFor(answerWithin)
      const seconds = this.#fault?.seconds ?? 0
      if (kind === 'lost') {
        if (seconds < 5) this.#fails(1_000 * seconds, 'ECONNRESET', true)
        return
      }
      const upward = 20 + 80 * this.#noise('upward')
      this.#timeline.after(kind === 'late' ? answerWithin + 1_000 * seconds : upward, () => this.#arrives())
    })
  }

  /** The request reaches the server, whatever has become of the process. */
  #arrives(): void {
    const fault = this.#fault
    const before = fault && ['status-before', 'wrong-200'].includes(fault.kind)
    let response: Response
    if (before)
      response = this.#servers.inFront(this.#kind, fault.kind === 'wrong-200' ? 200 : fault.status, fault)
    else {
      response = this.#servers.carryOut(this.#process, this.#request, this.#kind, fault)
      if (fault?.kind === 'status-after') response = this.#servers.inFront(this.#kind, fault.status, fault)
    }
    if (fault?.kind === 'late') {
      this.#observer.say(`${this.#label} is carried out late: ${response.status}`)
      return
    }
    if (fault?.kind === 'lost-answer') {
      this.#observer.say(`${this.#label} was carried out (${response.status}), and the answer is lost`)
      if (fault.seconds < 5) this.#fails(1_000 * fault.seconds, 'ECONNRESET', true)
      return
    }
    const downward = 20 + 200 * this.#noise('downward') + (fault?.kind === 'slow' ? 1_000 * fault.seconds : 0)
    const { chunks, whole } = delivery(response, fault)
    // Cut before the headers were complete.
    if (chunks.length === 0) return this.#fails(downward, 'ECONNRESET', true)
    chunks.forEach(({ after, text }, index) => {
      this.#timeline.after(downward + after, () => {
        if (this.#settled || this.#process.dead) return
        this.#head = { status: response.status, headers: response.headers }
        const piece = text.slice(this.#body.length)
        this.#body = text
        const last = index === chunks.length - 1
        this.#takes(piece, last, whole)
      })
    })
  }

  /** Mirrors the transport (src/transport/own-line.ts). */
  #takes(piece: string, last: boolean, whole: boolean): void {
    this.#observer.came(this.#process, this.#kind, this.#body)
    const judgement = this.#read?.(piece) ?? 'more'
    if (judgement === 'whole') return this.#answers(true)
    if (last) return this.#answers(whole)
    if (judgement === 'more') return this.#waitFor(this.#request.answerWithin)
    if (this.#enough) return
    this.#enough = true
    this.#waitFor(REST_WITHIN)
  }

  #answers(complete: boolean): void {
    if (!this.#head) return
    const headers = new Map(Object.entries(this.#head.headers))
    const answer = { status: this.#head.status, headers, body: this.#body, complete }
    this.#settle(() => {
      const cut = complete ? '' : ', cut'
      this.#observer.say(`${this.#label} -> ${answer.status}${cut}${this.#faultName}`)
      this.#observer.answered(this.#process, this.#request, this.#kind, answer)
      this.#resolve(answer)
    })
  }

  #fails(after: number, reason: string, maybeSent: boolean): void {
    this.#timeline.after(after, () => {
      this.#settle(() => {
        const error = new ConnectionError(reason, maybeSent)
        this.#observer.say(`${this.#label} -> ${reason}${this.#faultName}`)
        this.#observer.failed(this.#process, this.#kind, error)
        this.#reject(error)
      })
    })
  }

  #waitFor(milliseconds: number): void {
    this.#impatient()
    this.#impatient = this.#timeline.after(milliseconds, () => {
      if (this.#head) this.#answers(false)
      else this.#fails(0, 'timeout', true)
    })
  }

  #settle(how: () => void): void {
    if (this.#settled || this.#process.dead) return
    this.#settled = true
    this.#impatient()
    how()
  }

  get #faultName(): string {
    return this.#fault ? ` (${this.#fault.kind})` : ''
  }
}

function delivery({ body }: Response, fault: Fault | undefined): Delivery {
  if (fault?.kind === 'cut') {
    // The first twentieth cuts before the end of the headers; the last one cuts only the end of the connection.
    const share = Math.min(1, (fault.cutAt - 5) / 90)
    if (share < 0) return { chunks: [], whole: false }
    return { chunks: [{ after: 0, text: body.slice(0, Math.round(body.length * share)) }], whole: false }
  }
  if (fault?.kind === 'slow-rest') {
    const [, head = ''] = /^(.*"refreshToken":"[^"]+")/.exec(body) ?? []
    return {
      chunks: [
        { after: 0, text: head === '' ? body.slice(0, 10) : head },
        { after: 1_000 * fault.seconds, text: body },
      ],
      whole: true,
    }
  }
  return { chunks: [{ after: 0, text: body }], whole: true }
}
