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
/** That the place is ready is somebody else's business. */
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

/** What an exchange comes to when Fxiaoke answers so, one step after the other. */
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
  test('is what the manual says', async () => {
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

  test('without an errorCode, with both tokens, is one too', async () => {
    const { seen } = await outcomeOf([answered(200, { ...SUCCESS, errorCode: undefined })])
    expect(seen?.flaw).toBeUndefined()
  })

  test('the same refresh token with a new access token is unchanged', async () => {
    const { seen } = await outcomeOf([answered(200, { ...SUCCESS, refreshToken: SENT })])
    expect(seen).toMatchObject({ unchanged: true, flaw: undefined })
  })

  test('of an authorization is never unchanged', async () => {
    const { seen } = await outcomeOf([answered(200, { ...SUCCESS, refreshToken: SENT })], CODE)
    expect(seen?.unchanged).toBe(false)
  })

  test.each(['E-O.fk1 2', 'E-1\n::error::', 'x'.repeat(201), '<b>'])(
    'a trace id like %j is not passed on',
    async (traceId) => {
      const { seen } = await outcomeOf([answered(200, { ...SUCCESS, traceId })])
      expect(seen?.traceId).toBeUndefined()
    },
  )
})

describe('a new refresh token is seen whatever else the answer is, and nothing is sent again', () => {
  test.each([200, 201, 204, 302, 400, 401, 404, 429, 500, 502, 503])('HTTP %d', async (status) => {
    const { seen, http } = await outcomeOf([answered(status, SUCCESS)])
    expect(seen?.refreshToken.reveal()).toBe('FSREFTOK_new_0123456789')
    expect(http.requests).toHaveLength(1)
  })

  test.each<[number, ErrorId]>([
    [-1, 'fxiaoke-busy'],
    [30004, 'fxiaoke-busy'],
    [10006, 'fxiaoke-error'],
    [30002, 'fxiaoke-quota'],
    // A refresh token came, so it cannot have been the refresh token that was refused.
    [20005, 'fxiaoke-error'],
  ])('errorCode %d: it is a flaw, %s', async (errorCode, id) => {
    const { seen, http } = await outcomeOf([answered(200, { ...SUCCESS, errorCode })])
    expect(http.requests).toHaveLength(1)
    expect(seen?.refreshToken.reveal()).toBe('FSREFTOK_new_0123456789')
    expect(seen?.flaw).toMatchObject({ id, cause: 'refused', evidence: { errorCode } })
  })

  test.each([
    ['no access token', { accessToken: undefined }],
    ['an empty access token', { accessToken: '' }],
  ])('%s: it is a flaw', async (_, lacking) => {
    const { seen } = await outcomeOf([answered(200, { ...SUCCESS, ...lacking })])
    expect(seen).toMatchObject({
      accessToken: undefined,
      flaw: { id: 'fxiaoke-error', cause: 'incomplete' },
    })
  })

  test.each([
    [
      'behind both tokens',
      '{"accessToken":"FSTOK_new_0123456789","refreshToken":"FSREFTOK_new_0123456789","exp',
      false,
    ],
    ['before the access token', '{"refreshToken":"FSREFTOK_new_0123456789","accessToken":"FSTOK', true],
  ])('cut %s', async (_, body, flawed) => {
    for (const step of [cut(200, body), answered(200, body), cut(502, body)]) {
      const { seen, http } = await outcomeOf([step])
      expect(http.requests).toHaveLength(1)
      expect(seen?.refreshToken.reveal()).toBe('FSREFTOK_new_0123456789')
      expect(seen?.cut).toBe(true)
      expect(seen?.flaw !== undefined).toBe(flawed)
    }
  })

  test('a whole answer on a connection that broke behind it is cut as well', async () => {
    expect((await outcomeOf([cut(200, JSON.stringify(SUCCESS))])).seen).toMatchObject({
      cut: true,
      flaw: undefined,
    })
  })
})

describe('an echo of the token that was sent is no new one', () => {
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

  test('in half an answer: the rest may have held a new one, so it counts as unanswered', async () => {
    const { error, http } = await outcomeOf(again(cut(200, `{"refreshToken":"${SENT}","acc`)))
    expect(error).toMatchObject({ id: 'fxiaoke-unreachable', fate: 'unknown' })
    expect(http.requests).toHaveLength(4)
  })
})

