import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { FxiaokeSandbox } from '../../sandbox/fxiaoke/fxiaoke-sandbox.ts'

const APP = { appId: 'FSAID_1', appSecret: 'secret-1', redirectUrl: 'https://crm.acme.example/callback' }
const DAY = 24 * 3_600_000

let fxiaoke: FxiaokeSandbox
let now: Date
/** The violations that a test expects. */
let expected: RegExp[]

beforeEach(async () => {
  now = new Date()
  expected = []
  fxiaoke = await FxiaokeSandbox.start({ clock: () => now })
  fxiaoke.addApp(APP)
})

afterEach(async () => {
  const violations = fxiaoke.violations.splice(0)
  await fxiaoke.close()
  expect(violations).toHaveLength(expected.length)
  expected.forEach((pattern, index) => {
    expect(violations[index]).toMatch(pattern)
  })
})

type Json = Record<string, unknown>

async function post(body: unknown, query = `?thirdTraceId=${randomUUID()}`): Promise<Json> {
  const response = await send(`/oauth2.0/token${query}`, { body: JSON.stringify(body) })
  expect(response.status).toBe(200)
  return (await response.json()) as Json
}

function send(path: string, init: RequestInit): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(init.headers as Record<string, string> | undefined),
  }
  return fetch(fxiaoke.url + path, { method: 'POST', redirect: 'manual', ...init, headers })
}

function refresh(refreshToken: string, more: Json = {}): Promise<Json> {
  const { appId, appSecret } = APP
  return post({ grantType: 'refresh_token', appId, appSecret, refreshToken, ...more })
}

function redeem(code: string, more: Json = {}): Promise<Json> {
  return post({ grantType: 'authorization_code', ...APP, code, ...more })
}

describe('refreshing', () => {
  test('spends the token and returns a new pair', async () => {
    const before = fxiaoke.issue(APP.appId)
    const answer = await refresh(before.refreshToken)
    expect(answer).toEqual({
      openUserId: before.openUserId,
      accessToken: expect.stringMatching(/^FSTOK_/),
      refreshToken: expect.stringMatching(/^FSREFTOK_/),
      expiresIn: 7200,
      errorCode: 0,
      errorMessage: 'success',
      traceId: expect.stringMatching(/^E-O\./),
    })
    expect(fxiaoke.liveRefreshToken(APP.appId)).toBe(answer['refreshToken'])
    expect(fxiaoke.isAccessTokenValid(String(answer['accessToken']))).toBe(true)
    expect((await refresh(before.refreshToken))['errorCode']).toBe(20016)
    expect(fxiaoke.log.lines()[0]).toMatch(/^POST \/oauth2\.0\/token\?thirdTraceId=\S+ -> 200$/)
  })

  test('fails after two months; an access token expires after two hours', async () => {
    const { refreshToken, accessToken } = fxiaoke.issue(APP.appId)
    now = new Date(now.getTime() + DAY / 12)
    expect(fxiaoke.isAccessTokenValid(accessToken)).toBe(false)
    now = new Date(now.getTime() + 60 * DAY)
    expect(fxiaoke.liveRefreshToken(APP.appId)).toBeUndefined()
    expect((await refresh(refreshToken))['errorCode']).toBe(20016)
  })

  test.each([
    [20005, 'token missing or expired', true],
    [20016, 'the parameter refreshToken is missing or illegal', true],
    [10006, 'the parameter refreshToken is missing or illegal', false],
  ] as const)('with a dead token fails with error %i: %s', async (code, message, traced) => {
    fxiaoke.deadTokenErrorCode = code
    const answer = await refresh('FSREFTOK_unknown')
    expect(answer).toMatchObject({ errorCode: code, errorMessage: message })
    expect('traceId' in answer).toBe(traced)
  })

  test('can keep the spent token valid, or return it unchanged', async () => {
    const { refreshToken } = fxiaoke.issue(APP.appId)
    fxiaoke.singleUse = false
    const second = await refresh(refreshToken)
    expect(second['refreshToken']).not.toBe(refreshToken)
    expect((await refresh(refreshToken))['errorCode']).toBe(0)
    fxiaoke.answerUnchanged = true
    expect((await refresh(refreshToken))['refreshToken']).toBe(refreshToken)
  })

  test('fails with a token of another app as with an unknown one', async () => {
    fxiaoke.addApp({ appId: 'FSAID_2', appSecret: 'secret-2' })
    expect((await refresh(fxiaoke.issue('FSAID_2').refreshToken))['errorCode']).toBe(20016)
  })

  test('keeps the tokens of several users of an app apart', async () => {
    const one = fxiaoke.issue(APP.appId, { openUserId: 'FSUID_1' })
    fxiaoke.issue(APP.appId, { openUserId: 'FSUID_2' })
    const { refreshToken } = await refresh(one.refreshToken)
    expect(fxiaoke.liveRefreshToken(APP.appId, 'FSUID_1')).toBe(refreshToken)
    expect(() => fxiaoke.liveRefreshToken(APP.appId)).toThrow('say which one')
  })
})

