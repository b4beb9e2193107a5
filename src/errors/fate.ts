/**
 * What became of the stored refresh token, as far as this run knows.
 *
 * - `not-sent`: Fxiaoke never saw it.
 * - `refused`: Fxiaoke answered, and did not exchange it.
 * - `unknown`: it was sent, and an answer that would settle its fate never came.
 * - `replaced`: it was exchanged, and the new one is stored.
 * - `unstored`: it was exchanged, and the new one is not stored.
 * - `discarded`: the new pair belongs to another account and was thrown away on purpose.
 */
export type Fate = 'not-sent' | 'refused' | 'unknown' | 'replaced' | 'unstored' | 'discarded'

/**
 * What became of the one-time code of an authorization, as far as this run knows.
 *
 * - `not-sent`: Fxiaoke never saw it, so it is good until it expires.
 * - `refused`: Fxiaoke answered, and did not redeem it.
 * - `unknown`: it was sent, and an answer that would settle its fate never came.
 * - `redeemed`: it was exchanged for tokens, and is used up.
 */
export type CodeFate = 'not-sent' | 'refused' | 'unknown' | 'redeemed'
