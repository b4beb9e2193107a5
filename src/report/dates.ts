import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** ISO 8601 in UTC, to the second, for outputs: `2026-11-24T02:44:27Z`. */
export function isoDate(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

/** For people in Beijing and elsewhere: `2026-11-24 02:44 UTC (10:44 UTC+8)`, with the other date where it is another. */
export function bothZones(date: Date): string {
  const [utc, china] = [date, new Date(date.getTime() + 8 * HOUR)].map((one) => one.toISOString())
  const [utcDay, chinaDay] = [utc?.slice(0, 10), china?.slice(0, 10)]
  const chinaTime = china?.slice(11, 16) ?? ''
  return `${utcDay ?? ''} ${utc?.slice(11, 16) ?? ''} UTC (${utcDay === chinaDay ? '' : `${chinaDay ?? ''} `}${chinaTime} UTC+8)`
}

/** The same for a Chinese text: `2026-11-24 10:44（北京时间，UTC 02:44）`, with the other date where it is another. */
export function bothZonesZh(date: Date): string {
  const [utc = '', china = ''] = [date, new Date(date.getTime() + 8 * HOUR)].map((one) => one.toISOString())
  const otherDay = utc.slice(0, 10) === china.slice(0, 10) ? '' : `${utc.slice(0, 10)} `
  return `${china.slice(0, 10)} ${china.slice(11, 16)}（北京时间，UTC ${otherDay}${utc.slice(11, 16)}）`
}

/** A moment in both languages, and how far off it is: `…, in 59 days`, `…，59 天后`. */
export function moment(date: Date, now: Date): Bilingual {
  return both(`${bothZones(date)}, ${relative(date, now)}`, `${bothZonesZh(date)}，${relativeZh(date, now)}`)
}

/** How far off a moment is: `in 59 days`, `2 hours ago`. */
export function relative(date: Date, now: Date): string {
  const distance = date.getTime() - now.getTime()
  const size = duration(Math.abs(distance))
  return distance >= 0 ? `in ${size}` : `${size} ago`
}

/** The same in Chinese: `59 天后`, `2 小时前`. */
export function relativeZh(date: Date, now: Date): string {
  const distance = date.getTime() - now.getTime()
  const [count, unit] = largestUnit(Math.abs(distance))
  return `${count} ${{ day: '天', hour: '小时', minute: '分钟' }[unit]}${distance >= 0 ? '后' : '前'}`
}

/** A length of time in its largest unit, rounded down: `59 days`. */
export function duration(milliseconds: number): string {
  const [count, unit] = largestUnit(milliseconds)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** Whole days between two moments, rounded down. */
export function daysBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / DAY)
}

function largestUnit(milliseconds: number): [number, 'day' | 'hour' | 'minute'] {
  if (milliseconds >= 2 * DAY) return [Math.floor(milliseconds / DAY), 'day']
  if (milliseconds >= 2 * HOUR) return [Math.floor(milliseconds / HOUR), 'hour']
  return [Math.floor(milliseconds / MINUTE), 'minute']
}