/** How a single answer, given as often as it is asked for, ends a refresh. */
const ENDS: readonly [what: string, step: Step, id: ErrorId, cause: string, fate: Fate, attempts: number][] =
  [
    ['nobody listens', unsent('ECONNREFUSED'), 'fxiaoke-unreachable', 'network', 'not-sent', 4],
    ['no such host', unsent('ENOTFOUND'), 'fxiaoke-unreachable', 'unknown-host', 'not-sent', 4],
    ['no connection in time', unsent('timeout'), 'fxiaoke-unreachable', 'timeout', 'not-sent', 4],
    ['a wrong certificate', unsent('certificate'), 'fxiaoke-unreachable', 'certificate', 'not-sent', 1],
    ['a proxy that cannot be used', unsent('proxy'), 'fxiaoke-unreachable', 'proxy', 'not-sent', 1],
    ['a reset', lost('ECONNRESET'), 'fxiaoke-unreachable', 'network', 'unknown', 4],
    ['no answer in time', lost('timeout'), 'fxiaoke-unreachable', 'timeout', 'unknown', 4],
    [
      'a cut answer',
      cut(200, '{"accessToken":"FSTOK_new_0123456789","refr'),
      'fxiaoke-unreachable',
      'network',
      'unknown',
      4,
    ],
    ['an answer that is cut before its body', cut(200, ''), 'fxiaoke-unreachable', 'network', 'unknown', 4],
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
    ['the allow-list', said(10006, 'ip not in white list'), 'ip-not-allowed', 'refused', 'refused', 1],
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
    ['a page', answered(200, '<html>'), 'wrong-cloud-domain', 'no-json', 'unknown', 1],
    ['nothing', answered(200, ''), 'wrong-cloud-domain', 'no-json', 'unknown', 1],
    ['no tokens', answered(200, { errorCode: 0 }), 'fxiaoke-error', 'incomplete', 'unknown', 1],
    [
      'a cut success before its refresh token',
      cut(200, '{"errorCode":0,"accessToken":"FSTOK_new_0123456789",'),
      'fxiaoke-unreachable',
      'network',
      'unknown',
      4,
    ],
    [
      'a cut refusal, which may have had a new token behind it',
      cut(200, '{"errorCode":20005,"errorMessage":"expired","refreshToken":"FSREFTOK_n'),
      'refresh-token-rejected',
      'refused',
      'unknown',
      1,
    ],
    [
      'a path that the gateway does not know',
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
    ['none', WITHOUT],
    ['an empty one', { ...SUCCESS, refreshToken: '' }],
    ['the one that was sent', { ...SUCCESS, refreshToken: SENT }],
    ['none, nested', { errorCode: 0, data: WITHOUT }],
  ])('%s: the stored one stays, and the access token is used', async (_, body) => {
    const { seen, handedOver } = await outcomeOf([answered(200, body)])
    expect(seen).toMatchObject({ unchanged: true, flaw: undefined })
    expect(seen?.refreshToken.reveal()).toBe(SENT)
    expect(seen?.accessToken?.reveal()).toBe(SUCCESS.accessToken)
    expect(handedOver).toEqual([])
  })

  test('for a code it is an error', async () => {
    const { error } = await outcomeOf([answered(200, WITHOUT)], CODE)
    expect(error).toMatchObject({ id: 'fxiaoke-error', fate: 'unknown', failure: { cause: 'incomplete' } })
  })
})

