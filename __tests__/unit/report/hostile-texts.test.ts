import { describe, expect, test } from '@jest/globals'
import { both } from '../../../src/bilingual.ts'
import { ActionError } from '../../../src/errors/action-error.ts'
import type { Failure } from '../../../src/errors/failure.ts'
import { plain } from '../../../src/report/markdown.ts'
import { Redactor } from '../../../src/report/redactor.ts'
import { report } from '../../../src/report/report.ts'
import type { Report } from '../../../src/report/report.ts'
import type { Result } from '../../../src/report/result.ts'
import { Secret } from '../../../src/secret.ts'
import { life, NOW, SAMPLES } from '../../support/report/samples.ts'

const URLS = {
  docsUrl: 'https://github.com/org/action/blob/v1',
  issuesUrl: 'https://github.com/org/fxiaoke-refresh-action/issues/new/choose',
}
const SECRET = 'FS|TOK*a_b@c/_'

function told(result: Partial<Result>): Report {
  const { redact, quotable } = withSecret(SECRET)
  const quote = (text: string): string => quotable(text) ?? '***'
  return report(
    { language: 'en', now: NOW, secrets: [], warnings: [], ...result },
    { redact, quote, ...URLS },
  )
}

function failed(failure: Failure, more: Partial<Result> = {}): Report {
  return told({ error: new ActionError(failure), ...more })
}

function withSecret(value: string): Redactor {
  const redactor = new Redactor()
  redactor.add(new Secret(value))
  return redactor
}

test('the single sign-on page is a link', () => {
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

describe('a secret in remote text', () => {
  test('is hidden before it is escaped', () => {
    const accounts = { expected: 'FSUID_1', actual: SECRET }
    const place = both(SECRET, SECRET)
    const echo = { place, settingsUrl: 'https://github.com/a', name: 'N', reason: both(SECRET, SECRET) }
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

  test.each([...SAMPLES])('is redacted as the last step in every text of %s', (_, result) => {
    const redact = (text: string): string => text.replace(/[\p{L}\p{N}]/gu, '*')
    const { annotations, log, summary, outputs } = report(result, { redact, quote: redact, ...URLS })
    const printed = annotations.flatMap(({ title, message }) => [title, message]).concat(log, summary)
    for (const text of [...printed, outputs['open-user-id'], outputs['trace-id']])
      expect(text).not.toMatch(/[\p{L}\p{N}]/u)
  })
})

const FOREIGN = {
  id: 'wrong-account',
  cause: 'refreshed',
  fate: 'discarded',
  place: both('acme/crm', 'acme/crm'),
  accounts: { expected: 'FSUID_1', actual: 'FSUID_2' },
} as const

describe('a page stays far below 1 MiB', () => {
  // Each @ becomes an element of its own, so the table is left out.
  const LONG = ['客'.repeat(255), '@'.repeat(255)] as const

  test.each(LONG)('with a thousand failed shares and the longest names', (long) => {
    const place = both(long, long)
    const secrets = Array.from({ length: 1000 }, (_, index) => ({
      place,
      settingsUrl: 'https://github.com/a',
      name: `${long}${index}`,
      reason: both(long, long),
      holds: 'access-token' as const,
      shared: true,
      outcome: 'failed' as const,
    }))
    const { summary } = failed(
      { id: 'share-failed', cause: 'not-written', fate: 'replaced', failed: secrets.map(() => place) },
      { secrets, place, refreshTokenLife: life(59) },
    )
    expect(Buffer.byteLength(summary)).toBeLessThan(530_000)
    // toContain would print the whole summary.
    expect(summary.includes('and 900 more')).toBe(!long.startsWith('@'))
    expect(summary.includes('怎么办')).toBe(true)
    // The text after an omitted table stays.
    expect(summary.includes('more about it')).toBe(true)
  })

  test.each(LONG)('with a list of a thousand shares', (long) => {
    const item = { state: 'done', says: both(long, long), pages: [] } as const
    const { summary } = told({ status: 'checked', setUp: Array.from({ length: 1000 }, () => item) })
    expect(Buffer.byteLength(summary)).toBeLessThan(530_000)
    expect(summary.includes('and 960 more')).toBe(true)
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

test('thousands of wrong inputs still fit on a page', () => {
  const problems = Array.from({ length: 3000 }, (_, index) =>
    both(`Problem ${index}: ${'x'.repeat(5000)}`, `问题 ${index}：${'x'.repeat(5000)}`),
  )
  const result = failed({ id: 'invalid-input', cause: 'inputs', fate: 'not-sent', problems })
  expect(Buffer.byteLength(result.summary)).toBeLessThan(64_000)
  expect(result.summary).toContain('And 2981 more.')
})
