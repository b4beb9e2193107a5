import { describe, expect, test } from '@jest/globals'
import type { Seen } from '../../../src/fxiaoke/exchange.ts'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import { openSealer } from '../../../src/github/sealing.ts'
import { SecretVault } from '../../../src/github/secret-vault.ts'
import { Journal, readJournal } from '../../../src/journal.ts'
import type { Journaled, JournalEntry, Spending } from '../../../src/journal.ts'
import type { PreparedSecret } from '../../../src/prepare/look.ts'
import type { Ready } from '../../../src/prepare/ready.ts'
import type { PreparedShare } from '../../../src/prepare/share.ts'
import { Secret } from '../../../src/secret.ts'
import { store } from '../../../src/store/store.ts'
import type { Stored, StoreOrder, StoreOutcome } from '../../../src/store/store.ts'
import { DOES_NOT_OPEN, FakeGitHubApi, failing, ok } from '../../support/world/fake-github-api.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'
import type { FakeWorld } from '../../support/world/fake-world.ts'
import { KeyPair } from '../../support/world/key-pair.ts'

const OLD = '2026-11-21T03:00:00Z'
const REFRESH = 'PUT /repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN'
const ACCESS = 'PUT /repos/acme/crm/actions/secrets/FXIAOKE_ACCESS_TOKEN'
const KEY = 'GET /repos/acme/crm/actions/secrets/public-key'
const shareLine = (index: number): string =>
  `PUT /repos/acme/app${index}/actions/secrets/FXIAOKE_ACCESS_TOKEN`

interface Situation {
  /** The successive answers to a line; the default is 204, and the new key for the key. */
  answers?: Record<string, (HttpAnswer | Error)[]>
  answer?: Partial<Seen>
  storedAccessToken?: string
  access?: PreparedSecret | undefined
  refresh?: Partial<PreparedSecret>
  shares?: number
  failedShares?: readonly number[]
}

const journalOf = ({ runner }: FakeWorld): JournalEntry => readJournal((name) => runner.state(name))

interface Outcome {
  stored: Stored
  api: FakeGitHubApi
  world: FakeWorld
  key: KeyPair
  newKey: KeyPair
  told: { outcome: StoreOutcome; linesSoFar: string[] }[]
  sealedAnew: Journaled[]
  valueOf: (line: string, pair?: KeyPair) => string
}

async function storing(situation: Situation = {}): Promise<Outcome> {
  const { answers = {}, shares = 0, failedShares = [] } = situation
  const world = fakeWorld()
  const [key, newKey] = [new KeyPair('1'), new KeyPair('2')]
  const api = new FakeGitHubApi(
    ({ line }) => answers[line]?.shift() ?? (line === KEY ? ok(200, newKey.answer) : ok(204)),
  )
  const vault = new SecretVault(api, { kind: 'repository', owner: 'acme', repo: 'crm' })
  const sealer = await openSealer(key.answer)
  const secret = (name: string): PreparedSecret => ({
    name,
    metadata: { updatedAt: OLD, visibility: undefined },
    visibility: undefined,
  })
  const ready = {
    api,
    spentAt: START,
    lookedAt: START,
    vault,
    sealer,
    refresh: { ...secret('FXIAOKE_REFRESH_TOKEN'), ...situation.refresh },
    access: 'access' in situation ? situation.access : secret('FXIAOKE_ACCESS_TOKEN'),
    shares: Array.from({ length: shares }, (_, index): PreparedShare => {
      const share = new SecretVault(api, { kind: 'repository', owner: 'acme', repo: `app${index}` })
      return failedShares.includes(index)
        ? { vault: share, failure: failing('not-found') }
        : { vault: share, sealer, visibility: undefined }
    }),
  } as unknown as Ready
  const answer = {
    refreshToken: new Secret('FSREFTOK_new'),
    accessToken: new Secret('FSTOK_new'),
    unchanged: false,
    ...situation.answer,
  } as Seen

  const journal = new Journal(world)
  journal.spending({} as Spending)
  const told: Outcome['told'] = []
  const sealedAnew: Journaled[] = []
  const order: StoreOrder = {
    answer,
    journaled: answer.unchanged ? undefined : journal.keep(sealer.seal(answer.refreshToken)),
    journal,
    storedAccessToken:
      situation.storedAccessToken === undefined ? undefined : new Secret(situation.storedAccessToken),
    ready,
    onSealedAnew: (journaled) => sealedAnew.push(journaled),
    onRefreshOutcome: (outcome) => told.push({ outcome, linesSoFar: api.lines }),
  }
  const stored = await world.clock.leapUntil(store(order, world))
  const valueOf = (line: string, pair = key): string =>
    pair.open(api.sent.findLast((request) => request.line === line)?.parameters['encrypted_value'])
  return { stored, api, world, key, newKey, told, sealedAnew, valueOf }
}

