import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Seen } from '../../src/fxiaoke/exchange.ts'
import type { Sealer } from '../../src/github/sealing.ts'
import { LONGEST_SECRET } from '../../src/github/secret-size.ts'
import {
  hide,
  journal,
  journalEntry,
  LONGEST_STATE_VALUE,
  noteProgress,
  readJournal,
  readProgress,
} from '../../src/journal.ts'
import type { JournalEntry } from '../../src/journal.ts'
import { Secret } from '../../src/secret.ts'
import { FakeRunner } from '../support/world/fake-world.ts'

const REPLACES = '2026-11-21T03:00:00Z'

/** The sealed box of a token of that many bytes is 48 bytes longer; its base64 does not compress. */
const boxOf = (bytes: number, fill = 'A'): string => fill.repeat(4 * Math.ceil((bytes + 48) / 3))

const entryOf = (bytes: number, fill?: string): JournalEntry => ({
  encryptedValue: boxOf(bytes, fill),
  keyId: '568250167242549743',
  replaces: REPLACES,
})

const sealer: Sealer = {
  keyId: '568250167242549743',
  seal: (value) => ({
    encryptedValue: boxOf(Buffer.byteLength(value.reveal())),
    keyId: '568250167242549743',
  }),
}

function seen(changes: Partial<Seen> = {}): Seen {
  return {
    refreshToken: new Secret('FSREFTOK_new'),
    accessToken: new Secret('FSTOK_new'),
    unchanged: false,
    ...changes,
  } as Seen
}

/** A runner whose state file takes no more than so many values, and then is full. */
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

/** What the post step finds of what this runner was given. */
function postOf(runner: FakeRunner): FakeRunner {
  const post = new FakeRunner()
  for (const [name, value] of runner.states) post.states.set(name, value)
  return post
}

const progressOf = (runner: FakeRunner): string | undefined => readProgress((name) => runner.state(name))

describe('the journal', () => {
  test('masks both tokens before anything else, then writes the sealed one and how far the run is', () => {
    const runner = new FakeRunner()
    const journaled = journal(seen(), sealer, REPLACES, runner)
    expect(runner.masks).toEqual(['FSREFTOK_new', 'FSTOK_new'])
    expect(runner.calls).toEqual(['mask', 'mask', 'saveState journal_0'])
    expect(journaled).toMatchObject({ encryptedValue: boxOf(12), replaces: REPLACES, kept: true })
    expect(readJournal(postOf(runner))).toEqual({
      encryptedValue: boxOf(12),
      keyId: sealer.keyId,
      replaces: REPLACES,
    })
  })

  test('never holds a token in the plain', () => {
    const runner = new FakeRunner()
    journal(seen(), sealer, REPLACES, runner)
    expect([...runner.states.values()].join()).not.toMatch(/FSREFTOK|FSTOK/)
  })

  test('a secret that does not exist yet is replaced by nothing', () => {
    const runner = new FakeRunner()
    expect(journal(seen(), sealer, undefined, runner)?.replaces).toBeNull()
    expect(readJournal(postOf(runner))?.replaces).toBeNull()
  })

  test('an unchanged refresh token is not journaled: it is stored already', () => {
    const runner = new FakeRunner()
    expect(journal(seen({ unchanged: true }), sealer, REPLACES, runner)).toBeUndefined()
    expect(runner.masks).toEqual(['FSREFTOK_new', 'FSTOK_new'])
    expect(readJournal(postOf(runner))).toBeUndefined()
    expect(progressOf(runner)).toBe('finished')
  })

  test('an answer without an access token masks what there is', () => {
    const runner = new FakeRunner()
    hide(seen({ accessToken: undefined }), runner)
    expect(runner.masks).toEqual(['FSREFTOK_new'])
  })
})

describe('long tokens', () => {
  const lengths = fc.oneof(
    fc.integer({ min: 1, max: LONGEST_SECRET }),
    // Around the edges of the parts.
    fc.integer({ min: 21_500, max: 21_800 }),
    fc.integer({ min: 43_200, max: 43_600 }),
  )

  test('of any length that GitHub takes come back whole, from values that every system hands over', () => {
    fc.assert(
      fc.property(lengths, fc.boolean(), (bytes, isNew) => {
        const runner = new FakeRunner()
        const entry = { ...entryOf(bytes), replaces: isNew ? null : REPLACES }
        expect(journalEntry(entry, runner).kept).toBe(true)
        for (const [name, value] of runner.states) {
          expect(value.length).toBeLessThan(30_000)
          // Windows: name, equals sign and value together.
          expect(`${name}=${value}`.length).toBeLessThan(32_767)
        }
        expect(readJournal(postOf(runner))).toEqual(entry)
      }),
    )
  })

  test('exactly one part, and one character more', () => {
    const bare = JSON.stringify({ ...entryOf(1), encryptedValue: '' }).length
    for (const [more, parts] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const runner = new FakeRunner()
      const entry = { ...entryOf(1), encryptedValue: 'A'.repeat(LONGEST_STATE_VALUE - bare + more) }
      journalEntry(entry, runner)
      expect(runner.states.size).toBe(parts)
      expect(readJournal(postOf(runner))).toEqual(entry)
    }
  })
})

