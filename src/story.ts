import type { Bilingual } from './bilingual.ts'
import { advisories, readSchedule } from './advisories.ts'
import { ACCESS_TOKEN_LIFE } from './decide.ts'
import type { Staleness } from './decide.ts'
import { ActionError } from './errors/action-error.ts'
import type { Fate } from './errors/fate.ts'
import { RemoteText } from './errors/remote-text.ts'
import { authorizeLink } from './fxiaoke/authorize-link.ts'
import type { Seen } from './fxiaoke/exchange.ts'
import { readExpiry } from './fxiaoke/expiry.ts'
import { failureReason } from './github/github-failure.ts'
import { describePlace, settingsUrl } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import type { Journaled } from './journal.ts'
import type { PreparedSecret, Ready } from './prepare/prepare.ts'
import type { PreparedShare } from './prepare/share.ts'
import { isDoubtful } from './report/life.ts'
import type { CheckReport, Recovery, Result, SecretOutcome, Status } from './report/result.ts'
import { lifeSince } from './report/result.ts'
import type { Warning } from './report/warning.ts'
import type { Secret } from './secret.ts'
import { recoveryOf } from './store/recovery.ts'
import type { Stored, StoreOutcome } from './store/store.ts'
import { isStored } from './verdict.ts'
import { isRerun } from './world.ts'
import type { World } from './world.ts'

/** What has happened in a run so far: told step by step in the log, and as a whole in the result. */
export class Story {
  config: Config | undefined
  authorizeLink: string | undefined
  readonly #world: World
  readonly #redact = (text: string): string => this.#world.runner.redact(text)
  readonly #warnings: Warning[] = []
  #ready: Ready | undefined
  #status: Status | undefined
  #error: ActionError | undefined
  #answer: Seen | undefined
  #answeredAt = 0
  #exchanging = false
  #refresh: StoreOutcome | undefined
  #stored: Stored | undefined
  #reused: { accessToken: Secret; expiresAt: Date } | undefined
  #check: { report: CheckReport; secrets: SecretOutcome[] } | undefined
  /** The command that was shown last, and the key of what it holds. */
  #shown: { recovery: Recovery; keyId: string } | undefined
  #startedAt: number
  #inGroup = false

  constructor(world: World) {
    this.#world = world
    this.#startedAt = world.clock.now()
  }

  /** What is done from now on: a group of the log, which a person can open. */
  begins(title: string): void {
    this.#leaveGroup()
    this.#world.runner.startGroup(title)
    this.#inGroup = true
  }

  /** The place is ready, or its metadata has been read again. */
  prepared(ready: Ready): void {
    const first = this.#ready === undefined
    this.#ready = ready
    if (!first) return
    const { refresh, vault } = ready
    const since = refresh.metadata ? `stored ${refresh.metadata.updatedAt}` : 'not stored yet'
    this.#say(`GitHub: ${describePlace(vault.place).en} can be written; ${refresh.name} is ${since}.`)
  }

  /** The grant is about to be sent. */
  exchanging(): void {
    this.#exchanging = true
  }

  /** Fxiaoke answered; the refresh token is safe in the journal. */
  seen(answer: Seen, journaled: Journaled | undefined): void {
    this.tell(answer)
    const what = journaled
      ? 'a new token pair, sealed and journaled'
      : 'a new access token and the same refresh token'
    this.#say(`Fxiaoke: ${what}${answer.traceId === undefined ? '' : ` (trace ${answer.traceId})`}.`)
    if (journaled?.kept === false) this.warn({ id: 'journal-unwritable' })
    if (answer.cut && !answer.flaw) this.warn({ id: 'answer-cut' })
    const expected = this.config?.expectedOpenUserId
    if (expected !== undefined && answer.openUserId === undefined)
      this.warn({ id: 'account-unknown', expected })
    const since = this.#ready?.refresh.metadata?.updatedAt
    if (answer.unchanged)
      this.warn({ id: 'refresh-token-unchanged', since: since === undefined ? undefined : new Date(since) })
  }

  /** What Fxiaoke answered, whatever becomes of it. */
  tell(answer: Seen): void {
    this.#answer = answer
    this.#answeredAt = this.#now()
  }

  /** What became of the refresh token, which does not wait for the rest. */
  refreshTokenStored(outcome: StoreOutcome): void {
    this.#refresh = outcome
  }

