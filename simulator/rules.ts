import { MARK } from './fxiaoke.ts'
import type { RefreshToken, SimulatedFxiaoke } from './fxiaoke.ts'
import { iso } from './github.ts'
import type { SimulatedGitHub, Write } from './github.ts'
import type { History } from './history.ts'
import { openBox } from './sealed-boxes.ts'
import { commandsIn, readCommand } from './person.ts'
import type { Exchange, Look, Put, StepProcess } from './process.ts'
import type { SimulatedRecord } from './record.ts'
import type { Timeline } from './timeline.ts'

/** A rule of the contract that was broken. */
export interface Violation {
  rule: string
  what: string
}

/** A job as far as it got: its main step, and its post step if there was one. */
export interface Job {
  number: number
  main: StepProcess
  post: StepProcess | undefined
  /** Whether a post step should have run, unhindered. */
  postHadInputs: boolean
  /** What the job was given. */
  refreshToken: string | undefined
  accessToken: string | undefined
  expectedUser: string | undefined
  /** When its secrets were read. */
  readAt: number
  /** Whether it re-runs another job, and gets that job's secrets. */
  isRerun: boolean
  /** Whether its `github-token` may read the timestamps of runs. */
  readsTimes: boolean
  intent: 'rotate' | 'token' | 'dry-run' | 'authorize'
}

/** The names of the place and of what it holds. */
export interface Names {
  place: string
  refresh: string
  access: string
  probe: string
  shares: readonly string[]
}

/** Requests take time, in addition to the history's replication lag. */
const ON_THE_WAY = 1_000

/** Metadata older than this must be re-read before the token is sent. */
const FRESH_FOR = 2_000

/** A write this long after the last look must look first. */
const GUARD_AFTER = 10_000

const PREPARE_WITHIN = 120_000
const POST_WITHIN = 120_000

/** Two minutes to prepare, four requests of a hundred seconds with waits between, fifteen minutes to store. */
const MAIN_WITHIN = 45 * 60_000

const PATIENCE = 100_000

/** The rules of the contract (docs/architecture.md, SECURITY.md), checked against what the simulator knows. */
export class Rules {
  readonly broken: Violation[] = []
  readonly #history: History
  readonly #github: SimulatedGitHub
  readonly #fxiaoke: SimulatedFxiaoke
  readonly #record: SimulatedRecord
  readonly #timeline: Timeline
  readonly #names: Names
  readonly #say: (line: string) => void

  constructor(
    history: History,
    github: SimulatedGitHub,
    fxiaoke: SimulatedFxiaoke,
    record: SimulatedRecord,
    timeline: Timeline,
    names: Names,
    say: (line: string) => void,
  ) {
    this.#history = history
    this.#github = github
    this.#fxiaoke = fxiaoke
    this.#record = record
    this.#timeline = timeline
    this.#names = names
    this.#say = say
  }

  breaks(rule: string, what: string): void {
    this.broken.push({ rule, what })
    this.#say(`!! ${rule}: ${what}`)
  }

  /** Rule: no text reveals a secret. */
  shown(where: string, text: string, process: StepProcess): void {
    if (where === 'access-token' || !text.includes(MARK)) return
    this.breaks('leak', `${process.name} shows a secret in its ${where}: ${text.slice(0, 300)}`)
  }

  /** Rule: no URL contains a secret. */
  addressed(url: URL, process: StepProcess): void {
    if (url.href.includes(MARK))
      this.breaks('leak', `${process.name} sends a secret in an address: ${url.href}`)
  }

