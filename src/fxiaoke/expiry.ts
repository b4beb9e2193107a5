import type { Seen } from './exchange.ts'

/** How long an access token lasts where the answer does not say, in milliseconds: two hours, says Fxiaoke's manual. */
export const ACCESS_TOKEN_LIFE = 2 * 60 * 60 * 1000

/** Numbers above this are no lifetime (it would be 31 years) but a moment: seconds since the epoch. */
const LONGEST_LIFETIME = 1_000_000_000

/** Year 9999, less a day for the time zones: what is later has no date that anybody could write. */
const LAST_MOMENT = Date.UTC(9999, 11, 30)

/** And above this, milliseconds since the epoch. */
const LARGEST_EPOCH_SECONDS = 100_000_000_000

/**
 * Reads `expiresIn`: seconds, as a number or as digits in a string, or, as in one of the manual's own examples, the
 * moment itself as an epoch time in seconds or milliseconds.
 *
 * @param expiresIn as answered
 * @param now when the token was issued, milliseconds since the epoch
 * @returns the moment, or undefined when it cannot be told; a moment that has passed is none: the manual's example is
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
 * @returns undefined when there is none, or its end cannot be told
 */
export function endOfAccessToken(
  { accessToken, expiresIn, cut }: Pick<Seen, 'accessToken' | 'expiresIn' | 'cut'>,
  issuedAt: number,
): Date | undefined {
  // The part of an answer that is missing may have said it.
  const seconds = expiresIn ?? (cut ? undefined : ACCESS_TOKEN_LIFE / 1000)
  return accessToken && readExpiry(seconds, issuedAt)
}
