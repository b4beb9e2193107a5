import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { GitHubSandbox } from '../../sandbox/github/github-sandbox.ts'
import type { GitHubToken } from '../../sandbox/github/github-sandbox.ts'

const WRITER: GitHubToken = {
  token: 'writer',
  permissions: {
    actions: 'read',
    actions_variables: 'write',
    administration: 'write',
    environments: 'write',
    organization_actions_variables: 'write',
    secrets: 'write',
  },
}
const REPOSITORY = '/repos/acme/crm/actions/variables'
const ENVIRONMENT = '/repos/acme/crm/environments/prod%20eu'
const ORGANIZATION = '/orgs/acme/actions/variables'
const START = new Date('2026-05-04T03:17:29.750Z')

let github: GitHubSandbox
let now: Date

beforeEach(async () => {
  now = START
  github = await GitHubSandbox.start({ clock: () => now })
  github.addOrganization('acme')
  github.addRepository({ fullName: 'acme/crm', id: 7, environments: ['prod eu'] })
  github.addRepository({ fullName: 'acme/site', id: 8, visibility: 'public' })
  github.addToken(WRITER)
})

afterEach(async () => {
  await github.close()
})

interface Reply {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

async function ask(method: string, path: string, body?: unknown, token = 'writer'): Promise<Reply> {
  const answer = await fetch(github.url + path, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'test',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const said = await answer.text()
  const parsed = (said === '' ? {} : JSON.parse(said)) as Record<string, unknown>
  return { status: answer.status, headers: answer.headers, body: parsed }
}

const statusOf = async (...asking: Parameters<typeof ask>): Promise<number> => (await ask(...asking)).status

function pass(seconds: number): void {
  now = new Date(now.getTime() + seconds * 1_000)
}

describe.each([
  ['a repository', REPOSITORY, {}],
  ['an environment', `${ENVIRONMENT}/variables`, {}],
  ['an organization', ORGANIZATION, { visibility: 'all' }],
])('variables of %s', (_name, path, visibility) => {
  test('are created once, read, changed and deleted, with names in any case', async () => {
    const created = { name: 'fxiaoke_tokens', value: '{}', ...visibility }
    expect(await statusOf('GET', `${path}/FXIAOKE_TOKENS`)).toBe(404)
    expect(await statusOf('PATCH', `${path}/FXIAOKE_TOKENS`, { value: '1' })).toBe(404)
    expect(await ask('POST', path, created)).toMatchObject({ status: 201, body: {} })
    expect(await ask('POST', path, { ...created, name: 'Fxiaoke_Tokens' })).toMatchObject({ status: 409 })
    pass(60)
    expect(await ask('PATCH', `${path}/Fxiaoke_Tokens`, { value: 'two' })).toMatchObject({ status: 204 })
    const shown = {
      name: 'FXIAOKE_TOKENS',
      value: 'two',
      created_at: '2026-05-04T03:17:29Z',
      updated_at: '2026-05-04T03:18:29Z',
      ...visibility,
    }
    expect((await ask('GET', `${path}/fxiaoke_tokens`)).body).toEqual(shown)
    expect((await ask('GET', path)).body).toEqual({ total_count: 1, variables: [shown] })
    expect(await statusOf('DELETE', `${path}/fxiaoke_tokens`)).toBe(204)
    expect(await statusOf('DELETE', `${path}/fxiaoke_tokens`)).toBe(404)
  })

  test('can be renamed, but not to an existing name', async () => {
    for (const name of ['ONE', 'TWO']) await ask('POST', path, { name, value: name, ...visibility })
    expect(await statusOf('PATCH', `${path}/ONE`, { name: 'two' })).toBe(409)
    expect(await statusOf('PATCH', `${path}/ONE`, { name: 'three' })).toBe(204)
    const { variables } = (await ask('GET', path)).body as { variables: { name: string; value: string }[] }
    expect(variables.map(({ name, value }) => [name, value])).toEqual([
      ['THREE', 'ONE'],
      ['TWO', 'TWO'],
    ])
  })

  test.each([
    ['a name reserved by GitHub', { name: 'GITHUB_X', value: '' }],
    ['a name that starts with a digit', { name: '1X', value: '' }],
    ['a value above 48 KB', { name: 'X', value: '纷'.repeat(16 * 1024 + 1) }],
  ])('cannot have %s', async (_what, body) => {
    expect(await statusOf('POST', path, { ...body, ...visibility })).toBe(422)
  })

  test('cannot be read with the workflow token, whatever its permissions', async () => {
    const permissions = { ...WRITER.permissions }
    github.addToken({ token: 'ghs', kind: 'workflow', permissions })
    const { status, body } = await ask('GET', path, undefined, 'ghs')
    expect([status, body['message']]).toEqual([403, 'Resource not accessible by integration'])
  })
})

test('a refused request names the missing variables permission', async () => {
  github.addToken({ token: 'weak', permissions: { secrets: 'write' } })
  const accepted = async (path: string): Promise<string | null> =>
    (await ask('GET', path, undefined, 'weak')).headers.get('x-accepted-github-permissions')
  expect(await accepted(REPOSITORY)).toBe('actions_variables=read')
  expect(await accepted(`${ENVIRONMENT}/variables`)).toBe('environments=read')
  expect(await accepted(ORGANIZATION)).toBe('organization_actions_variables=read')
})

test('selected repositories stay when only the value changes, and go when the visibility does', async () => {
  const visibility = { visibility: 'selected', selected_repository_ids: [7, 99] }
  await ask('POST', ORGANIZATION, { name: 'X', value: '1', ...visibility })
  await ask('PATCH', `${ORGANIZATION}/X`, { value: '2' })
  const { body } = await ask('GET', `${ORGANIZATION}/X`)
  expect(body['selected_repositories_url']).toBe(`${github.url}${ORGANIZATION}/X/repositories`)
  const listed = (await ask('GET', `${ORGANIZATION}/X/repositories`)).body as {
    repositories: { full_name: string }[]
  }
  expect(listed.repositories.map((one) => one.full_name)).toEqual(['acme/crm', 'acme/repository-99'])
  expect(
    await statusOf('PATCH', `${ORGANIZATION}/X`, { visibility: 'all', selected_repository_ids: [7] }),
  ).toBe(422)
  await ask('PATCH', `${ORGANIZATION}/X`, { visibility: 'private' })
  expect((await ask('GET', `${ORGANIZATION}/X/repositories`)).body['total_count']).toBe(0)
})

test('a repository sees only the organization variables that it may read', () => {
  const put = (name: string, visibility: 'all' | 'private' | 'selected', ids: number[]): void => {
    github.putVariable('orgs/acme/actions', name, '1', { visibility, selectedRepositoryIds: ids })
  }
  put('ALL', 'all', [])
  put('PRIVATE', 'private', [])
  put('SITE', 'selected', [8])
  const seenBy = (repository: string): string[] =>
    github.organizationVariables(repository).map(({ name }) => name)
  expect(seenBy('acme/crm')).toEqual(['ALL', 'PRIVATE'])
  expect(seenBy('acme/site')).toEqual(['ALL', 'SITE'])
})

describe('environments', () => {
  test('show their id and rules to a token with actions: read', async () => {
    github.addToken({ token: 'ghs', kind: 'workflow', permissions: { actions: 'read' } })
    github.putEnvironment('acme/crm', 'prod eu', {
      waitMinutes: 30,
      reviewers: [{ type: 'User', id: 5 }],
      branches: 'protected',
    })
    const { status, body } = await ask('GET', ENVIRONMENT, undefined, 'ghs')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: expect.any(Number),
      name: 'prod eu',
      protection_rules: [
        { type: 'wait_timer', wait_timer: 30 },
        {
          type: 'required_reviewers',
          prevent_self_review: false,
          reviewers: [{ type: 'User', reviewer: { id: 5 } }],
        },
        { type: 'branch_policy' },
      ],
      deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
    })
    github.addToken({ token: 'blind', kind: 'workflow', permissions: {} })
    expect(await statusOf('GET', ENVIRONMENT, undefined, 'blind')).toBe(403)
    expect(await statusOf('GET', '/repos/acme/crm/environments/other')).toBe(404)
  })

  test('are created and replaced with PUT, and keep their id', async () => {
    const path = '/repos/acme/crm/environments/new'
    const rules = { wait_timer: 5, reviewers: [{ type: 'Team', id: 3 }] }
    const first = await ask('PUT', path, rules)
    expect(first.body).toMatchObject({
      name: 'new',
      protection_rules: [{ wait_timer: 5 }, { reviewers: [{ type: 'Team' }] }],
    })
    const second = await ask('PUT', path)
    expect(second.body).toMatchObject({
      id: first.body['id'],
      protection_rules: [],
      deployment_branch_policy: null,
    })
    expect(await statusOf('POST', `${path}/variables`, { name: 'X', value: '1' })).toBe(201)
  })
})

