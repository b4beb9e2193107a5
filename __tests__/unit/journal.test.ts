import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Sealed } from '../../src/github/sealing.ts'
import { LONGEST_SECRET } from '../../src/github/secret-size.ts'
import { isUnfinished, Journal, readJournal } from '../../src/journal.ts'
import type { JournalEntry, Spending } from '../../src/journal.ts'
import { MOST_RESEALS } from '../../src/patience.ts'
import { FakeRandom, FakeRunner } from '../support/world/fake-world.ts'

/** The base64 text of the sealed box for a token of that many bytes; the box is 48 bytes longer. */
const boxOf = (bytes: number, fill = 'A'): Sealed => ({
  encryptedValue: fill.repeat(4 * Math.ceil((bytes + 48) / 3)),
  keyId: '568250167242549743',
})

const SPENDING: Spending = {
  grant: 'refresh_token',
  place: { kind: 'organization', owner: 'acme' },
  secretName: 'FXIAOKE_REFRESH_TOKEN',
  visibility: { visibility: 'selected', selected_repository_ids: [1001, 1002] },
  spentAt: Date.parse('2026-11-24T03:00:00Z'),
  lastRead: '2026-11-21T03:00:00Z',
  githubApiUrl: 'https://api.github.com',
  serverUrl: 'https://github.com',
  host: 'open.fxiaoke.com',
}

/** A runner whose state file is full after that many values. */
class FullRunner extends FakeRunner {
  #left: number

  constructor(left: number) {
    super()
    this.#left = left
  }

  override saveState(name: string, value: string): void {
    if (this.#left === 0) throw new Error('ENOSPC: no space left on device')
    this.#left -= 1
    super.saveState(name, value)
  }
}

const begin = (runner: FakeRunner): Journal => new Journal({ runner, random: new FakeRandom() })
const found = (runner: FakeRunner): JournalEntry => readJournal((name) => runner.state(name))
const unfinished = (runner: FakeRunner): boolean => isUnfinished((name) => runner.state(name))

function spent(runner = new FakeRunner()): { runner: FakeRunner; journal: Journal } {
  const journal = begin(runner)
  journal.spending(SPENDING)
  return { runner, journal }
}

describe('the post step finds', () => {
  test('unfinished work until a settled token is reported', () => {
    const { runner, journal } = spent()
    journal.settled()
    expect(unfinished(runner)).toBe(true)
    journal.told()
    expect(unfinished(runner)).toBe(false)
  })

  test('unfinished work after a run that reported a token as not stored', () => {
    const { runner, journal } = spent()
    journal.told()
    expect(unfinished(runner)).toBe(true)
  })

  test('nothing before the token is spent', () => {
    const runner = new FakeRunner()
    begin(runner)
    expect(unfinished(runner)).toBe(false)
    expect(found(runner)).toMatchObject({ spending: undefined, sealed: undefined })
  })

  test('the exchange as soon as the token may be sent', () => {
    const { runner } = spent()
    expect(unfinished(runner)).toBe(true)
    expect(found(runner)).toEqual({
      spending: SPENDING,
      sealed: undefined,
      userConfirmed: false,
      writeBegan: undefined,
      proxyRefusals: 0,
    })
  })

  test('the sealed token and everything noted after it', () => {
    const { runner, journal } = spent()
    expect(journal.keep(boxOf(100))).toEqual({ ...boxOf(100), kept: true })
    journal.confirmUser()
    journal.writeBegins(SPENDING.spentAt + 1_000)
    journal.proxyRefused(2)
    expect(found(runner)).toEqual({
      spending: SPENDING,
      sealed: boxOf(100),
      userConfirmed: true,
      writeBegan: SPENDING.spentAt + 1_000,
      proxyRefusals: 2,
    })
  })

  test('nothing once the journal is idle', () => {
    const { runner, journal } = spent()
    journal.keep(boxOf(100))
    journal.idle()
    expect(unfinished(runner)).toBe(false)
    expect(found(runner).sealed).toBeUndefined()
  })

  test('either a complete resealed token or the previous one', () => {
    for (const written of [1, 2, 3]) {
      const runner = new FullRunner(6 + written)
      const { journal } = spent(runner)
      journal.keep(boxOf(LONGEST_SECRET, 'A'))
      const isWhole = journal.keep(boxOf(LONGEST_SECRET, 'B')).kept
      expect(found(runner).sealed).toEqual(boxOf(LONGEST_SECRET, isWhole ? 'B' : 'A'))
    }
  })

  test('the last of the maximum number of resealed tokens', () => {
    const { runner, journal } = spent()
    for (let index = 0; index <= MOST_RESEALS; index += 1) journal.keep(boxOf(100, String(index)))
    expect(found(runner).sealed).toEqual(boxOf(100, String(MOST_RESEALS)))
  })
})

describe('state planted by an earlier step', () => {
  const planted = (): FakeRunner => {
    const { runner, journal } = spent()
    journal.keep(boxOf(100, 'X'))
    const later = new FakeRunner()
    for (const [name, value] of runner.states) later.states.set(name, value)
    return later
  }

  test('is ignored after a run that spends nothing', () => {
    const runner = planted()
    expect(unfinished(runner)).toBe(true)
    new Journal({ runner, random: new FakeRandom() })
    expect(unfinished(runner)).toBe(false)
  })

  test('does not pass as a token of a run that kept none', () => {
    const runner = planted()
    const random = new FakeRandom()
    random.bytes(1)
    const journal = new Journal({ runner, random })
    journal.spending({ ...SPENDING, host: 'own' })
    expect(found(runner)).toMatchObject({
      spending: { host: 'own' },
      sealed: undefined,
      userConfirmed: false,
    })
  })
})

describe('a state value', () => {
  test('fits into an environment variable, even for the longest token and visibility', () => {
    const { runner, journal } = spent()
    const ids = Array.from({ length: 10_000 }, (_, index) => 1_000_000_000 + index)
    journal.spending({ ...SPENDING, visibility: { visibility: 'selected', selected_repository_ids: ids } })
    journal.keep(boxOf(LONGEST_SECRET))
    for (const value of runner.states.values()) expect(value.length).toBeLessThan(30_000)
    expect(found(runner).spending?.visibility?.selected_repository_ids).toEqual(ids)
  })

  test('that is damaged makes the token unreadable, never wrong', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.string(),
        fc.integer({ min: 1, max: LONGEST_SECRET }),
        (which, value, bytes) => {
          const { runner, journal } = spent()
          journal.keep(boxOf(bytes))
          const names = [...runner.states.keys()].filter((name) => name.startsWith('sealed'))
          runner.states.set(names[which % names.length] ?? '', value)
          expect(found(runner).sealed).toBeUndefined()
        },
      ),
      { numRuns: 50 },
    )
  })
})

test.each([LONGEST_SECRET + 1, 2_700_000])(
  'a token of %i bytes is too long for a secret and is not kept',
  (bytes) => {
    const { runner, journal } = spent()
    expect(journal.keep(boxOf(bytes)).kept).toBe(false)
    expect(found(runner).sealed).toBeUndefined()
    expect(Math.max(...[...runner.states.values()].map(({ length }) => length))).toBeLessThan(1_000)
  },
)

test('a full state file is reported without an exception', () => {
  const runner = new FullRunner(0)
  const { journal } = spent(runner)
  expect(journal.keep(boxOf(100)).kept).toBe(false)
  expect(unfinished(runner)).toBe(false)
})
