import type { Failure, NameOf } from './errors/failure.ts'
import type { Grant } from './fxiaoke/grant.ts'
import type { Config } from './inputs/config.ts'
import type { Ready } from './prepare/prepare.ts'
import type { Secret } from './secret.ts'

/** What can be missing where there is no token to spend. */
type Missing = 'authorization-required' | 'refresh-token-not-passed' | 'secret-not-found'

/** What the run does next. */
export type Decision =
  | { kind: 'exchange'; grant: Grant }
  | { kind: 'reuse'; accessToken: Secret; expiresAt: Date }
  | { kind: 'dry-run'; stale: Staleness | undefined }
  | { kind: 'stale'; staleness: Staleness }
  /** There is no token to spend. */
  | { kind: 'unable'; why: NameOf<Extract<Failure, { id: Missing }>> }

/** Why this run's copy of the refresh token may be an old one. */
export interface Staleness {
  updatedAt: Date | undefined
  readAt: Date | undefined
}

/** How long an access token lasts, in milliseconds: two hours, says Fxiaoke's manual. */
export const ACCESS_TOKEN_LIFE = 2 * 60 * 60 * 1000

/**
 * Both secrets of a place are stored together. An access token this much older than the refresh token, in
 * milliseconds, is from before the last rotation.
 */
const STORED_TOGETHER_WITHIN = 60_000

/** What the decision depends on. */
export type Known = Pick<Ready, 'refresh' | 'access' | 'secretsRead'>

/**
 * Decides what to do, from what is known: nothing is asked or spent here.
 *
 * @param config the validated inputs; not for intents that bring a code
 * @param known what GitHub told
 * @param rerun whether this is not the run's first attempt
 * @param now GitHub's time, milliseconds since the epoch
 */
export function decide(config: Config, known: Known, rerun: boolean, now: number): Decision {
  const { refreshToken } = config
  const stored = known.refresh.metadata !== undefined
  if (refreshToken === undefined)
    return {
      kind: 'unable',
      why: stored
        ? { id: 'refresh-token-not-passed', cause: 'empty' }
        : { id: 'authorization-required', cause: 'none-stored' },
    }
  if (!stored) return { kind: 'unable', why: { id: 'secret-not-found', cause: 'missing' } }

  const staleness = stalenessOf(known, rerun)
  if (config.intent.kind === 'dry-run') return { kind: 'dry-run', stale: staleness }
  if (staleness) return { kind: 'stale', staleness }
  return reuse(config, known, now) ?? { kind: 'exchange', grant: { kind: 'refresh_token', refreshToken } }
}

/**
 * Whether the stored refresh token may be newer than the copy that this run was given. Both times are GitHub's and to
 * the second, so equal ones count as stale. Unreadable times are let pass in a first attempt, which is usually
 * fresh, and not in a re-run, which usually is not.
 */
export function stalenessOf(known: Known, rerun: boolean): Staleness | undefined {
  const updatedAt = known.refresh.metadata && new Date(known.refresh.metadata.updatedAt)
  const readAt = secretsReadAt(known)
  if (readAt === undefined) return rerun ? { updatedAt, readAt } : undefined
  return updatedAt !== undefined && updatedAt >= readAt ? { updatedAt, readAt } : undefined
}

function secretsReadAt({ secretsRead }: Known): Date | undefined {
  return secretsRead && 'at' in secretsRead ? secretsRead.at : undefined
}

/** The given access token, if it is certain to be the stored one and to last long enough. */
function reuse(config: Config, known: Known, now: number): Decision | undefined {
  const { accessToken } = config
  const access = known.access?.metadata
  const readAt = secretsReadAt(known)
  if (accessToken === undefined || access === undefined || readAt === undefined) return undefined
  const updatedAt = new Date(access.updatedAt)
  const refreshedAt = new Date(known.refresh.metadata?.updatedAt ?? Number.NaN)
  if (updatedAt >= readAt) return undefined
  if (updatedAt.getTime() < refreshedAt.getTime() - STORED_TOGETHER_WITHIN) return undefined
  const expiresAt = new Date(updatedAt.getTime() + ACCESS_TOKEN_LIFE)
  const left = expiresAt.getTime() - now
  return left >= config.minValidityMinutes * 60_000 ? { kind: 'reuse', accessToken, expiresAt } : undefined
}
