import type { HttpRequest } from '../src/transport/http-client.ts'
import { SimulatedFxiaoke, MARK } from './fxiaoke.ts'
import { ELSEWHERE, ENVIRONMENT, OWNER, OWNER_ID, REPO, REPOSITORY_ID, SimulatedGitHub } from './github.ts'
import type { Fault, History, RequestKind, RunStep, Step } from './history.ts'
import { Network } from './network.ts'
import type { Observer, Response, Servers } from './network.ts'
import { noise } from './noise.ts'
import { commandsIn, readCommand } from './person.ts'
import { StepProcess } from './process.ts'
import type { Exchange, Put } from './process.ts'
import { INPUT_NAMES, isUnfinished, Journal, load, maskInputs, recover, run, tell } from './product.ts'
import type { RawInputs } from './product.ts'
import { SimulatedRecord } from './record.ts'
import { Rules } from './rules.ts'
import type { Job, Names, Violation } from './rules.ts'
import { START, Timeline } from './timeline.ts'

/** The outcome of a history. */
export interface Outcome {
  violations: readonly Violation[]
  /** What happened, one line per event. */
  story: readonly string[]
}

const REFRESH = 'FXIAOKE_REFRESH_TOKEN'
const ACCESS = 'FXIAOKE_ACCESS_TOKEN'
const PROBE = `${REFRESH}_WRITE_PROBE`
const RECORD = 'FXIAOKE_TOKENS'

const SECRETS_TOKEN = `ghp_${MARK}writes`
const WORKFLOW_TOKEN = `ghs_${MARK}workflow`
const APP_SECRET = `${MARK}appsecret`

/** The user whose login the place holds at first, and another one. */
const USER = 'FSUID_one'
const OTHER_USER = 'FSUID_other'

const SECOND = 1_000
const HOUR = 3_600 * SECOND

await load()

/** Plays a history: the real `run` and `recover`, with everything else simulated. */
export function play(history: History): Promise<Outcome> {
  return new Play(history).play()
}

class Play {
  readonly #history: History
  readonly #timeline = new Timeline()
  readonly #github: SimulatedGitHub
  readonly #fxiaoke: SimulatedFxiaoke
  readonly #network: Network
  readonly #rules: Rules
  readonly #names: Names
  readonly #story: string[] = []
  readonly #jobs: Job[] = []
  readonly #jobOf = new Map<StepProcess, Job>()
  readonly #puts = new WeakMap<HttpRequest, Put>()
  readonly #exchanges = new WeakMap<HttpRequest, Exchange>()
  readonly #askedAt = new WeakMap<HttpRequest, number>()
  readonly #record: SimulatedRecord
  readonly #lookedAt = new WeakMap<HttpRequest, number>()
  /** What each run was given, by step number, for its later attempts. */
  readonly #given: { id: number; attempt: number; readAt: number; refresh?: string; access?: string }[] = []
  /** Settles when the last run of the concurrency group is over. */
  #group: Promise<void> = Promise.resolve()
  #lastId = 100

  constructor(history: History) {
    this.#history = history
    const timeline = this.#timeline
    this.#names = namesOf(history)
    this.#github = new SimulatedGitHub(history, timeline)
    this.#fxiaoke = new SimulatedFxiaoke(history, timeline)
    const say = (line: string): void => this.#say(line)
    this.#record = new SimulatedRecord(history.place, RECORD, APP_SECRET, this.#github, this.#names.place)
    this.#rules = new Rules(history, this.#github, this.#fxiaoke, this.#record, timeline, this.#names, say)
    this.#network = new Network(history, timeline, this.#servers(), this.#observer())
  }