test('only the new refresh token makes a proxy that refuses its password worth another request', async () => {
  const refused = (): Error => new ConnectionError('proxy-refused', false, { proxyStatus: 407 })
  const { stored, api } = await storing({
    answers: {
      [REFRESH]: [refused()],
      [REFRESH.replace('PUT', 'GET')]: [ok(200, { updated_at: OLD })],
      [ACCESS]: [refused()],
      [ACCESS.replace('PUT', 'GET')]: [ok(200, { updated_at: OLD })],
    },
  })
  expect(stored).toMatchObject({ refresh: { kind: 'updated' }, access: { kind: 'failed' } })
  expect(api.lines.filter((line) => line === ACCESS)).toHaveLength(1)
})

describe('both tokens of the place', () => {
  test('are sealed with its key and written', async () => {
    const { stored, api, valueOf } = await storing()
    expect(stored).toMatchObject({ refresh: { kind: 'updated' }, access: { kind: 'updated' }, shares: [] })
    expect(api.lines.sort()).toEqual([ACCESS, REFRESH])
    expect(valueOf(REFRESH)).toBe('FSREFTOK_new')
    expect(valueOf(ACCESS)).toBe('FSTOK_new')
  })

  test('are written as journaled', async () => {
    const { api, world } = await storing()
    const sent = api.sent.find(({ line }) => line === REFRESH)?.parameters
    expect(journalOf(world).sealed).toMatchObject({ encryptedValue: sent?.['encrypted_value'], keyId: '1' })
  })

  test('are stored independently of each other', async () => {
    const first = await storing({ answers: { [REFRESH]: [failing('forbidden')] } })
    expect(first.stored).toMatchObject({ refresh: { kind: 'failed' }, access: { kind: 'updated' } })
    const second = await storing({ answers: { [ACCESS]: [failing('forbidden')] } })
    expect(second.stored).toMatchObject({ refresh: { kind: 'updated' }, access: { kind: 'failed' } })
  })

  test('have a failed refresh token reported before any share is written', async () => {
    const { told } = await storing({ answers: { [REFRESH]: [failing('forbidden')] }, shares: 2 })
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ outcome: { kind: 'failed' } })
    expect(told[0]?.linesSoFar).not.toContain(shareLine(0))
  })
})

describe('a write', () => {
  test('is skipped for an unchanged refresh token, whose store time is the only record of its age', async () => {
    const { stored, api, told } = await storing({ answer: { unchanged: true } })
    expect(stored).toMatchObject({ refresh: { kind: 'unchanged' }, access: { kind: 'updated' } })
    expect(api.lines).toEqual([ACCESS])
    expect(told).toMatchObject([{ outcome: { kind: 'unchanged' } }])
  })

  test('is skipped for an access token that is already stored', async () => {
    const { stored, api } = await storing({ storedAccessToken: 'FSTOK_new' })
    expect(stored.access).toEqual({ kind: 'unchanged' })
    expect(api.lines).toEqual([REFRESH])
  })

  test('is not skipped for an access token that is passed but missing from its secret', async () => {
    const access = { name: 'FXIAOKE_ACCESS_TOKEN', metadata: undefined, visibility: undefined }
    const { stored } = await storing({
      storedAccessToken: 'FSTOK_new',
      access,
      answers: { [ACCESS]: [ok(201)] },
    })
    expect(stored.access).toMatchObject({ kind: 'created' })
  })

  test('is not skipped for an access token that differs from the stored one', async () => {
    expect((await storing({ storedAccessToken: 'FSTOK_old' })).stored.access).toMatchObject({
      kind: 'updated',
    })
  })

  test('is skipped for an access token without a secret, or missing from the answer', async () => {
    const unwanted = await storing({ access: undefined, shares: 1 })
    expect(unwanted.stored).toMatchObject({ access: undefined, shares: [] })
    expect(unwanted.api.lines).toEqual([REFRESH])
    const missing = await storing({ answer: { accessToken: undefined }, shares: 1 })
    expect(missing.stored).toMatchObject({ access: undefined, shares: [] })
    expect(missing.api.lines).toEqual([REFRESH])
  })
})

