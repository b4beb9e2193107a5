import { setImmediate as turn } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import type { HttpAnswer, HttpClient, HttpRequest } from '../../../src/transport/http-client.ts'
import type { Annotation, Clock, HeldSignals, Random, RunContext, Runner, World } from '../../../src/world.ts'
import { ProxyLockout } from '../../../src/transport/proxy-lockout.ts'

/** The time at which every test begins, unless it says otherwise. */
export const START = Date.parse('2026-11-24T03:00:00Z')

interface Timer {
  at: number
  callback: () => void
}

/** A clock that stands still until it is advanced. Nothing sleeps. */
export class FakeClock implements Clock {
  /** Every requested wait, in milliseconds and in order, cancelled or not. */
  readonly waits: number[] = []
  #now: number
  #timers: Timer[] = []

  constructor(now = START) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, callback: () => void): () => void {
    this.waits.push(milliseconds)
    const timer = { at: this.#now + milliseconds, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  /** How many timers have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.length
  }

  /** Advances time at once, firing every timer due by then, in order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (let next = this.#earliest(); next && next.at <= end; next = this.#earliest()) this.#fire(next)
    this.#now = end
  }

  /** Waits for the work, and leaps from timer to timer whenever only time can make progress. */
  async leapUntil<T>(work: Promise<T>): Promise<T> {
    const ended = { yet: false }
    const note = (): void => {
      ended.yet = true
    }
    work.then(note, note)
    for (;;) {
      // Several turns: anything still unfinished is waiting for a timer or for a module to load.
      for (let turns = 0; turns < 3 && !ended.yet; turns += 1) await turn()
      if (ended.yet) return work
      const next = this.#earliest()
      if (next) this.#fire(next)
    }
  }

  #earliest(): Timer | undefined {
    return this.#timers.reduce<Timer | undefined>(
      (first, one) => (first === undefined || one.at < first.at ? one : first),
      undefined,
    )
  }

  #fire(timer: Timer): void {
    this.#timers = this.#timers.filter((one) => one !== timer)
    this.#now = Math.max(this.#now, timer.at)
    timer.callback()
  }
}

/** Randomness that is the same in every test. */
export class FakeRandom implements Random {
  /** What `fraction` answers. */
  constant = 0
  #drawn = 0

