import { describe, expect, test } from '@jest/globals'
import { openGitHubApi } from '../../../src/github/github-api.ts'
import type { GitHubApi } from '../../../src/github/github-api.ts'
import { GitHubFailure } from '../../../src/github/github-failure.ts'
import { Secret } from '../../../src/secret.ts'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import { answered, fakeWorld, RoutedHttp, ScriptedHttp, START } from '../../support/world/fake-world.ts'
import type { FakeWorld } from '../../support/world/fake-world.ts'

const TOKEN = 'ghp_example_token'
const REPOSITORY = { owner: 'acme', repo: 'crm' }
const json = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer =>
  answered(status, body, { 'content-type': 'application/json; charset=utf-8', ...headers })

function open(...script: (HttpAnswer | Error)[]): { api: GitHubApi; http: ScriptedHttp; world: FakeWorld } {
  const http = new ScriptedHttp(...script)
  const world = fakeWorld(http.client)
  return { api: openGitHubApi(new URL('https://api.github.com/'), new Secret(TOKEN), world), http, world }
}

async function failureOf(...script: (HttpAnswer | Error)[]): Promise<GitHubFailure> {
  const outcome = await open(...script)
    .api.send('GET /repos/{owner}/{repo}', REPOSITORY)
    .catch((error: unknown) => error)
  if (!(outcome instanceof GitHubFailure)) throw new Error('no failure', { cause: outcome })
  return outcome
}

describe('a request', () => {
  test('goes to the API with the token, and waits as long as it is told', async () => {
    const { api, http } = open(json(200, { id: 1001 }), json(200, {}))
    expect(await api.send('GET /repos/{owner}/{repo}', REPOSITORY)).toEqual({
      status: 200,
      data: { id: 1001 },
    })
    await api.send('GET /repos/{owner}/{repo}', REPOSITORY, 30_000)
    const [first, second] = http.requests
    expect(`${first?.method ?? ''} ${first?.url.href ?? ''}`).toBe(
      'GET https://api.github.com/repos/acme/crm',
    )
    expect(first?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'user-agent': expect.stringMatching(/^fxiaoke-refresh-action/),
    })
    expect(first?.body).toBeUndefined()
    expect([first?.answerWithin, second?.answerWithin]).toEqual([8_000, 30_000])
    // Over a connection that was used, which none to Fxiaoke is.
    expect(first?.repeatable).toBe(true)
  })

  test('keeps the path of an Enterprise Server', async () => {
    const http = new ScriptedHttp(json(200, {}))
    const world = fakeWorld(http.client)
    const api = openGitHubApi(new URL('https://github.example.com/api/v3'), new Secret(TOKEN), world)
    await api.send('GET /repos/{owner}/{repo}', REPOSITORY)
    expect(http.requests[0]?.url.href).toBe('https://github.example.com/api/v3/repos/acme/crm')
    expect(world.runner.debugLog[0]).toContain('GET /repos/acme/crm -> 200')
  })

  test('encodes what goes into the path, and sends the rest as a body', async () => {
    const { api, http } = open(answered(204))
    await api.send('PUT /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}', {
      ...REPOSITORY,
      environment_name: '../a b/生产?#',
      secret_name: 'X',
      encrypted_value: 'c2VhbGVk',
      key_id: '1',
    })
    const [request] = http.requests
    expect(request?.url.pathname).toBe(
      '/repos/acme/crm/environments/..%2Fa%20b%2F%E7%94%9F%E4%BA%A7%3F%23/secrets/X',
    )
    expect(JSON.parse(request?.body ?? '')).toEqual({ encrypted_value: 'c2VhbGVk', key_id: '1' })
  })

  test('is one of at most eight at once', async () => {
    let [running, most] = [0, 0]
    const world = fakeWorld(async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return json(200, {})
    })
    const api = openGitHubApi(new URL('https://api.github.com'), new Secret(TOKEN), world)
    await Promise.all(Array.from({ length: 30 }, () => api.send('GET /repos/{owner}/{repo}', REPOSITORY)))
    expect(most).toBe(8)
  })
})

