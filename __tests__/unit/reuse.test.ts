import { describe, expect, test } from '@jest/globals'
import { openSealer } from '../../src/github/sealing.ts'
import { SecretVault } from '../../src/github/secret-vault.ts'
import { REUSED_SHARES_WITHIN } from '../../src/patience.ts'
import type { Ready } from '../../src/prepare/ready.ts'
import { reuse } from '../../src/reuse.ts'
import { Secret } from '../../src/secret.ts'
import type { HttpAnswer } from '../../src/transport/http-client.ts'
import { FakeGitHubApi, failing, ok } from '../support/world/fake-github-api.ts'
import { fakeWorld, START } from '../support/world/fake-world.ts'
import { KeyPair } from '../support/world/key-pair.ts'

const MINUTE = 60_000
const OWN = '2026-11-24T02:00:00Z'
const LINE = '/repos/acme/app/actions/secrets/FXIAOKE_ACCESS_TOKEN'

/** Reuses a token that lives for so many minutes, and has one share. */
async function reusing(minutes: number, answers: Record<string, HttpAnswer | Error | Promise<never>>) {
  const world = fakeWorld()
  const api = new FakeGitHubApi(({ line }) => answers[line] ?? ok(204))
  const vault = new SecretVault(api, { kind: 'repository', owner: 'acme', repo: 'app' })
  const sealer = await openSealer(new KeyPair().answer)
  const ready = {
    api,
    access: { name: 'FXIAOKE_ACCESS_TOKEN', metadata: { updatedAt: OWN, visibility: undefined } },
    shares: [{ vault, sealer, visibility: undefined }],
  } as unknown as Ready
  const decision = {
    kind: 'reuse',
    accessToken: new Secret('FSTOK_stored_0123456789'),
    expiresAt: new Date(START + minutes * MINUTE),
  } as const
  const { ended } = await world.clock.leapUntil(reuse(decision, ready, world))
  return { ended, lines: api.lines, took: world.clock.now() - START }
}

test.each([
  ['older than the own secret is written', '2026-11-24T01:59:59Z', true],
  ['as new as the own secret is left alone', OWN, false],
])('a share %s', async (_, updatedAt, isWritten) => {
  const { ended, lines } = await reusing(60, { [`GET ${LINE}`]: ok(200, { updated_at: updatedAt }) })
  expect(ended).toBe('reused')
  expect(lines.includes(`PUT ${LINE}`)).toBe(isWritten)
})

test('a share that cannot be looked at is written while the token still lasts', async () => {
  const { ended, lines } = await reusing(60, { [`GET ${LINE}`]: failing('server') })
  expect(ended).toBe('reused')
  expect(lines.at(-1)).toBe(`PUT ${LINE}`)
})

describe.each<[string, Error | Promise<never>]>([
  ['do not answer well', failing('server')],
  ['never stop answering', new Promise<never>(() => undefined)],
])('shares that %s', (_, answer) => {
  test.each([
    [60, REUSED_SHARES_WITHIN],
    [1, MINUTE / 2],
  ])('do not keep a token that lives for %i more minutes until it is dead', async (minutes, within) => {
    const { ended, took } = await reusing(minutes, { [`GET ${LINE}`]: answer, [`PUT ${LINE}`]: answer })
    expect(ended).toMatchObject({ id: 'share-failed' })
    expect(took).toBeLessThanOrEqual(within)
  })
})
