import { describe, expect, test } from '@jest/globals'
import { both } from '../../../src/bilingual.ts'
import { ActionError } from '../../../src/errors/action-error.ts'
import type { ErrorId, Failure } from '../../../src/errors/failure.ts'
import { ERROR_IDS } from '../../../src/errors/catalogue.ts'
import { code, link, plain } from '../../../src/report/markdown.ts'
import { Redactor } from '../../../src/report/redactor.ts'
import { report } from '../../../src/report/report.ts'
import type { Report } from '../../../src/report/report.ts'
import type { Result } from '../../../src/report/result.ts'
import { Secret } from '../../../src/secret.ts'
import { DAY, life, NOW, SAMPLES } from '../../support/report/samples.ts'

const URLS = {
  docsUrl: 'https://github.com/org/action/blob/v1',
  issuesUrl: 'https://github.com/org/fxiaoke-refresh-action/issues/new/choose',
}
const SECRET = 'FS|TOK*a_b@c/_'

function told(result: Partial<Result>): Report {
  const { redact } = withSecret(SECRET)
  return report({ now: NOW, secrets: [], warnings: [], ...result }, { redact, ...URLS })
}

function failed(failure: Failure, more: Partial<Result> = {}): Report {
  return told({ error: new ActionError(failure), ...more })
}

function withSecret(value: string): Redactor {
  const redactor = new Redactor()
  redactor.add(new Secret(value))
  return redactor
}

describe('Markdown', () => {
  // Each of these becomes a link, a mention or a formula in cmark-gfm or on GitHub when only written as entities.
  test.each([
    ['www.example.com', '<span>w</span>ww.example.com'],
    ['a@example.com', 'a<span>@</span>example.com'],
    ['@acme', '<span>@</span>acme'],
    ['https://example.com', 'https<span>:</span>//example.com'],
    [':tada:', '<span>:</span>tada:'],
    ['#12', '<span>#</span>12'],
    ['$x$', '<span>$</span>x<span>$</span>'],
    ['a\u202eb', 'a b'],
    ['|`<b>', '&#124;&#96;&#60;b&#62;'],
  ])('%s is only text', (text, markdown) => {
    expect(plain(text)).toBe(markdown)
    expect(code(text)).toBe(`<code>${markdown}</code>`)
    expect(link(text, 'https://github.com/a')).toBe(`<a href="https://github.com/a">${markdown}</a>`)
  })
})

test('the page for single sign-on is a link: a person has to open it', () => {
  const ssoUrl = 'https://github.com/orgs/acme/sso?authorization_request=A1'
  const { summary } = failed({
    id: 'secrets-token-rejected',
    cause: 'sso',
    fate: 'not-sent',
    place: both('acme/crm', 'acme/crm'),
    evidence: { ssoUrl },
  })
  expect(summary.split(`<a href="${ssoUrl}">`)).toHaveLength(3)
})

describe('a secret that others echo', () => {
  test('is hidden before it is escaped', () => {
    const accounts = { expected: 'FSUID_1', actual: SECRET }
    const place = both(SECRET, SECRET)
    const echo = { place, settingsUrl: 'https://github.com/a', name: 'N', reason: SECRET }
    const result = failed(
      { id: 'wrong-account', cause: 'authorized', fate: 'discarded', place, accounts },
      {
        openUserId: SECRET,
        traceId: SECRET,
        place,
        secrets: [{ ...echo, holds: 'access-token', shared: true, outcome: 'failed' }],
        warnings: [{ id: 'account-unknown', expected: SECRET }],
      },
    )
    const said = [result.summary, result.log, result.outputs, result.annotations].map((part) =>
      JSON.stringify(part),
    )
    for (const form of [SECRET, plain(SECRET)]) expect(said.join('\n')).not.toContain(form)
  })

  test.each([...SAMPLES])('%s: nothing is printed that the redactor has not seen last', (_, result) => {
    const redact = (text: string): string => text.replace(/[\p{L}\p{N}]/gu, '*')
    const { annotations, log, summary, outputs } = report(result, { redact, ...URLS })
    const printed = annotations.flatMap(({ title, message }) => [title, message]).concat(log, summary)
    for (const text of [...printed, outputs['open-user-id'], outputs['trace-id']])
      expect(text).not.toMatch(/[\p{L}\p{N}]/u)
  })

  test.each([
    ['with small hexadecimal digits', (value: string) => encodeURIComponent(value).toLowerCase()],
    ['of a form', (value: string) => new URLSearchParams({ a: value }).toString()],
    ['of JSON with escaped slashes', (value: string) => JSON.stringify(value).replaceAll('/', '\\/')],
    ['inside a longer Base64 text', (value: string) => Buffer.from(`x:${value}`).toString('base64')],
    [
      'inside a longer Base64 text, followed',
      (value: string) => Buffer.from(`xy${value}zz`).toString('base64'),
    ],
  ])('is hidden in the encoding %s', (_name, encode) => {
    const value = 'fsreftok_a+b/c"d e-0123456789'
    const { redact } = withSecret(value)
    expect(redact(encode(value))).toContain('***')
  })
})

