import type { Bilingual } from '../errors/catalogue.ts'
import { both } from '../errors/entries/entry.ts'
import { bothZones, daysBetween, relative, relativeZh } from './dates.ts'
import type { Result } from './result.ts'

/** With fewer days left than this, a failure says so before anything else. */
const URGENT_DAYS = 14

const BAR_LENGTH = 30

const UNKNOWN: Bilingual = both(
  'How long the stored refresh token still lives, this run cannot tell: at most 60 days from when the secret was last updated.',
  '本次运行无法得知已存的刷新令牌还能用多久：最多到该 Secret 最后更新后 60 天。',
)

/**
 * How long the stored refresh token still lives, as far as its age and fate tell. Undefined where there is none, or where the fate says all.
 */
export function countdown({ refreshTokenLife: life, error, now }: Result): Bilingual | undefined {
  if (error?.id === 'authorization-required' || error?.fate === 'unstored') return undefined
  if (!life) return error?.fate === 'discarded' ? undefined : UNKNOWN
  const until = bothZones(life.until)
  if (life.until <= now)
    return both(
      `By its age, the stored refresh token expired on ${until}.`,
      `按时间算，已存的刷新令牌已于 ${until} 过期。`,
    )
  const [away, awayZh] = [relative(life.until, now), relativeZh(life.until, now)]
  if (error?.id === 'refresh-token-rejected')
    return both(
      `By its age alone, the stored refresh token would have lived until ${until}, ${away}.`,
      `单按时间算，已存的刷新令牌本可用到 ${until}（${awayZh}）。`,
    )
  if (error?.fate === 'unknown' || error?.fate === 'discarded')
    return both(
      `If it was not spent, the stored refresh token lives until ${until}, ${away}.`,
      `如果没有被消耗，已存的刷新令牌可用到 ${until}（${awayZh}）。`,
    )
  return both(
    `The stored refresh token lives until ${until}, ${away}.`,
    `已存的刷新令牌可用到 ${until}（${awayZh}）。`,
  )
}

/** Whether the countdown has to come first. */
export function isUrgent({ refreshTokenLife: life, now }: Result): boolean {
  return life !== undefined && daysBetween(now, life.until) < URGENT_DAYS
}

/** The life of the refresh token as a bar of days used and days left. */
export function lifeBar({ refreshTokenLife: life, now }: Result): string | undefined {
  if (!life) return undefined
  const total = daysBetween(life.since, life.until)
  // Whole days left, as the countdown has them: what has begun counts as used.
  const left = Math.min(total, Math.max(0, daysBetween(now, life.until)))
  const filled = Math.round(((total - left) / total) * BAR_LENGTH)
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_LENGTH - filled)} ${total - left} of ${total} days used, ${left} left`
}