  uuid(): string {
    const hex = createHash('sha256').update(this.#next()).digest('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }

  bytes(count: number): Uint8Array {
    return new Uint8Array(createHash('shake256', { outputLength: count }).update(this.#next()).digest())
  }

  fraction(): number {
    return this.constant
  }

  #next(): string {
    this.#drawn += 1
    return String(this.#drawn)
  }
}

/** A runner that records every call. */
export class FakeRunner implements Runner {
  readonly masks: string[] = []
  readonly states = new Map<string, string>()
  readonly outputs = new Map<string, string>()
  readonly summaries: string[] = []
  readonly annotations: Annotation[] = []
  readonly log: string[] = []
  readonly debugLog: string[] = []
  /** Everything in the order in which it came, by method: `mask`, `saveState`, … */
  readonly calls: string[] = []
  signalsHeld = false
  #onSignal: ((signal: string) => void)[] = []

  mask(value: string): void {
    this.calls.push('mask')
    this.masks.push(value)
  }

  redact(text: string): string {
    return this.masks.reduce((redacted, mask) => redacted.replaceAll(mask, '***'), text)
  }

  quote(text: string): string | undefined {
    return this.redact(text) === text ? text : undefined
  }

  saveState(name: string, value: string): void {
    this.calls.push(`saveState ${name}`)
    this.states.set(name, value)
  }

  state(name: string): string {
    return this.states.get(name) ?? ''
  }

  setOutput(name: string, value: string): void {
    this.outputs.set(name, value)
  }

  addSummary(markdown: string): Promise<void> {
    this.summaries.push(markdown)
    return Promise.resolve()
  }

  annotate(annotation: Annotation): void {
    this.annotations.push(annotation)
  }

  info(line: string): void {
    this.log.push(this.redact(line))
  }

  debug(line: string): void {
    this.debugLog.push(this.redact(line))
  }

  startGroup(title: string): void {
    this.log.push(title)
  }

  endGroup(): void {
    this.log.push('')
  }

  holdSignals(): HeldSignals {
    this.signalsHeld = true
    return {
      onFirst: (callback) => {
        this.#onSignal.push(callback)
      },
    }
  }

  /** The runner cancels the job. */
  cancel(signal = 'SIGINT'): void {
    for (const callback of this.#onSignal.splice(0)) callback(signal)
  }
}

/** A client for tests in which nothing may be sent. */
export const noNetwork: HttpClient = ({ method, url }) =>
  Promise.reject(new Error(`unexpected request: ${method} ${url.href}`))

/** A complete answer. An object is sent as JSON. */
export function answered(
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers: new Map(Object.entries(headers)), body: text, complete: true }
}

/** Answers requests one by one, and records them. Refuses any beyond the script. */
export class ScriptedHttp {
  readonly requests: HttpRequest[] = []
  readonly #script: (HttpAnswer | Error)[]

  /** @param script an answer, or the error that comes instead of one, for each request */
  constructor(...script: (HttpAnswer | Error)[]) {
    this.#script = script
  }

  readonly client: HttpClient = (request) => {
    this.requests.push(request)
    const next =
      this.#script.shift() ?? new Error(`unexpected request: ${request.method} ${request.url.href}`)
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next)
  }
}

/** Answers each request by what is asked, for example `GET /repos/acme/crm`, and remembers them. */
export class RoutedHttp {
  readonly requests: HttpRequest[] = []
  readonly lines: string[] = []
  readonly #answer: (line: string, request: HttpRequest) => HttpAnswer | Promise<HttpAnswer> | Error

  /** @param answer an answer, now or later, or the error that comes instead of one */
  constructor(answer: (line: string, request: HttpRequest) => HttpAnswer | Promise<HttpAnswer> | Error) {
    this.#answer = answer
  }

  readonly client: HttpClient = (request) => {
    const line = `${request.method} ${decodeURIComponent(request.url.pathname)}`
    this.requests.push(request)
    this.lines.push(line)
    const answer = this.#answer(line, request)
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
}

/** The run that tests happen in: the first attempt of run 42 of acme/crm. */
export const CONTEXT: RunContext = {
  owner: 'acme',
  repo: 'crm',
  repositoryId: 1001,
  ownerId: 77,
  runId: 42,
  runAttempt: 1,
  runnerName: 'runner-1',
  serverUrl: 'https://github.com',
  takesCode: false,
  ref: 'refs/heads/main',
  schedule: undefined,
}

/** What became of a connection opened ahead. */
export interface FakeLine {
  request: HttpRequest
  sent: boolean
  hungUp: boolean
}

/** A world of fakes. */
export interface FakeWorld extends World {
  /** Every line that was opened, in order. */
  lines: FakeLine[]
  runner: FakeRunner
  clock: FakeClock
  random: FakeRandom
}

/**
 * A world in which nothing is real.
 *
 * @param http answers requests; by default none may be sent
 * @param context what is different about the run
 */
export function fakeWorld(http: HttpClient = noNetwork, context: Partial<RunContext> = {}): FakeWorld {
  const lines: FakeLine[] = []
  const clock = new FakeClock()
  return {
    http,
    lines,
    proxyLockout: new ProxyLockout(clock),
    dial(request) {
      const line: FakeLine = { request, sent: false, hungUp: false }
      lines.push(line)
      return {
        async send(read) {
          line.sent = true
          const answer = await http(request)
          read?.(answer.body)
          return answer
        },
        hangUp() {
          line.hungUp = true
        },
      }
    },
    runner: new FakeRunner(),
    clock,
    random: new FakeRandom(),
    context: { ...CONTEXT, ...context },
  }
}