describe('GitHub’s time and the token’s end', () => {
  const date = new Date(START + 3_600_000).toUTCString()

  test.each([200, 404, 500])('are heard in every answer, also a %d', async (status) => {
    const { api } = open(
      json(status, {}, { date, 'github-authentication-token-expiration': '2027-10-12 09:00:00 UTC' }),
    )
    expect(api.time.now()).toBe(START)
    await api.send('GET /repos/{owner}/{repo}', REPOSITORY).catch(() => undefined)
    expect(api.time.now()).toBe(START + 3_600_000)
    expect(api.tokenExpiration).toBe('2027-10-12 09:00:00 UTC')
  })

  test('an answer that does not say leaves what was heard before', async () => {
    const { api } = open(json(200, {}, { 'github-authentication-token-expiration': 'x' }), json(200, {}))
    await api.send('GET /repos/{owner}/{repo}', REPOSITORY)
    await api.send('GET /repos/{owner}/{repo}', REPOSITORY)
    expect(api.tokenExpiration).toBe('x')
  })

  test('limits that name a moment are read by GitHub’s clock, not by this machine’s', async () => {
    const failure = await failureOf(
      json(
        429,
        {},
        { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${START / 1000 + 3_600 + 90}` },
      ),
    )
    expect(failure.retryAfter).toBe(90_000)
  })
})

describe('what is no success', () => {
  test.each([
    [401, 'rejected'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [422, 'invalid'],
    [429, 'limited'],
    [500, 'server'],
    [400, 'unexpected'],
    [301, 'unexpected'],
    [304, 'unexpected'],
  ])('%d is %s, sent once', async (status, kind) => {
    const failure = await failureOf(json(status, { message: 'because' }, { 'x-github-request-id': 'C0DE:1' }))
    expect(failure).toMatchObject({
      kind,
      evidence: { request: 'GET /repos/acme/crm', status, requestId: 'C0DE:1' },
    })
    if (status !== 304) expect(failure.evidence.said?.raw).toContain('because')
  })

  test('a redirect is not followed', async () => {
    const { api, http } = open(json(301, {}, { location: 'https://api.github.com/repositories/1001' }))
    await expect(api.send('GET /repos/{owner}/{repo}', REPOSITORY)).rejects.toBeInstanceOf(GitHubFailure)
    expect(http.requests).toHaveLength(1)
  })

  test.each([
    ['never sent', new ConnectionError('ECONNREFUSED', false), 'ECONNREFUSED', false],
    ['a wrong certificate', new ConnectionError('certificate', false), 'certificate', false],
    ['perhaps carried out', new ConnectionError('ECONNRESET', true), 'ECONNRESET', true],
    ['not awaited any longer', new ConnectionError('timeout', true), 'timeout', true],
    ['cut off', { ...json(200, '{"id":'), complete: false }, 'cut', true],
    ['cut off, though it says no', { ...json(404, '{'), complete: false }, 'cut', true],
  ])('%s: no answer', async (_, step, network, maybeDone) => {
    expect(await failureOf(step)).toMatchObject({
      kind: 'unanswered',
      maybeDone,
      evidence: { request: 'GET /repos/acme/crm', host: 'api.github.com', network },
    })
  })

  test.each([
    ['damaged JSON', '{"id":', '{"id":'],
    ['null', 'null', null],
    ['nothing', '', ''],
  ])(
    'a 200 with %s is handed over as it is: only who reads it knows what it should be',
    async (_, body, data) => {
      const { api } = open(json(200, body))
      expect(await api.send('GET /repos/{owner}/{repo}', REPOSITORY)).toEqual({ status: 200, data })
    },
  )
})

test('the debug log tells of each request, and of no secret', async () => {
  const http = new RoutedHttp((line) =>
    line.startsWith('PUT')
      ? answered(204, '', { 'x-github-request-id': 'C0DE:1' })
      : new ConnectionError('timeout', true),
  )
  const world = fakeWorld(http.client)
  const api = openGitHubApi(new URL('https://api.github.com'), new Secret(TOKEN), world)
  await api.send('PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}', {
    ...REPOSITORY,
    secret_name: 'X',
    encrypted_value: 'c2VhbGVk',
    key_id: '1',
  })
  await api
    .send('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', {
      ...REPOSITORY,
      run_id: 42,
      per_page: 100,
    })
    .catch(() => undefined)
  expect(world.runner.debugLog).toEqual([
    'GitHub: PUT /repos/acme/crm/actions/secrets/X -> 204, C0DE:1 in 0 ms',
    'GitHub: GET /repos/acme/crm/actions/runs/42/jobs -> no answer (timeout) in 0 ms',
  ])
  expect([...world.runner.debugLog, ...world.runner.log].join()).not.toMatch(/ghp_|c2VhbGVk/)
})
