import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { RemoteText } from '../../../src/errors/remote-text.ts'
import { evidenceOf } from '../../../src/errors/failure.ts'
import type { ErrorId } from '../../../src/errors/failure.ts'
import type { Fate } from '../../../src/errors/fate.ts'
import { exchange, tryApp } from '../../../src/fxiaoke/exchange.ts'
import type { Seen } from '../../../src/fxiaoke/exchange.ts'
import type { Grant } from '../../../src/fxiaoke/grant.ts'
import type { Ready } from '../../../src/prepare/ready.ts'
import { Secret } from '../../../src/secret.ts'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import { exampleConfig } from '../../support/world/example-inputs.ts'
import { answered, fakeWorld, START, ScriptedHttp } from '../../support/world/fake-world.ts'
import type { FakeWorld } from '../../support/world/fake-world.ts'

const SENT = 'FSREFTOK_sent'
const REFRESH: Grant = { kind: 'refresh_token', refreshToken: new Secret(SENT) }
const CODE: Grant = {
  kind: 'authorization_code',
  code: new Secret('one-time-code-0001'),
  redirectUrl: 'https://example.com/callback',
}
const { app } = exampleConfig()
/** The exchange does not check whether the place is ready. */
const READY = {} as Ready

const SUCCESS = {
  openUserId: 'FSUID_1',
  accessToken: 'FSTOK_new_0123456789',
  refreshToken: 'FSREFTOK_new_0123456789',
  expiresIn: 7200,
  errorCode: 0,
  errorMessage: 'success',
  traceId: 'E-O.fk1.8bd6',
}

type Step = HttpAnswer | Error

const said = (errorCode: number, errorMessage = ''): HttpAnswer => answered(200, { errorCode, errorMessage })
const cut = (status: number, body: string): HttpAnswer => ({ ...answered(status, body), complete: false })
const lost = (reason: string): ConnectionError => new ConnectionError(reason, true)
const unsent = (reason: string): ConnectionError => new ConnectionError(reason, false)

/** The outcome of an exchange with these successive answers from Fxiaoke. */
async function outcomeOf(
  steps: readonly Step[],
  grant: Grant = REFRESH,
): Promise<{
  seen?: Seen
  error?: ActionError
  handedOver: string[]
  http: ScriptedHttp
  world: FakeWorld
}> {
  const http = new ScriptedHttp(...steps)
  const world = fakeWorld(http.client)
  const handedOver: string[] = []
  const onRefreshToken = (token: Secret): void => void handedOver.push(token.reveal())
  try {
    const seen = await world.clock.leapUntil(exchange(grant, app, READY, world, onRefreshToken))
    return { seen, handedOver, http, world }
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    return { error, handedOver, http, world }
  }
}

const again = (step: Step): Step[] => [step, step, step, step]

describe('success', () => {
  test('is as in the manual', async () => {
    const { seen, http } = await outcomeOf([answered(200, SUCCESS)])
    expect(http.requests).toHaveLength(1)
    expect(seen).toMatchObject({
      unchanged: false,
      openUserId: 'FSUID_1',
      expiresIn: 7200,
      traceId: 'E-O.fk1.8bd6',
      cut: false,
      flaw: undefined,
    })
    expect(seen?.refreshToken.reveal()).toBe('FSREFTOK_new_0123456789')
    expect(seen?.accessToken?.reveal()).toBe('FSTOK_new_0123456789')
  })

  test('may lack an errorCode if it has both tokens', async () => {
    const { seen } = await outcomeOf([answered(200, { ...SUCCESS, errorCode: undefined })])
    expect(seen?.flaw).toBeUndefined()
  })

  test('is unchanged with the same refresh token and a new access token', async () => {
    const { seen } = await outcomeOf([answered(200, { ...SUCCESS, refreshToken: SENT })])
    expect(seen).toMatchObject({ unchanged: true, flaw: undefined })
  })

  test('of an authorization is never unchanged', async () => {
    const { seen } = await outcomeOf([answered(200, { ...SUCCESS, refreshToken: SENT })], CODE)
    expect(seen?.unchanged).toBe(false)
  })

  test.each(['E-O.fk1 2', 'E-1\n::error::', 'x'.repeat(201), '<b>'])(
    'drops a trace id like %j',
    async (traceId) => {
      const { seen } = await outcomeOf([answered(200, { ...SUCCESS, traceId })])
      expect(seen?.traceId).toBeUndefined()
    },
  )
})

