import { describe, expect, test } from '@jest/globals'
import { RemoteText } from '../../src/errors/remote-text.ts'
import type { Seen } from '../../src/fxiaoke/exchange.ts'
import type { GitHubApi } from '../../src/github/github-api.ts'
import { GitHubFailure } from '../../src/github/github-failure.ts'
import { LONGEST_SECRET } from '../../src/github/secret-size.ts'
import { SecretVault } from '../../src/github/secret-vault.ts'
import type { Ready } from '../../src/prepare/ready.ts'
import { Secret } from '../../src/secret.ts'
import type { Stored, StoreOutcome } from '../../src/store/store.ts'
import type { WriteOutcome } from '../../src/store/write-secret.ts'
import { isStored, verdict } from '../../src/verdict.ts'

const NO_API = {} as GitHubApi
const vaultOf = (repo: string): SecretVault =>
  new SecretVault(NO_API, { kind: 'repository', owner: 'acme', repo })

const READY = {
  vault: vaultOf('crm'),
  refresh: { name: 'FXIAOKE_REFRESH_TOKEN' },
  access: { name: 'FXIAOKE_ACCESS_TOKEN' },
} as Ready

const failure = new GitHubFailure('forbidden', {
  request: 'PUT /repos/acme/crm/actions/secrets/X',
  status: 403,
  said: new RemoteText('Resource not accessible'),
})
const updated: WriteOutcome = { kind: 'updated', from: 0, to: 0 }
const created: WriteOutcome = { kind: 'created', from: 0, to: 0 }
const failed: WriteOutcome = { kind: 'failed', failure, maybeDone: false }
const changed: WriteOutcome = { kind: 'changed-meanwhile', updatedAt: '2026-11-24T03:00:05Z' }

const answer = (changes: Partial<Seen> = {}): Seen =>
  ({ refreshToken: new Secret('FSREFTOK_new'), accessToken: new Secret('FSTOK_new'), ...changes }) as Seen

const shares = (...outcomes: WriteOutcome[]): Stored['shares'] =>
  outcomes.map((outcome, index) => ({ share: { vault: vaultOf(`app${index}`), failure }, outcome }))

function stored(changes: Partial<Stored> = {}): Stored {
  return { refresh: updated, access: updated, shares: [], ...changes }
}

const flaw: Seen['flaw'] = {
  id: 'fxiaoke-quota',
  cause: 'refused',
  evidence: { host: 'open.fxiaoke.com', errorCode: 30002 },
}

describe('success', () => {
  test.each<[string, Partial<Stored>]>([
    ['both updated', {}],
    ['both created', { refresh: created, access: created }],
    ['both unchanged', { refresh: { kind: 'unchanged' }, access: { kind: 'unchanged' } }],
    ['no access token to store', { access: undefined }],
    ['shares stored', { shares: shares(updated, created) }],
  ])('%s', (_, changes) => {
    expect(verdict(answer(), stored(changes), READY)).toBeUndefined()
  })

  test('counts only these outcomes as stored', () => {
    const outcomes: [StoreOutcome, boolean][] = [
      [created, true],
      [updated, true],
      [{ kind: 'unchanged' }, true],
      [{ kind: 'presumed', updatedAt: '2026-11-24T03:00:05Z' }, true],
      [failed, false],
      [changed, false],
    ]
    for (const [outcome, good] of outcomes)
      expect([outcome.kind, isStored(outcome)]).toEqual([outcome.kind, good])
  })
})

describe('a refresh token that is not stored', () => {
  test('is store-failed', () => {
    expect(verdict(answer(), stored({ refresh: failed }), READY)).toMatchObject({
      id: 'store-failed',
      fate: 'unstored',
      failure: {
        cause: 'refresh-token',
        evidence: { status: 403 },
        place: { en: 'acme/crm', zh: '仓库 acme/crm' },
        secretName: 'FXIAOKE_REFRESH_TOKEN',
      },
    })
  })

  test('is store-failed with cause changed if the secret has changed', () => {
    expect(verdict(answer(), stored({ refresh: changed }), READY)).toMatchObject({
      id: 'store-failed',
      fate: 'unstored',
      failure: { cause: 'changed', place: { en: 'acme/crm', zh: '仓库 acme/crm' } },
    })
  })

  test.each([
    ['is one byte too long', 'é'.repeat(LONGEST_SECRET / 2) + 'x', 'too-large'],
    ['is just short enough', 'é'.repeat(LONGEST_SECRET / 2), 'refresh-token'],
  ])('%s, counted in bytes', (_, token, cause) => {
    const error = verdict(answer({ refreshToken: new Secret(token) }), stored({ refresh: failed }), READY)
    expect(error?.failure.cause).toBe(cause)
  })
})

describe('an access token that is not stored', () => {
  test.each([[failed], [changed]])('is store-failed with fate replaced: %o', (access) => {
    expect(verdict(answer(), stored({ access }), READY)).toMatchObject({
      id: 'store-failed',
      fate: 'replaced',
      failure: {
        cause: 'access-token',
        place: { en: 'acme/crm', zh: '仓库 acme/crm' },
        secretName: 'FXIAOKE_ACCESS_TOKEN',
      },
    })
  })
})

describe('shares', () => {
  test('that failed are all named, and the first is described', () => {
    const error = verdict(answer(), stored({ shares: shares(updated, failed, created, changed) }), READY)
    expect(error).toMatchObject({
      id: 'share-failed',
      fate: 'replaced',
      failure: {
        cause: 'not-written',
        evidence: { status: 403 },
        failed: [{ en: 'acme/app1' }, { en: 'acme/app3' }],
      },
    })
  })
})

test('the error is about the refresh token first, then the access token, the answer and the shares', () => {
  const all: Partial<Stored> = { refresh: failed, access: failed, shares: shares(failed) }
  const flawed = answer({ flaw })
  expect(verdict(flawed, stored(all), READY)).toMatchObject({ id: 'store-failed', fate: 'unstored' })
  expect(verdict(flawed, stored({ ...all, refresh: updated }), READY)).toMatchObject({
    id: 'store-failed',
    fate: 'replaced',
  })
  expect(verdict(flawed, stored({ ...all, refresh: updated, access: updated }), READY)).toMatchObject({
    id: 'fxiaoke-quota',
    fate: 'replaced',
    failure: { evidence: { errorCode: 30002 } },
  })
  expect(verdict(answer(), stored({ ...all, refresh: updated, access: updated }), READY)?.id).toBe(
    'share-failed',
  )
})
