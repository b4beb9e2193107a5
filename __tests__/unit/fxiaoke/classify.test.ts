import { describe, expect, test } from '@jest/globals'
import type { ErrorId } from '../../../src/errors/failure.ts'
import { CODES } from '../../../src/fxiaoke/codes.ts'
import { classify } from '../../../src/fxiaoke/classify.ts'

const SAID_NOTHING = 'error'

/** Every code of Fxiaoke's table: its meaning for a refresh and for an authorization, and whether to retry. */
const EXPECTED: readonly [
  code: number,
  refresh: ErrorId,
  authorization: ErrorId,
  transient: boolean,
  ambiguous: boolean,
][] = [
  [-1, 'fxiaoke-busy', 'fxiaoke-busy', true, true],
  [-2, 'fxiaoke-busy', 'fxiaoke-busy', true, true],
  [10001, 'app-credentials-rejected', 'app-credentials-rejected', false, false],
  [10002, 'app-credentials-rejected', 'app-credentials-rejected', false, false],
  [10004, 'fxiaoke-error', 'authorization-code-rejected', false, false],
  [10006, 'fxiaoke-error', 'fxiaoke-error', false, false],
  [10008, 'fxiaoke-error', 'authorization-code-rejected', false, false],
  [11001, 'app-credentials-rejected', 'app-credentials-rejected', false, false],
  [11002, 'app-credentials-rejected', 'app-credentials-rejected', false, false],
  [11004, 'fxiaoke-error', 'authorization-code-rejected', false, false],
  [11010, 'fxiaoke-error', 'authorization-code-rejected', false, false],
  [14001, 'fxiaoke-quota', 'fxiaoke-quota', false, false],
  [15002, 'fxiaoke-error', 'fxiaoke-error', false, false],
  [15003, 'app-not-authorized', 'app-not-authorized', false, false],
  [20005, 'refresh-token-rejected', 'authorization-code-rejected', false, false],
  [20006, 'app-credentials-rejected', 'app-credentials-rejected', false, false],
  [20010, 'fxiaoke-error', 'authorization-code-rejected', false, false],
  [20016, 'refresh-token-rejected', 'authorization-code-rejected', false, false],
  [20020, 'app-not-authorized', 'app-not-authorized', false, false],
  [20021, 'app-not-authorized', 'app-not-authorized', false, false],
  [20022, 'app-not-authorized', 'app-not-authorized', false, false],
  [30002, 'fxiaoke-quota', 'fxiaoke-quota', false, false],
  [30003, 'fxiaoke-quota', 'fxiaoke-quota', false, false],
  [30004, 'fxiaoke-busy', 'fxiaoke-busy', true, false],
  [32000, 'fxiaoke-error', 'fxiaoke-error', false, false],
  [50009, 'fxiaoke-busy', 'fxiaoke-busy', true, true],
  [99999, 'fxiaoke-error', 'fxiaoke-error', false, false],
]

describe('classification by code', () => {
  test.each(EXPECTED)('%d', (code, refresh, authorization, transient, ambiguous) => {
    expect(classify(code, SAID_NOTHING, 'refresh_token')).toMatchObject({
      error: { id: refresh },
      transient,
      ambiguous,
    })
    expect(classify(code, SAID_NOTHING, 'authorization_code')).toMatchObject({
      error: { id: authorization },
      transient,
      ambiguous,
    })
  })

  test('covers every code of the table', () => {
    expect([...CODES.keys()].sort()).toEqual(
      EXPECTED.map(([code]) => code)
        .filter((code) => code !== 99999)
        .sort(),
    )
  })

  test.each([
    [20016, 'the cropId,cropAccessToken or authorization is error', 'refresh-token-rejected'],
    [20017, 'corpAccessToken为必填项，不能为空', 'fxiaoke-error'],
    [10006, 'the request uri=[/oauth2.0/tokens], apiName=[null] is not exists', 'wrong-cloud-domain'],
    [10006, 'the request uri=[/cgi/code], apiName=[null] is not exists', 'wrong-cloud-domain'],
  ])('of %d with a message seen in practice: %s', (code, message, id) => {
    expect(classify(code, message, 'refresh_token').error.id).toBe(id)
  })

  test('works without a code', () => {
    const unclear = { error: { id: 'fxiaoke-error', cause: 'refused' }, transient: false, ambiguous: false }
    expect(classify(undefined, '', 'refresh_token')).toEqual(unclear)
    expect(classify(undefined, '', 'authorization_code')).toEqual(unclear)
  })

  test('lets a specific code override the message', () => {
    expect(classify(30002, 'appId has used up its quota', 'refresh_token').error.id).toBe('fxiaoke-quota')
    expect(classify(20005, 'appId: refresh token expired', 'refresh_token').error.id).toBe(
      'refresh-token-rejected',
    )
    expect(classify(-1, 'refreshToken service is busy', 'refresh_token')).toMatchObject({
      error: { id: 'fxiaoke-busy' },
      transient: true,
    })
  })
})

