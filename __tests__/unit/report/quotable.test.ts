import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Redactor } from '../../../src/report/redactor.ts'
import { Secret } from '../../../src/secret.ts'

const TOKEN = 'FSREFTOK_Ab3=xY7/kQ9+zz0'

function quoting(...secrets: string[]): Redactor['quotable'] {
  const redactor = new Redactor()
  for (const secret of secrets) redactor.add(new Secret(secret))
  return redactor.quotable
}

const escapes: Readonly<Record<string, (text: string) => string>> = {
  'in plain text': (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  'as Gson writes it': (text) =>
    text.replace(/[=&<>']/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
  'as JSON in JSON': (text) => JSON.stringify(JSON.stringify(`"${text}"`)),
  'in HTML entities': (text) =>
    text.replaceAll('_', '&lowbar;').replaceAll('=', '&#61;').replaceAll('/', '&#x2F;'),
  'percent-encoded': (text) => encodeURIComponent(text).replaceAll('_', '%5F'),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'every character percent-encoded': (text) =>
    Array.from(text)
      .map((sign) => `%${sign.charCodeAt(0).toString(16)}`)
      .join(''),
  'every character as JavaScript escapes it': (text) =>
    Array.from(text)
      .map((sign) => `\\x${sign.charCodeAt(0).toString(16)}`)
      .join(''),
  'every character as %u': (text) =>
    Array.from(text)
      .map((sign) => `%u00${sign.charCodeAt(0).toString(16)}`)
      .join(''),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 twice': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  'inside a longer base64 text': (text) => Buffer.from(`user:${text} and more`).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in base64 with line breaks': (text) =>
    Buffer.from(text.repeat(4))
      .toString('base64')
      .replace(/(.{20})/g, '$1\r\n'),
  'in hexadecimal digits': (text) => Buffer.from(text).toString('hex'),
  'split by zero-width spaces': (text) => Array.from(text).join('\u200b'),
  'split by line breaks': (text) => text.replace(/(.{5})/g, '$1\n'),
  'spaced out': (text) => Array.from(text).join(' '),
  'in full-width letters': (text) =>
    text.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0)),
  'without its end': (text) => text.slice(0, -1),
  'without its beginning': (text) => text.slice(5),
}

describe('a text with a secret is withheld', () => {
  test.each(Object.entries(escapes))('%s', (_, escape) => {
    expect(quoting(TOKEN)(`the parameter ${escape(TOKEN)} is wrong`)).toBeUndefined()
  })

  test('in any two nested escapes, for any token', () => {
    const simple = [
      'percent-encoded',
      'in base64',
      'in hexadecimal digits',
      'as Gson writes it',
      'in HTML entities',
    ]
    const token = fc.stringMatching(/^FSREFTOK_[A-Za-z0-9+/=]{12,40}$/)
    fc.assert(
      fc.property(token, fc.constantFrom(...simple), fc.constantFrom(...simple), (value, inner, outer) => {
        const written = escapes[outer]?.(escapes[inner]?.(value) ?? '') ?? ''
        expect(quoting(value)(`said: ${written}.`)).toBeUndefined()
      }),
    )
  })

  test('if the secret is short', () => {
    expect(quoting('hunter2')('the password Hunter2 is wrong')).toBeUndefined()
    expect(quoting('=')('a = b')).toBeUndefined()
  })
})

describe('a text without a secret is quoted unchanged', () => {
  test.each([
    'Bad credentials',
    'the parameter refreshToken is missing or illegal',
    'token FSREFTOK_ expected',
    '缺少参数或参数不合法',
    '100% of <b>&amp; \\u0041',
    'a9Zk'.repeat(200),
  ])('%s', (text) => {
    expect(quoting(TOKEN, 'hunter2')(text)).toBe(text)
  })

  test('without an exception or a long delay for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => void quoting(TOKEN)(text)),
    )
    quoting(TOKEN)('%25'.repeat(1_000_000))
    quoting(TOKEN)('ab'.repeat(2_000_000))
  })
})
