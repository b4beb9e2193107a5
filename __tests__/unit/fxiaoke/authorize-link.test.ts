import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { evidenceOf } from '../../../src/errors/failure.ts'
import { authorizeLink, readAuthorization } from '../../../src/fxiaoke/authorize-link.ts'
import type { Grant } from '../../../src/fxiaoke/grant.ts'
import type { Place } from '../../../src/github/place.ts'
import type { Config } from '../../../src/inputs/config.ts'
import type { RawInputs } from '../../../src/inputs/raw-inputs.ts'
import { exampleConfig } from '../../support/world/example-inputs.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'

const PLACE: Place = { kind: 'repository', owner: 'acme', repo: 'crm' }
const DAY = 24 * 60 * 60 * 1000
const REDIRECT = 'https://example.com/callback'

/** The link shown by a run with these inputs. */
function linkOf(overrides: Partial<RawInputs> = {}, place = PLACE): URL {
  const link = authorizeLink(exampleConfig(overrides).app, place, fakeWorld(), START)
  if (link === undefined) throw new Error('no link')
  return new URL(link)
}

/** The URL where the browser lands after the link. */
function landed(extra: Record<string, string | undefined> = {}, base = REDIRECT, link = linkOf()): string {
  const url = new URL(base)
  const query = { code: 'one-time-code-0001', state: link.searchParams.get('state') ?? undefined, ...extra }
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

/** The grant of a run with this code. */
function redeem(code: string, overrides: Partial<RawInputs> = {}, place = PLACE, now = START): Grant {
  const read = reading(code, overrides, place, now)
  if (read instanceof ActionError) throw read
  return read
}

function reading(
  code: string,
  overrides: Partial<RawInputs> = {},
  place = PLACE,
  now = START,
): Grant | ActionError {
  const { intent, app }: Config = exampleConfig({ ...overrides, 'authorization-code': code })
  if (intent.kind !== 'authorize') throw new Error(intent.kind)
  return readAuthorization(intent, app, place, now)
}

/** The reason for refusing the landed URL. */
function refusal(...args: Parameters<typeof reading>): ActionError {
  const read = reading(...args)
  if (read instanceof ActionError) return read
  throw new Error('it was accepted')
}

describe('the link', () => {
  test('is as in the manual', () => {
    const link = linkOf({ 'cloud-domain': 'open-na.sharecrm.com:8443' })
    expect(link.origin + link.pathname).toBe('https://open-na.sharecrm.com:8443/oauth2.0/authorize')
    expect(Object.fromEntries(link.searchParams)).toEqual({
      responseType: 'code',
      appId: 'FSAID_example',
      redirectUrl: REDIRECT,
      state: expect.stringMatching(/^[\w-]+\.[\w-]{22}\.[\w-]{43}$/),
      thirdTraceId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
    })
  })

  test('keeps every character of the redirect URL', () => {
    const redirect = 'https://example.com/回调?tenant=a%26b&x=1+1'
    expect(linkOf({ 'redirect-url': redirect }).searchParams.get('redirectUrl')).toBe(redirect)
  })

  test('never contains the app secret', () => {
    expect(linkOf().href).not.toContain('example-app-secret')
  })

  test('cannot be made without a redirect URL', () => {
    expect(
      authorizeLink(exampleConfig({ 'redirect-url': '' }).app, PLACE, fakeWorld(), START),
    ).toBeUndefined()
  })
})

describe('a code', () => {
  test('is used unchanged', () => {
    const grant = redeem('one-time-code-0001')
    expect(grant).toMatchObject({ kind: 'authorization_code', redirectUrl: REDIRECT })
    expect(grant.kind === 'authorization_code' && grant.code.reveal()).toBe('one-time-code-0001')
  })
})

describe('the URL where the browser landed', () => {
  test.each([
    ['unchanged', landed()],
    ['with a trailing slash', landed({}, `${REDIRECT}/`)],
    ['with a fragment added by the browser', `${landed()}#/home`],
    ['with parameters of its own', landed({ lang: 'zh', error: '', errorCode: '0' })],
  ])('is redeemed %s', (_, url) => {
    const grant = redeem(url)
    expect(grant).toMatchObject({ kind: 'authorization_code', redirectUrl: REDIRECT })
    expect(grant.kind === 'authorization_code' && grant.code.reveal()).toBe('one-time-code-0001')
  })

  test('may have a query of its own', () => {
    const redirect = 'https://example.com/callback/?tenant=1'
    const link = linkOf({ 'redirect-url': redirect })
    expect(redeem(landed({}, redirect, link), { 'redirect-url': redirect })).toMatchObject({
      redirectUrl: redirect,
    })
  })

  test.each([
    ['another host', 'https://example.org/callback'],
    ['a subdomain', 'https://www.example.com/callback'],
    ['another scheme', 'http://example.com/callback'],
    ['another port', 'https://example.com:8443/callback'],
    ['another path', 'https://example.com/login'],
    ['a longer path', 'https://example.com/callback/more'],
    ['a path in another case', 'https://example.com/Callback'],
  ])('is refused as landed elsewhere with %s', (_, base) => {
    expect(refusal(landed({}, base))).toMatchObject({
      id: 'authorization-code-rejected',
      fate: 'not-sent',
      failure: { cause: 'landed-elsewhere', landedOn: base, redirectUrl: REDIRECT },
    })
  })

  test('is refused if it is the link itself', () => {
    expect(refusal(linkOf().href).failure.cause).toBe('authorize-link')
  })

  test.each([
    ['error', 'access_denied'],
    ['errorCode', '20020'],
    ['errorMessage', 'the app is stopped'],
    ['error_description', 'the user refused'],
  ])('is refused with %s=%s, even with a code', (name, value) => {
    expect(refusal(landed({ [name]: value })).failure.cause).toBe('landed-error')
  })

  test('is refused with the most specific message from Fxiaoke', () => {
    const both = landed({ code: undefined, error: 'access_denied', error_description: 'the user refused' })
    expect(evidenceOf(refusal(both).failure).said?.raw).toBe('the user refused')
    expect(evidenceOf(refusal(landed({ error: 'access_denied' })).failure).said?.raw).toBe('access_denied')
    const asFxiaoke = landed({ errorCode: '20021', errorMessage: 'the app is stopped' })
    expect(evidenceOf(refusal(asFxiaoke).failure).said?.raw).toBe('the app is stopped')
    expect(evidenceOf(refusal(landed({ code: undefined })).failure).said).toBeUndefined()
  })

  test.each([[undefined], [''], ['  ']])('is refused without a code (%j)', (code) => {
    expect(refusal(landed({ code })).failure.cause).toBe('code-missing')
  })

  test('is refused without a state', () => {
    expect(refusal(landed({ state: undefined })).failure.cause).toBe('state-missing')
  })

  test('is refused after a day', () => {
    expect(redeem(landed(), {}, PLACE, START + DAY)).toBeDefined()
    expect(refusal(landed(), {}, PLACE, START + DAY + 1_000).failure.cause).toBe('state-old')
  })

  test.each<[string, Partial<RawInputs>, Place]>([
    ['another app', { 'app-id': 'FSAID_other' }, PLACE],
    ['another app secret', { 'app-secret': 'other' }, PLACE],
    ['another repository', {}, { ...PLACE, repo: 'crm2' }],
    ['an environment of the repository', {}, { ...PLACE, kind: 'environment', environment: 'prod' }],
    ['another redirect URL on the same page', { 'redirect-url': `${REDIRECT}?tenant=2` }, PLACE],
  ])('is refused with the state of a link for %s', (_, overrides, place) => {
    expect(refusal(landed(), overrides, place).failure.cause).toBe('state-foreign')
  })

  test('is refused with a made-up state', () => {
    expect(refusal(landed({ state: `abc.def.${'g'.repeat(43)}` })).failure.cause).toBe('state-foreign')
  })

  test('is refused with a truncated state', () => {
    expect(refusal(landed().slice(0, -5)).failure.cause).toBe('state-missing')
  })
})
