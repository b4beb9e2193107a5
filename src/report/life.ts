import type { Bilingual } from '../bilingual.ts'
import { both } from '../bilingual.ts'
import { bothZones, daysBetween, duration, moment } from './dates.ts'
import type { Lifetime, Result } from './result.ts'

/** How long a refresh token lasts, in milliseconds: "two months", says Fxiaoke's manual; 60 days to be safe. */
export const REFRESH_TOKEN_LIFE = 60 * 24 * 60 * 60 * 1000

/** The life of a refresh token. @param since when it was issued, in milliseconds since the epoch */
export function lifeSince(since: number): Lifetime {
  return { since: new Date(since), until: new Date(since + REFRESH_TOKEN_LIFE) }
}

/** With fewer days left than this, a failure says so before anything else. */
const URGENT_DAYS = 14

const BAR_LENGTH = 10

const UNKNOWN: Bilingual = both(
  'This run cannot tell how long a stored refresh token still lives: 60 days at most from the last update of its secret, which the settings page shows.',
  '本次运行无法得知已存的刷新令牌（如果有）还能用多久：最多到 Secret 最后一次更新后第 60 天，更新时间见设置页。',
)

/** What is left of a token, and until when it lives. */
export function lifeSentence(token: Bilingual, until: Date, now: Date): Bilingual {
  const left = duration(Math.max(0, until.getTime() - now.getTime()))
  return both(
    `${token.en} lives until ${moment(until, now).en}.`,
    `${token.zh}剩余 ${left.zh}，可用到${bothZones(until).zh}。`,
  )
}

/**
 * How long the stored refresh token still lives, as far as its age and fate tell. Undefined where there is none, or where the fate says all.
 */
export function countdown(result: Result): Bilingual | undefined {
  const { refreshTokenLife: life, error, now, hasNoToken } = result
  if (hasNoToken === true || error?.fate === 'unstored') return undefined
  if (!life) return error?.fate === 'discarded' ? undefined : UNKNOWN
  const until = moment(life.until, now)
  if (life.until <= now)
    return both(
      `By its age, the stored refresh token expired on ${until.en}. If Fxiaoke does not take it any more, authorize again: choose Run workflow and enter start in the field authorization-code.`,
      `按时间算，已存的刷新令牌已于${until.zh}过期。如果纷享销客不再接受它，请重新授权：Run workflow，在 authorization-code 中填 start。`,
    )
  if (error?.id === 'refresh-token-rejected')
    return both(
      `By its age alone, the stored refresh token would have lived until ${until.en}.`,
      `单按时间算，已存的刷新令牌本可用到${until.zh}。`,
    )
  if (mayBeSpent(error))
    return both(
      `If it was not spent, the stored refresh token lives until ${until.en}.`,
      `如果没有被消耗，已存的刷新令牌可用到${until.zh}。`,
    )
  if (error?.id === 'secret-shadowed')
    return lifeSentence(
      both('The refresh token that the organization stores', '组织里已存的刷新令牌'),
      life.until,
      now,
    )
  return lifeSentence(both('The stored refresh token', '已存的刷新令牌'), life.until, now)
}

/** Whether the stored token may have been exchanged, so that its age says little. */
function mayBeSpent(error: Result['error']): boolean {
  return (
    error?.fate === 'unknown' ||
    (error?.fate === 'discarded' && ['refreshed', 'recorded'].includes(error.failure.cause))
  )
}

/** Whether the stored token may be worth nothing, though by its age alone it would live. */
export function isDoubtful(error: Result['error']): boolean {
  return error?.id === 'refresh-token-rejected' || mayBeSpent(error)
}

/** Whether the countdown has to come first. */
export function isUrgent({ refreshTokenLife: life, now }: Result): boolean {
  return life !== undefined && daysBetween(now, life.until) < URGENT_DAYS
}

/** What is left of the life of a refresh token, as a bar that is full for a new one. */
export function lifeBar({ since, until }: Lifetime, now: Date): string {
  const left = Math.min(
    1,
    Math.max(0, (until.getTime() - now.getTime()) / (until.getTime() - since.getTime())),
  )
  // Empty only when nothing is left.
  const filled = left > 0 ? Math.max(1, Math.round(left * BAR_LENGTH)) : 0
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_LENGTH - filled)}`
}
