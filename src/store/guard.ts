import type { SecretMetadata } from '../github/secret-vault.ts'
import { GIVE_OR_TAKE } from '../patience.ts'
import type { Look, PreparedSecret } from '../prepare/look.ts'

/**
 * Detects whether somebody has stored another value since the token was sent.
 *
 * GitHub's reads can lag some seconds behind its writes. So it is not enough that a secret differs from the last read:
 * anything stored before the token was sent is older than what we got for it, whatever a stale read said.
 */
export interface Guard {
  /** GitHub's time at the last read of the metadata before the token was sent, in milliseconds since the epoch. */
  spentAt: number
  /** `updated_at` from that read; null if there was no such secret. */
  lastRead: string | null
}

/** Makes the guard for one of the two secrets, from the last look before the token is sent. */
export function guardOf({ spentAt }: Pick<Look, 'spentAt'>, { metadata }: PreparedSecret): Guard {
  return { spentAt, lastRead: metadata?.updatedAt ?? null }
}

/** Whether the secret was written since the token was sent. */
export function hasChanged({ spentAt, lastRead }: Guard, now: SecretMetadata | undefined): boolean {
  return now !== undefined && now.updatedAt !== lastRead && Date.parse(now.updatedAt) >= toSecond(spentAt)
}

/** Whether a write at that time may be ours. @param from, to when ours was in flight, in GitHub's time */
export function isDuring(updatedAt: string, from: number, to: number): boolean {
  const at = Date.parse(updatedAt)
  return at >= toSecond(from) - GIVE_OR_TAKE && at <= to + GIVE_OR_TAKE
}

/** GitHub's timestamps are whole seconds. */
function toSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000
}
