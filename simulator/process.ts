import { createHash } from 'node:crypto'
import type { BodyReader, HttpAnswer, HttpRequest } from '../src/transport/http-client.ts'
import { ProxyLockout } from '../src/transport/proxy-lockout.ts'
import type { Annotation, Clock, RunContext, Runner, World } from '../src/world.ts'
import type { End } from './history.ts'
import type { Network } from './network.ts'
import { noise } from './noise.ts'
import type { RefreshToken } from './fxiaoke.ts'
import type { Timeline } from './timeline.ts'

/** A request to the token endpoint. */
export interface Exchange {
  sentAt: number
  /** The refresh token in it; undefined for a code. */
  token: string | undefined
  /** Whether it reached the server. */
  arrived: boolean
  /** What the server issued in return. */
  issued: RefreshToken | undefined
  /** Whether the process was told that nothing can have been sent. */
  certainlyUnsent: boolean
  /** The status of the answer that arrived, and when the answer was complete or abandoned. */
  status: number | undefined
  answeredAt: number
}

/** An answered read of the metadata of the refresh token's secret. */
export interface Look {
  askedAt: number
  /** When GitHub read it. */
  lookedAt: number
  /** When its answer arrived. */
  answeredAt: number
}

/** A write of a secret. */
export interface Put {
  place: string
  name: string
  /** The last answered look before it. */
  look: Look | undefined
  sentAt: number
  /** When GitHub carried it out. */
  doneAt: number | undefined
  value: string | undefined
  /** The status of the answer that arrived whole. */
  status: number | undefined
}

/** The process of a step: what the runner starts, kills and reads output from, and what the world saw it do. */
export class StepProcess {
  readonly name: string
  readonly run: number
  readonly step: 'main' | 'post'
  readonly startedAt: number
  readonly world: World
  /** Resolves when the process is over, however it ended. */
  readonly over: Promise<void>
  dead = false
  /** Its exit code; undefined if it was killed. */
  exitCode: number | undefined
  endedAt = Infinity

  readonly states: Map<string, string>
  readonly outputs = new Map<string, string>()
  readonly annotations: Annotation[] = []
  readonly log: string[] = []
  readonly summaries: string[] = []
  holdsSignals = false
  /** When the first signal arrived. */
  signalledAt = Infinity

  readonly exchanges: Exchange[] = []
  /** New refresh tokens whose last byte has arrived, and when. */
  readonly seen: { token: RefreshToken; at: number }[] = []
  /** The access token that came with them. */
  accessToken: string | undefined
  readonly looks: Look[] = []
  readonly puts: Put[] = []
  /** Whether an answer has proven that the place is writable. */
  proven = false
  /** Whether GitHub has told the process when its secrets were read. */
  readTimes = false
  /** The place's key, as last read by the process. */
  keyId: string | undefined
  /** Requests so far, by kind. */
  readonly requests = new Map<string, number>()

  readonly #timeline: Timeline
  readonly #seed: number
  readonly #skew: number
  readonly #masks = new Set<string>()
  readonly #callbacks: ((signal: string) => void)[] = []
  readonly #onText: (where: string, text: string, process: StepProcess) => void
  readonly #onSignal: (process: StepProcess) => void
  readonly #say: (line: string) => void
  #settle: () => void = () => undefined
  #signal: string | undefined
  #calls = 0
  #drawn = 0
  #endsAtCall = Infinity
  #end: End | undefined

  constructor(given: {
    name: string
    run: number
    step: 'main' | 'post'
    states: Map<string, string>
    context: RunContext
    seed: number
    /** How many seconds this machine's clock is ahead. */
    skew: number
    end: End | undefined
    timeline: Timeline
    network: Network
    /** Called with every text that the process shows, as people see it. */
    onText: (where: string, text: string, process: StepProcess) => void
    /** Called for every signal that the process survives, once it is handled. */
    onSignal: (process: StepProcess) => void
    say: (line: string) => void
  }) {
    this.name = given.name
    this.run = given.run
    this.step = given.step
    this.states = given.states
    this.#timeline = given.timeline
    this.#seed = given.seed
    this.#skew = given.skew * 1000
    this.#end = given.end
    this.#onText = given.onText
    this.#onSignal = given.onSignal
    this.#say = given.say
    this.startedAt = given.timeline.now
    this.over = new Promise((resolve) => {
      this.#settle = resolve
    })
    this.world = this.#makeWorld(given.network, given.context)
  }

  /** The process ends by itself. */
  finish(exitCode: number): void {
    if (this.dead) return
    this.exitCode = exitCode
    this.#stop()
    this.#say(`${this.name}: exits with ${exitCode}`)
  }

  /** Kills the process: nothing it still does has an effect. */
  kill(): void {
    if (this.dead) return
    this.#stop()
    this.#say(`${this.name}: is killed`)
  }