describe('a new refresh token is handed over', () => {
  test('while the rest of the answer is still to come', async () => {
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

  test('and a bug in doing so ends the exchange, not the process', async () => {
    const world = fakeWorld(new ScriptedHttp(answered(200, SUCCESS)).client)
    const failing = (): void => {
      throw new TypeError('bug')
    }
    await expect(exchange(REFRESH, app, READY, world, failing)).rejects.toThrow(TypeError)
  })
})

test.each(['E-O.fk1.8bd6', 'open-api-gateway-web/17-0a', 'E-O.null.-1000-17'])(
  'trace id %s is told',
  async (traceId) => {
    expect((await outcomeOf([answered(200, { ...SUCCESS, traceId })])).seen?.traceId).toBe(traceId)
  },
)

test('whatever looks like a token in a refusal is masked before it can be printed', async () => {
  const { world } = await outcomeOf([said(20005, 'bad token FSREFTOK_sent_to_somebody')])
  expect(world.runner.masks).toContain('FSREFTOK_sent_to_somebody')
})

describe('what ends without a token', () => {
  test.each(ENDS)('%s', async (_, step, id, cause, fate, attempts) => {
    const { error, http } = await outcomeOf(again(step))
    expect(error).toMatchObject({ id, fate, failure: { cause, evidence: { host: 'open.fxiaoke.com' } } })
    expect(http.requests).toHaveLength(attempts)
  })

  test.each(ENDS)(
    '%s, after an attempt that nobody answered: the fate of the token is unknown',
    async (_, step) => {
      const { error } = await outcomeOf([lost('ECONNRESET'), ...again(step).slice(1)])
      expect(error?.fate).toBe('unknown')
      expect(error?.failure).toMatchObject({ afterUnansweredAttempt: true })
    },
  )

  test.each(ENDS)(
    '%s, after an attempt that was never sent or clearly refused: its own fate',
    async (_, step, id, _cause, fate) => {
      for (const before of [unsent('ECONNREFUSED'), said(30004)]) {
        // One attempt each, so that no attempt of its own comes before the last.
        const { error } = await outcomeOf([before, before, before, step])
        // What was sent before is not said not to have been sent.
        const worst = before instanceof Error || fate !== 'not-sent' ? fate : 'refused'
        expect(error).toMatchObject({ id, fate: worst })
        expect(error?.failure).not.toHaveProperty('afterUnansweredAttempt')
      }
    },
  )

  test('the evidence names the request, the answer and the trace', async () => {
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
  ])('%j names the address %s', async (message, address) => {
    const { error } = await outcomeOf([answered(200, { errorCode: 10099, errorMessage: message })])
    expect(error?.id).toBe('ip-not-allowed')
    expect(error && evidenceOf(error.failure).address).toBe(address)
  })

  test('a refused code is no refused refresh token', async () => {
    expect((await outcomeOf([said(20005)], CODE)).error?.id).toBe('authorization-code-rejected')
    expect((await outcomeOf([said(20010)], CODE)).error?.id).toBe('authorization-code-rejected')
  })

  test.each([
    ['refused', said(20010), 'refused'],
    ['not let in', said(30004), 'refused'],
    ['never sent', unsent('ECONNREFUSED'), 'not-sent'],
  ])(
    'a code that is %s says nothing against the stored token, which is not sent with it',
    async (_, step, code) => {
      const { error } = await outcomeOf(again(step), CODE)
      expect(error).toMatchObject({ fate: 'not-sent', failure: { code } })
    },
  )

  test('of a refresh token, nothing is said of a code', async () => {
    expect((await outcomeOf(again(said(30004)))).error?.failure).not.toHaveProperty('code')
  })

  test.each([
    ['unanswered', again(lost('ECONNRESET')), 'fxiaoke-unreachable'],
    ['not settled', again(said(-1)), 'fxiaoke-busy'],
    [
      'refused after an attempt that nobody answered',
      [lost('timeout'), said(20010)],
      'authorization-code-rejected',
    ],
    [
      'answered by half a token',
      [answered(200, '{"errorCode":0,"refreshToken":"FSREFTOK_n')],
      'fxiaoke-error',
    ],
  ])(
    'a code that is %s may have made a new login, and that may have ended the old one',
    async (_, steps, id) => {
      const { error } = await outcomeOf(steps, CODE)
      expect(error).toMatchObject({ id, fate: 'unknown', failure: { code: 'unknown' } })
    },
  )

  test('a bug in the transport is not taken for Fxiaoke’s', async () => {
    await expect(outcomeOf([new TypeError('bug')])).rejects.toThrow(TypeError)
  })
})

describe('trying again', () => {
  test('ends with the first success, with the same token and another trace id each time', async () => {
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
  ])('retry-after: %s waits %d ms', async (after, wait) => {
    const { world } = await outcomeOf([answered(429, '', { 'retry-after': after }), answered(200, SUCCESS)])
    expect(world.clock.waits).toEqual([wait])
  })

  test('retry-after: 3600 is later than anything can be waited for, so the first answer is the last', async () => {
    const { world, error } = await outcomeOf([answered(429, '', { 'retry-after': '3600' })])
    expect(world.clock.waits).toEqual([])
    expect(error).toMatchObject({ id: 'fxiaoke-busy', fate: 'unknown' })
  })
})

test('neither log nor debug log shows a secret or what was answered', async () => {
  const { world, seen } = await outcomeOf([
    answered(503, 'remote text'),
    said(-1, 'remote text'),
    answered(200, SUCCESS),
  ])
  // What there is to say of the success is said once the token is safe, by whoever makes it so.
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
    ['silence', again(lost('timeout')), 'fxiaoke-unreachable'],
    ['a system error', again(said(-1)), 'fxiaoke-busy'],
  ])('%s: the refresh token was not sent', async (_, steps, id) => {
    expect((await attempt(...steps)).refusal).toMatchObject({ id, fate: 'not-sent' })
  })

  test('even a token pair is no reason to fail', async () => {
    expect((await attempt(answered(200, SUCCESS))).refusal).toBeUndefined()
  })

  test('a bug is not taken for a refusal', async () => {
    await expect(attempt(new TypeError('bug'))).rejects.toThrow(TypeError)
  })
})
