import { describe, expect, test } from '@jest/globals'
import { GitHubFailure } from '../../src/github/github-failure.ts'
import type { GitHubFailureKind } from '../../src/github/github-failure.ts'
import { backoff, readRetryAfter, retrying, waitBefore } from '../../src/retrying.ts'
import { FakeClock, FakeRandom, START } from '../support/world/fake-world.ts'

const failure = (kind: GitHubFailureKind, retryAfter?: number): GitHubFailure =>
  new GitHubFailure(kind, {}, { retryAfter })

/** Tries work that fails so, one time after the other, and then succeeds. */
async function attempt(
  failures: readonly Error[],
  within = 15 * 60_000,
): Promise<{ clock: FakeClock; told: number[]; result?: string; error?: unknown }> {
  const clock = new FakeClock()
  const told: number[] = []
  const work = (tries: number): Promise<string> => {
    told.push(tries)
    const next = failures[tries]
    return next ? Promise.reject(next) : Promise.resolve('done')
  }
  try {
    const deadline = { at: START + within }
    return {
      result: await clock.leapUntil(retrying(work, { clock, random: new FakeRandom() }, deadline)),
      clock,
      told,
    }
  } catch (error) {
    return { error, clock, told }
  }
}

describe('trying again', () => {
  test('a success is a success', async () => {
    expect(await attempt([])).toMatchObject({ result: 'done', told: [0], clock: { waits: [] } })
  })

  test.each(['unanswered', 'server', 'limited'] as const)('%s may pass', async (kind) => {
    expect(await attempt([failure(kind), failure(kind)])).toMatchObject({ result: 'done', told: [0, 1, 2] })
  })

  test.each(['rejected', 'sso', 'forbidden', 'not-found', 'invalid', 'unexpected'] as const)(
    '%s stays',
    async (kind) => {
      const final = failure(kind)
      expect(await attempt([failure('server'), final])).toMatchObject({ error: final, told: [0, 1] })
    },
  )

  test('a bug is not tried again', async () => {
    const bug = new TypeError('bug')
    expect(await attempt([bug])).toMatchObject({ error: bug, told: [0] })
  })
})

describe('waiting', () => {
  test('twice as long each time, up to half a minute', async () => {
    const { clock } = await attempt(Array.from({ length: 7 }, () => failure('server')))
    expect(clock.waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })

  test('as long as GitHub asks for', async () => {
    const { clock } = await attempt([failure('limited', 7_000), failure('server', 90_000), failure('server')])
    expect(clock.waits).toEqual([7_000, 90_000, 4_000])
  })

  test('with up to half of it at random', () => {
    const random = new FakeRandom()
    expect([0, 1, 5, 20].map((tries) => backoff(tries, random))).toEqual([1_000, 2_000, 30_000, 30_000])
    random.constant = 1
    expect([0, 1, 5, 20].map((tries) => backoff(tries, random))).toEqual([1_500, 3_000, 45_000, 45_000])
  })
})

describe('retry-after', () => {
  const read = (after: string, date?: string): number | undefined =>
    readRetryAfter(
      new Map([['retry-after', after], ...(date === undefined ? [] : [['date', date] as const])]),
      START,
    )
  const at = (seconds: number): string => new Date(START + seconds * 1_000).toUTCString()

  test.each([
    ['seconds', '7', undefined, 7_000],
    ['seconds with spaces', ' 7 ', undefined, 7_000],
    ['none', '0', undefined, 0],
    ['a date', at(90), undefined, 90_000],
    ['a date that has passed', at(-90), undefined, 0],
    ['a date, by the clock of the one who sent it', at(3_690), at(3_600), 90_000],
    ['a date beside a date that is none', at(90), 'today', 90_000],
    ['no number', 'soon', undefined, undefined],
    ['what a lenient parser takes for a date', '-5', undefined, undefined],
    ['another one', '7.5', undefined, undefined],
    ['nothing', '', undefined, undefined],
  ])('%s', (_, after, date, wait) => {
    expect(read(after, date)).toBe(wait)
  })

  test('is not there', () => {
    expect(readRetryAfter(new Map(), START)).toBeUndefined()
  })

  test.each([
    ['none: our own wait', undefined, 2_000],
    ['sooner than our own wait: that', 0, 2_000],
    ['later: as long as it asks for', 7_000, 7_000],
    ['as long as there is time: too late', 60_000, undefined],
  ])('%s', (_, requested, wait) => {
    expect(waitBefore(requested, 2_000, 60_000)).toBe(wait)
  })
})

describe('the deadline', () => {
  test('no wait goes up to it or past it: the last failure is thrown at once', async () => {
    const last = failure('limited', 10_000)
    const { error, clock } = await attempt([failure('server'), last], 11_000)
    expect(error).toBe(last)
    expect(clock.now()).toBe(START + 1_000)
  })

  test('one that ends just before it is waited for', async () => {
    expect(await attempt([failure('server'), failure('limited', 10_000)], 11_001)).toMatchObject({
      result: 'done',
    })
  })

  test('the first attempt is made, however late it is', async () => {
    expect(await attempt([], -1)).toMatchObject({ result: 'done' })
    expect(await attempt([failure('limited', 0)], 0)).toMatchObject({ told: [0] })
  })

  test('an outage ends with it', async () => {
    const { told, clock, error } = await attempt(
      Array.from({ length: 99 }, () => failure('server')),
      120_000,
    )
    expect(error).toBeInstanceOf(GitHubFailure)
    expect(clock.now()).toBeLessThan(START + 120_000)
    expect(told).toHaveLength(8)
  })
})
