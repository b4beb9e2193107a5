import type { Ready } from './prepare/ready.ts'
import { markOf } from './record.ts'
import type { RefreshTokenHalf } from './record.ts'
import type { Secret } from './secret.ts'

/** What is known of the secrets and the record. */
export type Known = Pick<Ready, 'refresh' | 'access' | 'secretsRead' | 'recorded'>

/** Why this run's copy of the refresh token may be an old one. */
export interface Staleness {
  updatedAt: Date | undefined
  readAt: Date | undefined
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

/** When this run read its secrets; undefined if it cannot be told. */
export function secretsReadAt({ secretsRead }: Known): Date | undefined {
  return secretsRead && 'at' in secretsRead ? secretsRead.at : undefined
}
