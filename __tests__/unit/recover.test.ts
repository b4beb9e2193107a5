import { describe, expect, test } from '@jest/globals'
import { openSealer } from '../../src/github/sealing.ts'
import { Journal } from '../../src/journal.ts'
import type { Spending } from '../../src/journal.ts'
import { recover } from '../../src/recover.ts'
import type { Result } from '../../src/report/result.ts'
import { INPUT_NAMES } from '../../src/inputs/raw-inputs.ts'
import type { RawInputs } from '../../src/inputs/raw-inputs.ts'
import { REFRESH_TOKEN_LIFE } from '../../src/report/life.ts'
import { Secret } from '../../src/secret.ts'
import { ConnectionError } from '../../src/transport/http-client.ts'
import type { HttpAnswer } from '../../src/transport/http-client.ts'
import { answered, fakeWorld, RoutedHttp, START } from '../support/world/fake-world.ts'
import type { FakeWorld } from '../support/world/fake-world.ts'
import { KeyPair } from '../support/world/key-pair.ts'

const OLD = '2026-11-21T03:00:00Z'
const READ = 'GET /repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN'
const WRITE = 'PUT /repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN'
const KEY = 'GET /repos/acme/crm/actions/secrets/public-key'

const json = (status: number, body: unknown): HttpAnswer =>
  answered(status, body, { 'content-type': 'application/json' })
const updated = (updatedAt: string): HttpAnswer => json(200, { updated_at: updatedAt })
const missing = json(404, { message: 'Not Found' })

/** An answer, or a function that makes one. */
type Answer = HttpAnswer | Error | ((world: FakeWorld) => HttpAnswer | Error)

interface Situation {
  answers?: Record<string, Answer | undefined>
  refreshToken?: string
  /** Changes to the exchange that main began. */
  spending?: Partial<Spending>
  /** Whether main saw a new token. */
  isSealed?: boolean
  /** Other notes by main. */
  note?: (journal: Journal) => void
  inputs?: Partial<RawInputs>
}

const SPENDING: Spending = {
  grant: 'refresh_token',
  place: { kind: 'repository', owner: 'acme', repo: 'crm' },
  secretName: 'FXIAOKE_REFRESH_TOKEN',
  spentAt: START - 5_000,
  lastRead: OLD,
  githubApiUrl: 'https://api.github.com/',
  serverUrl: 'https://github.com',
  host: 'open.fxiaoke.com',
}

/** The post step may get nothing but its state from the runner; the only input it needs is secrets-token. */
const NO_INPUTS = Object.fromEntries(INPUT_NAMES.map((name) => [name, ''])) as RawInputs
const WITH_TOKEN = { ...NO_INPUTS, 'secrets-token': 'ghp_writes' }

async function recovering({
  answers = {},
  refreshToken = 'FSREFTOK_new',
  isSealed = true,
  note,
  inputs,
  spending,
}: Situation = {}): Promise<{
  result: Result
  http: RoutedHttp
  key: KeyPair
  world: FakeWorld
}> {
  const key = new KeyPair()
  const known: Record<string, Answer | undefined> = {
    [KEY]: json(200, key.answer),
    [READ]: updated(OLD),
    [WRITE]: answered(204),
    ...answers,
  }
  const http = new RoutedHttp((line) => {
    const answer = known[line] ?? missing
    return typeof answer === 'function' ? answer(world) : answer
  })
  const world = fakeWorld(http.client)
  const journal = new Journal(world)
  journal.spending({ ...SPENDING, ...spending })
  if (isSealed) journal.keep((await openSealer(key.answer)).seal(new Secret(refreshToken)))
  note?.(journal)
  const result = await world.clock.leapUntil(recover({ ...WITH_TOKEN, ...inputs }, world))
  return { result, http, key, world }
}

