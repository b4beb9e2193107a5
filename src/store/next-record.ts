import type { Seen } from '../fxiaoke/exchange.ts'
import type { Grant } from '../fxiaoke/grant.ts'
import { isoDate } from '../moment.ts'
import { markOf } from '../record.ts'
import type { RecordBinding, RefreshTokenHalf, TokenRecord } from '../record.ts'
import type { Stored } from './store.ts'
import { isWritten } from './write-secret.ts'

/** What the next record is made from. */
export interface Recording {
  grant: Grant
  answer: Seen
  stored: Stored
  binding: RecordBinding
  /** The record read before the token was spent. */
  previous: TokenRecord | undefined
  /** Its refresh token half, if that described the stored token. */
  described: RefreshTokenHalf | undefined
  /** `updated_at` of the refresh token's secret, if it certainly stems from our own write. */
  storedAt: string | undefined
  /** When the new tokens expire; undefined if unknown. */
  accessTokenExpiresAt: Date | undefined
  refreshTokenExpiresAt: Date
  writtenBy: string
}

/**
 * The record after a store. Each half changes only if its own secret was stored.
 *
 * @returns undefined if nothing was stored, so there is nothing to write
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
          expiresAt: isoDate(recording.refreshTokenExpiresAt),
        }
      : stored.refresh.kind === 'unchanged'
        ? recording.described
        : previous?.refreshToken,
    accessToken:
      isAccessStored && answer.accessToken
        ? {
            mark: markOf('accessToken', answer.accessToken, binding),
            expiresAt: accessTokenExpiresAt && isoDate(accessTokenExpiresAt),
          }
        : previous?.accessToken,
    openUserId:
      isRefreshStored || stored.refresh.kind === 'unchanged'
        ? (answer.openUserId ?? (isSameUser(recording) ? previous?.openUserId : undefined))
        : previous?.openUserId,
    writtenBy,
  }

  /**
   * If the answer names no user, the record's user still holds, provided the record describes the token that was sent.
   */
  function isSameUser({ described }: Recording): boolean {
    return (
      grant.kind === 'refresh_token' &&
      described?.mark === markOf('refreshToken', grant.refreshToken, binding)
    )
  }
}

/** The mark of the token that was spent; after an authorization, of the token in the previous record. */
function spentMark({ grant, binding, previous }: Recording): string | undefined {
  return grant.kind === 'refresh_token'
    ? markOf('refreshToken', grant.refreshToken, binding)
    : previous?.refreshToken?.mark
}