describe('a new refresh token is found in any answer, without a retry', () => {
  test.each([200, 201, 204, 302, 400, 401, 404, 429, 500, 502, 503])('with HTTP %d', async (status) => {
    const { seen, http } = await outcomeOf([answered(status, SUCCESS)])
    expect(seen?.refreshToken.reveal()).toBe('FSREFTOK_new_0123456789')
    expect(http.requests).toHaveLength(1)
  })

  test.each<[number, ErrorId]>([
    [-1, 'fxiaoke-busy'],
    [30004, 'fxiaoke-busy'],
    [10006, 'fxiaoke-error'],
    [30002, 'fxiaoke-quota'],
    // There is a new refresh token, so the old one cannot have been refused.
    [20005, 'fxiaoke-error'],
  ])('with errorCode %d as the flaw %s', async (errorCode, id) => {
    const { seen, http } = await outcomeOf([answered(200, { ...SUCCESS, errorCode })])
    expect(http.requests).toHaveLength(1)
    expect(seen?.refreshToken.reveal()).toBe('FSREFTOK_new_0123456789')
    expect(seen?.flaw).toMatchObject({ id, cause: 'refused', evidence: { errorCode } })
  })

  test.each([
    ['no access token', { accessToken: undefined }],
    ['an empty access token', { accessToken: '' }],
  ])('with %s as a flaw', async (_, lacking) => {
    const { seen } = await outcomeOf([answered(200, { ...SUCCESS, ...lacking })])
    expect(seen).toMatchObject({
      accessToken: undefined,
      flaw: { id: 'fxiaoke-error', cause: 'incomplete' },
    })
  })

  test.each([
    [
      'after both tokens',
      '{"accessToken":"FSTOK_new_0123456789","refreshToken":"FSREFTOK_new_0123456789","exp',
      false,
    ],
    ['before the access token', '{"refreshToken":"FSREFTOK_new_0123456789","accessToken":"FSTOK', true],
  ])('if the answer is cut %s', async (_, body, flawed) => {
    for (const step of [cut(200, body), answered(200, body), cut(502, body)]) {
      const { seen, http } = await outcomeOf([step])
      expect(http.requests).toHaveLength(1)
      expect(seen?.refreshToken.reveal()).toBe('FSREFTOK_new_0123456789')
      expect(seen?.cut).toBe(true)
      expect(seen?.flaw !== undefined).toBe(flawed)
    }
  })

  test('if the connection breaks after a complete answer, which also counts as cut', async () => {
    expect((await outcomeOf([cut(200, JSON.stringify(SUCCESS))])).seen).toMatchObject({
      cut: true,
      flaw: undefined,
    })
  })
})

describe('an echo of the sent token is not a new one', () => {
  test.each<[string, Step, ErrorId, Fate]>([
    [
      'in a refusal',
      answered(200, { errorCode: 20005, refreshToken: SENT }),
      'refresh-token-rejected',
      'refused',
    ],
    [
      'in a refusal with an access token',
      answered(200, { errorCode: 20005, refreshToken: SENT, accessToken: 'x' }),
      'refresh-token-rejected',
      'refused',
    ],
    ['alone', answered(200, { refreshToken: SENT }), 'fxiaoke-error', 'unknown'],
    [
      'in a success without an access token',
      answered(200, { refreshToken: SENT, errorCode: 0 }),
      'fxiaoke-error',
      'unknown',
    ],
  ])('%s', async (_, step, id, fate) => {
    const { error } = await outcomeOf([step])
    expect(error).toMatchObject({ id, fate })
  })

  test('in a partial answer, which counts as unanswered because the rest may have held one', async () => {
    const { error, http } = await outcomeOf(again(cut(200, `{"refreshToken":"${SENT}","acc`)))
    expect(error).toMatchObject({ id: 'fxiaoke-unreachable', fate: 'unknown' })
    expect(http.requests).toHaveLength(4)
  })
})

