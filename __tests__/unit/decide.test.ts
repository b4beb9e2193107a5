import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decide } from '../../src/decide.ts'
import { judgeCopy } from '../../src/stale-copy.ts'
import type { Known, Staleness } from '../../src/stale-copy.ts'
import { GitHubFailure } from '../../src/github/github-failure.ts'
import type { RawInputs } from '../../src/inputs/raw-inputs.ts'
import { markOf } from '../../src/record.ts'
import type { TokenRecord } from '../../src/record.ts'
import { Secret } from '../../src/secret.ts'
import { exampleConfig } from '../support/world/example-inputs.ts'
import { START } from '../support/world/fake-world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** When the run read its secrets: a minute ago. */
const READ = START - MINUTE

/** A time as GitHub writes it, to the second. */
const stamp = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')

/** What GitHub reports: when the secrets were written and when this run read them. */
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
    recorded: undefined,
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

const STORED = new Secret('FSREFTOK_stored')
const stalenessOf = (told: Known, rerun: boolean): Staleness | undefined => {
  const copy = judgeCopy(STORED, told, rerun)
  return copy.kind === 'stale' ? copy.staleness : undefined
}

describe('no token to spend', () => {
  const withoutToken = { 'refresh-token': '' }

  test.each<[string, Partial<RawInputs>, Known, string]>([
    ['none passed, none stored', withoutToken, known({ refresh: 'missing' }), 'authorization-required'],
    ['none passed, but one stored', withoutToken, known(), 'refresh-token-not-passed'],
    ['one passed, but none stored', {}, known({ refresh: 'missing' }), 'secret-not-found'],
  ])('%s', (_, overrides, told, id) => {
    for (const more of [{}, ASKS])
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
    // Both times are in whole seconds, so the order is unknown.
    ['stored in the second in which the run read it', { refresh: READ }, false, true],
    ['stored a second after the run read it', { refresh: READ + SECOND }, false, true],
    ['stored a second before a re-run read it', { refresh: READ - SECOND }, true, false],
    ['stored in the second in which a re-run read it', { refresh: READ }, true, true],
    ['times unreadable, first attempt', { read: 'unreadable' }, false, false],
    ['times unreadable, re-run', { read: 'unreadable' }, true, true],
    ['times denied, first attempt', { read: 'denied' }, false, false],
    ['times denied, re-run', { read: 'denied' }, true, true],
    ['read at the start of the epoch', { refresh: READ, read: 0 }, false, true],
  ])('%s', (_, told, rerun, stale) => {
    expect(stalenessOf(known(told), rerun) !== undefined).toBe(stale)
    expect(kindOf({}, known(told), rerun)).toBe(stale ? 'stale' : 'exchange')
    expect(kindOf(ASKS, known(told), rerun)).toBe(stale ? 'stale' : 'exchange')
  })

  test('ignores the milliseconds of the run’s time', () => {
    const told = { ...known({ refresh: READ }), secretsRead: { at: new Date(READ - 1) } }
    expect(stalenessOf(told, false)).toBeDefined()
  })

  test('reports both times as far as they are known', () => {
    expect(stalenessOf(known({ refresh: READ }), false)).toEqual({
      updatedAt: new Date(READ),
      readAt: new Date(READ),
    })
    expect(stalenessOf(known({ refresh: READ, read: 'denied' }), true)).toEqual({
      updatedAt: new Date(READ),
      readAt: undefined,
    })
  })

  test('does not apply to a missing secret', () => {
    expect(stalenessOf(known({ refresh: 'missing' }), false)).toBeUndefined()
  })

  test('means that the token was not stored before it was read', () => {
    const time = fc.integer({ min: START - 90 * DAY, max: START }).map((at) => at - (at % SECOND))
    fc.assert(
      fc.property(time, time, fc.boolean(), (refresh, read, rerun) => {
        expect(stalenessOf(known({ refresh, read }), rerun) === undefined).toBe(refresh < read)
      }),
    )
  })
})