  /** Everything that could be stored is stored. */
  stored(stored: Stored): void {
    this.#stored = stored
    for (const { name, place, outcome, reason } of this.#storedSecrets())
      this.#say(`Stored: ${name} in ${place.en}: ${outcome}${reason === undefined ? '' : ` (${reason})`}.`)
  }

  /** Prints the recovery command at once, since this process may not live to its report. */
  showRecovery(journaled: Journaled): void {
    // Sealed once more to the same key it is the same token, and the command that was shown is as good.
    if (!this.config || this.#shown?.keyId === journaled.keyId) return
    const recovery = recoveryOf(journaled, this.config, this.#world.context.serverUrl)
    if (!recovery) return
    const isFirst = this.#shown === undefined
    this.#shown = { recovery, keyId: journaled.keyId }
    // Not in a group: GitHub shows those folded.
    this.#leaveGroup()
    this.#say(
      isFirst
        ? 'The new refresh token is not stored yet. If this run does not store it, and nobody else changes the secret, this command does:'
        : 'GitHub has changed its key meanwhile. Use this command instead of the one above, which does not work any more:',
    )
    this.#world.runner.info(recovery.command)
  }

  /** GitHub has changed its key: a command that was shown before does not work any more. */
  sealedAnew(journaled: Journaled): void {
    if (this.#shown) this.showRecovery(journaled)
  }

  /** The stored access token lasts long enough. */
  reused(accessToken: Secret, expiresAt: Date): void {
    this.#reused = { accessToken, expiresAt }
    this.ended('reused')
  }

  /** A dry run has found out what it could. */
  checked(report: CheckReport, ready: Ready, shares: readonly PreparedShare[]): void {
    const own = [ready.refresh, ...(ready.access ? [ready.access] : [])].map(({ name }, index) =>
      this.#secret(ready.vault.place, name, index === 0 ? 'refresh-token' : 'access-token', false, {
        kind: 'planned',
      }),
    )
    const shared = shares.map((share) =>
      this.#secret(
        share.vault.place,
        ready.access?.name ?? '',
        'access-token',
        true,
        'failure' in share
          ? { kind: 'failed', failure: share.failure, maybeDone: false }
          : { kind: 'planned' },
      ),
    )
    this.#check = { report, secrets: [...own, ...shared] }
  }