/** How a refresh ends with the same answer to every attempt. */
const ENDS: readonly [what: string, step: Step, id: ErrorId, cause: string, fate: Fate, attempts: number][] =
  [
    ['a refused connection', unsent('ECONNREFUSED'), 'fxiaoke-unreachable', 'network', 'not-sent', 4],
    ['an unknown host', unsent('ENOTFOUND'), 'fxiaoke-unreachable', 'unknown-host', 'not-sent', 4],
    ['a connect timeout', unsent('timeout'), 'fxiaoke-unreachable', 'timeout', 'not-sent', 4],
    ['a wrong certificate', unsent('certificate'), 'fxiaoke-unreachable', 'certificate', 'not-sent', 1],
    ['a proxy that cannot be used', unsent('proxy'), 'fxiaoke-unreachable', 'proxy', 'not-sent', 1],
    ['a reset', lost('ECONNRESET'), 'fxiaoke-unreachable', 'network', 'unknown', 4],
    ['an answer timeout', lost('timeout'), 'fxiaoke-unreachable', 'timeout', 'unknown', 4],
    [
      'a cut answer',
      cut(200, '{"accessToken":"FSTOK_new_0123456789","refr'),
      'fxiaoke-unreachable',
      'network',
      'unknown',
      4,
    ],
    ['an answer that is cut before the body', cut(200, ''), 'fxiaoke-unreachable', 'network', 'unknown', 4],
    ['500', answered(500, 'oops'), 'fxiaoke-unreachable', 'server', 'unknown', 4],
    ['502 with a page', answered(502, '<html>'), 'fxiaoke-unreachable', 'server', 'unknown', 4],
    [
      '500 with an unknown code',
      answered(500, { errorCode: 99999 }),
      'fxiaoke-unreachable',
      'server',
      'unknown',
      4,
    ],
    [
      '500 with a clear code',
      answered(500, { errorCode: 20006 }),
      'app-credentials-rejected',
      'refused',
      'unknown',
      1,
    ],
    ['429', answered(429, ''), 'fxiaoke-busy', 'refused', 'unknown', 4],
    ['429 with a code', answered(429, { errorCode: 99999 }), 'fxiaoke-error', 'refused', 'refused', 4],
    ['-1', said(-1, 'system busy'), 'fxiaoke-busy', 'refused', 'unknown', 4],
    ['-2', said(-2, 'system error'), 'fxiaoke-busy', 'refused', 'unknown', 4],
    ['50009', said(50009, 'timeout'), 'fxiaoke-busy', 'refused', 'unknown', 4],
    ['30004', said(30004, 'too many calls'), 'fxiaoke-busy', 'refused', 'refused', 4],
    ['30002', said(30002), 'fxiaoke-quota', 'refused', 'refused', 1],
    ['20005', said(20005), 'refresh-token-rejected', 'refused', 'refused', 1],
    [
      '10006',
      said(10006, 'the parameter appSecret is missing or illegal'),
      'app-credentials-rejected',
      'refused',
      'refused',
      1,
    ],
    ['99999', said(99999, 'what?'), 'fxiaoke-error', 'refused', 'refused', 1],
    ['an allow-list refusal', said(10006, 'ip not in white list'), 'ip-not-allowed', 'refused', 'refused', 1],
    [
      'a redirect',
      answered(302, '<html>', { location: 'https://www.fxiaoke.com/' }),
      'wrong-cloud-domain',
      'redirect',
      'unknown',
      1,
    ],
    ['304', answered(304), 'wrong-cloud-domain', 'redirect', 'unknown', 1],
    ['404 with a page', answered(404, '<html>'), 'wrong-cloud-domain', 'client-error', 'unknown', 1],
    [
      '404 with foreign JSON',
      answered(404, { message: 'Not Found' }),
      'wrong-cloud-domain',
      'client-error',
      'unknown',
      1,
    ],
    [
      '403 with a message',
      answered(403, { errorMessage: 'ip not allowed' }),
      'ip-not-allowed',
      'refused',
      'refused',
      1,
    ],
    [
      '400 with a message',
      answered(400, { errorMessage: 'appId is illegal' }),
      'app-credentials-rejected',
      'refused',
      'refused',
      1,
    ],
    [
      '400 with a code',
      answered(400, { errorCode: 20005 }),
      'refresh-token-rejected',
      'refused',
      'refused',
      1,
    ],
    ['an HTML page', answered(200, '<html>'), 'wrong-cloud-domain', 'no-json', 'unknown', 1],
    ['an empty body', answered(200, ''), 'wrong-cloud-domain', 'no-json', 'unknown', 1],
    ['success without tokens', answered(200, { errorCode: 0 }), 'fxiaoke-error', 'incomplete', 'unknown', 1],
    [
      'a cut success before its refresh token',
      cut(200, '{"errorCode":0,"accessToken":"FSTOK_new_0123456789",'),
      'fxiaoke-unreachable',
      'network',
      'unknown',
      4,
    ],
    [
      'a cut refusal, which may have had a new token after it',
      cut(200, '{"errorCode":20005,"errorMessage":"expired","refreshToken":"FSREFTOK_n'),
      'refresh-token-rejected',
      'refused',
      'unknown',
      1,
    ],
    [
      'a path unknown to the gateway',
      said(10006, 'the request uri=[/oauth2.0/token], apiName=[null] is not exists'),
      'wrong-cloud-domain',
      'refused',
      'refused',
      1,
    ],
    [
      'damaged JSON',
      answered(200, '{"accessToken":"FSTOK_new_0123456789",'),
      'fxiaoke-error',
      'unreadable',
      'unknown',
      1,
    ],
  ]