describe('an exchange', () => {
  test('spends the token from the input', () => {
    const decision = decide(exampleConfig(), known(), false, START)
    if (decision.kind !== 'exchange' || decision.grant.kind !== 'refresh_token')
      throw new Error(decision.kind)
    expect(decision.grant.refreshToken.reveal()).toBe('FSREFTOK_stored')
  })
})

describe('reuse', () => {
  /** Both tokens stored together, with this much of the access token's life left. */
  const leaving = (left: number): Known =>
    known({ refresh: START + left - 2 * HOUR, access: START + left - 2 * HOUR })

  test.each([
    ['1', MINUTE],
    ['10', 10 * MINUTE],
    ['110', 110 * MINUTE],
  ])('with min-validity-minutes %s needs exactly that much time left', (minutes, limit) => {
    const inputs = { ...ASKS, 'min-validity-minutes': minutes }
    const told = leaving(limit)
    expect(kindOf(inputs, told, false, START)).toBe('reuse')
    expect(kindOf(inputs, told, false, START - SECOND)).toBe('reuse')
    expect(kindOf(inputs, told, false, START + 1)).toBe('exchange')
    expect(kindOf(inputs, leaving(limit - SECOND))).toBe('exchange')
    expect(kindOf(inputs, leaving(limit + SECOND))).toBe('reuse')
  })

  test('outputs the token from the input, with an expiry two hours after it was stored', () => {
    const decision = decide(exampleConfig(ASKS), leaving(HOUR), false, START)
    if (decision.kind !== 'reuse') throw new Error(decision.kind)
    expect(decision.accessToken.reveal()).toBe('FSTOK_stored')
    expect(decision.expiresAt).toEqual(new Date(START + HOUR))
  })

  test('does not happen for an expired token', () => {
    expect(kindOf(ASKS, leaving(0))).toBe('exchange')
    expect(kindOf(ASKS, leaving(-DAY))).toBe('exchange')
  })

  test.each<[string, Partial<RawInputs>, Known]>([
    ['no access token is passed', {}, leaving(HOUR)],
    ['the access token is not kept', { ...ASKS, 'access-token-secret': '' }, known({ access: 'not kept' })],
    ['the secret does not exist', ASKS, known({ refresh: START - HOUR, access: 'missing' })],
    [
      'the time of reading is unknown',
      ASKS,
      known({ refresh: START - HOUR, access: START - HOUR, read: 'denied' }),
    ],
  ])('does not happen if %s', (_, inputs, told) => {
    expect(kindOf(inputs, told)).toBe('exchange')
  })

  test('does not happen if the token was stored after this run read its copy', () => {
    const read = START - HOUR
    const stored = (access: number): Known => known({ refresh: read - 5 * SECOND, access, read })
    expect(kindOf(ASKS, stored(read - SECOND))).toBe('reuse')
    expect(kindOf(ASKS, stored(read))).toBe('exchange')
    expect(kindOf(ASKS, stored(read + SECOND))).toBe('exchange')
  })

  test('does not happen for a token stored over a minute before the refresh token', () => {
    const stored = (apart: number): Known => known({ refresh: START - HOUR, access: START - HOUR - apart })
    expect(kindOf(ASKS, stored(MINUTE))).toBe('reuse')
    expect(kindOf(ASKS, stored(MINUTE + SECOND))).toBe('exchange')
    // Fxiaoke may return the same refresh token, which is not written again, so a newer access token is fine.
    expect(kindOf(ASKS, stored(-10 * MINUTE))).toBe('reuse')
  })

  test('happens in a re-run if nothing has changed', () => {
    expect(kindOf(ASKS, leaving(HOUR), true)).toBe('reuse')
  })

  test('does not happen in a stale run, however long the token lasts', () => {
    expect(kindOf(ASKS, known({ refresh: READ, access: READ - HOUR }))).toBe('stale')
  })
})