  signal(name: string): void {
    if (this.dead) return
    this.#say(`${this.name}: gets ${name}`)
    if (this.signalledAt === Infinity) this.signalledAt = this.#timeline.now
    if (!this.holdsSignals) return this.kill()
    this.#signal ??= name
    for (const callback of this.#callbacks.splice(0)) callback(this.#signal)
    this.#onSignal(this)
  }

  /** The event that a premature end may be waiting for has happened. */
  reaches(since: End['since']): void {
    const end = this.#end
    if (end?.since !== since || this.dead) return
    this.#end = undefined
    if (end.calls !== undefined) this.#endsAtCall = this.#calls + end.calls
    else this.#timeline.after(end.milliseconds, () => this.#endsBy(end.kind))
    this.#endKind = end.kind
  }

  #endKind: End['kind'] = 'kill'

  /** Whether there is a post step after it. */
  get isFollowedByPost(): boolean {
    return !this.#without
  }

  #without = false

  #endsBy(kind: End['kind']): void {
    if (this.dead) return
    if (kind === 'crash' || kind === 'shutdown') this.#without = true
    if (kind === 'kill' || kind === 'crash') return this.kill()
    if (kind === 'time-up') {
      this.#timeline.after(300_000, () => this.kill())
      return
    }
    this.signal('SIGINT')
    this.#timeline.after(7_500, () => this.signal('SIGTERM'))
    this.#timeline.after(10_000, () => this.kill())
  }

  #stop(): void {
    this.dead = true
    this.endedAt = this.#timeline.now
    this.#settle()
  }

  /** The process may be ended at any call of the world. */
  #alive(): boolean {
    this.#calls += 1
    if (this.#calls >= this.#endsAtCall && !this.dead) {
      this.#endsAtCall = Infinity
      const kind = this.#endKind
      if (kind === 'crash') this.#without = true
      if (kind === 'kill' || kind === 'crash') this.kill()
      // A process receives signals while it waits, not in the middle of its work.
      else this.#timeline.after(0, () => this.#endsBy(kind))
    }
    return !this.dead
  }

  #makeWorld(network: Network, context: RunContext): World {
    const timeline = this.#timeline
    const send = (request: HttpRequest, read?: BodyReader): Promise<HttpAnswer> =>
      this.#alive() ? network.send(this, request, read) : new Promise(() => undefined)
    const drawn = (length: number): Buffer => {
      this.#drawn += 1
      return createHash('shake256', { outputLength: length })
        .update(`${this.#seed} ${this.name} ${this.#drawn}`)
        .digest()
    }
    const clock: Clock = {
      now: () => timeline.now + this.#skew,
      after: (milliseconds, callback) => {
        if (!this.#alive()) return () => undefined
        return timeline.after(milliseconds, () => {
          if (!this.dead) callback()
        })
      },
    }
    return {
      http: (request) => send(request),
      dial: (request) => ({ send: (read) => send(request, read), hangUp: () => undefined }),
      runner: this.#makeRunner(),
      clock,
      // No proxy is simulated.
      proxyLockout: new ProxyLockout(clock),
      random: {
        uuid: () => {
          const hex = drawn(16).toString('hex')
          return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
        },
        bytes: (count) => new Uint8Array(drawn(count)),
        fraction: () => {
          this.#drawn += 1
          return noise(this.#seed, this.name, 'fraction', this.#drawn)
        },
      },
      context,
    }
  }

  #makeRunner(): Runner {
    const redact = (text: string): string => {
      let redacted = text
      for (const mask of this.#masks) redacted = redacted.replaceAll(mask, '***')
      return redacted
    }
    const shows = (where: string, text: string): boolean => {
      if (!this.#alive()) return false
      this.#onText(where, text, this)
      return true
    }
    return {
      mask: (value) => {
        if (this.#alive() && value !== '') this.#masks.add(value)
      },
      redact,
      quote: redact,
      saveState: (name, value) => {
        if (shows('state', value)) this.states.set(name, value)
      },
      state: (name) => this.states.get(name) ?? '',
      setOutput: (name, value) => {
        this.reaches('output')
        if (shows(name === 'access-token' ? 'access-token' : 'output', value)) this.outputs.set(name, value)
      },
      addSummary: (markdown) => {
        if (shows('summary', markdown)) this.summaries.push(markdown)
        return Promise.resolve()
      },
      annotate: (annotation) => {
        // The runner masks messages, but not titles.
        const { level, title } = annotation
        const message = redact(annotation.message)
        if (!shows('annotation', `${title}\n${message}`)) return
        this.annotations.push({ level, title, message })
        this.#say(`${this.name}: ::${level}:: ${title}`)
      },
      info: (line) => {
        const shown = redact(line)
        if (shows('log', shown)) this.log.push(shown)
      },
      debug: (line) => {
        shows('debug', redact(line))
      },
      startGroup: (title) => {
        shows('log', redact(title))
      },
      endGroup: () => undefined,
      holdSignals: () => {
        if (this.#alive()) this.holdsSignals = true
        return {
          onFirst: (callback) => {
            if (this.#signal === undefined) this.#callbacks.push(callback)
            else callback(this.#signal)
          },
        }
      },
    }
  }
}
