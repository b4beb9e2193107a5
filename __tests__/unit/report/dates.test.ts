import { describe, expect, test } from '@jest/globals'
import {
  bothZones,
  bothZonesZh,
  daysBetween,
  isoDate,
  moment,
  relative,
  relativeZh,
} from '../../../src/report/dates.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MORNING = new Date('2026-11-24T02:44:27.999Z')
const EVENING = new Date('2026-11-24T20:05:00Z')

test('a machine reads ISO 8601 in UTC, to the second', () => {
  expect(isoDate(MORNING)).toBe('2026-11-24T02:44:27Z')
})

describe('a person reads both zones', () => {
  test('on the same day', () => {
    expect(bothZones(MORNING)).toBe('2026-11-24 02:44 UTC (10:44 UTC+8)')
    expect(bothZonesZh(MORNING)).toBe('2026-11-24 10:44（北京时间，UTC 02:44）')
  })

  test('where it is tomorrow in Beijing', () => {
    expect(bothZones(EVENING)).toBe('2026-11-24 20:05 UTC (2026-11-25 04:05 UTC+8)')
    expect(bothZonesZh(EVENING)).toBe('2026-11-25 04:05（北京时间，UTC 2026-11-24 20:05）')
  })
})

test.each([
  [0, 'in 0 minutes', '0 分钟后'],
  [MINUTE, 'in 1 minute', '1 分钟后'],
  [2 * HOUR - 1, 'in 119 minutes', '119 分钟后'],
  [2 * HOUR, 'in 2 hours', '2 小时后'],
  [2 * DAY - 1, 'in 47 hours', '47 小时后'],
  [60 * DAY - 1, 'in 59 days', '59 天后'],
  [-3 * DAY, '3 days ago', '3 天前'],
])('%d ms from now: %s', (distance, en, zh) => {
  const date = new Date(MORNING.getTime() + distance)
  expect([relative(date, MORNING), relativeZh(date, MORNING)]).toEqual([en, zh])
})

test('a moment says when it is and how far off', () => {
  expect(moment(EVENING, MORNING)).toEqual({
    en: '2026-11-24 20:05 UTC (2026-11-25 04:05 UTC+8), in 17 hours',
    zh: '2026-11-25 04:05（北京时间，UTC 2026-11-24 20:05），17 小时后',
  })
})

test('days are whole ones, before the start as well', () => {
  const after = (ms: number): number => daysBetween(MORNING, new Date(MORNING.getTime() + ms))
  expect([after(2 * DAY), after(2 * DAY - 1), after(0), after(-1)]).toEqual([2, 1, 0, -1])
})
