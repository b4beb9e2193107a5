import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * For people in Beijing and elsewhere: `2026-11-24 02:44 UTC (10:44 UTC+8)`, `北京时间 2026-11-24 10:44（UTC 02:44）`, with the
 * other date where it is another.
 */
export function bothZones(date: Date): Bilingual {
  const { utc, china, utcShort, chinaShort } = inBothZones(date)
  return both(`${utc} UTC (${chinaShort} UTC+8)`, `北京时间 ${china}（UTC ${utcShort}）`)
}

/** A moment, and how far off it is: `…, in 59 days`, `北京时间 …（UTC …，59 天后）`. */
export function moment(date: Date, now: Date): Bilingual {
  const { china, utcShort } = inBothZones(date)
  const distance = date.getTime() - now.getTime()
  const size = duration(Math.abs(distance))
  const [en, zh] = distance >= 0 ? [`in ${size.en}`, `${size.zh}后`] : [`${size.en} ago`, `${size.zh}前`]
  return both(`${bothZones(date).en}, ${en}`, `北京时间 ${china}（UTC ${utcShort}，${zh}）`)
}

/** A length of time in its largest unit: `59 days`, `59 天`. Rounds up to the minute, so that a new token has all its days, then down to the unit. */
export function duration(milliseconds: number): Bilingual {
  const [count, en, zh] = largestUnit(Math.ceil(milliseconds / MINUTE) * MINUTE)
  return both(`${count} ${en}${count === 1 ? '' : 's'}`, `${count} ${zh}`)
}

/** Whole days between two moments, rounded down. */
export function daysBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / DAY)
}

/** The short form is the time alone where the day is the same. */
function inBothZones(date: Date): Record<'utc' | 'china' | 'utcShort' | 'chinaShort', string> {
  const text = (moment: number): string => new Date(moment).toISOString().slice(0, 16).replace('T', ' ')
  const [utc, china] = [text(date.getTime()), text(date.getTime() + 8 * HOUR)]
  const short = (full: string): string => (utc.slice(0, 10) === china.slice(0, 10) ? full.slice(11) : full)
  return { utc, china, utcShort: short(utc), chinaShort: short(china) }
}

function largestUnit(milliseconds: number): [count: number, en: string, zh: string] {
  if (milliseconds >= 2 * DAY) return [Math.floor(milliseconds / DAY), 'day', '天']
  if (milliseconds >= 2 * HOUR) return [Math.floor(milliseconds / HOUR), 'hour', '小时']
  return [Math.floor(milliseconds / MINUTE), 'minute', '分钟']
}
