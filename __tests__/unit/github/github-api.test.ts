import { describe, expect, jest, test } from '@jest/globals'
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

const getRepository = (api: GitHubApi) => api.ask(({ rest }) => rest.repos.get(REPOSITORY))

async function failureOf(...script: (HttpAnswer | Error)[]): Promise<GitHubFailure> {
  const outcome = await getRepository(open(...script).api).catch((error: unknown) => error)
  if (!(outcome instanceof GitHubFailure)) throw new Error('no failure', { cause: outcome })
  return outcome
}

describe('a request', () => {
  test('goes to the API with the token and the given timeout', async () => {
    const { api, http } = open(json(200, { id: 1001 }), json(200, {}))
    expect(await getRepository(api)).toMatchObject({ status: 200, data: { id: 1001 } })
    await api.ask(({ rest }) => rest.repos.get({ ...REPOSITORY, request: { answerWithin: 30_000 } }))
    const [first, second] = http.requests
    expect(`${first?.method ?? ''} ${first?.url.href ?? ''}`).toBe(
      'GET https://api.github.com/repos/acme/crm',
    )
    expect(first?.headers).toMatchObject({
      authorization: `token ${TOKEN}`,
      'x-github-api-version': '2022-11-28',
      'user-agent': expect.stringMatching(/^fxiaoke-refresh-action/),
    })
    expect(first?.body).toBeUndefined()
    expect([first?.answerWithin, second?.answerWithin]).toEqual([8_000, 30_000])
    // Over a reused connection, unlike requests to Fxiaoke.
    expect(first?.repeatable).toBe(true)
  })

  test('keeps the path of an Enterprise Server', async () => {
    const http = new ScriptedHttp(json(200, {}))
    const world = fakeWorld(http.client)
    const api = openGitHubApi(new URL('https://github.example.com/api/v3'), new Secret(TOKEN), world)
    await getRepository(api)
    expect(http.requests[0]?.url.href).toBe('https://github.example.com/api/v3/repos/acme/crm')
    expect(world.runner.debugLog[0]).toContain('GET /repos/acme/crm -> 200')
  })

  test('encodes parameters in the path, and sends the rest as a body', async () => {
    const { api, http } = open(answered(204))
    await api.ask(({ rest }) =>
      rest.actions.createOrUpdateEnvironmentSecret({
        ...REPOSITORY,
        environment_name: '../a b/生产?#',
        secret_name: 'X',
        encrypted_value: 'c2VhbGVk',
        key_id: '1',
      }),
    )
    const [request] = http.requests
    expect(request?.url.pathname).toBe(
      '/repos/acme/crm/environments/..%2Fa%20b%2F%E7%94%9F%E4%BA%A7%3F%23/secrets/X',
    )
    expect(JSON.parse(request?.body ?? '')).toEqual({ encrypted_value: 'c2VhbGVk', key_id: '1' })
  })

  test('shares a limit of eight at once', async () => {
    let [running, most] = [0, 0]
    const world = fakeWorld(async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return json(200, {})
    })
    const api = openGitHubApi(new URL('https://api.github.com'), new Secret(TOKEN), world)
    await Promise.all(Array.from({ length: 30 }, () => getRepository(api)))
    expect(most).toBe(8)
  })
})