describe('a success without a new refresh token', () => {
  const WITHOUT = { ...SUCCESS, refreshToken: undefined }

  test.each([
    ['missing', WITHOUT],
    ['empty', { ...SUCCESS, refreshToken: '' }],
    ['the sent one', { ...SUCCESS, refreshToken: SENT }],
    ['missing, nested', { errorCode: 0, data: WITHOUT }],
  ])('keeps the stored one and uses the access token: %s', async (_, body) => {
    const { seen, handedOver } = await outcomeOf([answered(200, body)])
    expect(seen).toMatchObject({ unchanged: true, flaw: undefined })
    expect(seen?.refreshToken.reveal()).toBe(SENT)
    expect(seen?.accessToken?.reveal()).toBe(SUCCESS.accessToken)
    expect(handedOver).toEqual([])
  })

  test('is an error for a code', async () => {
    const { error } = await outcomeOf([answered(200, WITHOUT)], CODE)
    expect(error).toMatchObject({ id: 'fxiaoke-error', fate: 'unknown', failure: { cause: 'incomplete' } })
  })
})

describe('a new refresh token is handed over', () => {
  test('before the rest of the answer arrives', async () => {
    const world = fakeWorld()
    const seen: string[] = []
    world.dial = () => ({
      hangUp: () => undefined,
      send(read) {
        const body = JSON.stringify(SUCCESS)
        const end = body.indexOf(SUCCESS.refreshToken) + SUCCESS.refreshToken.length
        seen.push(`${read?.(body.slice(0, end))}`)
        seen.push(`${read?.(body.slice(end, end + 1))}`)
        seen.push('the rest')
        return Promise.resolve(answered(200, body))
      },
    })
    const onRefreshToken = (token: Secret, user: string | undefined): void => {
      seen.push(`${token.reveal()} of ${user}`)
    }
    await exchange(REFRESH, app, READY, world, onRefreshToken)
    expect(seen).toEqual(['more', `${SUCCESS.refreshToken} of FSUID_1`, 'enough', 'the rest'])
  })

  test('and a bug in the callback ends only the exchange', async () => {
    const world = fakeWorld(new ScriptedHttp(answered(200, SUCCESS)).client)
    const failing = (): void => {
      throw new TypeError('bug')
    }
    await expect(exchange(REFRESH, app, READY, world, failing)).rejects.toThrow(TypeError)
  })
})

test.each(['E-O.fk1.8bd6', 'open-api-gateway-web/17-0a', 'E-O.null.-1000-17'])(
  'trace id %s is passed on',
  async (traceId) => {
    expect((await outcomeOf([answered(200, { ...SUCCESS, traceId })])).seen?.traceId).toBe(traceId)
  },
)

test('anything like a token in a refusal is masked before it can be printed', async () => {
  const { world } = await outcomeOf([said(20005, 'bad token FSREFTOK_sent_to_somebody')])
  expect(world.runner.masks).toContain('FSREFTOK_sent_to_somebody')
})

