import type { SecretMetadata } from '../github/secret-vault.ts'
import { GIVE_OR_TAKE } from '../patience.ts'
import type { Look, PreparedSecret } from '../prepare/look.ts'

/**
 * What tells whether somebody has stored another value since the token was sent.
 *
 * Reads of GitHub can lag behind writes by some seconds. So it is not enough that a secret is not as it was last read:
 * what was stored before the token was sent is older than what we got for it, whatever a lagging read has said before.
 */
export interface Guard {
  /** GitHub's time when it last told the metadata before the token was sent, in milliseconds since the epoch. */
  spentAt: number
  /** `updated_at` as told then; null when there was no such secret. */
  lastRead: string | null
}

/** Guards one of the two secrets. @param look the last one before the token is sent */
export function guardOf({ spentAt }: Pick<Look, 'spentAt'>, { metadata }: PreparedSecret): Guard {
  return { spentAt, lastRead: metadata?.updatedAt ?? null }
}

/** Whether the secret was written since the token was sent. */
export function hasChanged({ spentAt, lastRead }: Guard, now: SecretMetadata | undefined): boolean {
  return now !== undefined && now.updatedAt !== lastRead && Date.parse(now.updatedAt) >= toSecond(spentAt)
}

/** Whether a write at that time may be one of ours. @param from, to when ours was under way, in GitHub's time */
export function isDuring(updatedAt: string, from: number, to: number): boolean {
  const at = Date.parse(updatedAt)
  return at >= toSecond(from) - GIVE_OR_TAKE && at <= to + GIVE_OR_TAKE
}

/** GitHub tells its times to the second. */
function toSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000
}