/** The meaning of the gateway's single code for wrong parameters, by the parameter that the message names. */
const MESSAGES: readonly [message: string, refresh: ErrorId, authorization: ErrorId][] = [
  ['the parameter appSecret is missing or illegal', 'app-credentials-rejected', 'app-credentials-rejected'],
  ['the parameter appId is missing or illegal', 'app-credentials-rejected', 'app-credentials-rejected'],
  ['APPID illegal', 'app-credentials-rejected', 'app-credentials-rejected'],
  ['参数appSecret不合法', 'app-credentials-rejected', 'app-credentials-rejected'],
  ['appSecret or refreshToken is wrong', 'app-credentials-rejected', 'app-credentials-rejected'],
  [
    'the parameter refreshToken is missing or illegal',
    'refresh-token-rejected',
    'authorization-code-rejected',
  ],
  ['invalid refresh_token', 'refresh-token-rejected', 'authorization-code-rejected'],
  ['refreshtoken已过期', 'refresh-token-rejected', 'authorization-code-rejected'],
  ['the parameter code is missing or illegal', 'fxiaoke-error', 'authorization-code-rejected'],
  ['the parameter redirectUrl is missing or illegal', 'fxiaoke-error', 'authorization-code-rejected'],
  ['redirect_uri mismatch', 'fxiaoke-error', 'authorization-code-rejected'],
  ['redirectUri mismatch', 'fxiaoke-error', 'authorization-code-rejected'],
  // Words that only contain one of these names.
  ['errorCode missing', 'fxiaoke-error', 'fxiaoke-error'],
  ['error_code missing', 'fxiaoke-error', 'fxiaoke-error'],
  ['codec error', 'fxiaoke-error', 'fxiaoke-error'],
  ['permanentCode is illegal', 'fxiaoke-error', 'fxiaoke-error'],
  ['myAppIds is illegal', 'fxiaoke-error', 'fxiaoke-error'],
  ['the parameter grantType is missing or illegal', 'fxiaoke-error', 'fxiaoke-error'],
  ['refreshTokens', 'fxiaoke-error', 'fxiaoke-error'],
  ['缺少参数或参数不合法', 'fxiaoke-error', 'fxiaoke-error'],
  ['', 'fxiaoke-error', 'fxiaoke-error'],
]

describe('classification by the parameter in the message', () => {
  test.each(MESSAGES)('%j', (message, refresh, authorization) => {
    for (const code of [10006, 15002, 99999, undefined]) {
      expect(classify(code, message, 'refresh_token').error.id).toBe(refresh)
      expect(classify(code, message, 'authorization_code').error.id).toBe(authorization)
    }
  })
})

describe('the cause of a rejected authorization code', () => {
  test.each([
    [11004, 'error', 'redirect-url'],
    [10004, '', 'redirect-url'],
    [10006, 'the parameter redirectUrl is missing or illegal', 'redirect-url'],
    [10006, 'the parameter code is missing or illegal', 'refused'],
    [20010, 'code missing or expired', 'refused'],
    [20010, 'the code or the redirect_uri is wrong', 'refused'],
    [20010, '', 'refused'],
  ])('for %d %j is %s', (code, message, cause) => {
    expect(classify(code, message, 'authorization_code').error).toEqual({
      id: 'authorization-code-rejected',
      cause,
    })
  })
})

describe('the IP allow-list', () => {
  test.each([
    'ip not in white list',
    'The IP 203.0.113.9 is not allowed',
    'IPs are restricted',
    '非法IP',
    'IP不在白名单中',
    '请配置白名单',
    'not in whitelist',
    'WHITE-LIST',
    'white_list check failed',
    'not on the allow list',
    'allowlist',
    'appId: ip 10.0.0.1 is not in the whitelist',
  ])('is the cause with the message %j, whatever the code', (message) => {
    for (const code of [10006, 20005, 20006, 30004, undefined]) {
      expect(classify(code, message, 'refresh_token')).toMatchObject({
        error: { id: 'ip-not-allowed' },
        transient: false,
      })
      expect(classify(code, message, 'authorization_code').error.id).toBe('ip-not-allowed')
    }
  })

  test.each([
    'script failed',
    'zip',
    'description',
    'tips',
    'list is white',
    'recipient',
    'the company is disallowed',
  ])('is not the cause with the message %j', (message) => {
    expect(classify(99999, message, 'refresh_token').error.id).toBe('fxiaoke-error')
  })

  test('does not make a system error unambiguous', () => {
    expect(classify(50009, 'ip service timed out', 'refresh_token').ambiguous).toBe(true)
  })
})
