import { describe, expect, test } from '@jest/globals'
import { advisories, readSchedule, readTokenExpiration } from '../../src/advisories.ts'
import { RemoteText } from '../../src/errors/remote-text.ts'
import { GitHubFailure } from '../../src/github/github-failure.ts'
import type { Ready } from '../../src/prepare/ready.ts'
import type { Lifetime } from '../../src/report/result.ts'
import { REFRESH_TOKEN_LIFE } from '../../src/report/life.ts'
import type { Warning } from '../../src/report/warning.ts'
import { START } from '../support/world/fake-world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
const NOW = new Date(START)

/** What GitHub reports if there is nothing to warn about. */
function ready(changes: Record<string, unknown> = {}): Ready {
  return {
    api: { tokenExpiration: undefined },
    isAppToken: false,
    repository: Promise.resolve({ id: 1001, isPublic: false, pushedAt: NOW }),
    secretsRead: { at: NOW },
    ...changes,
  } as unknown as Ready
}

const lifeSince = (age: number): Lifetime => ({
  since: new Date(START - age),
  until: new Date(START - age + REFRESH_TOKEN_LIFE),
})

async function warningsOf(
  told: Ready | undefined,
  { life, renewed = false, schedule }: { life?: Lifetime; renewed?: boolean; schedule?: string } = {},
): Promise<Warning[]> {
  return advisories(told, await told?.repository, await readSchedule(schedule, NOW), NOW, life, renewed)
}

describe('github-authentication-token-expiration', () => {
  const MOMENT = Date.parse('2027-10-12T09:00:00Z')

  test.each([
    '2027-10-12 09:00:00 UTC',
    '2027-10-12 09:00:00 utc',
    '2027-10-12 09:00:00 GMT',
    '2027-10-12 09:00:00 Z',
    '2027-10-12 09:00:00Z',
    '2027-10-12 09:00:00',
    ' 2027-10-12 09:00:00 UTC\n',
    '2027-10-12T09:00:00Z',
    '2027-10-12T09:00:00.000Z',
    '2027-10-12T09:00:00+00:00',
    '2027-10-12 18:00:00 +0900',
    '2027-10-12 18:00:00 +09:00',
    '2027-10-12T18:00:00+09:00',
    '2027-10-12 02:00:00 -0700',
    '2027-10-12T02:00:00.123456-07:00',
    '2027-10-12 14:30:00 +0530',
  ])('is read from %j', (header) => {
    expect(readTokenExpiration(header)).toBe(MOMENT)
  })

  test.each([
    undefined,
    '',
    'never',
    '2027-10-12',
    '2027-13-12 09:00:00 UTC',
    '2027-10-12 25:00:00 UTC',
    '2027-10-12 09:00:00 PST',
    '2027-10-12 09:00:00 +9',
    '2027-10-12 09:00:00 +99:99',
    '1823331600',
    'Tue, 12 Oct 2027 09:00:00 GMT',
    '2027-10-12 09:00:00 UTC, 2027-10-13 09:00:00 UTC',
  ])('is not read from %j', (header) => {
    expect(readTokenExpiration(header)).toBeUndefined()
  })
})

describe('the expiry of secrets-token', () => {
  const expiringIn = (left: number): Ready =>
    ready({
      api: {
        tokenExpiration: new Date(START + left).toISOString().replace('T', ' ').replace('.000Z', ' UTC'),
      },
    })

  test.each([
    14 * DAY,
    DAY,
    10 * MINUTE + SECOND,
    // Already expired when GitHub accepted it: the header may be wrong, but it is worth a warning.
    -10 * MINUTE - SECOND,
    -3 * DAY,
  ])('gives a warning if it is in %d ms', async (left) => {
    expect(await warningsOf(expiringIn(left))).toEqual([
      { id: 'secrets-token-expires', at: new Date(START + left) },
    ])
  })

  test.each([14 * DAY + SECOND, 365 * DAY, 10 * MINUTE, 0, -10 * MINUTE])(
    'gives no warning if it is in %d ms',
    async (left) => {
      expect(await warningsOf(expiringIn(left))).toEqual([])
    },
  )

  test('gives no warning for the token of an app, which lives for an hour by design', async () => {
    expect(await warningsOf({ ...expiringIn(30 * MINUTE), isAppToken: true })).toEqual([])
  })

  test('gives no warning if GitHub does not report it or the run ends before', async () => {
    expect(await warningsOf(ready())).toEqual([])
    expect(await warningsOf(undefined)).toEqual([])
  })
})

describe('an old refresh token', () => {
  test.each([
    [30 * DAY + SECOND, 30],
    [59 * DAY, 59],
    [90 * DAY, 90],
  ])('of %d ms gives a warning with %d days', async (age, daysOld) => {
    const life = lifeSince(age)
    expect(await warningsOf(ready(), { life })).toEqual([
      { id: 'refresh-token-old', since: life.since, daysOld, expiresAt: life.until },
    ])
  })

  test('gives no warning at exactly 30 days', async () => {
    expect(await warningsOf(ready(), { life: lifeSince(30 * DAY) })).toEqual([])
  })

  test('gives no warning if this run has renewed it', async () => {
    expect(await warningsOf(ready(), { life: lifeSince(45 * DAY), renewed: true })).toEqual([])
  })
})