describe('the post step stores what main did not', () => {
  test('even if a proxy refuses its password once', async () => {
    let tries = 0
    const { result } = await recovering({
      answers: {
        [WRITE]: () => {
          tries += 1
          return tries === 1
            ? new ConnectionError('proxy-refused', false, { proxyStatus: 407 })
            : answered(204)
        },
      },
    })
    expect([result.status, tries]).toEqual(['refreshed', 2])
  })

  test('if the secret and the key have not changed', async () => {
    const { result, http, key } = await recovering()
    expect(result).toMatchObject({
      step: 'post',
      status: 'refreshed',
      place: { en: 'acme/crm', zh: '仓库 acme/crm' },
      refreshTokenLife: { since: new Date(START), until: new Date(START + REFRESH_TOKEN_LIFE) },
      secrets: [{ name: 'FXIAOKE_REFRESH_TOKEN', holds: 'refresh-token', outcome: 'updated' }],
    })
    expect(result.error).toBeUndefined()
    expect(result.recovery).toBeUndefined()
    expect(http.lines.sort()).toEqual([KEY, READ, WRITE].sort())
    const body = JSON.parse(http.requests.find(({ method }) => method === 'PUT')?.body ?? '') as Record<
      string,
      string
    >
    expect(key.open(body['encrypted_value'])).toBe('FSREFTOK_new')
  })

  test.each([
    ['open.fxiaoke.com', 'zh'],
    ['open-hws.fxiaoke.com', 'en'],
  ])('with the language of the journaled cloud first: %s, %s', async (host, language) => {
    const { result } = await recovering({
      spending: { host },
      inputs: { 'cloud-domain': 'open-na.sharecrm.com' },
    })
    expect(result.language).toBe(language)
  })

  test('if there was no secret and there still is none', async () => {
    const { result } = await recovering({
      spending: { lastRead: null },
      answers: { [READ]: missing, [WRITE]: answered(201) },
    })
    expect(result).toMatchObject({ status: 'refreshed', secrets: [{ outcome: 'created' }] })
  })

  test('after temporary failures too', async () => {
    let failures = 0
    const failingFirst =
      (then: HttpAnswer): Answer =>
      () =>
        (failures += 1) < 5 ? answered(503) : then
    const { result } = await recovering({
      answers: {
        [KEY]: failingFirst(json(200, new KeyPair().answer)),
        [READ]: failingFirst(updated(OLD)),
      },
    })
    expect(result.status).toBe('refreshed')
    expect(failures).toBe(6)
  })
})

describe('the post step prints the command instead of overwriting after a change of', () => {
  test.each<[string, string, Situation]>([
    ['the secret', 'changed', { answers: { [READ]: updated('2026-11-24T03:00:05Z') } }],
    ['a secret that did not exist', 'changed', { spending: { lastRead: null, spentAt: Date.parse(OLD) } }],
    ['the key', 'key-changed', { answers: { [KEY]: json(200, new KeyPair('2').answer) } }],
  ])('%s', async (_, cause, situation) => {
    const { result, http } = await recovering(situation)
    expect(http.lines).not.toContain(WRITE)
    expect(result).toMatchObject({
      step: 'post',
      error: {
        id: 'store-failed',
        fate: 'unstored',
        failure: { cause, secretName: 'FXIAOKE_REFRESH_TOKEN' },
      },
      secrets: [{ outcome: cause === 'changed' ? 'changed-meanwhile' : 'failed' }],
      recovery: { name: 'FXIAOKE_REFRESH_TOKEN', place: { en: 'acme/crm', zh: '仓库 acme/crm' } },
    })
    expect(result.status).toBeUndefined()
    expect(result.recovery?.command).toContain(`key_id=568250167242549743`)
  })
})

describe('the post step prints the command if', () => {
  test.each<[string, Record<string, HttpAnswer | Error>, object]>([
    ['the write is refused', { [WRITE]: json(403, {}) }, { evidence: { status: 403 } }],
    ['the value is refused', { [WRITE]: json(422, {}) }, { evidence: { status: 422 } }],
    [
      'the token has been revoked',
      { [READ]: json(401, {}), [KEY]: json(401, {}) },
      { evidence: { status: 401 } },
    ],
    ['GitHub is down', { [WRITE]: answered(502) }, { evidence: { status: 502 } }],
    [
      'the write is not confirmed',
      { [WRITE]: new ConnectionError('timeout', true) },
      { evidence: { network: 'timeout' } },
    ],
    [
      'GitHub cannot be reached',
      { [KEY]: new ConnectionError('ECONNREFUSED', false) },
      { evidence: { network: 'ECONNREFUSED' }, maybeDone: true },
    ],
  ])('%s', async (_, answers, evidence) => {
    const { result, key } = await recovering({ answers })
    expect(result).toMatchObject({
      error: {
        id: 'store-failed',
        fate: 'unstored',
        failure: { cause: 'refresh-token', byPostStep: true, ...evidence },
      },
      secrets: [{ outcome: 'failed' }],
    })
    const [, value] = /'encrypted_value=([^']+)'/.exec(result.recovery?.command ?? '') ?? []
    expect(key.open(value)).toBe('FSREFTOK_new')
    expect(result.recovery?.command).toContain(OLD)
    // The post steps of a cancelled job have five minutes.
    expect(result.now.getTime() - START).toBeLessThanOrEqual(120_000)
  })
})