describe('an exchange without a token', () => {
  test.each(ENDS)('fails after %s', async (_, step, id, cause, fate, attempts) => {
    const { error, http } = await outcomeOf(again(step))
    expect(error).toMatchObject({ id, fate, failure: { cause, evidence: { host: 'open.fxiaoke.com' } } })
    expect(http.requests).toHaveLength(attempts)
  })

  test.each(ENDS)('has an unknown fate after an unanswered attempt and %s', async (_, step) => {
    const { error } = await outcomeOf([lost('ECONNRESET'), ...again(step).slice(1)])
    expect(error?.fate).toBe('unknown')
    expect(error?.failure).toMatchObject({ afterUnansweredAttempt: true })
  })

  test.each(ENDS)(
    'has its own fate after an unsent or refused attempt and %s',
    async (_, step, id, _cause, fate) => {
      for (const before of [unsent('ECONNREFUSED'), said(30004)]) {
        // The step is only the last attempt, so it does not affect itself.
        const { error } = await outcomeOf([before, before, before, step])
        // An earlier attempt that was sent rules out "not sent".
        const worst = before instanceof Error || fate !== 'not-sent' ? fate : 'refused'
        expect(error).toMatchObject({ id, fate: worst })
        expect(error?.failure).not.toHaveProperty('afterUnansweredAttempt')
      }
    },
  )

  test('has the request, the answer and the trace id as evidence', async () => {
    const { error } = await outcomeOf([
      answered(200, { errorCode: 20005, errorMessage: 'expired', traceId: 'E-1' }),
    ])
    expect(error?.failure).toMatchObject({
      evidence: {
        request: 'POST /oauth2.0/token',
        status: 200,
        errorCode: 20005,
        traceId: 'E-1',
        said: new RemoteText('expired'),
      },
    })
  })

  test.each([
    ['the ip 203.0.113.9 is not in the white list', '203.0.113.9'],
    ['IP 203.0.113.9.', '203.0.113.9'],
    ['非法IP：2001:db8::9，请配置白名单', '2001:db8::9'],
    ['ip 203.0.113.9 is not in [198.51.100.1]', undefined],
    ['ip 999.0.113.9 version 1.2.3 is not in the white list', undefined],
    ['ip not in white list', undefined],
  ])('reads from %j the address %s', async (message, address) => {
    const { error } = await outcomeOf([answered(200, { errorCode: 10099, errorMessage: message })])
    expect(error?.id).toBe('ip-not-allowed')
    expect(error && evidenceOf(error.failure).address).toBe(address)
  })

  test('distinguishes a refused code from a refused refresh token', async () => {
    expect((await outcomeOf([said(20005)], CODE)).error?.id).toBe('authorization-code-rejected')
    expect((await outcomeOf([said(20010)], CODE)).error?.id).toBe('authorization-code-rejected')
  })

  test.each([
    ['refused', said(20010), 'refused'],
    ['turned away as busy', said(30004), 'refused'],
    ['never sent', unsent('ECONNREFUSED'), 'not-sent'],
  ])('for a code that is %s does not affect the stored token', async (_, step, code) => {
    const { error } = await outcomeOf(again(step), CODE)
    expect(error).toMatchObject({ fate: 'not-sent', failure: { code } })
  })

  test('for a refresh token says nothing about a code', async () => {
    expect((await outcomeOf(again(said(30004)))).error?.failure).not.toHaveProperty('code')
  })

  test.each([
    ['unanswered', again(lost('ECONNRESET')), 'fxiaoke-unreachable'],
    ['not settled', again(said(-1)), 'fxiaoke-busy'],
    ['refused after an unanswered attempt', [lost('timeout'), said(20010)], 'authorization-code-rejected'],
    [
      'answered with half a token',
      [answered(200, '{"errorCode":0,"refreshToken":"FSREFTOK_n')],
      'fxiaoke-error',
    ],
  ])('for a code that is %s may have replaced the stored login', async (_, steps, id) => {
    const { error } = await outcomeOf(steps, CODE)
    expect(error).toMatchObject({ id, fate: 'unknown', failure: { code: 'unknown' } })
  })

  test('throws a bug in the transport', async () => {
    await expect(outcomeOf([new TypeError('bug')])).rejects.toThrow(TypeError)
  })
})

