import { inspect } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { both } from '../../src/bilingual.ts'
import { RemoteText } from '../../src/errors/remote-text.ts'

const same = (text: string): string => text

describe('remote text', () => {
  test('is not printed by accident', () => {
    const text = new RemoteText('ghp_secret')
    const shown = `${String(text)} ${JSON.stringify({ text })} ${inspect({ text })}`
    expect(shown).not.toContain('ghp_secret')
    expect(String(text)).toBe('[remote text]')
    expect(text.raw).toBe('ghp_secret')
  })

  test('is redacted before it is cut, so no part of a secret survives', () => {
    const secret = 'FSREFTOK_secret'
    const redact = (text: string): string => text.replaceAll(secret, '***')
    const text = new RemoteText(`${'x'.repeat(290)}${secret}`)
    expect(text.printable(redact).en).toBe(`${'x'.repeat(290)}***`)
    expect(text.printable(redact, 292).en).toBe(`${'x'.repeat(290)}**…`)
  })

  test.each([
    ['exactly at the limit', 'x'.repeat(300), 'x'.repeat(300)],
    ['above the limit', 'x'.repeat(301), `${'x'.repeat(300)}…`],
    ['of surrogate pairs at the limit', '🚀'.repeat(300), '🚀'.repeat(300)],
    ['of surrogate pairs above the limit', '🚀'.repeat(301), `${'🚀'.repeat(300)}…`],
  ])('is cut by characters: %s', (_, raw, printable) => {
    expect(new RemoteText(raw).printable(same)).toEqual(both(printable, printable))
  })

  test.each([
    ['a\r\n::error::b', 'a ::error::b'],
    ['\n##[command]', '##[command]'],
    ['a\u001b[31mred', 'a [31mred'],
    ['a\u202egnp.exe', 'a gnp.exe'],
    ['a\u200bb\u2028c\u2029d\0e\u0085f', 'a b c d e f'],
    ['  spaces  ', 'spaces'],
  ])('turns %j into a harmless %j', (raw, printable) => {
    expect(new RemoteText(raw).printable(same)).toEqual(both(printable, printable))
  })

  test('is withheld if it may contain a secret, with a note in both languages', () => {
    const { en, zh } = new RemoteText('ghp_secret').printable(() => undefined)
    expect(en).toMatch(/^\(withheld, /)
    expect(zh).toMatch(/^（.*不予显示）$/)
  })

  test('is always one line within the limit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (raw, limit) => {
          const printable = new RemoteText(raw).printable(same, limit).zh
          expect(Array.from(printable).length).toBeLessThanOrEqual(limit + 1)
          expect(printable).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
        },
      ),
    )
  })
})
