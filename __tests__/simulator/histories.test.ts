import { randomInt } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { historyOf } from '../../simulator/history.ts'
import type { History } from '../../simulator/history.ts'
import { KEPT } from '../../simulator/kept.ts'
import { KNOWN } from '../../simulator/known.ts'
import { play } from '../../simulator/play.ts'

/** The rules that the history breaks, except those known to be broken. */
async function brokenBy(history: History): Promise<string[]> {
  const { violations } = await play(history)
  return violations.filter(({ rule }) => !(rule in KNOWN)).map(({ rule, what }) => `${rule}: ${what}`)
}

describe('the contract holds', () => {
  test.each(KEPT)('$name', async ({ history }) => {
    expect(await brokenBy(history)).toEqual([])
  })

  test('in 300 new histories; `npm run simulate -- --seed N` replays one', async () => {
    const from = randomInt(2 ** 30)
    for (let seed = from; seed < from + 300; seed += 1)
      expect({ seed, broken: await brokenBy(historyOf(seed)) }).toEqual({ seed, broken: [] })
  }, 240_000)
})

describe('the simulator', () => {
  test('plays the same story for the same seed', async () => {
    const [one, other] = [await play(historyOf(7)), await play(historyOf(7))]
    expect(one.story.length).toBeGreaterThan(10)
    expect(other).toEqual(one)
  })

  test('stores both tokens in a run without faults, and passes them to the next', async () => {
    const { violations, story } = await play(WELL)
    expect(violations).toEqual([])
    const exchanged = story.filter((line) => line.includes('Fxiaoke issues'))
    const carriedOut = story.filter((line) => line.includes(' put is carried out'))
    // Two runs, and the final one without faults that follows every history.
    expect([exchanged.length, carriedOut.length]).toEqual([3, 3])
  })

  test('reports a token that is lost in transit, which breaks no rule', async () => {
    const { violations, story } = await play({ ...WELL, faults: [LOST_ANSWERS] })
    expect(violations).toEqual([])
    expect(story.filter((line) => line.includes('::error::')).length).toBeGreaterThan(0)
  })
})

const RUN = {
  do: 'run',
  wait: 60,
  queued: 1,
  rerunOf: undefined,
  intent: 'rotate',
  otherUser: false,
  expectUser: false,
  post: 'inputs',
  end: undefined,
  readsTimes: true,
  skew: 0,
} as const

/** Two successive runs in one place. */
const WELL: History = {
  seed: 1,
  place: 'environment',
  rotation: 'single',
  group: true,
  lag: 0,
  lenient: false,
  keepsKeys: false,
  sameAccessToken: false,
  shares: 1,
  login: true,
  record: true,
  wrongWiring: false,
  accessTokenMinutes: 120,
  steps: [RUN, RUN],
  faults: [],
}

const LOST_ANSWERS = {
  run: 1,
  step: 'main',
  on: 'token',
  nth: 0,
  count: 4,
  kind: 'lost-answer',
  status: 0,
  seconds: 1,
  cutAt: 0,
  hand: false,
} as const
