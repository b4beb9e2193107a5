import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decide, stalenessOf } from '../../src/decide.ts'
import type { Known } from '../../src/decide.ts'
import { GitHubFailure } from '../../src/github/github-failure.ts'
import type { RawInputs } from '../../src/inputs/raw-inputs.ts'
import { exampleConfig } from '../support/world/example-inputs.ts'
import { START } from '../support/world/fake-world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** When the run read its secrets: a minute ago. */
const READ = START - MINUTE

/** A moment as GitHub writes it, to the second. */
const stamp = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')

/** What GitHub told: when the secrets were written and when this run read them. */
function known({
  refresh = START - 3 * DAY,
  access = START - 3 * DAY,
  read = READ,
}: {
  refresh?: number | 'missing'
  access?: number | 'missing' | 'not kept'
  read?: number | 'unreadable' | 'denied'
} = {}): Known {
  const metadata = (time: number) => ({ updatedAt: stamp(time), visibility: undefined })
  const secret = (name: string, time: number | string) => ({
    name,
    metadata: typeof time === 'number' ? metadata(time) : undefined,
    visibility: undefined,
  })
  return {
    refresh: secret('FXIAOKE_REFRESH_TOKEN', refresh),
    access: access === 'not kept' ? undefined : secret('FXIAOKE_ACCESS_TOKEN', access),
    secretsRead:
      typeof read === 'number'
        ? { at: new Date(read) }
        : { unreadable: read === 'denied' ? new GitHubFailure('forbidden', {}) : undefined },
  }
}

const ASKS: Partial<RawInputs> = { 'access-token': 'FSTOK_stored' }
const kindOf = (overrides: Partial<RawInputs>, told: Known, rerun = false, now = START): string =>
  decide(exampleConfig(overrides), told, rerun, now).kind

describe('no token to spend', () => {
  const withoutToken = { 'refresh-token': '' }

  test.each<[string, Partial<RawInputs>, Known, string]>([
    ['none given, none stored', withoutToken, known({ refresh: 'missing' }), 'authorization-required'],
    ['none given, but one is stored', withoutToken, known(), 'refresh-token-not-passed'],
    ['one given, but none is stored', {}, known({ refresh: 'missing' }), 'secret-not-found'],
  ])('%s', (_, overrides, told, id) => {
    for (const more of [{}, ASKS, { 'dry-run': 'true' }])
      for (const rerun of [false, true])
        expect(decide(exampleConfig({ ...overrides, ...more }), told, rerun, START)).toEqual({
          kind: 'unable',
          why: { id, cause: expect.any(String) },
        })
  })
})

describe('staleness', () => {
  test.each<[string, Parameters<typeof known>[0], boolean, boolean]>([
    ['stored a second before the run read it', { refresh: READ - SECOND }, false, false],
    // Both times are to the second, so that nobody knows which was first.
    ['stored in the second in which the run read it', { refresh: READ }, false, true],
    ['stored a second after the run read it', { refresh: READ + SECOND }, false, true],
    ['the same of a re-run, before', { refresh: READ - SECOND }, true, false],
    ['the same of a re-run, at the same time', { refresh: READ }, true, true],
    ['times unreadable, first attempt', { read: 'unreadable' }, false, false],
    ['times unreadable, re-run', { read: 'unreadable' }, true, true],
    ['times denied, first attempt', { read: 'denied' }, false, false],
    ['times denied, re-run', { read: 'denied' }, true, true],
    ['read before the epoch of this clock', { refresh: READ, read: 0 }, false, true],
  ])('%s', (_, told, rerun, stale) => {
    expect(stalenessOf(known(told), rerun) !== undefined).toBe(stale)
    expect(kindOf({}, known(told), rerun)).toBe(stale ? 'stale' : 'exchange')
    expect(kindOf(ASKS, known(told), rerun)).toBe(stale ? 'stale' : 'exchange')
  })

  test('milliseconds of the run’s time do not make an equal second fresh', () => {
    const told = { ...known({ refresh: READ }), secretsRead: { at: new Date(READ - 1) } }
    expect(stalenessOf(told, false)).toBeDefined()
  })

  test('tells both times, as far as they are known', () => {
    expect(stalenessOf(known({ refresh: READ }), false)).toEqual({
      updatedAt: new Date(READ),
      readAt: new Date(READ),
    })
    expect(stalenessOf(known({ refresh: READ, read: 'denied' }), true)).toEqual({
      updatedAt: new Date(READ),
      readAt: undefined,
    })
  })

  test('a run that brings a code has read no times, and a secret that does not exist is not stale', () => {
    expect(stalenessOf({ ...known(), secretsRead: undefined }, false)).toBeUndefined()
    expect(stalenessOf(known({ refresh: 'missing' }), false)).toBeUndefined()
  })

  test('fresh is exactly what was stored before it was read', () => {
    const time = fc.integer({ min: START - 90 * DAY, max: START }).map((at) => at - (at % SECOND))
    fc.assert(
      fc.property(time, time, fc.boolean(), (refresh, read, rerun) => {
        expect(stalenessOf(known({ refresh, read }), rerun) === undefined).toBe(refresh < read)
      }),
    )
  })
})

