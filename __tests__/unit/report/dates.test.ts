import { describe, expect, test } from '@jest/globals'
import { isoDate } from '../../../src/moment.ts'
import { bothZones, daysBetween, duration, moment } from '../../../src/report/dates.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MORNING = new Date('2026-11-24T02:44:27.999Z')
const EVENING = new Date('2026-11-24T20:05:00Z')

test('isoDate writes ISO 8601 in UTC, to the second', () => {
  expect(isoDate(MORNING)).toBe('2026-11-24T02:44:27Z')
})

describe('bothZones writes both time zones', () => {
  test('on the same day', () => {
    expect(bothZones(MORNING)).toEqual({
      en: '2026-11-24 02:44 UTC (10:44 UTC+8)',
      zh: '北京时间 2026-11-24 10:44（UTC 02:44）',
    })
  })

  test('with both dates if it is already tomorrow in Beijing', () => {
    expect(bothZones(EVENING)).toEqual({
      en: '2026-11-24 20:05 UTC (2026-11-25 04:05 UTC+8)',
      zh: '北京时间 2026-11-25 04:05（UTC 2026-11-24 20:05）',
    })
  })
})

test.each([
  [0, '0 minutes', '0 分钟'],
  [MINUTE, '1 minute', '1 分钟'],
  [2 * HOUR - MINUTE, '119 minutes', '119 分钟'],
  [2 * HOUR - 1, '2 hours', '2 小时'],
  [2 * DAY - MINUTE, '47 hours', '47 小时'],
  [60 * DAY - MINUTE, '59 days', '59 天'],
  // A token stored during the run.
  [60 * DAY - 30_000, '60 days', '60 天'],
])('%d ms: %s', (distance, en, zh) => {
  expect(duration(distance)).toEqual({ en, zh })
})

test('moment says when it is and how far off', () => {
  expect(moment(EVENING, MORNING)).toEqual({
    en: '2026-11-24 20:05 UTC (2026-11-25 04:05 UTC+8), in 17 hours',
    zh: '北京时间 2026-11-25 04:05（UTC 2026-11-24 20:05，17 小时后）',
  })
  expect(moment(MORNING, new Date(MORNING.getTime() + 3 * DAY))).toEqual({
    en: '2026-11-24 02:44 UTC (10:44 UTC+8), 3 days ago',
    zh: '北京时间 2026-11-24 10:44（UTC 02:44，3 天前）',
  })
})

test('daysBetween counts whole days, also before the start', () => {
  const after = (ms: number): number => daysBetween(MORNING, new Date(MORNING.getTime() + ms))
  expect([after(2 * DAY), after(2 * DAY - 1), after(0), after(-1)]).toEqual([2, 1, 0, -1])
})
