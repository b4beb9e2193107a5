import { describe, expect, test } from '@jest/globals'
import { failureReason, GitHubFailure, readGitHubFailure } from '../../../src/github/github-failure.ts'
import type { GitHubFailureKind } from '../../../src/github/github-failure.ts'
import { START } from '../../support/world/fake-world.ts'

const REQUEST = 'PUT /repos/acme/crm/actions/secrets/X'
const SECOND = 1_000
const EPOCH = START / SECOND

function read(status: number, headers: Record<string, string> = {}, data: unknown = {}): GitHubFailure {
  const body = typeof data === 'string' ? data : JSON.stringify(data)
  const answer = { status, headers: new Map(Object.entries(headers)), body }
  return readGitHubFailure(REQUEST, answer, START, 'https://github.com')
}

/** Each kind of failure, whether a retry may succeed, and whether the request may have taken effect. */
const TABLE: readonly [
  what: string,
  status: number,
  headers: Record<string, string>,
  message: string,
  kind: GitHubFailureKind,
  transient: boolean,
  maybeDone: boolean,
][] = [
  ['a bad token', 401, {}, 'Bad credentials', 'rejected', false, false],
  ['a missing permission', 403, {}, 'Resource not accessible by integration', 'forbidden', false, false],
  [
    'a missing permission, with limits to spare',
    403,
    { 'x-ratelimit-remaining': '4999' },
    'Forbidden',
    'forbidden',
    false,
    false,
  ],
  ['a secondary limit by header', 403, { 'retry-after': '60' }, '', 'limited', true, false],
  [
    'a secondary limit by its message',
    403,
    {},
    'You have exceeded a secondary rate limit.',
    'limited',
    true,
    false,
  ],
  [
    'a secondary limit by its old message',
    403,
    {},
    'You have triggered an abuse detection mechanism',
    'limited',
    true,
    false,
  ],
  [
    'the primary limit',
    403,
    { 'x-ratelimit-remaining': '0' },
    'API rate limit exceeded',
    'limited',
    true,
    false,
  ],
  ['429', 429, {}, '', 'limited', true, false],
  [
    'SSO by header',
    403,
    { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?a=1' },
    '',
    'sso',
    false,
    false,
  ],
  ['SSO, partial', 403, { 'x-github-sso': 'partial-results; organizations=1,2' }, '', 'sso', false, false],
  ['SSO by message', 403, {}, 'Resource protected by organization SAML enforcement.', 'sso', false, false],
  ['404', 404, {}, 'Not Found', 'not-found', false, false],
  ['404 with SSO', 404, { 'x-github-sso': 'required' }, 'Not Found', 'not-found', false, false],
  ['422', 422, {}, 'improperly encrypted', 'invalid', false, false],
  ['500', 500, {}, '', 'server', true, true],
  ['502', 502, {}, '<html>', 'server', true, true],
  ['503', 503, { 'retry-after': '5' }, '', 'server', true, true],
  ['408', 408, {}, '', 'server', true, false],
  ['409', 409, {}, 'Conflict', 'server', true, false],
  ['425', 425, {}, '', 'server', true, false],
  ['400', 400, {}, '', 'unexpected', false, false],
  ['410', 410, {}, '', 'unexpected', false, false],
  [
    '301',
    301,
    { location: 'https://api.github.com/repositories/1' },
    'Moved Permanently',
    'unexpected',
    false,
    false,
  ],
]

describe('a failure is classified from', () => {
  test.each(TABLE)('%s', (_, status, headers, message, kind, transient, maybeDone) => {
    const failure = read(status, headers, { message })
    expect(failure).toMatchObject({ name: 'GitHubFailure', kind, transient, maybeDone })
    expect(failure.evidence).toMatchObject({ request: REQUEST, status })
    expect(failure.evidence.said?.raw).toBe(message)
  })

  test('a missing answer as temporary and possibly done', () => {
    const failure = new GitHubFailure('unanswered', { request: REQUEST }, { maybeDone: true })
    expect(failure).toMatchObject({ transient: true, maybeDone: true, retryAfter: undefined })
  })
})

describe('the wait is read from', () => {
  test.each<[string, number, Record<string, string>, number | undefined]>([
    ['seconds', 403, { 'retry-after': '7' }, 7 * SECOND],
    ['seconds with spaces', 429, { 'retry-after': ' 7 ' }, 7 * SECOND],
    ['zero seconds', 429, { 'retry-after': '0' }, 0],
    ['a date', 429, { 'retry-after': new Date(START + 90 * SECOND).toUTCString() }, 90 * SECOND],
    ['a date that has passed', 429, { 'retry-after': new Date(START - 90 * SECOND).toUTCString() }, 0],
    ['an invalid value, as a minute', 429, { 'retry-after': 'soon' }, 60 * SECOND],
    ['no header, as a minute, as GitHub asks', 429, {}, 60 * SECOND],
    [
      'the reset of the primary limit',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${EPOCH + 600}` },
      600 * SECOND,
    ],
    [
      'the reset of the primary limit with a 429',
      429,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${EPOCH + 600}` },
      600 * SECOND,
    ],
    ['a past reset', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${EPOCH - 5}` }, 0],
    ['a missing reset', 403, { 'x-ratelimit-remaining': '0' }, 60 * SECOND],
    ['an invalid reset', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'x' }, 60 * SECOND],
    [
      'a reset with requests remaining, as a minute',
      429,
      { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': `${EPOCH + 600}` },
      60 * SECOND,
    ],
    [
      'retry-after rather than the reset',
      403,
      { 'retry-after': '3', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${EPOCH + 600}` },
      3 * SECOND,
    ],
    ['503 with seconds', 503, { 'retry-after': '5' }, 5 * SECOND],
    ['503 without a header, as unknown', 503, {}, undefined],
  ])('%s', (_, status, headers, wait) => {
    expect(read(status, headers).retryAfter).toBe(wait)
  })
})