describe('a journal that is cut is no journal', () => {
  test.each([0, 1, 2])('the state was full after %d of three parts', (left) => {
    const runner = new FullRunner(left)
    const entry = entryOf(LONGEST_SECRET)
    const journaled = journalEntry(entry, runner)
    expect(journaled).toMatchObject({ ...entry, kept: false })
    expect(readJournal(postOf(runner))).toBeUndefined()
  })

  test.each([0, 1, 2])('part %d is missing', (index) => {
    const runner = new FakeRunner()
    journalEntry(entryOf(LONGEST_SECRET), runner)
    runner.states.delete(`journal_${index}`)
    expect(readJournal(runner)).toBeUndefined()
  })

  test('a part of a journal of another length does not belong to it', () => {
    const runner = new FakeRunner()
    journalEntry(entryOf(LONGEST_SECRET), runner)
    runner.states.set('journal_1', runner.state('journal_1').replace(/^3:/, '2:'))
    expect(readJournal(runner)).toBeUndefined()
  })

  test.each(['', '0', '-1', '1.5', '2', '01', '101', '1e0', 'Infinity', 'NaN', 'x', ' 1'])(
    'it says that it has %j parts',
    (count) => {
      const runner = new FakeRunner()
      journalEntry(entryOf(100), runner)
      runner.states.set('journal_0', runner.state('journal_0').replace(/^1:/, `${count}:`))
      expect(readJournal(runner)).toBeUndefined()
    },
  )

  test.each([
    '',
    'null',
    '7',
    '[]',
    '{}',
    '{"encryptedValue":"A","keyId":"1"}',
    '{"encryptedValue":"A","replaces":null}',
    '{"keyId":"1","replaces":null}',
    '{"encryptedValue":1,"keyId":"1","replaces":null}',
    '{"encryptedValue":"A","keyId":1,"replaces":null}',
    '{"encryptedValue":"A","keyId":"1","replaces":7}',
    '{"encryptedValue":"A","keyId":"1","replaces":null',
  ])('it reads %j', (text) => {
    const runner = new FakeRunner()
    runner.states.set('journal_0', `1:${text}`)
    expect(readJournal(runner)).toBeUndefined()
    runner.states.set('journal_0', text)
    expect(readJournal(runner)).toBeUndefined()
  })

  test('nothing was ever written', () => {
    expect(readJournal(new FakeRunner())).toBeUndefined()
  })
})

describe('sealed anew', () => {
  test('the later journal counts, also where it is shorter', () => {
    const runner = new FakeRunner()
    journalEntry(entryOf(LONGEST_SECRET, 'A'), runner)
    journalEntry({ ...entryOf(100, 'B'), keyId: '2' }, runner, 1)
    expect(readJournal(postOf(runner))).toEqual({ ...entryOf(100, 'B'), keyId: '2' })
  })

  test('cut in a journal of one part, it leaves the first as it is', () => {
    const runner = new FullRunner(1)
    journalEntry(entryOf(100, 'A'), runner)
    expect(journalEntry(entryOf(100, 'B'), runner, 1).kept).toBe(false)
    expect(readJournal(postOf(runner))).toEqual(entryOf(100, 'A'))
  })

  test.each([1, 2])('cut behind %d of three parts, it does not damage the first', (parts) => {
    const runner = new FullRunner(3 + parts)
    journalEntry(entryOf(LONGEST_SECRET, 'A'), runner)
    expect(journalEntry(entryOf(LONGEST_SECRET, 'B'), runner, 1).kept).toBe(false)
    expect(readJournal(postOf(runner))).toEqual(entryOf(LONGEST_SECRET, 'A'))
  })
})

describe('progress', () => {
  test.each(['exchanging', 'finished'] as const)('%s', (progress) => {
    const runner = new FakeRunner()
    noteProgress(progress, runner)
    expect(progressOf(runner)).toBe(progress)
  })

  test.each(['', 'lost', 'Finished'])('%j is none', (value) => {
    const runner = new FakeRunner()
    runner.states.set('progress', value)
    expect(progressOf(runner)).toBeUndefined()
  })

  test('a state that cannot be written is no reason to stop', () => {
    expect(() => noteProgress('finished', new FullRunner(0))).not.toThrow()
  })

  test('neither is a log that cannot be written', () => {
    const runner = new FakeRunner()
    runner.mask = () => {
      throw new Error('EPIPE')
    }
    expect(journal(seen(), sealer, REPLACES, runner)?.kept).toBe(true)
    expect(readJournal(postOf(runner))).toBeDefined()
  })
})