describe('a record that describes the stored token', () => {
  const BINDING = { appSecret: new Secret('app-secret'), place: 'repositories/1001' }
  const refreshMark = (token: string): string => markOf('refreshToken', new Secret(token), BINDING)
  const accessMark = (token: string): string => markOf('accessToken', new Secret(token), BINDING)

  interface Described {
    mark?: string
    previous?: string
    storedAt?: number | undefined
    access?: TokenRecord['accessToken']
  }

  /** A refresh token stored at `refresh`, and a record that says so unless `storedAt` differs. */
  function described(record: Described, told: Parameters<typeof known>[0] = {}): Known {
    const base = known(told)
    const storedAt = 'storedAt' in record ? record.storedAt : START - 3 * DAY
    return {
      ...base,
      recorded: {
        variables: {} as never,
        exists: true,
        name: 'FXIAOKE_TOKENS',
        unreadable: undefined,
        binding: BINDING,
        record: {
          refreshToken: {
            mark: record.mark ?? refreshMark('FSREFTOK_stored'),
            previous: record.previous,
            storedAt: storedAt === undefined ? undefined : stamp(storedAt),
          },
          accessToken: record.access,
          writtenBy: '1/1',
        },
      },
    }
  }

  const other = refreshMark('FSREFTOK_other')

  test.each<[string, Known, boolean, string]>([
    ['the same token is fresh', described({}), false, 'exchange'],
    ['the same token is fresh in a re-run', described({}), true, 'exchange'],
    ['the same token is fresh if times cannot be read', described({}, { read: 'denied' }), true, 'exchange'],
    [
      'the same token is fresh even if it was stored in the second in which the run read it',
      described({ storedAt: READ }, { refresh: READ }),
      false,
      'exchange',
    ],
    [
      'the previous token is stale',
      described({ mark: other, previous: refreshMark('FSREFTOK_stored') }),
      false,
      'stale',
    ],
    [
      'another token is stale if the secret has changed since this run read it',
      described({ mark: other, storedAt: READ + SECOND }, { refresh: READ + SECOND }),
      false,
      'stale',
    ],
    [
      'another token is stale in a re-run that cannot read times',
      described({ mark: other }, { read: 'denied' }),
      true,
      'stale',
    ],
    [
      'another token is wrong-place if the secret has not changed',
      described({ mark: other }),
      false,
      'wrong-place',
    ],
  ])('%s', (_, told, rerun, kind) => {
    expect(kindOf({}, told, rerun)).toBe(kind)
    expect(kindOf(ASKS, told, rerun)).toBe(kind)
  })

  test.each<[string, number | undefined]>([
    ['with another time', START - 2 * DAY],
    ['without a time', undefined],
  ])('does not count %s, and times decide', (_, storedAt) => {
    expect(kindOf({}, described({ mark: other, storedAt }))).toBe('exchange')
    expect(kindOf({}, described({ storedAt }, { refresh: READ }))).toBe('stale')
  })

  describe('the recorded expiry of the access token', () => {
    const lasting = (left: number, mark = accessMark('FSTOK_stored')): Known =>
      described({ access: { mark, expiresAt: stamp(START + left) } }, { access: START - 3 * DAY })

    test('replaces the assumption of two hours', () => {
      expect(kindOf(ASKS, lasting(11 * MINUTE))).toBe('reuse')
      expect(kindOf(ASKS, lasting(10 * MINUTE))).toBe('reuse')
      expect(kindOf(ASKS, lasting(10 * MINUTE - SECOND))).toBe('exchange')
    })

    test('does not apply to another token', () => {
      expect(kindOf(ASKS, lasting(HOUR, accessMark('FSTOK_other')))).toBe('exchange')
    })

    test('is not guessed if the record lacks it', () => {
      const told = (access: TokenRecord['accessToken']): Known =>
        described({ access, storedAt: START - HOUR }, { refresh: START - HOUR, access: START - HOUR })
      expect(kindOf(ASKS, told({ mark: accessMark('FSTOK_stored') }))).toBe('exchange')
      expect(kindOf(ASKS, told(undefined))).toBe('exchange')
    })
  })
})