  async play(): Promise<Outcome> {
    const history = this.#history
    if (history.login) {
      const token = this.#fxiaoke.signIn(USER)
      this.#timeline.now = START - 72 * HOUR
      const visibility = history.place === 'organization' ? { visibility: 'all' } : {}
      this.#github.write(this.#names.place, REFRESH, token.value, 'before', visibility)
      const access = this.#fxiaoke.accessToken(USER).value
      this.#github.write(this.#names.place, ACCESS, access, 'before', visibility)
      if (history.record && noise(history.seed, 'recorded') < 0.5)
        this.#record.write({ refreshToken: token.value, accessToken: access, openUserId: USER })
      if (history.wrongWiring)
        this.#github.write(this.#readsFrom, REFRESH, this.#fxiaoke.signIn(OTHER_USER).value, 'before')
      this.#timeline.now = START
    }
    let at = 0
    let runs = 0
    for (const step of history.steps) {
      at += step.wait * SECOND
      const number = step.do === 'run' ? (runs += 1) - 1 : 0
      this.#timeline.after(at, () => this.#begin(step, number))
    }
    await this.#timeline.play()
    await this.#coda()
    return { violations: this.#rules.broken, story: this.#story }
  }

  /** An undisturbed run afterwards: whatever has happened, a good stored token must be exchanged. */
  async #coda(): Promise<void> {
    const { place, refresh } = this.#names
    this.#network.faults = false
    for (const attempt of [1, 2, 3]) {
      const stored = this.#github.current(place, refresh)?.value
      if (this.#history.wrongWiring || !this.#fxiaoke.accepts(stored)) return
      const number = this.#given.length
      this.#timeline.after(2 * HOUR, () => this.#begin(CALM, number))
      await this.#timeline.play()
      const main = this.#jobs.at(-1)?.main
      if (main?.outputs.get('status') === 'refreshed') return
      if (attempt === 1) continue
      // The last advice of the error, or of the warning, must help.
      const said = main?.annotations.map(({ message }) => message).join('\n') ?? ''
      const isMistaken = /delete the variable|删除.*变量/.test(said) && this.#wasWrittenTwice()
      if (attempt === 3 || !isMistaken)
        return this.#rules.breaks(
          'good-token-refused',
          'calm runs in a row do not exchange a good stored token',
        )
      this.#say('somebody deletes the record')
      this.#github.deleteVariable(place, RECORD)
    }
  }

