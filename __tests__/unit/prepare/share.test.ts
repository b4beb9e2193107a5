import { beforeAll, describe, expect, test } from '@jest/globals'
import sodium from 'libsodium-wrappers'
import type { Place } from '../../../src/github/place.ts'
import { describePlace } from '../../../src/github/place.ts'
import { prepareShares } from '../../../src/prepare/share.ts'
import type { PreparedShare } from '../../../src/prepare/share.ts'
import { FakeGitHubApi, failing, ok } from '../../support/world/fake-github-api.ts'
import type { Answerer } from '../../support/world/fake-github-api.ts'
import { fakeWorld } from '../../support/world/fake-world.ts'

const app = (index: number): Place => ({ kind: 'repository', owner: 'acme', repo: `app${index}` })
const ORG: Place = { kind: 'organization', owner: 'acme' }

let key: string
beforeAll(async () => {
  await sodium.ready
  key = Buffer.from(sodium.crypto_box_keypair().publicKey).toString('base64')
})

async function prepared(
  places: readonly Place[],
  answer: Answerer,
): Promise<{ shares: PreparedShare[]; api: FakeGitHubApi; took: number }> {
  const world = fakeWorld()
  const api = new FakeGitHubApi(answer)
  const started = world.clock.now()
  const shares = await world.clock.leapUntil(prepareShares(api, places, 'FXIAOKE_ACCESS_TOKEN', 1001, world))
  return { shares, api, took: world.clock.now() - started }
}

const keys: Answerer = ({ line }) => {
  if (line.endsWith('/public-key')) return ok(200, { key_id: '1', key })
  if (line.endsWith('/repositories')) return ok(200, { total_count: 1, repositories: [{ id: 5 }] })
  return failing('not-found')
}

describe('shares', () => {
  test('are asked only for their public keys', async () => {
    const { shares, api } = await prepared([app(1), app(2)], keys)
    expect(api.lines).toEqual([
      'GET /repos/acme/app1/actions/secrets/public-key',
      'GET /repos/acme/app2/actions/secrets/public-key',
    ])
    expect(
      shares.map((share) => [describePlace(share.vault.place).en, 'sealer' in share && share.sealer.keyId]),
    ).toEqual([
      ['acme/app1', '1'],
      ['acme/app2', '1'],
    ])
  })

  test('keep the visibility in an organization, where a new secret is for this repository only', async () => {
    const none = await prepared([ORG], keys)
    expect(none.shares[0]).toMatchObject({
      visibility: { visibility: 'selected', selected_repository_ids: [1001] },
    })
    const some = await prepared([ORG], (request) =>
      request.line === 'GET /orgs/acme/actions/secrets/FXIAOKE_ACCESS_TOKEN'
        ? ok(200, { updated_at: '2026-11-21T03:00:00Z', visibility: 'selected' })
        : keys(request),
    )
    expect(some.shares[0]).toMatchObject({
      visibility: { visibility: 'selected', selected_repository_ids: [5] },
    })
  })

  test('are prepared independently, with failures noted', async () => {
    const failure = failing('forbidden')
    const { shares } = await prepared([app(1), app(2), app(3)], (request) =>
      request.line.includes('app2') ? failure : keys(request),
    )
    expect(shares.map((share) => ('failure' in share ? share.failure.kind : 'ready'))).toEqual([
      'ready',
      'forbidden',
      'ready',
    ])
  })

  test('are failed with an invalid key', async () => {
    const { shares } = await prepared([app(1)], () => ok(200, { key_id: '1', key: 'c2hvcnQ=' }))
    expect(shares[0]).toMatchObject({
      failure: { kind: 'unexpected', evidence: { request: 'GET public-key' } },
    })
  })

  test('are retried for half a minute at most, so as not to delay the rotation', async () => {
    let asked = 0
    const { shares } = await prepared([app(1)], (request) =>
      (asked += 1) < 3 ? failing('server') : keys(request),
    )
    expect(shares[0]).toHaveProperty('sealer')
    const down = await prepared([app(1)], () => failing('server'))
    expect(down.shares[0]).toMatchObject({ failure: { kind: 'server' } })
    expect(down.took).toBeLessThan(30_000)
  })

  test('leave two of the eight concurrent requests to the rotation', async () => {
    let [running, most] = [0, 0]
    await prepared(
      Array.from({ length: 20 }, (_, index) => app(index)),
      async (request) => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        return keys(request)
      },
    )
    expect(most).toBe(6)
  })

  test('are skipped without a name for the access token', async () => {
    const api = new FakeGitHubApi(keys)
    expect(await prepareShares(api, [app(1)], undefined, 1001, fakeWorld())).toEqual([])
    expect(api.lines).toEqual([])
  })
})