describe('the evidence has', () => {
  test('the accepted permissions', () => {
    const accepted = (value: string) =>
      read(403, { 'x-accepted-github-permissions': value }).evidence.acceptedPermissions
    expect(accepted('secrets=write')).toBe('secrets=write')
    expect(accepted('secrets=write; environments=write,metadata=read')).toBe(
      'secrets=write; environments=write,metadata=read',
    )
    expect(accepted('secrets=write\n::error::<b>')).toBeUndefined()
    expect(accepted('FSREFTOK_0123456789')).toBeUndefined()
    expect(accepted('')).toBeUndefined()
    expect(read(403).evidence).not.toHaveProperty('acceptedPermissions')
  })

  test('the SSO page, if GitHub names a valid one', () => {
    const url = (value: string) => read(403, { 'x-github-sso': value }).evidence.ssoUrl
    expect(url('required; url=https://github.com/orgs/acme/sso?authorization_request=A1')).toBe(
      'https://github.com/orgs/acme/sso?authorization_request=A1',
    )
    expect(url('required; url=https://github.com/orgs/acme/sso; other')).toBe(
      'https://github.com/orgs/acme/sso',
    )
    expect(url('required; url=javascript:alert(1)')).toBeUndefined()
    expect(url('required; url=http://example.com')).toBeUndefined()
    expect(url('required; url=https://example.com/orgs/acme/sso?a=1')).toBeUndefined()
    expect(url('required; url=https://github.com.example.com/orgs/acme/sso')).toBeUndefined()
    expect(url('partial-results; organizations=1')).toBeUndefined()
  })

  test('GitHub’s request id, if it is safe to print', () => {
    expect(read(500, { 'x-github-request-id': 'C0DE:1234:5678' }).evidence.requestId).toBe('C0DE:1234:5678')
    expect(read(500, { 'x-github-request-id': 'a\n<b> `c`' }).evidence.requestId).toBeUndefined()
    expect(read(500, { 'x-github-request-id': 'x'.repeat(300) }).evidence.requestId).toBeUndefined()
    expect(read(500).evidence).not.toHaveProperty('requestId')
  })

  test.each([
    [{ message: 'from JSON' }, 'from JSON'],
    ['<!DOCTYPE html><title>502 Bad Gateway</title>', ''],
    ['from a page', ''],
    [
      { message: 'Validation Failed', errors: [{ resource: 'Secret', field: 'name', code: 'invalid' }] },
      'Validation Failed; Secret name invalid',
    ],
    [
      { message: 'Validation Failed', errors: ['Name is too long', { message: 'Try another' }] },
      'Validation Failed; Name is too long; Try another',
    ],
    [{ message: 'Validation Failed', errors: [null, 7, {}] }, 'Validation Failed'],
    [{ message: 'Validation Failed', errors: 'none' }, 'Validation Failed'],
    [{ message: 7 }, ''],
    [null, ''],
    [undefined, ''],
    [[], ''],
  ])('the message in %j', (data, said) => {
    expect(read(500, {}, data).evidence.said?.raw).toBe(said)
  })

  test('a message that is not printed with the error', () => {
    const failure = read(422, {}, { message: 'ghp_secret is wrong' })
    expect(`${failure.message} ${failure.stack ?? ''} ${JSON.stringify(failure)}`).not.toContain('ghp_secret')
  })
})

