import { describe, expect, test } from '@jest/globals'
import { GitHubFailure } from '../../../src/github/github-failure.ts'
import type { Place } from '../../../src/github/place.ts'
import { SecretVault } from '../../../src/github/secret-vault.ts'
import { FakeGitHubApi, failing, inTurn, ok } from '../../support/world/fake-github-api.ts'
import type { Answerer } from '../../support/world/fake-github-api.ts'

const CRM: Place = { kind: 'repository', owner: 'acme', repo: 'crm' }
const ORG: Place = { kind: 'organization', owner: 'acme' }
const SEALED = { encryptedValue: 'c2VhbGVk', keyId: '568250167242549743' }

function open(answer: Answerer, place = CRM): { vault: SecretVault; api: FakeGitHubApi } {
  const api = new FakeGitHubApi(answer)
  return { vault: new SecretVault(api, place), api }
}

/** A 2xx with an unexpected body: something in front of GitHub answered, which may be temporary. */
const NOT_GITHUB = { name: 'GitHubFailure', kind: 'unanswered', evidence: { network: 'unreadable' } }

describe('each place has its own requests', () => {
  test.each<[Place, string]>([
    [CRM, '/repos/acme/crm/actions/secrets'],
    [{ ...CRM, kind: 'environment', environment: 'prod' }, '/repos/acme/crm/environments/prod/secrets'],
    [{ ...CRM, kind: 'dependabot' }, '/repos/acme/crm/dependabot/secrets'],
    [{ ...CRM, kind: 'codespaces' }, '/repos/acme/crm/codespaces/secrets'],
    [ORG, '/orgs/acme/actions/secrets'],
  ])('%o', async (place, path) => {
    const { vault, api } = open(
      inTurn(
        ok(200, { key_id: '1', key: 'a2V5' }),
        ok(200, { updated_at: '2026-11-21T03:00:00Z', visibility: 'all' }),
        ok(204),
        ok(204),
      ),
      place,
    )
    await vault.publicKey()
    await vault.metadata('X')
    await vault.write('X', SEALED, undefined)
    await vault.remove('X')
    expect(api.lines).toEqual([
      `GET ${path}/public-key`,
      `GET ${path}/X`,
      `PUT ${path}/X`,
      `DELETE ${path}/X`,
    ])
  })
})

describe('the public key', () => {
  test('is read from the answer', async () => {
    const { vault } = open(inTurn(ok(200, { key_id: '1', key: 'a2V5', title: 'more' })))
    expect(await vault.publicKey()).toMatchObject({ key_id: '1', key: 'a2V5' })
  })

  test.each([
    [undefined],
    [null],
    [''],
    ['<html>'],
    [{}],
    [{ key_id: '$(touch x)', key: 'a2V5' }],
    [{ key_id: '1' }],
    [[]],
  ])('is not read from %j', async (data) => {
    await expect(open(inTurn(ok(200, data))).vault.publicKey()).rejects.toMatchObject(NOT_GITHUB)
  })
})

describe('metadata', () => {
  test('has the time as GitHub writes it, and the visibility of an organization secret', async () => {
    const read = async (data: unknown, place: Place = ORG) =>
      open(inTurn(ok(200, data)), place).vault.metadata('X')
    expect(await read({ updated_at: '2026-11-21T03:00:00Z' }, CRM)).toEqual({
      updatedAt: '2026-11-21T03:00:00Z',
      visibility: undefined,
    })
    expect(await read({ updated_at: '2026-11-21T03:00:00+00:00', visibility: 'selected' })).toEqual({
      updatedAt: '2026-11-21T03:00:00+00:00',
      visibility: 'selected',
    })
  })

  test.each([undefined, null, 'everybody', 'SELECTED', ['selected']])(
    'is rejected for an organization secret with the visibility %j',
    async (visibility) => {
      const { vault } = open(inTurn(ok(200, { updated_at: '2026-11-21T03:00:00Z', visibility })), ORG)
      await expect(vault.metadata('X')).rejects.toMatchObject(NOT_GITHUB)
    },
  )

  test('is undefined for a missing secret', async () => {
    expect(await open(inTurn(failing('not-found'))).vault.metadata('X')).toBeUndefined()
  })

  test.each(['forbidden', 'server', 'unanswered', 'rejected'] as const)('throws after %s', async (kind) => {
    const failure = failing(kind)
    await expect(open(inTurn(failure)).vault.metadata('X')).rejects.toBe(failure)
  })

  test.each([[''], ['<html>'], [{}], [{ updated_at: 7 }], [{ updated_at: 'yesterday' }], [[]]])(
    'is rejected as %j, which must not pass as a missing secret',
    async (data) => {
      await expect(open(inTurn(ok(200, data))).vault.metadata('X')).rejects.toMatchObject(NOT_GITHUB)
    },
  )

  test.each([[null], [undefined]])('is rejected as %j', async (data) => {
    await expect(open(inTurn(ok(200, data))).vault.metadata('X')).rejects.toMatchObject(NOT_GITHUB)
  })
})