describe('an exchange', () => {
  test('spends the token that was given', () => {
    const decision = decide(exampleConfig(), known(), false, START)
    if (decision.kind !== 'exchange' || decision.grant.kind !== 'refresh_token')
      throw new Error(decision.kind)
    expect(decision.grant.refreshToken.reveal()).toBe('FSREFTOK_stored')
  })
})

describe('reuse', () => {
  /** Both were stored together, so long ago that the access token has this much left. */
  const leaving = (left: number): Known =>
    known({ refresh: START + left - 2 * HOUR, access: START + left - 2 * HOUR })

  test.each([
    ['1', MINUTE],
    ['10', 10 * MINUTE],
    ['110', 110 * MINUTE],
  ])('min-validity-minutes %s: exactly that much is enough, a second less is not', (minutes, limit) => {
    const inputs = { ...ASKS, 'min-validity-minutes': minutes }
    const told = leaving(limit)
    expect(kindOf(inputs, told, false, START)).toBe('reuse')
    expect(kindOf(inputs, told, false, START - SECOND)).toBe('reuse')
    expect(kindOf(inputs, told, false, START + 1)).toBe('exchange')
    expect(kindOf(inputs, leaving(limit - SECOND))).toBe('exchange')
    expect(kindOf(inputs, leaving(limit + SECOND))).toBe('reuse')
  })

  test('hands out the token that was given, and two hours from when it was stored', () => {
    const decision = decide(exampleConfig(ASKS), leaving(HOUR), false, START)
    if (decision.kind !== 'reuse') throw new Error(decision.kind)
    expect(decision.accessToken.reveal()).toBe('FSTOK_stored')
    expect(decision.expiresAt).toEqual(new Date(START + HOUR))
  })

  test('a token that was asked for is not reused when it has expired', () => {
    expect(kindOf(ASKS, leaving(0))).toBe('exchange')
    expect(kindOf(ASKS, leaving(-DAY))).toBe('exchange')
  })

  test.each<[string, Partial<RawInputs>, Known]>([
    ['nobody asked for a token', {}, leaving(HOUR)],
    ['the access token is not kept', { ...ASKS, 'access-token-secret': '' }, known({ access: 'not kept' })],
    ['the secret does not exist', ASKS, known({ refresh: START - HOUR, access: 'missing' })],
    [
      'when it was read is unknown',
      ASKS,
      known({ refresh: START - HOUR, access: START - HOUR, read: 'denied' }),
    ],
  ])('not when %s', (_, inputs, told) => {
    expect(kindOf(inputs, told)).toBe('exchange')
  })

  test('not when it was stored after this run read its copy', () => {
    const read = START - HOUR
    const stored = (access: number): Known => known({ refresh: read - 5 * SECOND, access, read })
    expect(kindOf(ASKS, stored(read - SECOND))).toBe('reuse')
    expect(kindOf(ASKS, stored(read))).toBe('exchange')
    expect(kindOf(ASKS, stored(read + SECOND))).toBe('exchange')
  })

  test('not when it is from before the last rotation: both are stored together, within a minute', () => {
    const stored = (apart: number): Known => known({ refresh: START - HOUR, access: START - HOUR - apart })
    expect(kindOf(ASKS, stored(MINUTE))).toBe('reuse')
    expect(kindOf(ASKS, stored(MINUTE + SECOND))).toBe('exchange')
    // Fxiaoke may answer the same refresh token, which is then not written again: a newer access token is fine.
    expect(kindOf(ASKS, stored(-10 * MINUTE))).toBe('reuse')
  })

  test('a re-run reuses what has not changed since', () => {
    expect(kindOf(ASKS, leaving(HOUR), true)).toBe('reuse')
  })

  test('a stale run is stale, however long its token lasts', () => {
    expect(kindOf(ASKS, known({ refresh: READ, access: READ - HOUR }))).toBe('stale')
  })
})

describe('a dry run', () => {
  const dry: Partial<RawInputs> = { 'dry-run': 'true' }

  test('checks, and spends or hands out nothing', () => {
    expect(decide(exampleConfig(dry), known(), false, START)).toEqual({ kind: 'dry-run', stale: undefined })
    expect(kindOf({ ...dry, ...ASKS }, known({ refresh: START - HOUR, access: START - HOUR }))).toBe(
      'dry-run',
    )
  })

  test('tells that a real run would be stale', () => {
    expect(decide(exampleConfig(dry), known({ refresh: READ }), false, START)).toEqual({
      kind: 'dry-run',
      stale: { updatedAt: new Date(READ), readAt: new Date(READ) },
    })
  })
})