describe('GitHub’s time and the token’s expiry', () => {
  const date = new Date(START + 3_600_000).toUTCString()

  test.each([200, 404, 500])('are read from every answer, also a %d', async (status) => {
    const { api } = open(
      json(status, {}, { date, 'github-authentication-token-expiration': '2027-10-12 09:00:00 UTC' }),
    )
    expect(api.time.now()).toBe(START)
    await getRepository(api).catch(() => undefined)
    expect(api.time.now()).toBe(START + 3_600_000)
    expect(api.tokenExpiration).toBe('2027-10-12 09:00:00 UTC')
  })

  test('stay the same after an answer without them', async () => {
    const { api } = open(json(200, {}, { 'github-authentication-token-expiration': 'x' }), json(200, {}))
    await getRepository(api)
    await getRepository(api)
    expect(api.tokenExpiration).toBe('x')
  })

  test('apply to rate limits with an absolute time', async () => {
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

describe('a failure', () => {
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
  ])('with %d is %s', async (status, kind) => {
    const failure = await failureOf(json(status, { message: 'because' }, { 'x-github-request-id': 'C0DE:1' }))
    expect(failure).toMatchObject({
      kind,
      evidence: { request: 'GET /repos/acme/crm', status, requestId: 'C0DE:1' },
    })
    if (status !== 304) expect(failure.evidence.said?.raw).toContain('because')
  })

  test('includes a redirect, which is not followed', async () => {
    const { api, http } = open(json(301, {}, { location: 'https://api.github.com/repositories/1001' }))
    await expect(getRepository(api)).rejects.toBeInstanceOf(GitHubFailure)
    expect(http.requests).toHaveLength(1)
  })

  test.each([
    ['a request that was never sent', new ConnectionError('ECONNREFUSED', false), 'ECONNREFUSED', false],
    ['a wrong certificate', new ConnectionError('certificate', false), 'certificate', false],
    ['a lost connection', new ConnectionError('ECONNRESET', true), 'ECONNRESET', true],
    ['a timeout', new ConnectionError('timeout', true), 'timeout', true],
    ['a cut answer', { ...json(200, '{"id":'), complete: false }, 'cut', true],
    ['a cut refusal', { ...json(404, '{'), complete: false }, 'cut', true],
  ])('is unanswered after %s', async (_, step, network, maybeDone) => {
    expect(await failureOf(step)).toMatchObject({
      kind: 'unanswered',
      maybeDone,
      evidence: { request: 'GET /repos/acme/crm', host: 'api.github.com', network },
    })
  })

  test.each(['{"id":', '<html>Welcome</html>', 'null', '7', '"text"', ''])(
    'is unanswered after a 200 with %j, which is not from GitHub',
    async (body) => {
      expect(await failureOf(json(200, body))).toMatchObject({
        kind: 'unanswered',
        maybeDone: false,
        evidence: { request: 'GET /repos/acme/crm', status: 200, network: 'unreadable' },
      })
    },
  )

  test.each([202, 203, 204, 206])('is unanswered after a %d for a GET', async (status) => {
    expect(await failureOf(json(status, {}))).toMatchObject({ kind: 'unanswered', evidence: { status } })
  })

  test('knows the kind of its place', async () => {
    const { api } = open(json(403, {}))
    const place = { kind: 'environment', ...REPOSITORY, environment: 'prod' } as const
    const asked = api.ask(({ rest }) => rest.repos.get(REPOSITORY), place)
    await expect(asked).rejects.toMatchObject({ evidence: { placeKind: 'environment' } })
  })

  test('is not made from a bug, which is thrown unchanged', async () => {
    const bug = new TypeError('bug')
    await expect(getRepository(open(bug).api)).rejects.toBe(bug)
  })
})

describe('an answer read by Octokit', () => {
  test.each(['', 'text/html', 'application/octet-stream', '; charset', 'application/json; charset="'])(
    'is JSON even with the content type %j',
    async (type) => {
      const { api } = open(answered(200, { id: 1001 }, type === '' ? {} : { 'content-type': type }))
      expect(await getRepository(api)).toMatchObject({ data: { id: 1001 } })
    },
  )

  test('may have numbers that are too large, in a success and in a failure', async () => {
    const large = '{"id":90071992547409931,"errors":[90071992547409931],"message":"because"}'
    expect((await getRepository(open(json(200, large)).api)).data.id).toBe(90_071_992_547_409_931n)
    expect((await failureOf(json(422, large))).evidence.said?.raw).toBe('because')
  })

  test('has its deprecation headers not printed', async () => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue()
    const headers = {
      deprecation: 'true',
      sunset: 'Fri, 10 Mar 2028',
      link: '<::error::x>; rel="deprecation"',
    }
    const { api, world } = open(json(200, {}, headers))
    await getRepository(api)
    expect(warn).not.toHaveBeenCalled()
    expect(world.runner.log).toEqual([])
    warn.mockRestore()
  })
})

test('the debug log has each request, and no secret', async () => {
  const http = new RoutedHttp((line) =>
    line.startsWith('PUT')
      ? answered(204, '', { 'x-github-request-id': 'C0DE:1' })
      : new ConnectionError('timeout', true),
  )
  const world = fakeWorld(http.client)
  const api = openGitHubApi(new URL('https://api.github.com'), new Secret(TOKEN), world)
  await api.ask(({ rest }) =>
    rest.actions.createOrUpdateRepoSecret({
      ...REPOSITORY,
      secret_name: 'X',
      encrypted_value: 'c2VhbGVk',
      key_id: '1',
    }),
  )
  await api
    .ask(({ rest }) => rest.actions.listJobsForWorkflowRun({ ...REPOSITORY, run_id: 42, per_page: 100 }))
    .catch(() => undefined)
  expect(world.runner.debugLog).toEqual([
    'GitHub: PUT /repos/acme/crm/actions/secrets/X -> 204, C0DE:1 in 0 ms',
    'GitHub: GET /repos/acme/crm/actions/runs/42/jobs -> no answer (timeout) in 0 ms',
  ])
  expect([...world.runner.debugLog, ...world.runner.log].join()).not.toMatch(/ghp_|c2VhbGVk/)
})
