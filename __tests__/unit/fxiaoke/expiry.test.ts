import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Secret } from '../../../src/secret.ts'
import { endOfAccessToken, readExpiry } from '../../../src/fxiaoke/expiry.ts'
import { START } from '../../support/world/fake-world.ts'

const iso = (expiresIn: unknown): string | undefined => readExpiry(expiresIn, START)?.toISOString()

test.each([
  [7200, '2026-11-24T05:00:00.000Z'],
  ['7200', '2026-11-24T05:00:00.000Z'],
  [' 7200\n', '2026-11-24T05:00:00.000Z'],
  [7199.5, '2026-11-24T04:59:59.500Z'],
  ['7199.5', '2026-11-24T04:59:59.500Z'],
  [1, '2026-11-24T03:00:01.000Z'],
  // The absolute time, in seconds and in milliseconds.
  [1_795_500_000, '2026-11-24T06:00:00.000Z'],
  ['1795500000', '2026-11-24T06:00:00.000Z'],
  [1_795_500_000_000, '2026-11-24T06:00:00.000Z'],
  // The edges between the three readings.
  [1_000_000_000, new Date(START + 1e12).toISOString()],
  [100_000_000_000, new Date(1e14).toISOString()],
])('%j is %s', (expiresIn, moment) => {
  expect(iso(expiresIn)).toBe(moment)
})

test.each([
  // The manual's own example, long past, and times past by a second.
  [1_580_000_000],
  ['1580000000'],
  [1_580_000_000_000],
  [START / 1000],
  [1_000_000_001],
  [100_000_000_001],
  [0],
  [-1],
  ['0'],
  ['-7200'],
  [''],
  [' '],
  ['soon'],
  ['7200s'],
  ['0x1C20'],
  ['7e3'],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [1e300],
  // The last moment of a Date, and one that needs five digits for its year.
  [8.64e15],
  [8.639999971e15],
  [null],
  [undefined],
  [true],
  [[7200]],
  [{ seconds: 7200 }],
])('%j is unknown', (expiresIn) => {
  expect(readExpiry(expiresIn, START)).toBeUndefined()
})

test('any answer gives a valid date or unknown', () => {
  fc.assert(
    fc.property(fc.anything(), (expiresIn) => {
      const date = readExpiry(expiresIn, START)
      return date === undefined || !Number.isNaN(date.getTime())
    }),
  )
})

test('a missing expiresIn means two hours, unless the answer is cut', () => {
  const answer = { accessToken: new Secret('FSTOK_new'), expiresIn: undefined }
  expect(endOfAccessToken({ ...answer, cut: false }, START)).toEqual(new Date(START + 2 * 60 * 60_000))
  expect(endOfAccessToken({ ...answer, cut: true }, START)).toBeUndefined()
})