describe('authorizing', () => {
  const link = (more: Record<string, string> = {}): string => {
    const query = {
      responseType: 'code',
      appId: APP.appId,
      redirectUrl: APP.redirectUrl,
      state: 'a b/+',
      thirdTraceId: randomUUID(),
      ...more,
    }
    return `${fxiaoke.url}/oauth2.0/authorize?${new URLSearchParams(query).toString()}`
  }

  test('sends the browser to the redirect URL with a single-use code', async () => {
    const landed = new URL(fxiaoke.authorizeUrlVisited(link(), { openUserId: 'FSUID_9' }))
    expect(landed.origin + landed.pathname).toBe(APP.redirectUrl)
    expect(landed.searchParams.get('state')).toBe('a b/+')
    const code = landed.searchParams.get('code') ?? ''
    expect(await redeem(code)).toMatchObject({
      openUserId: 'FSUID_9',
      corpId: 'FSCID_5A0E93C1D7',
      errorCode: 0,
    })
    expect(await redeem(code)).toMatchObject({ errorCode: 20010, errorMessage: 'code missing or expired' })
  })

  test('issues a code that is bound to the redirect URL and expires', async () => {
    const code = fxiaoke.issueCode(APP.appId)
    const elsewhere = await redeem(code, { redirectUrl: 'https://elsewhere.example' })
    expect(elsewhere['errorMessage']).toBe('the parameter redirectUrl is missing or illegal')
    now = new Date(now.getTime() + 6 * 60_000)
    expect((await redeem(code))['errorCode']).toBe(20010)
  })

  test('redirects over HTTP', async () => {
    const response = await fetch(link(), { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toMatch(/callback\?code=FSCODE_\w+&state=a\+b%2F%2B$/)
  })

  test.each([
    [{ appId: 'FSAID_0' }, 'unknown appId'],
    [{ responseType: 'token' }, 'responseType'],
    [{ redirectUrl: 'https://elsewhere.example' }, 'redirectUrl is not the one registered'],
    [{ state: '' }, 'state is missing'],
    [{ appSecret: 'x' }, 'unknown parameter appSecret'],
  ] as [Record<string, string>, string][])('refuses a link with %j', async (more, message) => {
    expect(() => fxiaoke.authorizeUrlVisited(link(more))).toThrow(message)
    expected = [new RegExp(message)]
    expect((await fetch(link(more), { redirect: 'manual' })).headers.get('location')).toMatch(
      /www\.fxiaoke\.com/,
    )
  })
})

describe('errors', () => {
  test.each([
    ['appId', { appId: 'FSAID_0' }],
    ['appId', { appId: '' }],
    ['appSecret', { appSecret: 'wrong' }],
    ['appSecret', { appSecret: undefined }],
    ['refreshToken', { refreshToken: undefined }],
  ])('for a missing or wrong %s are 10006 in the gateway’s own words', async (name, more) => {
    expect(await refresh(fxiaoke.issue(APP.appId).refreshToken, more)).toEqual({
      errorCode: 10006,
      errorMessage: `the parameter ${name} is missing or illegal`,
      errorDescription: '缺少参数或参数不合法',
      error: '非法请求',
      error_description: '缺少参数或参数不合法',
    })
  })

  test('for an IP address outside the allow-list come before the check of the app secret', async () => {
    fxiaoke.addApp({ ...APP, allowedIps: [] })
    const answer = await refresh('FSREFTOK_1', { appSecret: 'wrong' })
    expect(answer['errorMessage']).toBe('the ip 127.0.0.1 is not in the white list of the app')
    fxiaoke.addApp({ ...APP, allowedIps: ['127.0.0.1'] })
    expect((await refresh('FSREFTOK_1'))['errorCode']).toBe(20016)
  })

  test('can be set for a number of requests, which spend no token', async () => {
    const { refreshToken } = fxiaoke.issue(APP.appId)
    fxiaoke.failWith = { errorCode: -1, errorMessage: 'system busy', times: 2 }
    const answers = [await refresh(refreshToken), await refresh(refreshToken), await refresh(refreshToken)]
    expect(answers.map((answer) => answer['errorCode'])).toEqual([-1, -1, 0])
    expect(answers[0]).toEqual({ errorCode: -1, errorMessage: 'system busy', traceId: expect.any(String) })
  })

  test('can distort the answer after the token is spent', async () => {
    const { refreshToken } = fxiaoke.issue(APP.appId)
    fxiaoke.mutateAnswer = ({ refreshToken: dropped, ...rest }) => ({ ...rest, had: typeof dropped })
    fxiaoke.expiresIn = '1580000000'
    expect(await refresh(refreshToken)).toMatchObject({ had: 'string', expiresIn: '1580000000' })
    expect(fxiaoke.liveRefreshToken(APP.appId)).not.toBe(refreshToken)
  })

  test('redirect to the web site from any other address, and from a host that is not a gateway', async () => {
    expected = [/^POST \/oauth2\.0\/tokens: unknown path/, /^GET \/oauth2\.0\/token: method GET/]
    for (const answer of [
      await send('/oauth2.0/tokens', {}),
      await send('/oauth2.0/token', { method: 'GET' }),
      ((fxiaoke.isWebSite = true),
      await send(`/oauth2.0/token?thirdTraceId=${randomUUID()}`, { body: body() })),
    ]) {
      expect(answer.status).toBe(302)
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    }
  })

  test('can be a fault in place of an answer', async () => {
    const { refreshToken } = fxiaoke.issue(APP.appId)
    fxiaoke.faults.add({ path: '/oauth2.0/token', behaviour: { kind: 'reset-after' }, times: 1 })
    await expect(refresh(refreshToken)).rejects.toThrow('fetch failed')
    expect(fxiaoke.log.all.map(({ status }) => status)).toEqual(['reset'])
    expect((await refresh(refreshToken))['errorCode']).toBe(20016)
  })
})

function body(more: Json = {}): string {
  const { appId, appSecret } = APP
  return JSON.stringify({ grantType: 'refresh_token', appId, appSecret, refreshToken: 'x', ...more })
}

describe('strictness', () => {
  const id = randomUUID()
  const path = '/oauth2.0/token'

  test.each([
    ['thirdTraceId is missing', path, { body: body() }],
    ['thirdTraceId is no UUID v4', `${path}?thirdTraceId=abc`, { body: body() }],
    ['thirdTraceId is given twice', `${path}?thirdTraceId=${id}&thirdTraceId=${id}`, { body: body() }],
    ['unknown query parameter appId', `${path}?thirdTraceId=${id}&appId=1`, { body: body() }],
    ['unknown body field thirdTraceId', `${path}?thirdTraceId=${id}`, { body: body({ thirdTraceId: id }) }],
    ['unknown body field code', `${path}?thirdTraceId=${id}`, { body: body({ code: 'x' }) }],
    ['body field appId is no string', `${path}?thirdTraceId=${id}`, { body: body({ appId: 1 }) }],
    ['grantType is missing', `${path}?thirdTraceId=${id}`, { body: body({ grantType: 'app_secret' }) }],
    ['the body is no JSON object', `${path}?thirdTraceId=${id}`, { body: 'grantType=refresh_token' }],
    [
      'unwanted header thirdtraceid',
      `${path}?thirdTraceId=${id}`,
      { body: body(), headers: { thirdTraceId: id } },
    ],
    [
      'content type text/plain',
      `${path}?thirdTraceId=${id}`,
      { body: body(), headers: { 'content-type': 'text/plain' } },
    ],
  ])('%s', async (fault, address, init) => {
    await send(address, init)
    expected = [new RegExp(`^POST /oauth2\\.0/token: ${fault}`)]
    const violations = [...fxiaoke.violations]
    await expect(fxiaoke.close()).rejects.toThrow(fault)
    fxiaoke = await FxiaokeSandbox.start()
    fxiaoke.violations.push(...violations)
  })

  test('thirdTraceId was used before, even if the first request was reset', async () => {
    expected = [/thirdTraceId was used before$/]
    fxiaoke.faults.add({ path, behaviour: { kind: 'reset' }, times: 1 })
    await expect(send(`${path}?thirdTraceId=${id}`, { body: body() })).rejects.toThrow('fetch failed')
    await send(`${path}?thirdTraceId=${id}`, { body: body() })
  })
})
