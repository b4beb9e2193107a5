import { describe, expect, test } from '@jest/globals'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import type { Place } from '../../../src/github/place.ts'
import { SecretVault } from '../../../src/github/secret-vault.ts'
import type { SecretMetadata, Visibility } from '../../../src/github/secret-vault.ts'
import { keptVisibility, onlyThisRepository } from '../../../src/prepare/visibility.ts'
import { FakeGitHubApi, failing, inTurn, ok } from '../../support/world/fake-github-api.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'

const ORG: Place = { kind: 'organization', owner: 'acme' }
const CRM: Place = { kind: 'repository', owner: 'acme', repo: 'crm' }

function kept(
  place: Place,
  metadata: SecretMetadata | undefined,
  ...answers: (HttpAnswer | Error)[]
): Promise<Visibility | undefined> {
  const world = fakeWorld()
  const vault = new SecretVault(new FakeGitHubApi(inTurn(...answers)), place)
  return world.clock.leapUntil(keptVisibility(vault, 'X', metadata, 1001, world, { at: START + 120_000 }))
}

const existing = (visibility: SecretMetadata['visibility']): SecretMetadata => ({
  updatedAt: '2026-11-21T03:00:00Z',
  visibility,
})

describe('an organization secret', () => {
  test('is for this repository only if it is new', async () => {
    expect(await kept(ORG, undefined)).toEqual({ visibility: 'selected', selected_repository_ids: [1001] })
    expect(onlyThisRepository(undefined)).toEqual({ visibility: 'selected', selected_repository_ids: [] })
  })

  test.each(['all', 'private'] as const)('keeps the visibility %s', async (visibility) => {
    expect(await kept(ORG, existing(visibility))).toEqual({ visibility })
  })

  test('keeps exactly its selected repositories', async () => {
    const page = ok(200, { total_count: 2, repositories: [{ id: 5 }, { id: 6 }] })
    expect(await kept(ORG, existing('selected'), failing('server'), page)).toEqual({
      visibility: 'selected',
      selected_repository_ids: [5, 6],
    })
  })

  test('fails if the list cannot be read, because a partial list would lock others out', async () => {
    const failure = failing('forbidden')
    await expect(kept(ORG, existing('selected'), failure)).rejects.toBe(failure)
  })
})

test('no other place has a visibility', async () => {
  expect(await kept(CRM, undefined)).toBeUndefined()
  expect(await kept(CRM, existing('selected'))).toBeUndefined()
})