describe('retrying', () => {
  test('sends the same token with a new trace id until the first success', async () => {
    const { seen, http } = await outcomeOf([
      lost('ECONNRESET'),
      answered(503),
      said(-1),
      answered(200, SUCCESS),
    ])
    expect(seen?.refreshToken.reveal()).toBe('FSREFTOK_new_0123456789')
    expect(
      http.requests.map(({ body }) => (JSON.parse(body ?? '') as { refreshToken: string }).refreshToken),
    ).toEqual(again(new Error()).map(() => SENT))
    expect(new Set(http.requests.map(({ url }) => url.searchParams.get('thirdTraceId'))).size).toBe(4)
  })

  test('waits longer each time', async () => {
    const { world } = await outcomeOf(again(answered(503)))
    expect(world.clock.waits).toEqual([2_000, 4_000, 8_000])
  })

  test.each([
    ['7', 7_000],
    ['0', 2_000],
    ['599', 599_000],
    ['soon', 2_000],
    [new Date(START + 90_000).toUTCString(), 90_000],
  ])('with retry-after: %s waits %d ms', async (after, wait) => {
    const { world } = await outcomeOf([answered(429, '', { 'retry-after': after }), answered(200, SUCCESS)])
    expect(world.clock.waits).toEqual([wait])
  })

  test('stops at a retry-after beyond the time limit', async () => {
    const { world, error } = await outcomeOf([answered(429, '', { 'retry-after': '3600' })])
    expect(world.clock.waits).toEqual([])
    expect(error).toMatchObject({ id: 'fxiaoke-busy', fate: 'unknown' })
  })
})

test('neither log nor debug log shows a secret or an answer', async () => {
  const { world, seen } = await outcomeOf([
    answered(503, 'remote text'),
    said(-1, 'remote text'),
    answered(200, SUCCESS),
  ])
  // The caller logs the trace of the success, once the token is safe.
  const debugged = [...world.runner.debugLog, seen?.trace ?? '']
  const text = [...world.runner.log, ...debugged].join('\n')
  expect(debugged).toEqual([
    'Fxiaoke: POST /oauth2.0/token -> 503, trace id missing in 0 ms',
    'Fxiaoke: POST /oauth2.0/token -> 200, trace id missing in 0 ms',
    'Fxiaoke: POST /oauth2.0/token -> 200, trace id E-O.fk1.8bd6 in 0 ms',
  ])
  expect(text).not.toMatch(/FSREFTOK|FSTOK|example-app-secret|remote text/)
})

describe('trying the app', () => {
  const attempt = async (
    ...steps: Step[]
  ): Promise<{ refusal: ActionError | undefined; http: ScriptedHttp }> => {
    const http = new ScriptedHttp(...steps)
    const world = fakeWorld(http.client)
    return { refusal: await world.clock.leapUntil(tryApp(app, world)), http }
  }

  test('sends a code that cannot exist, and no token', async () => {
    const { http } = await attempt(said(20010))
    const body = JSON.parse(http.requests[0]?.body ?? '') as Record<string, string>
    expect(body).toEqual({
      grantType: 'authorization_code',
      appId: 'FSAID_example',
      appSecret: 'example-app-secret',
      redirectUrl: 'https://example.com/callback',
      code: expect.stringMatching(/^dry-run-[0-9a-f-]{36}$/),
    })
  })

  test.each<[string, Step[], ErrorId]>([
    ['an unknown code', [said(20010)], 'authorization-code-rejected'],
    [
      'a wrong secret',
      [said(10006, 'the parameter appSecret is missing or illegal')],
      'app-credentials-rejected',
    ],
    ['a stopped app', [said(20021)], 'app-not-authorized'],
    ['a machine that is not on the allow-list', [said(10006, 'ip not in white list')], 'ip-not-allowed'],
    ['a timeout', again(lost('timeout')), 'fxiaoke-unreachable'],
    ['a system error', again(said(-1)), 'fxiaoke-busy'],
  ])('has the fate not-sent after %s', async (_, steps, id) => {
    expect((await attempt(...steps)).refusal).toMatchObject({ id, fate: 'not-sent' })
  })

  test('passes even with a token pair', async () => {
    expect((await attempt(answered(200, SUCCESS))).refusal).toBeUndefined()
  })

  test('throws a bug', async () => {
    await expect(attempt(new TypeError('bug'))).rejects.toThrow(TypeError)
  })
})