describe('a write', () => {
  test('sends every parameter', async () => {
    const { vault, api } = open(inTurn(ok(201)), ORG)
    await vault.write('X', SEALED, { visibility: 'selected', selected_repository_ids: [1, 2] }, 8_000)
    expect(api.sent[0]).toMatchObject({
      answerWithin: 8_000,
      parameters: {
        encrypted_value: 'c2VhbGVk',
        key_id: '568250167242549743',
        visibility: 'selected',
        selected_repository_ids: [1, 2],
      },
    })
  })

  test('sends no repositories unless the visibility is selected', async () => {
    const { vault, api } = open(inTurn(ok(204)), ORG)
    await vault.write('X', SEALED, { visibility: 'all' })
    expect(api.sent[0]?.parameters).toEqual({
      encrypted_value: 'c2VhbGVk',
      key_id: '568250167242549743',
      visibility: 'all',
    })
  })

  test('sends no visibility if there is none', async () => {
    const { vault, api } = open(inTurn(ok(204)))
    await vault.write('X', SEALED, undefined)
    expect(Object.keys(api.sent[0]?.parameters ?? {}).sort()).toEqual(['encrypted_value', 'key_id'])
  })

  test('succeeds only with 201 or 204', async () => {
    expect(await open(inTurn(ok(201))).vault.write('X', SEALED, undefined)).toBe('created')
    expect(await open(inTurn(ok(204))).vault.write('X', SEALED, undefined)).toBe('updated')
    for (const status of [200, 202, 205, 206])
      await expect(
        open(inTurn(ok(status, '<html>Welcome</html>'))).vault.write('X', SEALED, undefined),
      ).rejects.toMatchObject({
        ...NOT_GITHUB,
        maybeDone: true,
      })
  })
})

describe('the number of secrets in a place', () => {
  test('is read from the answer', async () => {
    const { vault, api } = open(inTurn(ok(200, { total_count: 99, secrets: [{}] })))
    expect(await vault.count()).toBe(99)
    expect(api.sent).toMatchObject([
      { line: 'GET /repos/acme/crm/actions/secrets', parameters: { per_page: '1' } },
    ])
    expect([vault.limit, open(inTurn(), ORG).vault.limit]).toEqual([100, 1_000])
  })

  test.each([[{}], [{ total_count: '1' }], [[]]])('is not read from %j', async (data) => {
    await expect(open(inTurn(ok(200, data))).vault.count()).rejects.toMatchObject(NOT_GITHUB)
  })
})

describe('a removal', () => {
  test('reports whether there was a secret', async () => {
    await expect(open(inTurn(ok(204))).vault.remove('X')).resolves.toBe(true)
    await expect(open(inTurn(failing('not-found'))).vault.remove('X')).resolves.toBe(false)
  })

  test('succeeds only with 204', async () => {
    await expect(open(inTurn(ok(200, '<html>'))).vault.remove('X')).rejects.toMatchObject(NOT_GITHUB)
  })

  test('throws a failure', async () => {
    await expect(open(inTurn(failing('server'))).vault.remove('X')).rejects.toBeInstanceOf(GitHubFailure)
  })
})

describe('the selected repositories of an organization secret', () => {
  const page = (total: number, ...ids: number[]) =>
    ok(200, { total_count: total, repositories: ids.map((id) => ({ id, name: `r${id}` })) })

  test('are read page by page', async () => {
    const first = Array.from({ length: 100 }, (_, index) => index + 1)
    const { vault, api } = open(inTurn(page(102, ...first), page(102, 101, 102)), ORG)
    expect(await vault.selectedRepositories('X')).toEqual([...first, 101, 102])
    expect(api.lines[0]).toBe('GET /orgs/acme/actions/secrets/X/repositories')
    expect(api.sent.map(({ parameters }) => [parameters['page'], parameters['per_page']])).toEqual([
      ['1', '100'],
      ['2', '100'],
    ])
  })

  test('may be none', async () => {
    expect(await open(inTurn(page(0)), ORG).vault.selectedRepositories('X')).toEqual([])
  })

  test('fail if the token cannot see all, because the others would lose the secret', async () => {
    await expect(
      open(inTurn(page(9, 1, 2), page(9)), ORG).vault.selectedRepositories('X'),
    ).rejects.toMatchObject({ kind: 'hidden' })
  })

  test('fail if duplicates make up the count', async () => {
    await expect(
      open(inTurn(page(4, 1, 2), page(4, 1, 2)), ORG).vault.selectedRepositories('X'),
    ).rejects.toMatchObject({ kind: 'hidden' })
    await expect(
      open(inTurn(page(3, 1, 2, 2), page(3)), ORG).vault.selectedRepositories('X'),
    ).rejects.toMatchObject({ kind: 'hidden' })
  })

  test('are kept beyond the count, and fail below the highest count of any page', async () => {
    const first = Array.from({ length: 100 }, (_, index) => index + 1)
    expect(await open(inTurn(page(1, ...first), page(1, 101)), ORG).vault.selectedRepositories('X')).toEqual([
      ...first,
      101,
    ])
    await expect(
      open(inTurn(page(200, ...first), page(101, 101), page(101)), ORG).vault.selectedRepositories('X'),
    ).rejects.toMatchObject({ kind: 'hidden' })
  })

  test.each([
    [{}],
    [{ total_count: 1 }],
    [{ total_count: 1, repositories: [{ id: 1.5 }] }],
    [{ total_count: 1, repositories: [{ id: -7 }] }],
    [{ total_count: 1, repositories: [{ id: 1e300 }] }],
    [{ repositories: [] }],
    [{ total_count: 1, repositories: [null] }],
    ['<html>'],
  ])('are not read from %j, because a partial list would lock others out', async (data) => {
    await expect(open(inTurn(ok(200, data)), ORG).vault.selectedRepositories('X')).rejects.toMatchObject(
      NOT_GITHUB,
    )
  })

  test('are not read from null', async () => {
    await expect(open(inTurn(ok(200, null)), ORG).vault.selectedRepositories('X')).rejects.toMatchObject(
      NOT_GITHUB,
    )
  })
})
