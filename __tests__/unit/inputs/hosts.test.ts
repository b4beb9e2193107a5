import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Bilingual } from '../../../src/bilingual.ts'
import { isLoopback, readCloudDomain, readGitHubApiUrl } from '../../../src/inputs/hosts.ts'

/** The address or the error sentence that an input is read as. */
function hrefOf(url: URL | Bilingual): string {
  return url instanceof URL ? url.href : url.en
}

describe('cloud-domain', () => {
  test.each([
    ['open.fxiaoke.com', 'https://open.fxiaoke.com/'],
    ['open.fxiaoke.com/', 'https://open.fxiaoke.com/'],
    ['https://open-ksc.sharecrm.com', 'https://open-ksc.sharecrm.com/'],
    ['https://open.fxiaoke.com/', 'https://open.fxiaoke.com/'],
    ['HTTPS://Open.Fxiaoke.COM/', 'https://open.fxiaoke.com/'],
    ['open.fxiaoke.com:8443', 'https://open.fxiaoke.com:8443/'],
    ['localhost:8080', 'https://localhost:8080/'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['http://127.8.9.10', 'http://127.8.9.10/'],
    ['http://[::1]:8080', 'http://[::1]:8080/'],
  ])('%s is %s', (value, href) => {
    expect(hrefOf(readCloudDomain(value))).toBe(href)
  })

  test.each([
    ['', 'is empty'],
    ['http://open.fxiaoke.com', 'must use https'],
    ['http://localhost.example.com', 'must use https'],
    ['http://notlocalhost', 'must use https'],
    ['http://fxiaoke.localhost:8080', 'must use https'],
    ['http://127.0.0.1.example.com', 'must use https'],
    ['http://128.0.0.1', 'must use https'],
    ['http://0.0.0.0', 'must use https'],
    ['http://[::]', 'must use https'],
    ['http://[::ffff:127.0.0.1]', 'must use https'],
    ['ftp://open.fxiaoke.com', 'must use https'],
    ['ws://localhost', 'must use https'],
    ['file:///etc/passwd', 'must use https'],
    ['user@open.fxiaoke.com', 'user name or password'],
    ['https://user@open.fxiaoke.com', 'user name or password'],
    ['https://:password@open.fxiaoke.com', 'user name or password'],
    ['https://open.fxiaoke.com@example.com', 'user name or password'],
    ['open.fxiaoke.com?', 'query or a fragment'],
    ['open.fxiaoke.com?a=b', 'query or a fragment'],
    ['open.fxiaoke.com#', 'query or a fragment'],
    ['open.fxiaoke.com/#top', 'query or a fragment'],
    ['open.fxiaoke.com/oauth2.0', 'without a path'],
    ['https://open.fxiaoke.com/oauth2.0/token', 'without a path'],
    ['open.fxiaoke.com//', 'without a path'],
    ['open.fxiaoke.com:99999', 'must be a host'],
    ['https://', 'must be a host'],
    ['[::1', 'must be a host'],
    ['open.fxiaoke .com', 'spaces'],
    ['open.fxiaoke.com\nexample.com', 'spaces'],
    ['open.fxiaoke.com\\example.com', 'backslashes'],
    ['open.fxiaoke.com\0', 'control characters'],
  ])('%j is refused: %s', (value, why) => {
    const problem = hrefOf(readCloudDomain(value))
    expect(problem).toEqual(expect.stringContaining(why))
    expect(problem).toMatch(/^cloud-domain .*, for example .*open\.fxiaoke\.com\.$/)
  })

  test('any text is read as a safe address for the app secret, or as a sentence', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'http://',
        'https://',
        'localhost',
        '127.0.0.1',
        '@',
        ':',
        '/',
        '?',
        '#',
        '[::1]',
        '.',
        '%',
      ),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const url = readCloudDomain(parts.join(''))
        if (!(url instanceof URL))
          return url.en.startsWith('cloud-domain') && url.zh.startsWith('cloud-domain')
        const safe = url.protocol === 'https:' || isLoopback(url.hostname)
        return safe && url.pathname === '/' && url.href === `${url.origin}/`
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('github-api-url', () => {
  test.each([
    ['https://api.github.com', 'https://api.github.com/'],
    ['https://api.github.com/', 'https://api.github.com/'],
    ['https://api.acme.ghe.com', 'https://api.acme.ghe.com/'],
    ['https://github.example.com/api/v3', 'https://github.example.com/api/v3'],
    ['https://github.example.com/api/v3/', 'https://github.example.com/api/v3'],
    ['https://github.example.com/api/v3//', 'https://github.example.com/api/v3'],
    ['github.example.com:8443/api/v3', 'https://github.example.com:8443/api/v3'],
    ['http://127.0.0.1:8080/api/v3', 'http://127.0.0.1:8080/api/v3'],
  ])('%s is %s', (value, href) => {
    expect(hrefOf(readGitHubApiUrl(value))).toBe(href)
  })

  test.each([
    ['', 'is empty'],
    ['http://api.github.com', 'must use https'],
    ['https://token@api.github.com', 'user name or password'],
    ['https://api.github.com?page=1', 'query or a fragment'],
    ['https://api.github.com/#', 'query or a fragment'],
    ['https://api github.com', 'spaces'],
  ])('%j is refused: %s', (value, why) => {
    const problem = hrefOf(readGitHubApiUrl(value))
    expect(problem).toEqual(expect.stringContaining(why))
    expect(problem).toMatch(/^github-api-url /)
  })
})

test.each([
  ['localhost', true],
  ['LOCALHOST', true],
  ['a.b.localhost', false],
  ['127.0.0.1', true],
  ['127.255.255.255', true],
  ['[::1]', true],
  ['.localhost', false],
  ['localhost.', false],
  ['localhost.example.com', false],
  ['127.0.0', false],
  ['1127.0.0.1', false],
  ['126.0.0.1', false],
  ['', false],
])('isLoopback of %j is %s', (hostname, loopback) => {
  expect(isLoopback(hostname)).toBe(loopback)
})
