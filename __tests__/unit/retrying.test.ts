import { describe, expect, test } from '@jest/globals'
import { GitHubFailure } from '../../src/github/github-failure.ts'
import type { GitHubFailureKind } from '../../src/github/github-failure.ts'
import { backoff, readRetryAfter, retrying, waitBefore } from '../../src/retrying.ts'
import { FakeClock, FakeRandom, START } from '../support/world/fake-world.ts'

const failure = (kind: GitHubFailureKind, retryAfter?: number): GitHubFailure =>
  new GitHubFailure(kind, {}, { retryAfter })

/** Retries work that fails in this sequence and then succeeds. */
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

describe('retrying', () => {
  test('stops at a success', async () => {
    expect(await attempt([])).toMatchObject({ result: 'done', told: [0], clock: { waits: [] } })
  })

  test.each(['unanswered', 'server', 'limited'] as const)('tries again after %s', async (kind) => {
    expect(await attempt([failure(kind), failure(kind)])).toMatchObject({ result: 'done', told: [0, 1, 2] })
  })

  test.each(['rejected', 'sso', 'forbidden', 'not-found', 'invalid', 'unexpected'] as const)(
    'gives up after %s',
    async (kind) => {
      const final = failure(kind)
      expect(await attempt([failure('server'), final])).toMatchObject({ error: final, told: [0, 1] })
    },
  )

  test('gives up after a bug', async () => {
    const bug = new TypeError('bug')
    expect(await attempt([bug])).toMatchObject({ error: bug, told: [0] })
  })
})

describe('waiting', () => {
  test('doubles each time, up to half a minute', async () => {
    const { clock } = await attempt(Array.from({ length: 7 }, () => failure('server')))
    expect(clock.waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })

  test('takes as long as GitHub asks', async () => {
    const { clock } = await attempt([failure('limited', 7_000), failure('server', 90_000), failure('server')])
    expect(clock.waits).toEqual([7_000, 90_000, 4_000])
  })

  test('adds up to half at random', () => {
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
    ['zero seconds', '0', undefined, 0],
    ['a date', at(90), undefined, 90_000],
    ['a date that has passed', at(-90), undefined, 0],
    ["a date, by the sender's clock", at(3_690), at(3_600), 90_000],
    ['a date beside an invalid date header', at(90), 'today', 90_000],
    ['a word', 'soon', undefined, undefined],
    ['a negative number, which a lenient parser takes for a date', '-5', undefined, undefined],
    ['a fraction, which a lenient parser takes for a date', '7.5', undefined, undefined],
    ['an empty value', '', undefined, undefined],
  ])('is read from %s', (_, after, date, wait) => {
    expect(read(after, date)).toBe(wait)
  })

  test('may be missing', () => {
    expect(readRetryAfter(new Map(), START)).toBeUndefined()
  })

  test.each([
    ['missing, so our own wait counts', undefined, 2_000],
    ['shorter than our own wait, which counts', 0, 2_000],
    ['longer than our own wait, so it counts', 7_000, 7_000],
    ['as long as the time left, so there is no wait', 60_000, undefined],
  ])('is %s', (_, requested, wait) => {
    expect(waitBefore(requested, 2_000, 60_000)).toBe(wait)
  })
})

describe('the deadline', () => {
  test('makes the last failure final at once if the wait would reach it', async () => {
    const last = failure('limited', 10_000)
    const { error, clock } = await attempt([failure('server'), last], 11_000)
    expect(error).toBe(last)
    expect(clock.now()).toBe(START + 1_000)
  })

  test('allows a wait that ends just before it', async () => {
    expect(await attempt([failure('server'), failure('limited', 10_000)], 11_001)).toMatchObject({
      result: 'done',
    })
  })

  test('does not prevent the first attempt, however late', async () => {
    expect(await attempt([], -1)).toMatchObject({ result: 'done' })
    expect(await attempt([failure('limited', 0)], 0)).toMatchObject({ told: [0] })
  })

  test('ends the retries of an outage', async () => {
    const { told, clock, error } = await attempt(
      Array.from({ length: 99 }, () => failure('server')),
      120_000,
    )
    expect(error).toBeInstanceOf(GitHubFailure)
    expect(clock.now()).toBeLessThan(START + 120_000)
    expect(told).toHaveLength(8)
  })
})
