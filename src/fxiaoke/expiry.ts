import { LAST_MOMENT } from '../moment.ts'
import type { Seen } from './exchange.ts'

/**
 * The life of an access token if the answer does not say, in milliseconds: two hours, according to Fxiaoke's manual.
 */
export const ACCESS_TOKEN_LIFE = 2 * 60 * 60 * 1000

/** Larger numbers are not a lifetime (31 years) but a time in seconds since the epoch. */
const LONGEST_LIFETIME = 1_000_000_000

/** Larger numbers still are milliseconds since the epoch. */
const LARGEST_EPOCH_SECONDS = 100_000_000_000

/**
 * Reads `expiresIn`: seconds, as a number or a numeric string; or, as in one of the manual's own examples, the time of
 * expiry, in seconds or milliseconds since the epoch.
 *
 * @param expiresIn as answered
 * @param now when the token was issued, milliseconds since the epoch
 * @returns when the token expires; undefined if unreadable or, like the manual's example, in the past
 */
export function readExpiry(expiresIn: unknown, now: number): Date | undefined {
  const digits = typeof expiresIn === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(expiresIn)
  const value = digits ? Number(expiresIn) : expiresIn
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return undefined
  const moment =
    value > LARGEST_EPOCH_SECONDS ? value : value > LONGEST_LIFETIME ? value * 1000 : now + value * 1000
  const date = new Date(moment)
  return date.getTime() > now && date.getTime() <= LAST_MOMENT ? date : undefined
}

/**
 * When the access token of an answer expires.
 *
 * @param issuedAt milliseconds since the epoch
 * @returns undefined if there is no access token, or its expiry is unknown
 */
export function endOfAccessToken(
  { accessToken, expiresIn, cut }: Pick<Seen, 'accessToken' | 'expiresIn' | 'cut'>,
  issuedAt: number,
): Date | undefined {
  // The missing part of a cut answer may have said it.
  const seconds = expiresIn ?? (cut ? undefined : ACCESS_TOKEN_LIFE / 1000)
  return accessToken && readExpiry(seconds, issuedAt)
}