  /** Two writes of the secret within a second or two are indistinguishable (docs/record.md). */
  #wasWrittenTwice(): boolean {
    const { place, refresh } = this.#names
    const [last, before] = this.#github.versions(place, refresh).toReversed()
    return last !== undefined && before !== undefined && last.at - before.at < 3 * SECOND
  }

  #begin(step: Step, number: number): void {
    const { place, refresh } = this.#names
    switch (step.do) {
      case 'run':
        return this.#enqueue(step, number)
      case 'new-key':
        this.#say('GitHub changes the keys of the place')
        return this.#github.changeKey(place)
      case 'hand': {
        const old = this.#github.versions(place, refresh).find(({ value }) => value !== undefined)?.value
        const value = step.what === 'old-token' ? old : this.#fxiaoke.signIn(USER).value
        if (value === undefined) return
        this.#say(`somebody stores by hand: ${step.what} ${value.slice(-3)}`)
        return this.#github.write(place, refresh, value, 'hand')
      }
      case 'paste':
        return this.#paste(step.run)
    }
  }

  #paste(run: number): void {
    const job = this.#jobs[run % Math.max(1, this.#jobs.length)]
    if (!job) return
    const shown = [...commandsIn(job.main.log), ...commandsIn(job.post?.log ?? [])].at(-1)
    if (shown === undefined) return
    const { path, fields, goesOn } = readCommand(shown.command)
    const url = `/${path}`
    const found = this.#github.handle('GET', url, {}, 'person', () => undefined)
    const seen = found?.status === 200 ? (found.body as { updated_at: string }).updated_at : undefined
    if (!goesOn(seen)) return this.#say(`somebody pastes the command of run ${job.number}: not stored`)
    const lookedAt = this.#timeline.now
    this.#timeline.after(800, () => {
      const answer = this.#github.handle('PUT', url, fields, 'person', ({ value, before }) => {
        const [old, token] = [this.#fxiaoke.token(before?.value), this.#fxiaoke.token(value)]
        const visible = before !== undefined && before.at < lookedAt - this.#history.lag - SECOND
        if (old && token && old.number > token.number && visible && !shown.isChoice)
          this.#rules.breaks('newer-token-buried', `the command of run ${job.number} replaces a newer token`)
      })
      this.#say(`somebody pastes the command of run ${job.number}: ${answer?.status ?? 'nothing'}`)
    })
  }

  get #readsFrom(): string {
    return this.#history.wrongWiring ? this.#names.place.replace(ENVIRONMENT, ELSEWHERE) : this.#names.place
  }

  #enqueue(step: RunStep, number: number): void {
    const original =
      step.rerunOf === undefined ? undefined : this.#given[step.rerunOf % Math.max(1, this.#given.length)]
    const queuedAt = this.#timeline.now
    const id = original?.id ?? (this.#lastId += 1)
    const attempt = original ? (original.attempt += 1) : 1
    const facts = this.#github.runs.get(id) ?? { id, jobId: 0, createdAt: queuedAt, startedAt: queuedAt }
    this.#github.runs.set(id, facts)
    const read = (): { readAt: number; refresh?: string; access?: string } => {
      const refresh = this.#github.current(this.#readsFrom, REFRESH)?.value
      const access = this.#github.current(this.#readsFrom, ACCESS)?.value
      return {
        readAt: this.#timeline.now,
        ...(refresh !== undefined && { refresh }),
        ...(access !== undefined && { access }),
      }
    }
    const atQueue = read()
    const given = original ?? { id, attempt, ...atQueue }
    if (!original) this.#given[number] = given
    this.#say(`run ${number} is queued${original ? ` (attempt ${attempt} of ${id})` : ''}`)
    const before = this.#history.group ? this.#group : Promise.resolve()
    const starts = new Promise<void>((resolve) => {
      this.#timeline.after(step.queued * SECOND, resolve)
    })
    const job = Promise.all([before, starts]).then(async () => {
      const startedAt = this.#timeline.now
      const jobId = (this.#lastId += 1)
      this.#github.runs.set(id, { ...facts, jobId, startedAt })
      // A re-run may get the environment's current secrets, or those of the first attempt.
      const replays = original !== undefined && noise(this.#history.seed, 'replay', number) < 0.5
      if (this.#history.place === 'environment' && !replays) {
        const now = read()
        if (original === undefined) Object.assign(given, now)
        await this.#runJob(step, number, { ...now, id, attempt, jobId })
      } else await this.#runJob(step, number, { ...given, attempt, jobId })
    })
    this.#group = job.catch(() => undefined)
    job.catch((error: unknown) => {
      this.#rules.breaks('simulator', error instanceof Error ? (error.stack ?? error.message) : String(error))
    })
  }

  async #runJob(
    step: RunStep,
    number: number,
    given: { id: number; attempt: number; jobId: number; readAt: number; refresh?: string; access?: string },
  ): Promise<void> {
    await this.#pass(300 + 3 * SECOND * noise(this.#history.seed, 'set-up', number))
    const states = new Map<string, string>()
    const raw = this.#inputs(step, given)
    const user = step.expectUser ? USER : undefined
    const main = this.#process('main', number, step, given, states, step.end)
    const job: Job = {
      number,
      main,
      post: undefined,
      postHadInputs: step.post === 'inputs',
      refreshToken: given.refresh,
      accessToken: given.access,
      expectedUser: user,
      readAt: given.readAt,
      isRerun: given.attempt > 1,
      readsTimes: step.readsTimes,
      intent: step.intent,
    }
    this.#jobs.push(job)
    this.#jobOf.set(main, job)
    const copy = given.refresh?.slice(-3) ?? 'none'
    this.#say(`${main.name}: starts (${step.intent}, attempt ${given.attempt}, refresh token ${copy})`)
    main.reaches('start')
    this.#start(main, raw)
    await main.over
    this.#rules.stepEnded(main, job)
    if (main.isFollowedByPost) {
      if (step.between === 'new-key') this.#begin({ do: 'new-key', wait: 0 }, 0)
      if (step.between === 'new-login') this.#begin({ do: 'hand', wait: 0, what: 'new-login' }, 0)
      await this.#pass(2 * SECOND)
      if (isUnfinished((name) => states.get(name) ?? '')) {
        const post = this.#process('post', number, step, given, states, undefined)
        job.post = post
        this.#jobOf.set(post, job)
        this.#say(`${post.name}: starts${job.postHadInputs ? '' : ' without inputs'}`)
        this.#start(post, job.postHadInputs ? raw : NO_INPUTS)
        await post.over
        this.#rules.stepEnded(post, job)
      }
    }
    this.#rules.jobEnded(job)
  }

  #process(
    which: 'main' | 'post',
    number: number,
    step: RunStep,
    given: { id: number; attempt: number },
    states: Map<string, string>,
    end: RunStep['end'],
  ): StepProcess {
    return new StepProcess({
      name: `run ${number} ${which}`,
      run: number,
      step: which,
      states,
      seed: this.#history.seed,
      skew: step.skew,
      end,
      timeline: this.#timeline,
      network: this.#network,
      onText: (where, text, process) => this.#rules.shown(where, text, process),
      onSignal: (process) => {
        const job = this.#jobOf.get(process)
        if (job) this.#rules.signalled(process, job)
      },
      say: (line) => this.#say(line),
      context: {
        owner: OWNER,
        repo: REPO,
        repositoryId: REPOSITORY_ID,
        ownerId: OWNER_ID,
        runId: given.id,
        runAttempt: given.attempt,
        runnerName: 'runner-1',
        serverUrl: 'https://github.com',
        takesCode: false,
        ref: 'refs/heads/main',
        schedule: undefined,
      },
    })
  }

  /** Mirrors main.ts and recover-step.ts. */
  #start(process: StepProcess, raw: RawInputs): void {
    const { world } = process
    const work = async (): Promise<void> => {
      maskInputs(raw, world.runner)
      const journal = process.step === 'main' ? new Journal(world) : undefined
      const result = await (journal ? run(raw, journal, world) : recover(raw, world))
      const exitCode = await tell(result, world.runner, { GITHUB_REPOSITORY: `${OWNER}/${REPO}` })
      journal?.told()
      process.finish(exitCode)
    }
    work().catch((error: unknown) => {
      if (process.dead) return
      this.#rules.breaks('threw', error instanceof Error ? (error.stack ?? error.message) : String(error))
      process.finish(1)
    })
    // GitHub ends a job after six hours.
    this.#timeline.after(6 * HOUR, () => {
      if (process.dead) return
      this.#rules.breaks('endless', process.name)
      process.kill()
    })
  }

  #inputs(step: RunStep, given: { jobId: number; refresh?: string; access?: string }): RawInputs {
    const { place, shares } = this.#history
    const user = step.otherUser ? OTHER_USER : USER
    const values: Record<string, string> = {
      'app-id': 'FSAID_example',
      'app-secret': APP_SECRET,
      'refresh-token': given.refresh ?? '',
      'access-token': step.intent === 'token' ? (given.access ?? '') : '',
      'min-validity-minutes': '10',
      'authorization-code': step.intent === 'authorize' ? this.#fxiaoke.code(user) : '',
      'redirect-url': 'https://example.com/callback',
      'expected-open-user-id': step.expectUser ? USER : '',
      'cloud-domain': 'open-na.sharecrm.com',
      'secrets-token': SECRETS_TOKEN,
      'github-token': WORKFLOW_TOKEN,
      environment: place === 'environment' ? ENVIRONMENT : '',
      organization: String(place === 'organization'),
      'refresh-token-secret': REFRESH,
      'access-token-secret': ACCESS,
      'record-variable': this.#history.record ? RECORD : '',
      'share-access-token-with': SHARES.slice(0, shares)
        .map(({ line }) => line)
        .join('\n'),
      'dry-run': String(step.intent === 'dry-run'),
      'github-api-url': 'https://api.github.com',
      'job-id': String(given.jobId),
    }
    return Object.fromEntries(INPUT_NAMES.map((name) => [name, values[name] ?? ''])) as RawInputs
  }

  #pass(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timeline.after(milliseconds, resolve)
    })
  }

  #say(line: string): void {
    this.#story.push(`${((this.#timeline.now - START) / SECOND).toFixed(3).padStart(10)}  ${line}`)
  }

  #servers(): Servers {
    return {
      kindOf: (request) => this.#kindOf(request),
      carryOut: (process, request, kind, fault) =>
        kind === 'token' ? this.#exchange(process, request, fault) : this.#askGitHub(process, request, kind),
      inFront: (kind, status, fault) => inFront(kind, status, fault, this.#date()),
    }
  }

  #kindOf({ method, url }: HttpRequest): RequestKind {
    if (url.host === 'open-na.sharecrm.com') return 'token'
    const path = decodeURIComponent(url.pathname).toLowerCase()
    const own = path.startsWith(`/${this.#names.place}/`)
    if (path.includes('/variables')) return 'variable'
    if (!own && path.includes('/secrets/')) return path.endsWith('/public-key') ? 'share-key' : 'share'
    if (path.endsWith('/public-key')) return 'key'
    if (path.endsWith(PROBE.toLowerCase())) return method === 'DELETE' ? 'probe-delete' : 'probe'
    if (path.endsWith(REFRESH.toLowerCase())) return method === 'PUT' ? 'put' : 'look'
    if (path.endsWith(ACCESS.toLowerCase())) return method === 'PUT' ? 'put-access' : 'look-access'
    return /\/actions\/(runs|jobs)\//.test(path) ? 'times' : 'repository'
  }

  #askGitHub(process: StepProcess, request: HttpRequest, kind: RequestKind): Response {
    const { method, url, body } = request
    const fields = body === undefined ? {} : (JSON.parse(body) as Record<string, unknown>)
    if (kind === 'times' && this.#jobOf.get(process)?.readsTimes === false)
      return {
        status: 403,
        headers: this.#date(),
        body: '{"message":"Resource not accessible by integration"}',
      }
    if (kind === 'look') this.#lookedAt.set(request, this.#timeline.now)
    const answer = this.#github.handle(method, url.pathname, fields, process.name, (write) => {
      const [put, job] = [this.#puts.get(request), this.#jobOf.get(process)]
      if (!put || !job) return
      put.doneAt = this.#timeline.now
      put.value = write.value
      this.#say(`${process.name}: ${kind} is carried out: ${write.value?.slice(-3) ?? 'nothing that opens'}`)
      this.#rules.wrote(process, job, write, put)
    })
    if (!answer) {
      this.#rules.breaks('simulator', `GitHub has no route ${method} ${url.pathname}`)
      return { status: 404, headers: {}, body: '{}' }
    }
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    return { status: answer.status, headers: { ...this.#date(), ...answer.headers }, body: text }
  }

  #exchange(process: StepProcess, request: HttpRequest, fault: Fault | undefined): Response {
    const json = (body: unknown): Response => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const exchange = this.#exchanges.get(request)
    if (exchange) exchange.arrived = true
    const codes = [-1, -2, 50009]
    const busy = { errorCode: codes[(fault?.seconds ?? 0) % 3], errorMessage: 'system busy' }
    if (fault?.kind === 'busy-before')
      return json(fault.seconds % 4 === 3 ? { errorCode: 30004, errorMessage: 'too many calls' } : busy)
    if (fault?.kind === 'refusal') return json({ errorCode: 20005, errorMessage: 'refreshToken is expired' })
    const { body, issued } = this.#fxiaoke.exchange(
      JSON.parse(request.body ?? '{}') as Record<string, unknown>,
    )
    if (exchange) exchange.issued = issued
    this.#say(`${process.name}: Fxiaoke ${issued ? `issues ${issued.value.slice(-3)}` : 'refuses'}`)
    if (fault?.kind === 'busy-after') return json(busy)
    if (fault?.kind === 'error-with-token' && issued)
      return json({ ...body, errorCode: 50009, errorMessage: 'service exception' })
    return json(body)
  }

  #date(): Record<string, string> {
    return {
      date: new Date(this.#timeline.now).toUTCString(),
      'x-github-request-id': `SIM:${this.#story.length}`,
    }
  }

  #observer(): Observer {
    return {
      hand: () => this.#begin({ do: 'hand', wait: 0, what: 'new-login' }, 0),
      sent: (process, request, kind) => {
        const { now } = this.#timeline
        this.#rules.addressed(request.url, process)
        if (kind === 'look') this.#askedAt.set(request, now)
        if (kind === 'token') this.#sendsToken(process, request)
        if (request.method === 'PUT' && kind !== 'probe') {
          const put: Put = {
            place: this.#names.place,
            name: kind,
            look: process.looks.at(-1),
            sentAt: now,
            doneAt: undefined,
            value: undefined,
            status: undefined,
          }
          this.#puts.set(request, put)
          process.puts.push(put)
          if (kind === 'put') {
            const { key_id: keyId } = JSON.parse(request.body ?? '{}') as { key_id?: string }
            this.#rules.writes(process, keyId)
            process.reaches('put')
          }
        }
      },
      came: (process, kind, body) => {
        if (kind === 'token') this.#tokenComes(process, body)
      },
      answered: (process, request, kind, { status, body, complete }) => {
        if (kind === 'look' && (status === 200 || status === 404))
          process.looks.push({
            askedAt: this.#askedAt.get(request) ?? 0,
            lookedAt: this.#lookedAt.get(request) ?? this.#timeline.now,
            answeredAt: this.#timeline.now,
          })
        if (
          kind === 'probe' &&
          complete &&
          ((status === 422 && body.includes('improperly')) || [201, 204].includes(status))
        )
          process.proven = true
        const [exchange, put] = [this.#exchanges.get(request), this.#puts.get(request)]
        if (exchange) Object.assign(exchange, { status, answeredAt: this.#timeline.now })
        // One that breaks off is no answer.
        if (put && complete) put.status = status
        if (kind === 'times' && /"(created|started)_at"/.test(body)) process.readTimes = true
        if (kind === 'key' && status === 200) process.keyId = /"key_id":"(\d+)"/.exec(body)?.[1]
      },
      failed: (process, kind, error) => {
        const exchange = process.exchanges.at(-1)
        if (kind !== 'token' || !exchange) return
        exchange.answeredAt = this.#timeline.now
        if (!error.maybeSent) exchange.certainlyUnsent = true
      },
      say: (line) => this.#say(line),
    }
  }

  #sendsToken(process: StepProcess, request: HttpRequest): void {
    const body = JSON.parse(request.body ?? '{}') as Record<string, string | undefined>
    // A made-up code tests the app's credentials, and spends nothing.
    if (body['code']?.startsWith('dry-run-') === true) return
    const job = this.#jobOf.get(process)
    if (!job) return
    const exchange: Exchange = {
      sentAt: this.#timeline.now,
      token: body['refreshToken'],
      arrived: false,
      issued: undefined,
      certainlyUnsent: false,
      status: undefined,
      answeredAt: Infinity,
    }
    this.#exchanges.set(request, exchange)
    process.exchanges.push(exchange)
    if (job.intent === 'dry-run') this.#rules.breaks('dry-run-spends', process.name)
    this.#rules.sends(process, job, body['refreshToken'], request.answerWithin)
    process.reaches('sent')
  }

  /** Records a new refresh token once its last byte has arrived. */
  #tokenComes(process: StepProcess, body: string): void {
    const token = this.#fxiaoke.token(/"refreshToken":"([^"]+)"/.exec(body)?.[1])
    const access = /"accessToken":"([^"]+)"/.exec(body)?.[1]
    const job = this.#jobOf.get(process)
    if (access !== undefined) process.accessToken = access
    if (!token || token.value === job?.refreshToken || process.seen.some((one) => one.token === token)) return
    process.seen.push({ token, at: this.#timeline.now })
    this.#say(`${process.name}: has seen ${token.value.slice(-3)}`)
    process.reaches('seen')
  }
}

