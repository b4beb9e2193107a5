import type { Seen } from '../fxiaoke/exchange.ts'
import type { Grant } from '../fxiaoke/grant.ts'
import { markOf } from '../record.ts'
import type { RecordBinding, RefreshTokenHalf, TokenRecord } from '../record.ts'
import type { Stored } from './store.ts'

/** What the next record is made of. */
export interface Recording {
  grant: Grant
  answer: Seen
  stored: Stored
  binding: RecordBinding
  /** The record that was read before the token was spent. */
  previous: TokenRecord | undefined
  /** The half of the stored refresh token, if that record described it. */
  described: RefreshTokenHalf | undefined
  /** `updated_at` of the refresh token's secret, if it is certain to be of our own write. */
  storedAt: string | undefined
  /** Ends of the new tokens; undefined where unknown. */
  accessTokenExpiresAt: Date | undefined
  refreshTokenExpiresAt: Date
  writtenBy: string
}

/**
 * The record after a store. Each half changes only when its own secret was stored.
 *
 * @returns undefined when nothing was stored, so that there is nothing to write
 */
export function nextRecord(recording: Recording): TokenRecord | undefined {
  const { answer, stored, binding, previous, grant, writtenBy, accessTokenExpiresAt } = recording
  const isRefreshStored = isWritten(stored.refresh)
  const isAccessStored =
    stored.access !== undefined && isWritten(stored.access) && answer.accessToken !== undefined
  if (!isRefreshStored && !isAccessStored) return undefined
  return {
    refreshToken: isRefreshStored
      ? {
          mark: markOf('refreshToken', answer.refreshToken, binding),
          previous: spentMark(recording),
          storedAt: recording.storedAt,
          expiresAt: iso(recording.refreshTokenExpiresAt),
        }
      : stored.refresh.kind === 'unchanged'
        ? recording.described
        : previous?.refreshToken,
    accessToken:
      isAccessStored && answer.accessToken
        ? {
            mark: markOf('accessToken', answer.accessToken, binding),
            expiresAt: accessTokenExpiresAt && iso(accessTokenExpiresAt),
          }
        : previous?.accessToken,
    openUserId:
      isRefreshStored || stored.refresh.kind === 'unchanged'
        ? (answer.openUserId ?? (isSameUser(recording) ? previous?.openUserId : undefined))
        : previous?.openUserId,
    writtenBy,
  }

  /** An answer that names no user leaves the one that the record has, if what was sent was described and equal. */
  function isSameUser({ described }: Recording): boolean {
    return (
      grant.kind === 'refresh_token' &&
      described?.mark === markOf('refreshToken', grant.refreshToken, binding)
    )
  }
}

/** The mark of the token that was spent; after authorizing, of the one that the record had. */
function spentMark({ grant, binding, previous }: Recording): string | undefined {
  return grant.kind === 'refresh_token'
    ? markOf('refreshToken', grant.refreshToken, binding)
    : previous?.refreshToken?.mark
}

function isWritten({ kind }: Stored['refresh']): boolean {
  return kind === 'created' || kind === 'updated' || kind === 'presumed'
}

function iso(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