  /** A token, or a code, is about to be sent. */
  sends(process: StepProcess, job: Job, token: string | undefined, answerWithin: number): void {
    const { now } = this.#timeline
    const { name } = process
    if (process.step === 'post') this.breaks('post-asks-fxiaoke', name)
    if (!process.proven)
      this.breaks('sent-before-proof', `${name} sends before the place is proven to be writable`)
    if (!process.holdsSignals) this.breaks('sent-without-holding-signals', name)
    if (answerWithin < PATIENCE) this.breaks('impatient', `${name} waits ${answerWithin} ms for an answer`)
    if (process.seen.length > 0)
      this.breaks('sent-after-seen', `${name} sends again, after a new token has come`)
    const before = process.exchanges.slice(0, -1)
    if (before.length >= 4) this.breaks('sent-too-often', name)
    if (before.length === 0 && now - process.startedAt > PREPARE_WITHIN + 5_000)
      this.breaks('sent-too-late', `${name} sends ${now - process.startedAt} ms after its start`)
    if (token === undefined || process.requests.get('token') !== 1) return

    const look = process.looks.at(-1)
    if (!look) return this.breaks('sent-without-look', name)
    if (now - look.answeredAt > FRESH_FOR + ON_THE_WAY)
      this.breaks('sent-without-fresh-look', `${name} sends ${now - look.answeredAt} ms after its last look`)
    if (this.#isFromElsewhere(token, look))
      this.breaks('wrong-place-sent', `${name} sends the token of another place, and the record tells`)
    // If the timestamps are unreadable, a first attempt goes ahead with a warning.
    if (!process.readTimes && !job.isRerun) return
    const { place, refresh } = this.#names
    const known = this.#github.current(place, refresh, look.lookedAt - this.#history.lag - 100)
    if (known && known.value !== token && known.at > job.readAt)
      this.breaks('stale-copy-sent', `${name} sends a copy that is not the stored one, and could know it`)
  }

  /** Whether the record, and the secret it describes, have long shown that this is not the stored token. */
  #isFromElsewhere(token: string, { lookedAt }: Look): boolean {
    if (!this.#history.wrongWiring || !this.#canReadRecord) return false
    const { place, refresh } = this.#names
    const secret = this.#github.current(place, refresh)
    const settled = lookedAt - this.#history.lag - ON_THE_WAY
    return (
      secret?.value !== undefined &&
      secret.value !== token &&
      secret.at < settled &&
      this.#record.describes(secret) &&
      this.#record.describes(secret, settled)
    )
  }

  get #canReadRecord(): boolean {
    const { record, faults } = this.#history
    return record && !faults.some(({ on }) => on === 'variable' || on === 'look')
  }