describe('an organization', () => {
  const secrets = '/orgs/acme/actions/secrets'
  const spending: Partial<Spending> = {
    place: { kind: 'organization', owner: 'acme' },
    visibility: { visibility: 'selected', selected_repository_ids: [5] },
  }
  const known = (key: KeyPair): Record<string, HttpAnswer> => ({
    [`GET ${secrets}/public-key`]: json(200, key.answer),
    [`GET ${secrets}/FXIAOKE_REFRESH_TOKEN`]: json(200, { updated_at: OLD, visibility: 'selected' }),
    [`PUT ${secrets}/FXIAOKE_REFRESH_TOKEN`]: answered(204),
  })

  test('keeps the visibility of the secret', async () => {
    const { result, http } = await recovering({ spending, answers: known(new KeyPair()) })
    expect(result.status).toBe('refreshed')
    const written = http.requests.find(({ method }) => method === 'PUT')
    expect(JSON.parse(written?.body ?? '')).toMatchObject({
      visibility: 'selected',
      selected_repository_ids: [5],
    })
  })

  test('has the visibility in the command', async () => {
    const answers = { ...known(new KeyPair()), [`PUT ${secrets}/FXIAOKE_REFRESH_TOKEN`]: json(403, {}) }
    const { result } = await recovering({ spending, answers })
    expect(result.recovery?.command).toContain(`-f 'visibility=selected' -F 'selected_repository_ids[]=5'`)
  })

  test('has the visibility in the command even if GitHub no longer accepts the token', async () => {
    const revoked = json(401, { message: 'Bad credentials' })
    const answers = Object.fromEntries(Object.keys(known(new KeyPair())).map((line) => [line, revoked]))
    const { result } = await recovering({ spending, answers })
    expect(result.error?.id).toBe('store-failed')
    expect(result.recovery?.command).toContain(`-f 'visibility=`)
  })
})

test('the fate is unknown and the expiry of the stored token is reported if main died during the exchange', async () => {
  const { result, http } = await recovering({ isSealed: false })
  expect(http.lines).toEqual([])
  expect(result).toMatchObject({
    error: { id: 'fxiaoke-unreachable', fate: 'unknown' },
    refreshTokenLife: { since: new Date(OLD) },
  })
  const first = await recovering({ isSealed: false, spending: { lastRead: null } })
  expect(first.result.refreshTokenLife).toBeUndefined()
})

test('the command is printed before any request, and dropped from the result once the token is stored', async () => {
  const { result, world } = await recovering({
    answers: {
      [KEY]: ({ runner }) => {
        expect(runner.log.some((line) => line.includes('encrypted_value='))).toBe(true)
        return json(200, new KeyPair().answer)
      },
    },
  })
  expect(result.status).toBe('refreshed')
  expect(result.recovery).toBeUndefined()
  expect(world.runner.log.join()).toContain('encrypted_value=')
})

describe('the journal overrides the inputs', () => {
  test('for the place', async () => {
    const { result } = await recovering({ inputs: { environment: 'other', 'refresh-token-secret': 'OTHER' } })
    expect(result.status).toBe('refreshed')
  })

  test.each<[string, Situation]>([
    ['no secrets-token', { inputs: { 'secrets-token': '' } }],
    ['a secrets-token that cannot be sent', { inputs: { 'secrets-token': 'ghp_é' } }],
    ['a secrets-token of two lines', { inputs: { 'secrets-token': 'ghp_a\nghp_b' } }],
    ['an invalid server in the journal', { spending: { githubApiUrl: 'http://example.com' } }],
    [
      'different servers in inputs and journal',
      { inputs: { 'github-api-url': 'https://ghes.example.com/api/v3' } },
    ],
    ['a redeemed code whose user is not confirmed', { spending: { grant: 'authorization_code' } }],
  ])('and the command is shown without any request: %s', async (_, situation) => {
    const { result, http } = await recovering(situation)
    expect(http.lines).toEqual([])
    expect(result).toMatchObject({ error: { id: 'store-failed', fate: 'unstored' } })
    expect(result.recovery?.command).toContain('encrypted_value=')
  })

  test('and an earlier write of main counts as possibly done if GitHub cannot be asked', async () => {
    const { result } = await recovering({
      inputs: { 'secrets-token': '' },
      note: (journal) => journal.writeBegins(START),
    })
    expect(result.error?.failure).toMatchObject({ cause: 'not-tried', maybeDone: true })
  })

  test('and the token of a redeemed code is stored once its user is confirmed', async () => {
    const spending = { grant: 'authorization_code' } as const
    const { result } = await recovering({ spending, note: (journal) => journal.confirmUser() })
    expect(result.status).toBe('refreshed')
  })
})