describe('after a change of the key', () => {
  const unchanged = ok(200, { updated_at: OLD })
  const rotated = {
    [REFRESH]: [DOES_NOT_OPEN],
    [ACCESS]: [DOES_NOT_OPEN],
    [REFRESH.replace('PUT', 'GET')]: [unchanged],
    [ACCESS.replace('PUT', 'GET')]: [unchanged],
  }

  test('both tokens are sealed with the new one', async () => {
    const { stored, valueOf, newKey } = await storing({ answers: rotated })
    expect(stored).toMatchObject({ refresh: { kind: 'updated' }, access: { kind: 'updated' } })
    expect(valueOf(REFRESH, newKey)).toBe('FSREFTOK_new')
    expect(valueOf(ACCESS, newKey)).toBe('FSTOK_new')
  })

  test('the refresh token is journaled again before it is sent, so that the post step can store it', async () => {
    const { stored, world, newKey, sealedAnew } = await storing({
      answers: { [REFRESH]: [DOES_NOT_OPEN, failing('forbidden')] },
    })
    expect(stored.refresh).toMatchObject({ kind: 'failed' })
    const entry = journalOf(world).sealed
    expect(entry).toMatchObject({ keyId: '2' })
    expect(newKey.open(entry?.encryptedValue)).toBe('FSREFTOK_new')
    expect(sealedAnew).toEqual([expect.objectContaining({ keyId: '2' })])
  })

  test('an invalid new key is a failure, and the journal stays', async () => {
    const answers = { [REFRESH]: [DOES_NOT_OPEN], [KEY]: [ok(200, { key_id: '3', key: 'c2hvcnQ=' })] }
    const { stored, world } = await storing({ answers })
    expect(stored.refresh).toMatchObject({ kind: 'failed', failure: { kind: 'unexpected' } })
    expect(journalOf(world).sealed).toMatchObject({ keyId: '1' })
  })
})

test('a GitHub outage is retried for at most fifteen minutes', async () => {
  const down = Array.from({ length: 100 }, () => failing('server'))
  const unchanged = down.map(() => ok(200, { updated_at: OLD }))
  const answers = { [REFRESH]: down, [REFRESH.replace('PUT', 'GET')]: unchanged }
  const { stored, world, api } = await storing({ answers })
  expect(stored.refresh).toMatchObject({ kind: 'failed' })
  const minutes = (world.clock.now() - START) / 60_000
  expect(minutes).toBeLessThanOrEqual(15)
  expect(minutes).toBeGreaterThan(14)
  expect(api.lines.filter((line) => line === REFRESH).length).toBeGreaterThan(10)
})

test('a late retry does not overwrite a secret that did not exist before', async () => {
  const late = failing('limited', { retryAfter: 60_000 })
  const read = 'GET /repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN'
  const none = {
    refresh: { metadata: undefined },
    answers: { [REFRESH]: [late], [read]: [ok(200, { updated_at: '2026-11-24T03:00:30Z' })] },
  }
  expect((await storing(none)).stored.refresh).toMatchObject({ kind: 'changed-meanwhile' })
  const some = { answers: { [REFRESH]: [late], [read]: [ok(200, { updated_at: OLD })] } }
  expect((await storing(some)).stored.refresh).toMatchObject({ kind: 'updated' })
})

describe('shares', () => {
  test('are written with the access token after the place', async () => {
    const { stored, api, valueOf } = await storing({ shares: 3 })
    expect(api.lines.slice(0, 2).sort()).toEqual([ACCESS, REFRESH])
    expect(api.lines.slice(2).sort()).toEqual([shareLine(0), shareLine(1), shareLine(2)])
    expect(valueOf(shareLine(1))).toBe('FSTOK_new')
    expect(stored.shares.map(({ outcome }) => outcome.kind)).toEqual(['updated', 'updated', 'updated'])
  })

  test('are written independently of each other', async () => {
    const { stored, api } = await storing({
      shares: 4,
      failedShares: [0],
      answers: { [shareLine(2)]: [failing('forbidden')] },
    })
    expect(stored.shares.map(({ outcome }) => outcome.kind)).toEqual([
      'failed',
      'updated',
      'failed',
      'updated',
    ])
    // A share that could not be prepared is not tried.
    expect(api.lines).not.toContain(shareLine(0))
    expect(stored.shares[0]?.outcome).toMatchObject({ failure: { kind: 'not-found' }, maybeDone: false })
  })

  test('are written even if the place is not, because their token is valid', async () => {
    const { stored } = await storing({ shares: 1, answers: { [REFRESH]: [failing('forbidden')] } })
    expect(stored.shares[0]?.outcome).toMatchObject({ kind: 'updated' })
  })

  test('are not guarded, and are sealed again with the key of their own place', async () => {
    const line = shareLine(0)
    const own = new KeyPair('9')
    const { stored, valueOf } = await storing({
      shares: 1,
      answers: {
        [line]: [DOES_NOT_OPEN],
        'GET /repos/acme/app0/actions/secrets/public-key': [ok(200, own.answer)],
      },
    })
    expect(stored.shares[0]?.outcome).toMatchObject({ kind: 'updated' })
    expect(valueOf(line, own)).toBe('FSTOK_new')
  })
})