describe('a quiet repository, whose schedule GitHub will disable', () => {
  const pushed = (age: number, isPublic = true): Ready =>
    ready({ repository: Promise.resolve({ id: 1001, isPublic, pushedAt: new Date(START - age) }) })

  test('gives a warning after 40 days', async () => {
    const pushedAt = new Date(START - 40 * DAY - SECOND)
    expect(await warningsOf(pushed(40 * DAY + SECOND))).toEqual([
      { id: 'repository-quiet', pushedAt, disabledAt: new Date(pushedAt.getTime() + 60 * DAY) },
    ])
  })

  test('gives no warning before', async () => {
    expect(await warningsOf(pushed(40 * DAY))).toEqual([])
  })

  test('gives no warning if it is private or unknown', async () => {
    expect(await warningsOf(pushed(400 * DAY, false))).toEqual([])
    expect(await warningsOf(ready({ repository: { id: 1, isPublic: true, pushedAt: undefined } }))).toEqual(
      [],
    )
    expect(await warningsOf(ready({ repository: undefined }))).toEqual([])
  })
})

describe('unreadable run times', () => {
  test('give a warning with the answer from GitHub', async () => {
    const said = new RemoteText('Resource not accessible by integration')
    const unreadable = new GitHubFailure('forbidden', { status: 403, said })
    expect(await warningsOf(ready({ secretsRead: { unreadable } }))).toEqual([
      { id: 'run-times-unreadable', status: 403, said },
    ])
  })

  test('give a warning if GitHub does not answer', async () => {
    expect(await warningsOf(ready({ secretsRead: { unreadable: undefined } }))).toEqual([
      { id: 'run-times-unreadable', status: undefined, said: undefined },
    ])
  })

  test('give no warning in a run with a code, which does not need them', async () => {
    expect(await warningsOf(ready({ secretsRead: undefined }))).toEqual([])
  })
})

describe('the schedule', () => {
  test.each([
    // From 24 November; the 60 days end on 23 January.
    ['0 3 1 1 *', 1],
    ['0 3 29 2 *', 0],
    ['0 3 24 11 *', 0],
    ['0 3 1 */4 *', 1],
  ])('%s gives a warning with %d runs in the life of a token', async (cron, runs) => {
    const schedule = await readSchedule(cron, NOW)
    expect(schedule?.runsInTokenLife).toBe(runs)
    expect(await warningsOf(ready(), { schedule: cron, renewed: true })).toEqual([
      { id: 'schedule-too-rare', cron, runs, next: schedule?.next },
    ])
  })

  test.each([
    ['0 3 1 * *', 2, '2026-12-01T03:00:00.000Z'],
    ['17 3 * * 1', 8, '2026-11-30T03:17:00.000Z'],
    ['0 3 * * *', 60, '2026-11-25T03:00:00.000Z'],
    ['0 */12 * * *', 120, '2026-11-24T12:00:00.000Z'],
    ['*/15 * * * *', 60 * 96, '2026-11-24T03:15:00.000Z'],
    // GitHub runs on the days of the month and also on the days of the week.
    ['0 0 1,15 * SUN', 12, '2026-11-29T00:00:00.000Z'],
  ])('%s gives no warning with %d runs, the next at %s', async (cron, runs, next) => {
    expect(await warningsOf(ready(), { schedule: cron, renewed: true })).toEqual([])
    expect(await readSchedule(cron, NOW)).toEqual({ cron, runsInTokenLife: runs, next: new Date(next) })
  })

  test('counts a run exactly at the end of the 60 days, but not one a minute later', async () => {
    const end = new Date(START + REFRESH_TOKEN_LIFE)
    expect(end.toISOString()).toBe('2027-01-23T03:00:00.000Z')
    expect((await readSchedule('0 3 23 1,12 *', NOW))?.runsInTokenLife).toBe(2)
    expect((await readSchedule('1 3 23 1,12 *', NOW))?.runsInTokenLife).toBe(1)
  })

  test.each([undefined, '', 'every day', '* * *', '61 * * * *', '0 0 0 1 1 * *'])(
    'is not read from %j',
    async (cron) => {
      expect(await readSchedule(cron, NOW)).toBeUndefined()
    },
  )
})

test('several warnings can apply at once', async () => {
  const told = ready({
    api: { tokenExpiration: '2026-11-25 03:00:00 UTC' },
    repository: Promise.resolve({ id: 1, isPublic: true, pushedAt: new Date(START - 50 * DAY) }),
    secretsRead: { unreadable: undefined },
  })
  const warnings = await warningsOf(told, { life: lifeSince(50 * DAY), schedule: '0 3 1 1 *' })
  expect(warnings.map(({ id }) => id).sort()).toEqual([
    'refresh-token-old',
    'repository-quiet',
    'run-times-unreadable',
    'schedule-too-rare',
    'secrets-token-expires',
  ])
})
