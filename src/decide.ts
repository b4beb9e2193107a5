import { ACCESS_TOKEN_LIFE } from './fxiaoke/expiry.ts'
import type { Failure, NameOf } from './errors/failure.ts'
import type { Grant } from './fxiaoke/grant.ts'
import type { Config } from './inputs/config.ts'
import type { Ready } from './prepare/ready.ts'
import { markOf } from './record.ts'
import type { RefreshTokenHalf } from './record.ts'
import type { Secret } from './secret.ts'

/** Why there is no token to spend. */
type Missing = 'authorization-required' | 'refresh-token-not-passed' | 'secret-not-found'

/** What the run does next. */
export type Decision =
  | { kind: 'exchange'; grant: Grant }
  /** The stored access token lasts long enough. */
  | { kind: 'reuse'; accessToken: Secret; expiresAt: Date }
  | { kind: 'stale'; staleness: Staleness }
  /** The token passed in is not the one stored in this place. */
  | { kind: 'wrong-place' }
  /** There is no token to spend. */
  | { kind: 'unable'; why: NameOf<Extract<Failure, { id: Missing }>> }

/** Why this run's copy of the refresh token may be an old one. */
export interface Staleness {
  updatedAt: Date | undefined
  readAt: Date | undefined
}

/**
 * Both secrets of a place are stored together. An access token that is older than the refresh token by more than this
 * (milliseconds) dates from before the last rotation.
 */
const STORED_TOGETHER_WITHIN = 60_000

/** What the decision depends on. */
export type Known = Pick<Ready, 'refresh' | 'access' | 'secretsRead' | 'recorded'>

/**
 * Decides what to do from what is known. Pure: asks nothing, spends nothing.
 *
 * @param config the validated inputs, for an intent without a code
 * @param known what GitHub answered
 * @param rerun whether this is a later attempt of the run
 * @param now GitHub's time, milliseconds since the epoch
 */
export function decide(config: Config, known: Known, rerun: boolean, now: number): Decision {
  const { refreshToken } = config
  const isStored = known.refresh.metadata !== undefined
  if (refreshToken === undefined) {
    if (isStored) return { kind: 'unable', why: { id: 'refresh-token-not-passed', cause: 'empty' } }
    return { kind: 'unable', why: { id: 'authorization-required', cause: 'none-stored' } }
  }
  if (!isStored) return { kind: 'unable', why: { id: 'secret-not-found', cause: 'missing' } }

  const copy = judgeCopy(refreshToken, known, rerun)
  if (copy.kind === 'wrong-place') return copy
  if (copy.kind === 'stale') return copy
  return reuse(config, known, now) ?? { kind: 'exchange', grant: { kind: 'refresh_token', refreshToken } }
}

/** Whether a copy of the refresh token is the stored one. */
export type Copy = { kind: 'fresh' } | { kind: 'stale'; staleness: Staleness } | { kind: 'wrong-place' }

/**
 * Judges this run's copy of the refresh token: by its mark if the record describes the stored token, by timestamps
 * otherwise. Both timestamps are GitHub's and have a resolution of one second, so equal ones count as stale. If they
 * cannot be read, a first attempt goes ahead, because its copy is usually fresh; a re-run does not, because its copy
 * usually is not.
 */
export function judgeCopy(refreshToken: Secret, known: Known, rerun: boolean): Copy {
  const updatedAt = known.refresh.metadata && new Date(known.refresh.metadata.updatedAt)
  const readAt = secretsReadAt(known)
  const mayBeOld = readAt === undefined ? rerun : updatedAt !== undefined && updatedAt >= readAt
  const stale: Copy = { kind: 'stale', staleness: { updatedAt, readAt } }
  const described = describedToken(known)
  if (!described) return mayBeOld ? stale : { kind: 'fresh' }
  if (isMarked(described.mark, refreshToken, known)) return { kind: 'fresh' }
  const isOld = isMarked(described.previous, refreshToken, known) || mayBeOld
  return isOld ? stale : { kind: 'wrong-place' }
}

/** The refresh token's half of the record, if it describes the token that is stored now. */
export function describedToken({
  recorded,
  refresh,
}: Pick<Known, 'recorded' | 'refresh'>): RefreshTokenHalf | undefined {
  const half = recorded?.record?.refreshToken
  const storedAt = half?.storedAt
  return storedAt !== undefined && storedAt === refresh.metadata?.updatedAt ? half : undefined
}

/** Whether the record describes the stored refresh token, and this is that token. */
export function isDescribed(refreshToken: Secret, known: Pick<Known, 'recorded' | 'refresh'>): boolean {
  return isMarked(describedToken(known)?.mark, refreshToken, known)
}

function isMarked(mark: string | undefined, token: Secret, { recorded }: Pick<Known, 'recorded'>): boolean {
  return recorded !== undefined && mark === markOf('refreshToken', token, recorded.binding)
}

function secretsReadAt({ secretsRead }: Known): Date | undefined {
  return secretsRead && 'at' in secretsRead ? secretsRead.at : undefined
}

/** Reuses the given access token if it is certain to be the stored one and to last long enough. */
function reuse(config: Config, known: Known, now: number): Decision | undefined {
  const { accessToken } = config
  const expiresAt = accessToken && endOf(accessToken, known)
  if (!accessToken || !expiresAt) return undefined
  const left = expiresAt.getTime() - now
  return left >= config.minValidityMinutes * 60_000 ? { kind: 'reuse', accessToken, expiresAt } : undefined
}

/** When the given access token expires; undefined if that is not known. */
function endOf(accessToken: Secret, known: Known): Date | undefined {
  const { recorded, access, refresh } = known
  if (recorded?.record) {
    const half = recorded.record.accessToken
    const isOurs = half?.mark === markOf('accessToken', accessToken, recorded.binding)
    return isOurs && half.expiresAt !== undefined ? new Date(half.expiresAt) : undefined
  }
  // Without a record, timestamps must show that this is the stored token, and that both were stored together.
  const readAt = secretsReadAt(known)
  if (!access?.metadata || readAt === undefined) return undefined
  const updatedAt = new Date(access.metadata.updatedAt)
  const refreshedAt = new Date(refresh.metadata?.updatedAt ?? Number.NaN)
  if (updatedAt >= readAt) return undefined
  if (updatedAt.getTime() < refreshedAt.getTime() - STORED_TOGETHER_WITHIN) return undefined
  return new Date(updatedAt.getTime() + ACCESS_TOKEN_LIFE)
}