/** The sample of an error, as if nothing had been sent. */
function unsent(id: ErrorId): Failure {
  return { ...SAMPLES.get(`error-${id}`)?.error?.failure, fate: 'not-sent' } as Failure
}

const FOREIGN = {
  id: 'wrong-account',
  cause: 'refreshed',
  fate: 'discarded',
  place: both('acme/crm', 'acme/crm'),
  accounts: { expected: 'FSUID_1', actual: 'FSUID_2' },
} as const

const LOST = {
  id: 'fxiaoke-unreachable',
  fate: 'unknown',
  evidence: { host: 'open.fxiaoke.com' },
} as const

describe('the countdown', () => {
  test.each(ERROR_IDS.filter((id) => id !== 'authorization-required'))(
    '%s says what is known of it',
    (id) => {
      const failure = unsent(id)
      const [known] = failed(failure, { refreshTokenLife: life(20) }).annotations
      expect(known?.message).toContain('2026-12-14 02:44 UTC')
      expect(failed(failure).annotations[0]?.message).toContain('This run cannot tell')
    },
  )

  test('never says that a token lives which may be spent', () => {
    for (const failure of [
      FOREIGN,
      { ...LOST, cause: 'interrupted' },
      { ...LOST, id: 'wrong-cloud-domain', cause: 'no-json' },
    ] as const) {
      const result = failed(failure, { refreshTokenLife: life(20) })
      expect(result.annotations[0]?.message).toContain('If it was not spent')
      expect(result.summary).not.toContain('days used')
    }
  })

  test('is not asked for where the tokens were thrown away and nothing is known of the stored one', () => {
    const [known] = failed(FOREIGN).annotations
    expect(known?.message).not.toContain('This run cannot tell')
  })

  test('and the bar agree', () => {
    const just = new Date(NOW.getTime() - 1000)
    const refreshTokenLife = { since: just, until: new Date(just.getTime() + 60 * DAY) }
    const { summary } = told({ status: 'refreshed', refreshTokenLife })
    expect(summary).toContain('in 59 days')
    expect(summary).toContain('59 left')
  })
})

describe('a page stays far below 1 MiB', () => {
  // Each @ becomes an element of its own: then it is the table that is left out.
  const LONG = ['客'.repeat(255), '@'.repeat(255)] as const

  test.each(LONG)('with every share that fails, and with the longest names', (long) => {
    const place = both(long, long)
    const secrets = Array.from({ length: 1000 }, (_, index) => ({
      place,
      settingsUrl: 'https://github.com/a',
      name: `${long}${index}`,
      reason: long,
      holds: 'access-token' as const,
      shared: true,
      outcome: 'failed' as const,
    }))
    const { summary } = failed(
      { id: 'share-failed', cause: 'not-written', fate: 'replaced', failed: secrets.map(() => place) },
      { secrets, place, refreshTokenLife: life(59) },
    )
    expect(Buffer.byteLength(summary)).toBeLessThan(530_000)
    // Not toContain, which would print it all.
    expect(summary.includes('and 900 more')).toBe(!long.startsWith('@'))
    expect(summary.includes('怎么办')).toBe(true)
    // What stands behind a table that is left out is not left out with it.
    expect(summary.includes('1 of 60 days used')).toBe(true)
  })

  test.each(LONG)('with a dry run that has a thousand shares to tell of', (long) => {
    const proven = Array.from({ length: 1000 }, () => both(long, long))
    const { summary } = told({ status: 'checked', dryRun: { proven, unproven: [] } })
    expect(Buffer.byteLength(summary)).toBeLessThan(530_000)
    expect(summary.includes('and 900 more')).toBe(true)
  })

  test('with ids of any length', () => {
    const long = '@'.repeat(400_000)
    const { summary } = told({ status: 'refreshed', openUserId: long })
    expect(Buffer.byteLength(summary)).toBeLessThan(10_000)
    const other = failed({ ...FOREIGN, accounts: { expected: 'FSUID_1', actual: long } })
    expect(Buffer.byteLength(other.summary)).toBeLessThan(200_000)
    expect(other.annotations[0]?.message.length).toBeLessThan(10_000)
  })
})

test('thousands of wrong inputs still make a page', () => {
  const problems = Array.from({ length: 3000 }, (_, index) =>
    both(`Problem ${index}: ${'x'.repeat(5000)}`, `问题 ${index}：${'x'.repeat(5000)}`),
  )
  const result = failed({ id: 'invalid-input', cause: 'inputs', fate: 'not-sent', problems })
  expect(Buffer.byteLength(result.summary)).toBeLessThan(64_000)
  expect(result.summary).toContain('And 2981 more.')
})