/** The run after the end of a history. */
const CALM: RunStep = {
  do: 'run',
  wait: 0,
  queued: 1,
  rerunOf: undefined,
  intent: 'rotate',
  otherUser: false,
  expectUser: false,
  post: 'inputs',
  end: undefined,
  readsTimes: true,
  skew: 0,
}

const NO_INPUTS = Object.fromEntries(INPUT_NAMES.map((name) => [name, ''])) as RawInputs

const SHARES = [
  { line: `${OWNER}/website`, place: `repos/${OWNER}/website/actions` },
  { line: `${OWNER}/${REPO}/dependabot`, place: `repos/${OWNER}/${REPO}/dependabot` },
]

function namesOf({ place, shares }: History): Names {
  const repository = `repos/${OWNER}/${REPO}`
  const places = {
    repository: `${repository}/actions`,
    environment: `${repository}/environments/${ENVIRONMENT}`,
    organization: `orgs/${OWNER}/actions`,
  }
  return {
    place: places[place],
    refresh: REFRESH,
    access: ACCESS,
    probe: PROBE,
    shares: SHARES.slice(0, shares).map((share) => share.place),
  }
}

function inFront(
  kind: RequestKind,
  status: number,
  { seconds }: Fault,
  date: Record<string, string>,
): Response {
  if (status === 200)
    return { status, headers: { 'content-type': 'text/html' }, body: '<html><body>Welcome</body></html>' }
  const retryAfter: Record<string, string> =
    (status === 429 || status === 503) && seconds > 0 ? { 'retry-after': String(seconds) } : {}
  if (kind === 'token' || status === 502 || status === 504)
    return { status, headers: { ...retryAfter, 'content-type': 'text/html' }, body: '<html>no</html>' }
  return {
    status,
    headers: { ...date, ...retryAfter },
    body: JSON.stringify({ message: `Status ${status}` }),
  }
}
