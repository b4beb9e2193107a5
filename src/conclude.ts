import { advisories } from './advisories.ts'
import type { Language } from './bilingual.ts'
import { describedToken } from './stale-copy.ts'
import { ActionError } from './errors/action-error.ts'
import { evidenceOf } from './errors/failure.ts'
import { endOfAccessToken } from './fxiaoke/expiry.ts'
import type { Quote } from './errors/remote-text.ts'
import { failureReason } from './github/github-failure.ts'
import { describePlace, settingsUrl } from './github/place.ts'
import type { Place } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import type { Outcome } from './outcome.ts'
import type { RepositoryFacts } from './prepare/repository.ts'
import type { Result, SecretOutcome } from './report/result.ts'
import { isDoubtful, lifeSince } from './report/life.ts'
import type { Warning } from './report/warning.ts'
import type { RecordOutcome } from './store/keep-record.ts'
import type { StoreOutcome } from './store/store.ts'
import { isWritten } from './store/write-secret.ts'

/** What the result of a run depends on, besides its outcome. */
export interface Circumstances {
  /** The one that comes first. */
  language: Language
  /** GitHub's time at the end of the run. */
  now: Date
  schedule: Result['schedule']
  /** Undefined: not asked, or not answered. */
  repository: RepositoryFacts | undefined
  /** Where a person can authorize, if that has to be done now. */
  authorizeLink: string | undefined
  /** For example `https://github.com`. */
  serverUrl: string
  /** Hides the secrets of this run. */
  redact: (text: string) => string
  /** Withholds a remote server's words if they would leak a secret. */
  quote: Quote
}

/**
 * Turns an outcome into a result: everything there is to report, and nothing about the wording.
 *
 * @param config undefined when the inputs could not be read
 */
export function conclude(config: Config | undefined, outcome: Outcome, circumstances: Circumstances): Result {
  const { ended, ready, exchange, reused } = outcome
  const { now, schedule, repository, authorizeLink, redact, quote } = circumstances
  const error = ended instanceof ActionError ? ended : undefined
  const isForeign = error?.id === 'wrong-account'
  const refreshTokenLife = lifeOfStored(outcome, error)
  // If the token was replaced or may be dead, its age is not worth a warning.
  const isRenewed = exchange?.stored.refresh !== undefined || isDoubtful(error)
  const masked: Warning[] =
    authorizeLink !== undefined && redact(authorizeLink) !== authorizeLink ? [{ id: 'link-masked' }] : []
  return {
    ...(ended instanceof ActionError ? { error: ended } : { status: ended }),
    language: circumstances.language,
    now,
    place: config && describePlace(config.place),
    settingsUrl: config && settingsUrl(config.place, circumstances.serverUrl),
    accessToken: reused?.accessToken ?? (isForeign ? undefined : exchange?.answer.accessToken),
    accessTokenExpiresAt:
      reused?.expiresAt ??
      (isForeign ? undefined : exchange && endOfAccessToken(exchange.answer, exchange.issuedAt)),
    refreshTokenLife,
    openUserId: exchange?.answer.openUserId,
    formerOpenUserId: ended === 'authorized' ? formerUser(outcome) : undefined,
    traceId: exchange?.answer.traceId ?? (error && evidenceOf(error.failure).traceId),
    secrets: secretsOf(outcome, circumstances),
    warnings: [
      ...(ready?.warnings ?? []),
      ...(outcome.warnings ?? []),
      ...masked,
      ...(config && config.quoted.length > 0 ? [{ id: 'input-quoted', inputs: config.quoted } as const] : []),
      ...advisories(ready, repository, schedule, now, refreshTokenLife, isRenewed),
    ],
    recovery: exchange?.recovery,
    record: recordOf(exchange?.record, quote),
    authorizeLink,
    hasNoToken:
      refreshTokenLife === undefined &&
      config?.refreshToken === undefined &&
      exchange === undefined &&
      (outcome.setUp !== undefined || (ready !== undefined && ready.refresh.metadata === undefined)),
    setUp: outcome.setUp,
    schedule,
  }
}

/** The user of the previous login, if the record describes it and the new login is somebody else's. */
function formerUser({ ready, exchange }: Outcome): string | undefined {
  const former = ready && describedToken(ready) && ready.recorded?.record?.openUserId
  return former === exchange?.answer.openUserId ? undefined : former
}

function recordOf(record: RecordOutcome | undefined, quote: Quote): Result['record'] {
  if (!record) return undefined
  const { name, failure } = record
  const isForbidden = failure?.kind === 'forbidden' || failure?.kind === 'not-found'
  return { name, reason: failure && failureReason(failure, quote), isForbidden }
}

/** The life of the refresh token that is stored now; undefined when that token is known to be spent. */
function lifeOfStored(
  { exchange, ready, storedAt }: Outcome,
  error: ActionError | undefined,
): Result['refreshTokenLife'] {
  const stored = exchange?.stored.refresh
  if (exchange && stored && isWritten(stored)) return lifeSince(exchange.issuedAt)
  if (error?.fate === 'unstored') return undefined
  // Authorizing the wrong account does not touch the stored token.
  if (error?.fate === 'discarded' && ['refreshed', 'recorded'].includes(error.failure.cause)) return undefined
  const updatedAt = ready?.refresh.metadata?.updatedAt ?? storedAt
  return updatedAt === undefined ? undefined : lifeSince(Date.parse(updatedAt))
}

/** What became of each secret, in every place that should hold it. */
function secretsOf(
  { ready, exchange, reused }: Outcome,
  { serverUrl, quote }: Circumstances,
): SecretOutcome[] {
  if (!ready) return []
  const { vault, refresh, access } = ready
  const told = (
    place: Place,
    name: string,
    holds: SecretOutcome['holds'],
    shared: boolean,
    outcome: StoreOutcome | undefined,
  ): SecretOutcome[] =>
    outcome === undefined
      ? []
      : [
          {
            place: describePlace(place),
            settingsUrl: settingsUrl(place, serverUrl),
            name,
            holds,
            shared,
            outcome: outcome.kind,
            ...(outcome.kind === 'failed' && { reason: failureReason(outcome.failure, quote) }),
          },
        ]
  const shares = exchange?.stored.shares ?? reused?.shares ?? []
  const name = access?.name ?? ''
  return [
    ...told(vault.place, refresh.name, 'refresh-token', false, exchange?.stored.refresh),
    ...told(vault.place, name, 'access-token', false, access && exchange?.stored.access),
    ...shares.flatMap(({ share, outcome }) => told(share.vault.place, name, 'access-token', true, outcome)),
  ]
}