describe('a reason that the status does not give is read from', () => {
  const PAGE = '<!DOCTYPE html><title>Access denied</title>'
  const ALLOW_LIST =
    'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.'

  test.each<[string, number, Record<string, string>, unknown, string | undefined]>([
    ['a proxy’s 401', 401, {}, PAGE, 'intercepted'],
    ['a firewall’s 403', 403, {}, PAGE, 'intercepted'],
    ['a 404 that is not from GitHub', 404, {}, 'not here', 'intercepted'],
    ['a sign-in page', 302, { location: 'https://portal.example' }, PAGE, 'intercepted'],
    ['a 502, as none', 502, {}, PAGE, undefined],
    ['GitHub’s own page, as none', 404, { 'x-github-request-id': 'C0DE:1' }, PAGE, undefined],
    ['GitHub’s 401, as none', 401, {}, { message: 'Bad credentials' }, undefined],
    ['an empty body, as none', 401, {}, '', undefined],
    ['the organization’s allow list', 403, {}, { message: ALLOW_LIST }, 'ip-allow-list'],
    [
      'the enterprise’s allow list',
      403,
      {},
      { message: ALLOW_LIST.replace('organization', 'enterprise') },
      'ip-allow-list',
    ],
    ['a 404 that mentions an allow list, as none', 404, {}, { message: ALLOW_LIST }, undefined],
    [
      'a locked login',
      403,
      {},
      { message: 'Maximum number of login attempts exceeded. Please try again later.' },
      'locked-out',
    ],
    ['legal reasons', 451, {}, { message: 'Repository access blocked' }, 'blocked'],
    ['a missing permission', 403, {}, { message: 'Resource not accessible by integration' }, undefined],
  ])('%s', (_, status, headers, data, reason) => {
    expect(read(status, headers, data).evidence.reason).toBe(reason)
  })
})

describe('the short reason', () => {
  const said = { message: 'Bad credentials' }

  test.each<[string, GitHubFailure, string, string]>([
    ['an answer', read(401, {}, said), 'HTTP 401: Bad credentials', 'HTTP 401：Bad credentials'],
    ['an answer without a message', read(502, {}, ''), 'HTTP 502', 'HTTP 502'],
    ['a missing answer', new GitHubFailure('unanswered', {}), 'no answer', '没有响应'],
    ['a timeout', new GitHubFailure('unanswered', { network: 'timeout' }), 'no answer in time', '超时未响应'],
    ['a network error', new GitHubFailure('unanswered', { network: 'EPIPE' }), 'EPIPE', 'EPIPE'],
  ])('describes %s', (_, failure, en, zh) => {
    expect(failureReason(failure, (text) => text)).toEqual({ en, zh })
  })

  test('withholds in both languages a message that may contain a secret', () => {
    const { en, zh } = failureReason(read(401, {}, said), () => undefined)
    expect(en).toMatch(/^HTTP 401: \(withheld/)
    expect(zh).toMatch(/^HTTP 401：（.*不予显示）$/)
  })
})
