import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { setImmediate as turn } from 'node:timers/promises'
import sodium from 'libsodium-wrappers'
import { GitHubSandbox } from '../../sandbox/github/github-sandbox.ts'
import type { GitHubToken } from '../../sandbox/github/github-sandbox.ts'

const NOW = new Date('2026-05-04T03:17:29.750Z')
const NOW_TO_THE_SECOND = '2026-05-04T03:17:29Z'
const PLACE = 'repos/acme/crm/actions'
const SECRETS = '/repos/acme/crm/actions/secrets'
const WRITER: GitHubToken = {
  token: 'writer',
  repositories: ['acme/crm'],
  permissions: {
    secrets: 'write',
    environments: 'write',
    actions: 'read',
    organization_secrets: 'write',
    dependabot_secrets: 'write',
    codespaces_secrets: 'write',
  },
}

interface Reply {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

interface Asking {
  token?: string
  headers?: Record<string, string>
  body?: unknown
}

let github: GitHubSandbox

beforeEach(async () => {
  await sodium.ready
  github = await startGitHub()
})

afterEach(async () => {
  await github.close()
})

async function startGitHub(options?: Parameters<typeof GitHubSandbox.start>[0]): Promise<GitHubSandbox> {
  const started = await GitHubSandbox.start({ clock: () => NOW, ...options })
  started.addOrganization('acme')
  started.addRepository({ fullName: 'Acme/CRM', id: 7, environments: ['prod/eu "west"', '生产 环境'] })
  started.addRepository({ fullName: 'acme/site', visibility: 'public' })
  started.addRepository({ fullName: 'acme/hidden' })
  started.addToken(WRITER)
  return started
}

async function ask(method: string, path: string, { token, headers, body }: Asking = {}): Promise<Reply> {
  const answer = await fetch(github.url + path, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token ?? 'writer'}`,
      'user-agent': 'test',
      'x-github-api-version': '2022-11-28',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const said = await answer.text()
  const parsed = (said === '' ? {} : JSON.parse(said)) as Record<string, unknown>
  return { status: answer.status, headers: answer.headers, body: parsed }
}

async function sealed(secrets: string, value: string): Promise<{ encrypted_value: string; key_id: string }> {
  const { body } = await ask('GET', `${secrets}/public-key`)
  const { key, key_id } = body as { key: string; key_id: string }
  const box = sodium.crypto_box_seal(value, sodium.from_base64(key, sodium.base64_variants.ORIGINAL))
  return { encrypted_value: Buffer.from(box).toString('base64'), key_id }
}

describe('secrets', () => {
  test.each([
    ['a repository', PLACE, SECRETS, {}],
    [
      'an environment with slash, quotes and space',
      'repos/acme/crm/environments/prod/eu "west"',
      '/repos/acme/crm/environments/prod%2Feu%20%22west%22/secrets',
      {},
    ],
    [
      'an environment with a Chinese name',
      'repos/acme/crm/environments/生产 环境',
      `/repos/acme/crm/environments/${encodeURIComponent('生产 环境')}/secrets`,
      {},
    ],
    ['Dependabot', 'repos/acme/crm/dependabot', '/repos/acme/crm/dependabot/secrets', {}],
    ['Codespaces', 'repos/acme/crm/codespaces', '/repos/acme/crm/codespaces/secrets', {}],
    ['an organization', 'orgs/acme/actions', '/orgs/acme/actions/secrets', { visibility: 'private' }],
  ])('of %s are created, updated, read, listed and deleted', async (_name, place, secrets, extra) => {
    const write = async (value: string): Promise<Reply> =>
      ask('PUT', `${secrets}/TOKEN`, { body: { ...(await sealed(secrets, value)), ...extra } })
    expect(await write('first')).toMatchObject({ status: 201, body: {} })
    expect(await write('second 令牌')).toMatchObject({ status: 204 })
    expect(github.secret(place, 'token')).toMatchObject({
      name: 'TOKEN',
      value: 'second 令牌',
      updatedAt: NOW,
    })
    expect((await ask('GET', `${secrets}/token`)).body).toMatchObject({
      name: 'TOKEN',
      created_at: NOW_TO_THE_SECOND,
      updated_at: NOW_TO_THE_SECOND,
      ...extra,
    })
    expect((await ask('GET', secrets)).body).toMatchObject({ total_count: 1, secrets: [{ name: 'TOKEN' }] })
    expect(await ask('DELETE', `${secrets}/TOKEN`)).toMatchObject({ status: 204 })
    expect(await ask('DELETE', `${secrets}/TOKEN`)).toMatchObject({ status: 404 })
    expect(github.secretNames(place)).toEqual([])
  })

  test('are sealed with a separate key for each place', async () => {
    const body = await sealed(SECRETS, 'x')
    expect(github.open(PLACE, body.encrypted_value)).toBe('x')
    expect(() => github.open('repos/acme/crm/dependabot', body.encrypted_value)).toThrow('no key')
    expect(await ask('PUT', '/repos/acme/crm/dependabot/secrets/X', { body })).toMatchObject({ status: 422 })
  })

  test('sealed before a key rotation are refused, but the sandbox can still open them', async () => {
    const body = await sealed(SECRETS, 'x')
    github.rotateKey(PLACE)
    expect(await ask('PUT', `${SECRETS}/X`, { body })).toMatchObject({ status: 422 })
    expect(github.open(PLACE, body.encrypted_value)).toBe('x')
    expect(await ask('PUT', `${SECRETS}/X`, { body: await sealed(SECRETS, 'x') })).toMatchObject({
      status: 201,
    })
  })

  test('that cannot be opened are refused, or accepted as GitHub once did', async () => {
    const { key_id } = await sealed(SECRETS, 'x')
    const body = { key_id, encrypted_value: Buffer.alloc(80, 1).toString('base64') }
    const put = async (): Promise<Reply> => ask('PUT', `${SECRETS}/PROBE`, { body })
    expect((await put()).body['message']).toBe(
      'Bad request - validation failed due to an improperly encrypted secret',
    )
    github.rejectProbeWith = 'no'
    expect(await put()).toMatchObject({ status: 422, body: { message: 'no' } })
    expect(github.secret(PLACE, 'PROBE')).toBeUndefined()
    github.acceptUnopenable = true
    expect(await put()).toMatchObject({ status: 201 })
    expect(github.secret(PLACE, 'PROBE')?.value).toBe('')
  })

  test.each([
    ['48 KB', 'X', 49_152, 201],
    ['more than 48 KB', 'X', 49_153, 422],
    ['a name that starts with a digit', '1X', 1, 422],
    ['a name with a hyphen', 'A-B', 1, 422],
    ['a name reserved by GitHub', 'github_x', 1, 422],
  ])('with %s get the right status', async (_name, name, length, status) => {
    const body = await sealed(SECRETS, 'x'.repeat(length))
    expect(await ask('PUT', `${SECRETS}/${name}`, { body })).toMatchObject({ status })
  })

  test('list their selected repositories in linked pages', async () => {
    const ids = Array.from({ length: 205 }, (_, index) => index + 1)
    const meta = { visibility: 'selected' as const, selectedRepositoryIds: ids }
    github.putSecret('orgs/acme/actions', 'TOKEN', 'x', meta)
    const { body: secret } = await ask('GET', '/orgs/Acme/actions/secrets/token')
    expect(secret).toMatchObject({ visibility: 'selected' })
    let next: string | undefined = String(secret['selected_repositories_url']) + '?per_page=100'
    const seen: unknown[] = []
    while (next !== undefined) {
      const { body, headers } = await ask('GET', next.slice(github.url.length))
      expect(body['total_count']).toBe(205)
      seen.push(...(body['repositories'] as { id: number; full_name: string }[]).map(({ id }) => id))
      next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
    }
    expect(seen).toEqual(ids)
    const { headers } = await ask('GET', '/orgs/acme/actions/secrets/TOKEN/repositories?page=2&per_page=100')
    const url = `${github.url}/orgs/acme/actions/secrets/TOKEN/repositories`
    expect(headers.get('link')).toBe(
      `<${url}?page=1&per_page=100>; rel="prev", <${url}?page=3&per_page=100>; rel="next", ` +
        `<${url}?page=3&per_page=100>; rel="last", <${url}?page=1&per_page=100>; rel="first"`,
    )
  })

  test('accept ids of selected repositories only with visibility selected', async () => {
    const body = { ...(await sealed('/orgs/acme/actions/secrets', 'x')), selected_repository_ids: [7] }
    const put = async (visibility: string): Promise<Reply> =>
      ask('PUT', '/orgs/acme/actions/secrets/X', { body: { ...body, visibility } })
    expect(await put('all')).toMatchObject({ status: 422 })
    expect(await put('selected')).toMatchObject({ status: 201 })
    expect(github.secret('orgs/acme/actions', 'X')?.selectedRepositoryIds).toEqual([7])
  })
})

describe('tokens', () => {
  const reader = { ...WRITER, token: 'reader', permissions: { secrets: 'read' } } as const
  const workflow = { token: 'ghs', kind: 'workflow', permissions: { secrets: 'write' } } as const
  const cases: [string, GitHubToken, string, string, number, string][] = [
    ['a revoked token', { ...WRITER, revoked: true }, 'GET', SECRETS, 401, 'Bad credentials'],
    ['a token without single sign-on', { ...WRITER, ssoUrl: 'https://x' }, 'GET', SECRETS, 403, 'SAML'],
    ['a hidden repository', WRITER, 'GET', '/repos/acme/hidden/actions/secrets', 404, 'Not Found'],
    ['a missing repository', WRITER, 'GET', '/repos/acme/none/actions/secrets', 404, 'Not Found'],
    ['a missing environment', WRITER, 'GET', '/repos/acme/crm/environments/x/secrets', 404, 'Not Found'],
    ['a personal account', WRITER, 'GET', '/orgs/person/actions/secrets', 404, 'Not Found'],
    ['a reader that asks for the key', reader, 'GET', `${SECRETS}/public-key`, 200, ''],
    ['a reader that writes', reader, 'DELETE', `${SECRETS}/NONE`, 403, 'personal access token'],
    ['a reader at Dependabot', reader, 'GET', '/repos/acme/crm/dependabot/secrets', 403, 'access token'],
    ['a reader at a missing environment', reader, 'GET', '/repos/acme/crm/environments/x/secrets', 403, ''],
    ['GITHUB_TOKEN', workflow, 'GET', `${SECRETS}/public-key`, 403, 'by integration'],
    ['GITHUB_TOKEN without actions: read', workflow, 'GET', '/repos/acme/crm/actions/runs/1', 403, ''],
    ['a public repository without a grant', WRITER, 'GET', '/repos/acme/site', 200, ''],
    ['the secrets of a public repository', WRITER, 'GET', '/repos/acme/site/actions/secrets', 403, ''],
    ['a classic token', { token: 'c', kind: 'classic', scopes: ['repo'] }, 'GET', SECRETS, 200, ''],
    ['a classic token without repo', { token: 'c', kind: 'classic' }, 'GET', SECRETS, 404, ''],
    [
      'a classic token without admin:org',
      { token: 'c', kind: 'classic', scopes: ['repo'] },
      'GET',
      '/orgs/acme/actions/secrets',
      403,
      'org admin',
    ],
  ]
  test.each(cases)('%s', async (_name, token, method, path, status, message) => {
    github.addToken(token)
    const reply = await ask(method, path, { token: token.token })
    expect(reply.status).toBe(status)
    if (status >= 400) expect(reply.body['message']).toContain(message)
  })

  test('a refused request names the missing permission or sign-on', async () => {
    github.addToken(reader)
    const { headers } = await ask('DELETE', `${SECRETS}/X`, { token: 'reader' })
    expect(headers.get('x-accepted-github-permissions')).toBe('secrets=write')
    github.addToken({ ...reader, ssoUrl: 'https://github.com/orgs/acme/sso?x=1' })
    const { headers: sso } = await ask('GET', SECRETS, { token: 'reader' })
    expect(sso.get('x-github-sso')).toBe('required; url=https://github.com/orgs/acme/sso?x=1')
  })
})

describe('repositories, runs and limits', () => {
  test('show the id, visibility and last push of a repository', async () => {
    expect((await ask('GET', '/repos/ACME/crm')).body).toMatchObject({
      id: 7,
      full_name: 'Acme/CRM',
      private: true,
      visibility: 'private',
      pushed_at: NOW_TO_THE_SECOND,
    })
  })

  test('show runs with their attempts and jobs', async () => {
    const createdAt = new Date('2026-05-01T00:00:00Z')
    const later = new Date('2026-05-02T00:00:00Z')
    const run = { repository: 'acme/crm', id: 19_400_000_001, createdAt }
    github.addRun({ ...run, jobs: [{ id: 54_000_000_001, startedAt: createdAt, status: 'completed' }] })
    const jobs = [{ id: 54_000_000_002, startedAt: later, runnerName: 'mine', name: 'fxiaoke' }]
    github.addRun({ ...run, attempt: 2, runStartedAt: later, jobs })
    const path = `/repos/acme/crm/actions/runs/${run.id}`
    const times = { created_at: '2026-05-01T00:00:00Z', run_started_at: '2026-05-02T00:00:00Z' }
    expect((await ask('GET', path)).body).toMatchObject({ id: run.id, run_attempt: 2, ...times })
    expect((await ask('GET', `${path}/attempts/1`)).body).toMatchObject({ run_attempt: 1 })
    expect((await ask('GET', `${path}/attempts/3`)).status).toBe(404)
    const latest = (await ask('GET', `${path}/jobs?filter=latest`)).body
    const second = { id: 54_000_000_002, started_at: '2026-05-02T00:00:00Z', runner_name: 'mine' }
    expect(latest).toMatchObject({ total_count: 1, jobs: [{ ...second, run_attempt: 2 }] })
    const all = (await ask('GET', `${path}/jobs?filter=all&per_page=1&page=1`)).body
    expect(all).toMatchObject({ total_count: 2, jobs: [{ id: 54_000_000_001, status: 'completed' }] })
    const job = (await ask('GET', '/repos/acme/crm/actions/jobs/54000000002')).body
    expect(job).toMatchObject({ ...second, run_id: run.id, status: 'in_progress', name: 'fxiaoke' })
    expect((await ask('GET', '/repos/acme/crm/actions/jobs/1')).status).toBe(404)
  })

  test('put the time, rate limit, request id and token expiry into every answer', async () => {
    github.addToken({ ...WRITER, expiresHeader: '2027-10-12 09:00:00 UTC' })
    await ask('GET', SECRETS)
    const { headers, body } = await ask('GET', '/rate_limit')
    expect(body['rate']).toMatchObject({ limit: 5000, used: 1, remaining: 4999 })
    expect(headers.get('date')).toBe('Mon, 04 May 2026 03:17:29 GMT')
    expect(headers.get('x-ratelimit-remaining')).toBe('4999')
    expect(headers.get('x-ratelimit-used')).toBe('1')
    expect(headers.get('x-ratelimit-reset')).toBe(String(Math.floor(NOW.getTime() / 1000) + 3600))
    expect(headers.get('x-github-request-id')).toMatch(/^[\dA-F]{4}:[\dA-F]{6}(:[\dA-F]{8}){3}$/)
    expect(headers.get('github-authentication-token-expiration')).toBe('2027-10-12 09:00:00 UTC')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('put the same time into the answer of a fault', async () => {
    github.faults.add({ path: SECRETS, behaviour: { kind: 'answer', status: 502, body: '{}' } })
    const { headers, status } = await ask('GET', SECRETS)
    expect([status, headers.get('date')]).toEqual([502, 'Mon, 04 May 2026 03:17:29 GMT'])
  })
})

describe('strictness', () => {
  const box = { encrypted_value: 'AAAA', key_id: '1' }
  test.each<[string, string, string, Asking, string]>([
    ['a route that GitHub does not have', 'GET', '/repos/acme/crm/tokens', {}, 'no such route'],
    ['a trailing slash', 'GET', `${SECRETS}/`, {}, 'no such route'],
    ['an unescaped slash in a name', 'GET', '/repos/acme/crm/environments/a/b/secrets', {}, 'no such route'],
    ['a method that the route does not have', 'PATCH', `${SECRETS}/X`, {}, 'no method PATCH'],
    ['a route that is not emulated', 'GET', '/user', {}, 'does not emulate'],
    ['broken percent-encoding', 'GET', '/repos/acme/%E0%A4%A/actions/secrets', {}, 'percent-encoded'],
    ['an unknown query parameter', 'GET', `${SECRETS}?perpage=1`, {}, 'perpage is unknown'],
    ['a query parameter of the wrong type', 'GET', `${SECRETS}?per_page=all`, {}, 'must be integer'],
    ['a value outside an enumeration', 'GET', '/repos/a/b/actions/runs/1/jobs?filter=x', {}, 'allowed'],
    ['a path parameter of the wrong type', 'GET', '/repos/a/b/actions/runs/x', {}, 'must be integer'],
    ['no body', 'PUT', `${SECRETS}/X`, {}, 'body is missing'],
    ['an incomplete body', 'PUT', `${SECRETS}/X`, { body: { key_id: '1' } }, "'encrypted_value'"],
    ['an unknown field', 'PUT', `${SECRETS}/X`, { body: { ...box, visibility: 'all' } }, '(visibility)'],
    ['a field of the wrong type', 'PUT', `${SECRETS}/X`, { body: { ...box, key_id: 1 } }, 'must be string'],
    ['URL-safe base64', 'PUT', `${SECRETS}/X`, { body: { ...box, encrypted_value: '-_AA' } }, 'pattern'],
    ['broken JSON', 'PUT', `${SECRETS}/X`, { body: '{' }, 'must be object'],
    [
      'another content type',
      'PUT',
      `${SECRETS}/X`,
      { body: box, headers: { 'content-type': 'text/plain' } },
      'content type',
    ],
    ['an unsupported accept', 'GET', SECRETS, { headers: { accept: 'text/html' } }, 'accept is text/html'],
    ['an unknown API version', 'GET', SECRETS, { headers: { 'x-github-api-version': '2020-01-01' } }, '2020'],
    ['basic authorization', 'GET', SECRETS, { headers: { authorization: 'Basic YTpi' } }, 'neither'],
  ])('%s gets a 500 and fails the close', async (_name, method, path, asking, problem) => {
    expect((await ask(method, path, asking)).status).toBe(500)
    expect(github.violations).toEqual([expect.stringContaining(problem)])
    await expect(github.close()).rejects.toThrow(problem)
    github = await startGitHub()
  })

  test('an invalid answer of the sandbox itself counts as a violation too', async () => {
    github.addRepository({ fullName: 'acme/odd', id: 1.5, visibility: 'public' })
    expect((await ask('GET', '/repos/acme/odd')).status).toBe(500)
    expect(github.violations[0]).toMatch(/sandbox's answer .*\/id must be integer$/)
    github.violations.length = 0
  })

  test('a request without a user agent gets a 403', async () => {
    expect(await ask('GET', SECRETS, { headers: { 'user-agent': '' } })).toMatchObject({ status: 403 })
  })

  test('an Enterprise Server has its own base path and API description', async () => {
    await github.close()
    github = await startGitHub({ basePath: '/api/v3', description: 'ghes-3.19' })
    const { status, headers } = await ask('GET', SECRETS)
    expect([status, headers.get('x-github-enterprise-version')]).toEqual([200, '3.19.0'])
    expect((await ask('GET', '/repos/acme/crm')).status).toBe(200)
    const unprefixed = await fetch(github.url.replace('/api/v3', SECRETS))
    expect([unprefixed.status, github.violations.length]).toEqual([500, 1])
    github.violations.length = 0
  })
})

describe('faults', () => {
  const cause = async (): Promise<unknown> =>
    ask('DELETE', `${SECRETS}/X`).then(
      ({ status }) => status,
      (error: unknown) => ((error as Error).cause as { code?: string } | undefined)?.code,
    )

  test.each([
    ['reset', 'ECONNRESET', true],
    ['reset-after', 'ECONNRESET', false],
  ] as const)('%s resets the connection', async (kind, code, survives) => {
    github.putSecret(PLACE, 'X', 'x')
    github.faults.add({ method: 'DELETE', path: '/secrets/X', behaviour: { kind }, times: 1 })
    expect(await cause()).toBe(code)
    expect(github.secret(PLACE, 'X') !== undefined).toBe(survives)
    expect(await cause()).toBe(survives ? 204 : 404)
    expect(github.log.lines('github')).toEqual([
      `DELETE ${SECRETS}/X -> reset`,
      `DELETE ${SECRETS}/X -> ${survives ? 204 : 404}`,
    ])
  })

  test.each([
    ['stall', true],
    ['stall-after', false],
  ] as const)('%s never answers', async (kind, survives) => {
    github.putSecret(PLACE, 'X', 'x')
    github.faults.add({ path: /X$/, behaviour: { kind } })
    const gone = new AbortController()
    const asked = fetch(`${github.url}${SECRETS}/X`, {
      method: 'DELETE',
      headers: { authorization: 'token writer', 'user-agent': 'test' },
      signal: gone.signal,
    })
    while (github.log.all[0]?.status !== 'stall') await turn()
    gone.abort()
    await expect(asked).rejects.toThrow('abort')
    expect(github.secret(PLACE, 'X') !== undefined).toBe(survives)
    expect(github.log.all.map(({ status }) => status)).toEqual(['stall'])
  })

  test('an answer fault replaces the request, and answer-after replaces only the answer', async () => {
    github.putSecret(PLACE, 'X', 'x')
    const headers = { 'retry-after': '7' }
    github.faults.add({ path: 'X', behaviour: { kind: 'answer', status: 429, headers }, times: 1 })
    github.faults.add({ path: 'X', behaviour: { kind: 'answer-after', status: 502 }, times: 1 })
    const first = await fetch(`${github.url}${SECRETS}/X`, { method: 'DELETE' })
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7'])
    expect(github.secretNames(PLACE)).toEqual(['X'])
    expect(await cause()).toBe(502)
    expect(github.secretNames(PLACE)).toEqual([])
  })

  test('a truncated answer announces its full length', async () => {
    github.faults.add({ path: 'public-key', behaviour: { kind: 'truncate', keep: 0.5 } })
    const answer = await fetch(`${github.url}${SECRETS}/public-key`, {
      headers: { authorization: 'token writer', 'user-agent': 'test' },
    })
    const whole = Number(answer.headers.get('content-length'))
    const got: Uint8Array[] = []
    const read = async (): Promise<void> => {
      for await (const chunk of answer.body ?? []) got.push(chunk)
    }
    await expect(read()).rejects.toThrow('terminated')
    expect(Buffer.concat(got)).toHaveLength(Math.floor(whole / 2))
  })

  test('hooks run before or after the request takes effect, and not for skipped requests', async () => {
    const seen: unknown[] = []
    const look = (): void => void seen.push(github.secret(PLACE, 'X') !== undefined)
    github.putSecret(PLACE, 'X', 'x')
    github.faults.add({ path: 'X', behaviour: { kind: 'before', run: look }, skip: 1, times: 1 })
    github.faults.add({ path: 'X', behaviour: { kind: 'after', run: look }, times: 1, skip: 1 })
    expect(await cause()).toBe(204)
    expect(seen).toEqual([])
    github.putSecret(PLACE, 'X', 'x')
    expect(await cause()).toBe(204)
    github.putSecret(PLACE, 'X', 'x')
    expect(await cause()).toBe(204)
    expect(seen).toEqual([true, false])
  })
})
