import { expect, test } from '@jest/globals'
import { Redactor } from '../../../src/report/redactor.ts'
import { Secret } from '../../../src/secret.ts'

function hiding(...values: string[]): Redactor['redact'] {
  const redactor = new Redactor()
  for (const value of values) redactor.add(new Secret(value))
  return redactor.redact
}

test.each<[string, (value: string) => string]>([
  ['in plain text', (value) => value],
  ['with lower-case hexadecimal digits', (value) => encodeURIComponent(value).toLowerCase()],
  ['as in a form', (value) => new URLSearchParams({ a: value }).toString()],
  ['as JSON with escaped slashes', (value) => JSON.stringify(value).replaceAll('/', '\\/')],
  ['in Base64', (value) => Buffer.from(value).toString('base64')],
  ['in URL-safe Base64', (value) => Buffer.from(value).toString('base64url')],
  ['inside a longer Base64 text', (value) => Buffer.from(`x:${value}`).toString('base64')],
  ['in the middle of a Base64 text', (value) => Buffer.from(`xy${value}zz`).toString('base64')],
])('a secret is hidden %s', (_, encode) => {
  const value = 'fsreftok_a+b/c"d e-0123456789'
  expect(hiding(value)(`<${encode(value)}>`)).toContain('***')
})

test('a secret that contains another is hidden completely', () => {
  expect(hiding('token', 'a-token-b')('is a-token-b')).toBe('is ***')
})

test('a secret of several lines is hidden line by line', () => {
  expect(hiding('first\r\nsecond')('second, then first')).toBe('***, then ***')
})

test('an encoded form as short as a word hides nothing', () => {
  expect(hiding('a b')('a%20b and a b')).toBe('a%20b and ***')
})