describe('a change of the secret', () => {
  const changedAt = START - 3_000
  const stamp = `${new Date(changedAt).toISOString().slice(0, 19)}Z`

  test('after main began to write is presumed to be that write, with the command as an option', async () => {
    const { result, http } = await recovering({
      answers: { [READ]: updated(stamp) },
      note: (journal) => journal.writeBegins(changedAt),
    })
    expect(http.lines).not.toContain(WRITE)
    expect(result).toMatchObject({
      status: 'refreshed',
      secrets: [{ outcome: 'presumed' }],
      warnings: [{ id: 'write-presumed' }],
    })
    expect(result.recovery?.command).toContain(stamp)
  })

  test('is looked for again if the key has changed, because a read may lag', async () => {
    let reads = 0
    const { result } = await recovering({
      answers: {
        [KEY]: json(200, new KeyPair('2').answer),
        [READ]: () => updated((reads += 1) === 1 ? OLD : stamp),
      },
      note: (journal) => journal.writeBegins(changedAt),
    })
    expect(result.secrets).toMatchObject([{ outcome: 'presumed' }])
  })

  test('before main began to write is attributed to somebody else', async () => {
    const { result } = await recovering({
      answers: { [READ]: updated(stamp) },
      note: (journal) => journal.writeBegins(changedAt + 2_000),
    })
    expect(result.error?.id).toBe('store-failed')
    expect(result.secrets).toMatchObject([{ outcome: 'changed-meanwhile' }])
  })

  test('older than the exchange does not count, because an earlier read lagged', async () => {
    const { result } = await recovering({ answers: { [READ]: updated('2026-11-24T02:59:54Z') } })
    expect(result.status).toBe('refreshed')
  })
})

test('missing answers delay the job by at most two minutes', async () => {
  const world = fakeWorld(() => new Promise(() => undefined))
  const journal = new Journal(world)
  journal.spending(SPENDING)
  journal.keep({ encryptedValue: 'c2VhbGVk', keyId: '1' })
  const result = await world.clock.leapUntil(recover(WITH_TOKEN, world))
  expect(world.clock.now() - START).toBeLessThanOrEqual(120_000)
  expect(result).toMatchObject({ error: { id: 'store-failed' }, secrets: [{ outcome: 'failed' }] })
})

test('a bug is reported with the command, because only the journal has the token', async () => {
  const world = fakeWorld(() => {
    throw new TypeError('bug')
  })
  const journal = new Journal(world)
  journal.spending(SPENDING)
  journal.keep({ encryptedValue: 'c2VhbGVk', keyId: '1' })
  const bug = await world.clock.leapUntil(recover(WITH_TOKEN, world))
  expect(bug).toMatchObject({ step: 'post', error: { id: 'internal-error', fate: 'unstored' } })
  expect(bug.recovery?.command).toContain('encrypted_value=')
})

test('a token stored during the wait for the key is not overwritten', async () => {
  const seconds = ({ clock }: FakeWorld): number => (clock.now() - START) / 1000
  const { result, http } = await recovering({
    answers: {
      [KEY]: (world) => (seconds(world) < 20 ? answered(503) : json(200, new KeyPair().answer)),
      [READ]: (world) => updated(seconds(world) < 10 ? OLD : '2026-11-24T03:00:09Z'),
    },
  })
  expect(http.lines).not.toContain(WRITE)
  expect(result.error).toMatchObject({ id: 'store-failed', failure: { cause: 'changed' } })
})