  /** Rule: what the record says about the stored tokens is true. */
  #checkRecord(process: StepProcess): void {
    const { name, world } = process
    const { place, refresh, access } = this.#names
    const { refreshToken, accessToken, openUserId, writtenBy } = this.#record.contents() ?? {}
    const secret = this.#github.current(place, refresh)
    // Two writes within a second or two are indistinguishable (docs/record.md).
    const isAlone = this.#github
      .versions(place, refresh)
      .every((other) => other === secret || Math.abs(other.at - (secret?.at ?? 0)) > 3_000)
    if (secret?.value !== undefined && isAlone && this.#record.describes(secret)) {
      if (!this.#record.isMarkOf(refreshToken?.mark, 'refreshToken', secret.value))
        this.breaks('record-is-false', `${name} leaves a record that describes another refresh token`)
      if (openUserId !== undefined && this.#fxiaoke.token(secret.value)?.user !== openUserId)
        this.breaks('record-is-false', `${name} leaves a record that names another user`)
    }
    // What GitHub took, and could not open, nobody can know of.
    if (this.#github.versions(place, access).some((version) => version.value === undefined)) return
    const isOfStored = this.#github
      .versions(place, access)
      .some(
        ({ value }) => value !== undefined && this.#record.isMarkOf(accessToken?.mark, 'accessToken', value),
      )
    const isOwn = writtenBy === `${world.context.runId}/${world.context.runAttempt}`
    if (accessToken && !isOfStored && isOwn && !mayBeOwn(process, 'put-access'))
      this.breaks('record-is-false', `${name} leaves a record of an access token that was never stored`)
    const stored = this.#github.current(place, access)?.value
    if (stored === undefined || !this.#record.isMarkOf(accessToken?.mark, 'accessToken', stored)) return
    if (Date.parse(accessToken?.expiresAt ?? '') > this.#fxiaoke.accessTokenDies(stored) + ON_THE_WAY)
      this.breaks('record-is-false', `${name} leaves a record by which the access token lives too long`)
  }

  /** The refresh token's secret is about to be written. */
  writes(process: StepProcess, keyId: string | undefined): void {
    if (process.step === 'post' && process.keyId !== undefined && process.keyId !== keyId)
      this.breaks(
        'post-ignores-key',
        `${process.name} writes what is sealed to a key that is not the place's`,
      )
  }

  /** A secret was written. */
  wrote(process: StepProcess, job: Job, write: Write, put: Put): void {
    const { place, refresh } = this.#names
    if (write.place !== place) return
    const { value, before, visibility } = write
    // If GitHub has denied a secret's existence twice, the run treats it as new, with the default visibility.
    const isDenied =
      write.name === refresh
        ? this.#history.faults.some(
            ({ on, run, status, count }) =>
              on === 'look' && run === job.number && status === 404 && count > 1,
          )
        : (process.requests.get('look-access') ?? 0) > 1
    if (before && visibility !== before.visibility && !this.#isUnseen(before.at, put) && !isDenied)
      this.breaks(
        `visibility-changed${visibility === 'selected' ? '/selected' : ''}`,
        `${process.name} makes ${before.visibility} ${visibility}`,
      )
    if (write.name !== refresh) return
    if (value === undefined) return
    if (!isRightful(this.#fxiaoke.token(value), job))
      this.breaks('wrong-account-stored', `${process.name} stores the token of another user`)
    if (value === job.refreshToken)
      this.breaks('wrote-unchanged', `${process.name} writes the token that it was given`)
    const [old, token] = [this.#fxiaoke.token(before?.value), this.#fxiaoke.token(value)]
    if (!before || !old || !token || old.number <= token.number) return
    const unseen = this.#history.lag + ON_THE_WAY
    const carriedOutSoon = this.#timeline.now - put.sentAt < ON_THE_WAY
    const lookedAt = put.look?.lookedAt ?? 0
    if (!this.#isUnseen(before.at, put))
      return this.breaks('newer-token-buried', `${process.name} had seen the newer one`)
    const [first, ...others] = process.puts.filter(({ name }) => name === 'put')
    const isFirst = put.sentAt - (first?.sentAt ?? 0) <= GUARD_AFTER
    const isChained = put.sentAt - (others.at(-2)?.sentAt ?? first?.sentAt ?? 0) <= GUARD_AFTER + ON_THE_WAY
    const kind = isFirst ? '/slow-answer' : isChained ? '/chained-retries' : ''
    const late = put.sentAt - lookedAt > GUARD_AFTER + 2 * ON_THE_WAY
    if (carriedOutSoon && late && before.at < put.sentAt - unseen)
      this.breaks(
        `newer-token-buried${kind}`,
        `${process.name} had not looked for ${put.sentAt - lookedAt} ms`,
      )
  }

  /** Nobody can know about a write that happens while their own is in flight, or that reads do not show yet. */
  #isUnseen(at: number, { look }: Put): boolean {
    return at >= (look?.lookedAt ?? 0) - this.#history.lag - ON_THE_WAY
  }

  /** A process has handled a signal. There may be no time for more, nor for a post step. */
  signalled(process: StepProcess, job: Job): void {
    const { place, refresh } = this.#names
    if (isGarbled(process) || process.exchanges.at(-1)?.status === undefined) return
    // The process may have mistaken somebody else's write for its own.
    if (this.#changedByOthers(process, process.startedAt, this.#timeline.now)) return
    for (const { token } of process.seen)
      if (
        isRightful(token, job) &&
        !this.#github.versions(place, refresh).some(({ value }) => value === token.value) &&
        this.#commandFor(token.value, process) === undefined
      )
        this.breaks('signal-without-command', `${process.name} was told to end, and shows no command`)
  }

  /** A step has just ended. */
  stepEnded(process: StepProcess, job: Job): void {
    const took = process.endedAt - process.startedAt
    const most = process.step === 'main' ? MAIN_WITHIN : POST_WITHIN
    if (took > most + 5_000) this.breaks(`${process.step}-too-long`, `${process.name} takes ${took} ms`)
    if (process.exitCode === undefined) return
    this.#told(process, job)
    const { errors } = texts(process)
    if (process.exitCode === 0) {
      if (errors.length > 0) this.breaks('green-with-error', process.name)
      return
    }
    const id = process.outputs.get('error-code') ?? ''
    if (!/^[a-z-]+$/.test(id)) this.breaks('failure-without-id', process.name)
    if (id === 'internal-error') this.breaks('internal-error', errors.join(' ').slice(0, 400))
    if (!errors.some((text) => /^1\. \S/m.test(text))) this.breaks('failure-without-next-step', process.name)
  }

  /** A job has ended, with or without a post step. */
  jobEnded(job: Job): void {
    this.#kept(job)
    this.#unseen(job)
  }

  /** Rule: what a step reports is true. */
  #told(process: StepProcess, job: Job): void {
    const { main } = job
    const { errors, warnings, notices } = texts(process)
    const { place, refresh } = this.#names
    const said = errors.join('\n')
    const status = process.outputs.get('status')
    const { exchanges } = main
    const tokens = main.seen.map(({ token }) => token.value)
    // What GitHub took, and could not open, nobody can know of.
    const garbled = isGarbled(main) || isGarbled(process)
    const everStored = (value: string): boolean =>
      garbled || this.#github.versions(place, refresh).some((version) => version.value === value)
    const stands = this.#github.current(place, refresh)
    const ownStands = stands?.by.startsWith(jobName(main)) === true
    const foreign = this.#changedByOthers(main, Math.min(main.startedAt, job.readAt), process.endedAt)
    const takenForOwn = foreign && (process.step === 'post' || mayBeOwn(main, 'put'))

    if (process.exitCode === 0 && (status === 'refreshed' || status === 'authorized')) {
      for (const token of tokens)
        if (!everStored(token) && !takenForOwn)
          this.breaks('success-not-stored', `${process.name} is a success, and the new token is not stored`)
      if (process.step === 'main') {
        if (tokens.length === 0 && exchanges.every(({ issued }) => issued?.value !== job.refreshToken))
          this.breaks('success-without-token', process.name)
        this.#checkAccessToken(process, job)
      }
    }
    if (process.step === 'post' && notices.length > 0 && !tokens.every(everStored))
      this.breaks('success-not-stored', `${process.name} says that it has stored the token`)

    const refreshes = exchanges.filter(({ token }) => token !== undefined)
    const withoutInputs = process.step === 'post' && !job.postHadInputs ? '/post-without-inputs' : ''
    if (/^Not sent:/m.test(said) && refreshes.some(({ certainlyUnsent }) => !certainlyUnsent))
      this.breaks(
        `not-sent-is-false${withoutInputs}`,
        `${process.name} says "Not sent", and it may have been`,
      )
    const exchanged = refreshes.filter(({ issued }) => issued)
    if (/^Refused:/m.test(said) && exchanged.length > 0)
      this.breaks(
        `refused-is-false${behindPage(exchanged)}`,
        `${process.name} says "Refused", and the token was exchanged`,
      )
    if (/^Stored:/m.test(said) && !tokens.every(everStored) && !takenForOwn)
      this.breaks('stored-is-false', `${process.name} says "Stored", and the token is not`)
    const last = process.puts.findLast(({ name }) => name === 'put')
    const gaveUp = last?.status !== undefined && last.status >= 400 && last.status < 500 ? '/given-up' : ''
    const lookedAt = process.looks.at(-1)?.lookedAt ?? Infinity
    const lagging =
      process.step === 'post' && (stands?.at ?? 0) > lookedAt - this.#history.lag ? '/lagging-look' : ''
    if (/^Not stored:/m.test(said) && ownStands && tokens.some((token) => token === stands.value))
      this.breaks(
        `not-stored-is-false${gaveUp || lagging}`,
        `${process.name} says "Not stored", and the secret holds the new token`,
      )
    if (/^Not stored:/m.test(said) && tokens.length === 0)
      this.breaks('not-stored-without-token', process.name)
    if (/^Unknown:/m.test(said) && exchanges.length === 0 && process.step === 'main')
      this.breaks('unknown-without-request', process.name)
    const calledOld = warnings.concat(errors).some((text) => /refused the old copy/i.test(text))
    if (calledOld && refreshes.some(({ issued }) => issued))
      this.breaks('old-copy-is-false', `${process.name} calls the copy old, which it exchanged`)
    if (warnings.concat(errors).some((text) => /not used for anything/i.test(text)) && exchanges.length > 0)
      this.breaks('not-used-is-false', `${process.name} says that the copy was not used`)
    if (
      /changed meanwhile|has changed since|changed while/i.test(said) &&
      !foreign &&
      !tokens.some(everStored)
    )
      this.breaks('changed-is-false', `${process.name} says that the secret was changed, and nobody has`)
    if (process.step !== 'main') return
    this.#checkProbe(process, warnings)
    this.#checkRecord(process)
    const isRecorded = this.#canReadRecord && this.#record.contents(main.startedAt - this.#history.lag)
    if (
      status === 'reused' &&
      isRecorded &&
      this.#fxiaoke.accessTokenDies(job.accessToken ?? '') < main.endedAt
    )
      this.breaks('reused-dead', `${process.name} reuses an access token that lives no more`)
  }

  #checkAccessToken(process: StepProcess, job: Job): void {
    const { place, access, shares } = this.#names
    const { accessToken, name, startedAt } = process
    if (accessToken === undefined || isGarbled(process)) return
    for (const where of [place, ...shares]) {
      // If another run has stored a newer token meanwhile, that one stays.
      const held = this.#github
        .versions(where, access)
        .some(({ value, by, at }) => value === accessToken || (by !== name && at > startedAt))
      if (!held && !(where === place && accessToken === job.accessToken))
        this.breaks(
          'success-not-stored',
          `${process.name} is a success, and the access token is not in ${where}`,
        )
    }
  }

  #checkProbe(process: StepProcess, warnings: readonly string[]): void {
    const { place, probe } = this.#names
    const left = this.#github.current(place, probe)
    const tried = process.requests.has('probe-delete')
      ? '/deleted-in-vain'
      : process.proven
        ? ''
        : '/unanswered'
    if (left?.by !== process.name) return
    if (tried === '')
      this.breaks('probe-not-removed', `${process.name} does not try to remove its write probe`)
    if (!warnings.some((text) => text.includes(probe)))
      this.breaks(`probe-left-behind${tried}`, `${process.name} leaves its write probe behind without a word`)
  }

  /** Rule: a new token that arrived is stored, journaled, or in a command that was shown. */
  #kept(job: Job): void {
    const { main, post } = job
    const { place, refresh } = this.#names
    if (isGarbled(main) || (post && isGarbled(post))) return
    for (const { token, at } of main.seen) {
      // Nobody can keep a token that arrives in the very moment of the kill.
      if (at >= main.endedAt) continue
      if (!isRightful(token, job)) continue
      const { value } = token
      if (this.#github.versions(place, refresh).some((version) => version.value === value)) continue
      const command = this.#commandFor(value, post) ?? this.#commandFor(value, main)
      if (command !== undefined) {
        this.#checkCommand(command, job)
        continue
      }
      const journaled = this.#isJournaled(main, value)
      if (!journaled) {
        // The process was still waiting for the rest of the answer.
        const rest = (main.exchanges.at(-1)?.answeredAt ?? 0) >= main.endedAt ? '/rest-is-late' : ''
        this.breaks(
          `seen-token-not-kept${rest}`,
          `${main.name} has neither stored, journaled nor shown the new token`,
        )
        continue
      }
      if (main.exitCode !== undefined)
        this.breaks('seen-token-only-journaled', `${main.name} ends with the new token in the journal alone`)
      else if (post?.exitCode !== undefined)
        this.breaks(
          job.postHadInputs ? 'post-loses-token' : 'post-without-inputs-loses-token',
          `${post.name} has neither stored nor shown the journaled token`,
        )
      else if (!post && main.isFollowedByPost)
        this.breaks('post-not-begun', `${main.name} left a journal that its post step does not look at`)
      else if (!main.isFollowedByPost && Math.max(main.signalledAt, at) < main.endedAt)
        this.breaks('signal-without-command', `${main.name} was told to end, and shows no command`)
    }
  }

  /** Rule: if a token was exchanged and its successor never arrived, the run says so. */
  #unseen(job: Job): void {
    const { main, post } = job
    const spent = main.exchanges.filter(
      ({ issued, token }) => issued && token !== undefined && issued.value !== token,
    )
    const lost = spent.filter(({ issued }) => !main.seen.some(({ token }) => token === issued))
    if (lost.length === 0 || main.seen.length > 0) return
    if (lost.every(({ token }) => this.#fxiaoke.accepts(token))) return
    const last = main.exitCode === undefined ? post : main
    if (!last) {
      const judging =
        (main.exchanges.at(-1)?.answeredAt ?? Infinity) <= main.endedAt ? '/killed-while-judging' : ''
      if (main.isFollowedByPost)
        this.breaks(`lost-without-a-word${judging}`, `${main.name} was killed, and nobody says a word`)
      return
    }
    if (texts(last).errors.some((text) => /^(Unknown|Discarded):/m.test(text))) return
    if (this.#changedByOthers(main, job.readAt, last.endedAt)) return
    if (!job.postHadInputs && last === post)
      return this.breaks(
        'post-without-inputs-loses-token',
        `${last.name} does not say that the token may be lost`,
      )
    this.breaks(
      `lost-without-a-word${last.outputs.get('status') === 'stale' ? '/called-stale' : behindPage(lost)}`,
      `${last.name} does not say that the exchanged token may be lost`,
    )
  }

  #changedByOthers(process: StepProcess, since: number, until: number): boolean {
    const { place, refresh } = this.#names
    const own = jobName(process)
    return this.#github
      .versions(place, refresh)
      .some(({ by, at }) => !by.startsWith(own) && at >= since - ON_THE_WAY && at <= until)
  }

  #isJournaled(process: StepProcess, token: string): boolean {
    for (const value of process.states.values())
      for (const [sealed] of value.matchAll(/[A-Za-z0-9+/]{64,}={0,2}/g))
        if (openBox(sealed)?.value === token) return true
    return false
  }

  /** The last command that stores a token. */
  #commandFor(token: string, process: StepProcess | undefined): string | undefined {
    const commands = commandsIn(process?.log ?? []).map(({ command }) => command)
    return commands.findLast(
      (command) => openBox(readCommand(command).fields['encrypted_value'] ?? '')?.value === token,
    )
  }

  /** Rule: if nobody else has written, the command that was shown works. */
  #checkCommand(command: string, { main, post, readAt }: Job): void {
    const { place, refresh } = this.#names
    const last = post ?? main
    if (this.#changedByOthers(main, Math.min(readAt, main.startedAt), last.endedAt)) return
    const current = this.#github.current(place, refresh)
    if (!readCommand(command).goesOn(current && iso(current.at)))
      this.breaks(
        'command-refuses',
        `the command of ${main.name} does not write, though nobody has changed the secret`,
      )
  }
}

/** For example `run 1`. */
function jobName({ name }: StepProcess): string {
  return name.replace(/\w+$/, '')
}

/** Whether a token belongs to the user whom the job expects. Nobody else's is to be stored, or put into a command. */
function isRightful(token: RefreshToken | undefined, { expectedUser }: Job): boolean {
  return expectedUser === undefined || token?.user === expectedUser
}

/**
 * Whether GitHub has not answered a write of the process. Nobody can tell somebody else's write from one of their own
 * then.
 */
function mayBeOwn({ puts }: StepProcess, name: 'put' | 'put-access'): boolean {
  return puts.some((put) => put.name === name && ![201, 204, 422].includes(put.status ?? 0))
}

/** Whether GitHub accepted a write that it could not open. */
function isGarbled({ puts }: StepProcess): boolean {
  return puts.some(({ doneAt, value }) => doneAt !== undefined && value === undefined)
}

/** Whether each exchange was answered by a proxy's page that hid the result. */
function behindPage(exchanges: readonly Exchange[]): string {
  return exchanges.every(({ status }) => status !== undefined && status >= 300 && status < 500) ? '/page' : ''
}

function texts({ annotations }: StepProcess): Record<'errors' | 'warnings' | 'notices', string[]> {
  const of = (wanted: string): string[] =>
    annotations.filter(({ level }) => level === wanted).map(({ title, message }) => `${title}\n${message}`)
  return { errors: of('error'), warnings: of('warning'), notices: of('notice') }
}