test('a full place accepts updates, but no new secret', async () => {
  const [place, path] = ['repos/acme/crm/actions', '/repos/acme/crm/actions/secrets']
  for (let i = 0; i < 100; i += 1) github.putSecret(place, `S${i}`, 'x')
  github.acceptUnopenable = true
  const { key_id } = (await ask('GET', `${path}/public-key`)).body
  const body = { key_id, encrypted_value: btoa('x'.repeat(60)) }
  expect(await statusOf('PUT', `${path}/NEW`, body)).toBe(422)
  expect(await statusOf('PUT', `${path}/S7`, body)).toBe(204)
  github.deleteSecret(place, 'S8')
  expect(await statusOf('PUT', `${path}/NEW`, body)).toBe(201)
})

test('reads lag behind writes, but writes see the current state', async () => {
  github.putVariable('repos/acme/crm/actions', 'X', 'old', { updatedAt: new Date(START.getTime() - 60_000) })
  github.readLagMs = 4_000
  await ask('PATCH', `${REPOSITORY}/X`, { value: 'new' })
  await ask('POST', REPOSITORY, { name: 'Y', value: 'y' })
  const seen = async (): Promise<unknown[]> =>
    ((await ask('GET', REPOSITORY)).body['variables'] as { value: string }[]).map(({ value }) => value)
  expect(await seen()).toEqual(['old'])
  expect(await statusOf('POST', REPOSITORY, { name: 'Y', value: 'again' })).toBe(409)
  pass(3.9)
  expect(await seen()).toEqual(['old'])
  pass(0.1)
  expect(await seen()).toEqual(['new', 'y'])
  await ask('DELETE', `${REPOSITORY}/X`)
  expect((await ask('GET', `${REPOSITORY}/X`)).body['value']).toBe('new')
  expect(github.variable('repos/acme/crm/actions', 'X')).toBeUndefined()
  pass(4)
  expect(await statusOf('GET', `${REPOSITORY}/X`)).toBe(404)
})

test.each([401, 403, 404] as const)('a brand-new token gets one %i', async (status) => {
  github.addToken({ ...WRITER, token: 'fresh', firstAnswer: status })
  expect(await statusOf('GET', REPOSITORY, undefined, 'fresh')).toBe(status)
  expect(await statusOf('GET', REPOSITORY, undefined, 'fresh')).toBe(200)
})
