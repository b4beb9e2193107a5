import { expect, test } from '@jest/globals'
import { tokenRequest } from '../../../src/fxiaoke/token-request.ts'
import { Secret } from '../../../src/secret.ts'
import { exampleConfig } from '../../support/world/example-inputs.ts'

const { app } = exampleConfig()
const TRACE = '00000000-0000-4000-8000-000000000000'

test('a refresh is as in the manual, with the trace id only in the query', () => {
  const refreshToken = new Secret('FSREFTOK_"\\')
  const { method, url, headers, body } = tokenRequest(app, { kind: 'refresh_token', refreshToken }, TRACE)
  expect(`${method} ${url.href}`).toBe(`POST https://open.fxiaoke.com/oauth2.0/token?thirdTraceId=${TRACE}`)
  expect(headers['content-type']).toBe('application/json')
  // The token in a compressed answer may be unreadable after a cut.
  expect(headers['accept-encoding']).toBe('identity')
  expect(JSON.stringify(headers)).not.toContain(TRACE)
  expect(JSON.parse(body ?? '')).toEqual({
    grantType: 'refresh_token',
    appId: 'FSAID_example',
    appSecret: 'example-app-secret',
    refreshToken: 'FSREFTOK_"\\',
  })
})

test('an authorization is as in the manual', () => {
  const code = new Secret('one-time-code-0001')
  const grant = { kind: 'authorization_code', code, redirectUrl: 'https://example.com/callback' } as const
  const { url, body } = tokenRequest(app, grant, TRACE)
  expect(url.search).toBe(`?thirdTraceId=${TRACE}`)
  expect(JSON.parse(body ?? '')).toEqual({
    grantType: 'authorization_code',
    appId: 'FSAID_example',
    appSecret: 'example-app-secret',
    redirectUrl: 'https://example.com/callback',
    code: 'one-time-code-0001',
  })
})

test('no secret is in the URL or a header', () => {
  const { url, headers } = tokenRequest(
    app,
    { kind: 'refresh_token', refreshToken: new Secret('FSREFTOK_x') },
    TRACE,
  )
  expect(url.href + JSON.stringify(headers)).not.toMatch(/FSREFTOK_x|example-app-secret/)
})

test('the answer timeout is at least 100 seconds, because a missed success is a lost token', () => {
  const { answerWithin, connectWithin } = tokenRequest(
    app,
    { kind: 'refresh_token', refreshToken: new Secret('x') },
    TRACE,
  )
  expect(answerWithin).toBeGreaterThanOrEqual(100_000)
  expect(connectWithin).toBeLessThan(answerWithin)
})

test('the request is not repeatable, so it gets a connection of its own', () => {
  const refreshToken = new Secret('FSREFTOK_x')
  expect(tokenRequest(app, { kind: 'refresh_token', refreshToken }, TRACE).repeatable).toBeUndefined()
})
