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

/** A 2xx whose body is not what GitHub describes: something else answered, which may pass. */
const NOT_GITHUB = { name: 'GitHubFailure', kind: 'unanswered', evidence: { network: 'unreadable' } }

describe('each place is asked in its own way', () => {
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
  test('is what GitHub answers', async () => {
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
  ])('not %j', async (data) => {
    await expect(open(inTurn(ok(200, data))).vault.publicKey()).rejects.toMatchObject(NOT_GITHUB)
  })
})

describe('metadata', () => {
  test('is the time as GitHub writes it, and who may read an organization secret', async () => {
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
    'of an organization secret that is said to be for %j: a write would have to guess',
    async (visibility) => {
      const { vault } = open(inTurn(ok(200, { updated_at: '2026-11-21T03:00:00Z', visibility })), ORG)
      await expect(vault.metadata('X')).rejects.toMatchObject(NOT_GITHUB)
    },
  )

  test('a secret that is not there has none', async () => {
    expect(await open(inTurn(failing('not-found'))).vault.metadata('X')).toBeUndefined()
  })

  test.each(['forbidden', 'server', 'unanswered', 'rejected'] as const)('%s is no answer', async (kind) => {
    const failure = failing(kind)
    await expect(open(inTurn(failure)).vault.metadata('X')).rejects.toBe(failure)
  })

  test.each([[''], ['<html>'], [{}], [{ updated_at: 7 }], [{ updated_at: 'yesterday' }], [[]]])(
    'not %j, which must never read as a secret that is not there',
    async (data) => {
      await expect(open(inTurn(ok(200, data))).vault.metadata('X')).rejects.toMatchObject(NOT_GITHUB)
    },
  )

  test.each([[null], [undefined]])('nor %j', async (data) => {
    await expect(open(inTurn(ok(200, data))).vault.metadata('X')).rejects.toMatchObject(NOT_GITHUB)
  })
})

describe('a write', () => {
  test('says everything that GitHub wants to know', async () => {
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

  test('names no repositories where the visibility is not for selected ones', async () => {
    const { vault, api } = open(inTurn(ok(204)), ORG)
    await vault.write('X', SEALED, { visibility: 'all' })
    expect(api.sent[0]?.parameters).toEqual({
      encrypted_value: 'c2VhbGVk',
      key_id: '568250167242549743',
      visibility: 'all',
    })
  })

  test('says nothing of visibility where there is none', async () => {
    const { vault, api } = open(inTurn(ok(204)))
    await vault.write('X', SEALED, undefined)
    expect(Object.keys(api.sent[0]?.parameters ?? {}).sort()).toEqual(['encrypted_value', 'key_id'])
  })

  test('created or updated, and nothing else, is written', async () => {
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

describe('how many secrets a place holds', () => {
  test('is counted by GitHub', async () => {
    const { vault, api } = open(inTurn(ok(200, { total_count: 99, secrets: [{}] })))
    expect(await vault.count()).toBe(99)
    expect(api.sent).toMatchObject([
      { line: 'GET /repos/acme/crm/actions/secrets', parameters: { per_page: '1' } },
    ])
    expect([vault.limit, open(inTurn(), ORG).vault.limit]).toEqual([100, 1_000])
  })

  test.each([[{}], [{ total_count: '1' }], [[]]])('not by %j', async (data) => {
    await expect(open(inTurn(ok(200, data))).vault.count()).rejects.toMatchObject(NOT_GITHUB)
  })
})

describe('a removal', () => {
  test('tells whether there was one', async () => {
    await expect(open(inTurn(ok(204))).vault.remove('X')).resolves.toBe(true)
    await expect(open(inTurn(failing('not-found'))).vault.remove('X')).resolves.toBe(false)
  })

  test('is not what anything but a 204 says', async () => {
    await expect(open(inTurn(ok(200, '<html>'))).vault.remove('X')).rejects.toMatchObject(NOT_GITHUB)
  })

  test('that failed says so', async () => {
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

  test('none', async () => {
    expect(await open(inTurn(page(0)), ORG).vault.selectedRepositories('X')).toEqual([])
  })

  test('fewer than there are: those that the token cannot see would lose the secret', async () => {
    await expect(
      open(inTurn(page(9, 1, 2), page(9)), ORG).vault.selectedRepositories('X'),
    ).rejects.toMatchObject({ kind: 'hidden' })
  })

  test('the same one twice is one', async () => {
    await expect(
      open(inTurn(page(4, 1, 2), page(4, 1, 2)), ORG).vault.selectedRepositories('X'),
    ).rejects.toMatchObject({ kind: 'hidden' })
    await expect(
      open(inTurn(page(3, 1, 2, 2), page(3)), ORG).vault.selectedRepositories('X'),
    ).rejects.toMatchObject({ kind: 'hidden' })
  })

  test('more than were counted, or counted by one page alone, are not left out', async () => {
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
  ])('not %j: half a list would take the secret away from others', async (data) => {
    await expect(open(inTurn(ok(200, data)), ORG).vault.selectedRepositories('X')).rejects.toMatchObject(
      NOT_GITHUB,
    )
  })

  test('nor null', async () => {
    await expect(open(inTurn(ok(200, null)), ORG).vault.selectedRepositories('X')).rejects.toMatchObject(
      NOT_GITHUB,
    )
  })
})
