import { ACCESS_TOKEN_LIFE } from './fxiaoke/expiry.ts'
import type { Failure, NameOf } from './errors/failure.ts'
import type { Grant } from './fxiaoke/grant.ts'
import type { Config } from './inputs/config.ts'
import { markOf } from './record.ts'
import type { Secret } from './secret.ts'
import { judgeCopy, secretsReadAt } from './stale-copy.ts'
import type { Known, Staleness } from './stale-copy.ts'

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

/**
 * Both secrets of a place are stored together. An access token that is older than the refresh token by more than this
 * (milliseconds) dates from before the last rotation.
 */
const STORED_TOGETHER_WITHIN = 60_000

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