  /** This run's copy of the token is old: nothing (more) is spent. Success, unless a token was asked for. */
  stale({ updatedAt, readAt }: Staleness, fate: Fate): void {
    const rerun = isRerun(this.#world)
    if (this.config?.accessToken !== undefined) {
      const cause = readAt === undefined && fate === 'not-sent' ? 'rerun-unreadable' : 'changed-since'
      this.#error = new ActionError('stale-refresh-token', fate, { cause, ...this.#whichSecret() })
      return
    }
    this.warn({ id: 'stale', updatedAt, readAt, rerun, sent: fate !== 'not-sent' })
    this.ended('stale')
  }

  warn(warning: Warning): void {
    this.#warnings.push(warning)
  }

  ended(status: Status): void {
    this.#status = status
  }

  /** The run failed. What is not an `ActionError` is a bug of ours. */
  failed(error: unknown): void {
    const fate = this.#fate()
    this.#error =
      error instanceof ActionError
        ? error
        : new ActionError('internal-error', fate, { said: new RemoteText(describeBug(error)) }, error)
    if (
      ['authorization-required', 'refresh-token-rejected', 'wrong-account'].includes(this.#error.id) &&
      this.config
    )
      this.authorizeLink = authorizeLink(
        this.config.app,
        this.config.place,
        this.#world,
        this.#world.clock.now(),
      )
  }

  /** Everything there is to say. */
  async result(): Promise<Result> {
    this.#leaveGroup()
    const now = new Date(this.#now())
    const life = this.#refreshTokenLife()
    const { authorizeLink: url = '' } = this
    if (this.#world.runner.redact(url) !== url) this.warn({ id: 'link-masked' })
    const schedule = await readSchedule(this.#world.context.schedule, now)
    // Of a token that is replaced, or is dead or may be, it is no news that it was old.
    const renewed = this.#refresh !== undefined || isDoubtful(this.#error)
    const advice = await advisories(this.#ready, schedule, now, life, renewed)
    const accessToken =
      this.#reused?.accessToken ??
      (this.#error?.id === 'wrong-account' ? undefined : this.#answer?.accessToken)
    return {
      ...(this.#error ? { error: this.#error } : this.#status && { status: this.#status }),
      now,
      ...(this.config && {
        place: describePlace(this.config.place),
        settingsUrl: settingsUrl(this.config.place, this.#world.context.serverUrl),
      }),
      ...(accessToken && { accessToken }),
      ...optional('accessTokenExpiresAt', this.#accessTokenExpiry()),
      ...optional('refreshTokenLife', life),
      ...optional('openUserId', this.#answer?.openUserId),
      ...optional('traceId', this.#answer?.traceId ?? this.#error?.evidence.traceId),
      secrets: this.#check?.secrets ?? this.#storedSecrets(),
      warnings: [...(this.#ready?.warnings ?? []), ...this.#warnings, ...advice],
      ...optional('recovery', this.#error?.fate === 'unstored' ? this.#shown?.recovery : undefined),
      ...optional('authorizeLink', this.authorizeLink),
      ...optional('check', this.#check?.report),
      ...optional('schedule', schedule),
    }
  }

  /** What has become of the stored token when a bug of ours ends the run. */
  #fate(): Fate {
    if (this.#refresh && isStored(this.#refresh)) return 'replaced'
    if (this.#answer) return this.#answer.unchanged ? 'replaced' : 'unstored'
    return this.#exchanging ? 'unknown' : 'not-sent'
  }

  #accessTokenExpiry(): Date | undefined {
    if (this.#error?.id === 'wrong-account') return undefined
    if (this.#reused) return this.#reused.expiresAt
    return (
      this.#answer?.accessToken &&
      readExpiry(this.#answer.expiresIn ?? ACCESS_TOKEN_LIFE / 1000, this.#answeredAt)
    )
  }

  /** The life of the refresh token that is stored now. Unknown when the stored one is known to be spent. */
  #refreshTokenLife(): Result['refreshTokenLife'] {
    const isNew = this.#refresh?.kind === 'created' || this.#refresh?.kind === 'updated'
    if (!isNew && this.#error?.fate === 'unstored') return undefined
    // An authorization of the wrong account has not touched the stored token.
    if (this.#error?.fate === 'discarded' && this.#error.evidence.cause !== 'authorized') return undefined
    const updatedAt = this.#ready?.refresh.metadata?.updatedAt ?? this.#error?.evidence.storedAt
    const since = isNew ? this.#answeredAt : updatedAt === undefined ? undefined : Date.parse(updatedAt)
    return since === undefined ? undefined : lifeSince(since)
  }

  #storedSecrets(): SecretOutcome[] {
    const [refresh, ready] = [this.#refresh, this.#ready]
    if (!refresh || !ready) return []
    // A bug of ours may have kept the others from being told.
    const { access: accessOutcome, shares } = this.#stored ?? { access: undefined, shares: [] }
    const { place } = ready.vault
    const access = ready.access?.name ?? ''
    return [
      this.#secret(place, ready.refresh.name, 'refresh-token', false, refresh),
      ...(accessOutcome ? [this.#secret(place, access, 'access-token', false, accessOutcome)] : []),
      ...shares.map(({ share, outcome }) =>
        this.#secret(share.vault.place, access, 'access-token', true, outcome),
      ),
    ]
  }

  #secret(
    place: PreparedShare['vault']['place'],
    name: string,
    holds: SecretOutcome['holds'],
    shared: boolean,
    outcome: StoreOutcome | { kind: 'planned' },
  ): SecretOutcome {
    const reason = outcome.kind === 'failed' ? failureReason(outcome.failure, this.#redact) : undefined
    return {
      place: describePlace(place),
      settingsUrl: settingsUrl(place, this.#world.context.serverUrl),
      name,
      holds,
      shared,
      outcome: outcome.kind,
      ...optional('reason', reason),
    }
  }

  #whichSecret(): { place?: Bilingual; secretName?: string } {
    const refresh: PreparedSecret | undefined = this.#ready?.refresh
    return this.config && refresh ? { place: describePlace(this.config.place), secretName: refresh.name } : {}
  }

  #now(): number {
    return this.#ready?.api.time.now() ?? this.#world.clock.now()
  }

  /** A line of the log, with the seconds since the run began. */
  #say(line: string): void {
    const { clock, runner } = this.#world
    runner.info(`${((clock.now() - this.#startedAt) / 1000).toFixed(1)} s  ${line}`)
  }

  #leaveGroup(): void {
    if (this.#inGroup) this.#world.runner.endGroup()
    this.#inGroup = false
  }
}

/** A property that is there only when it has a value, as `exactOptionalPropertyTypes` wants it. */
function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, Value>>)
}

/** Enough of an unexpected error to find the place in the code. */
function describeBug(error: unknown): string {
  return error instanceof Error
    ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ')
    : typeof error
}
