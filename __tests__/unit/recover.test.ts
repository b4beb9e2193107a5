import { describe, expect, test } from '@jest/globals'
import { openSealer } from '../../src/github/sealing.ts'
import { journal, noteExchanging, readProgress } from '../../src/journal.ts'
import type { Seen } from '../../src/fxiaoke/exchange.ts'
import { recover } from '../../src/recover.ts'
import type { Result } from '../../src/report/result.ts'
import type { RawInputs } from '../../src/inputs/raw-inputs.ts'
import { REFRESH_TOKEN_LIFE } from '../../src/report/life.ts'
import { Secret } from '../../src/secret.ts'
import { ConnectionError } from '../../src/transport/http-client.ts'
import type { HttpAnswer } from '../../src/transport/http-client.ts'
import { exampleInputs } from '../support/world/example-inputs.ts'
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

/** An answer, or what is answered at this time. */
type Answer = HttpAnswer | Error | ((world: FakeWorld) => HttpAnswer | Error)

interface Situation {
  answers?: Record<string, Answer | undefined>
  refreshToken?: string
  /** What main meant to replace. `nothing`: it died before there was anything to journal. */
  replaces?: string | undefined
  journaled?: boolean
  inputs?: Partial<RawInputs>
}

async function recovering({
  answers = {},
  refreshToken = 'FSREFTOK_new',
  journaled = true,
  inputs,
  ...more
}: Situation = {}): Promise<{
  result: Result
  http: RoutedHttp
  key: KeyPair
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
  const answer = { refreshToken: new Secret(refreshToken), unchanged: false } as Seen
  const replaces = 'replaces' in more ? more.replaces : OLD
  const visibility =
    inputs?.organization === 'true'
      ? { visibility: 'selected' as const, selected_repository_ids: [5] }
      : undefined
  if (journaled) journal(answer, await openSealer(key.answer), replaces, world.runner, visibility)
  const result = await world.clock.leapUntil(recover(exampleInputs(inputs), world))
  return { result, http, key }
}

describe('the post step stores what main did not', () => {
  test('if the secret and the key are still the ones that it was sealed for', async () => {
    const { result, http, key } = await recovering()
    expect(result).toMatchObject({
      step: 'post',
      status: 'refreshed',
      place: { en: 'acme/crm', zh: '仓库 acme/crm' },
      refreshTokenLife: { since: new Date(START), until: new Date(START + REFRESH_TOKEN_LIFE) },
      secrets: [{ name: 'FXIAOKE_REFRESH_TOKEN', holds: 'refresh-token', outcome: 'updated' }],
    })
    expect(result).not.toHaveProperty('error')
    expect(result).not.toHaveProperty('recovery')
    expect(http.lines.sort()).toEqual([KEY, READ, WRITE].sort())
    const body = JSON.parse(http.requests.find(({ method }) => method === 'PUT')?.body ?? '') as Record<
      string,
      string
    >
    expect(key.open(body['encrypted_value'])).toBe('FSREFTOK_new')
  })

  test('if there was no secret and still is none', async () => {
    const { result } = await recovering({
      replaces: undefined,
      answers: { [READ]: missing, [WRITE]: answered(201) },
    })
    expect(result).toMatchObject({ status: 'refreshed', secrets: [{ outcome: 'created' }] })
  })

  test('also after failures that pass', async () => {
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

describe('and leaves alone what has changed: it prints the command', () => {
  test.each<[string, string, Situation]>([
    ['the secret', 'changed', { answers: { [READ]: updated('2026-11-24T03:00:05Z') } }],
    ['a secret that was deleted', 'changed', { answers: { [READ]: missing } }],
    ['a secret where there was none', 'changed', { replaces: undefined }],
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
    expect(result).not.toHaveProperty('status')
    expect(result.recovery?.command).toContain(`key_id=568250167242549743`)
  })
})

describe('what fails prints the command', () => {
  test.each<[string, Record<string, HttpAnswer | Error>, object]>([
    ['the write is refused', { [WRITE]: json(403, {}) }, { evidence: { status: 403 } }],
    ['the value is refused', { [WRITE]: json(422, {}) }, { evidence: { status: 422 } }],
    [
      'the token has been revoked',
      { [READ]: json(401, {}), [KEY]: json(401, {}) },
      { evidence: { status: 401 } },
    ],
    ['GitHub is down', { [WRITE]: answered(502) }, { evidence: { status: 502 }, maybeDone: true }],
    [
      'nobody says whether it was done',
      { [WRITE]: new ConnectionError('timeout', true) },
      { maybeDone: true },
    ],
    [
      'GitHub cannot be reached',
      { [KEY]: new ConnectionError('ECONNREFUSED', false) },
      { evidence: { network: 'ECONNREFUSED' }, maybeDone: true },
    ],
  ])('%s', async (_, answers, failure) => {
    const { result, key } = await recovering({ answers })
    expect(result).toMatchObject({
      error: {
        id: 'store-failed',
        fate: 'unstored',
        failure: { cause: 'refresh-token', byPostStep: true, ...failure },
      },
      secrets: [{ outcome: 'failed' }],
    })
    const [, value] = /'encrypted_value=([^']+)'/.exec(result.recovery?.command ?? '') ?? []
    expect(key.open(value)).toBe('FSREFTOK_new')
    expect(result.recovery?.command).toContain(`'${OLD}'`)
    // A cancelled job leaves its post steps five minutes.
    expect(result.now.getTime() - START).toBeLessThan(120_000)
  })
})

describe('an organization', () => {
  const secrets = '/orgs/acme/actions/secrets'
  const inputs = { organization: 'true' }
  const known = (key: KeyPair): Record<string, HttpAnswer> => ({
    [`GET ${secrets}/public-key`]: json(200, key.answer),
    [`GET ${secrets}/FXIAOKE_REFRESH_TOKEN`]: json(200, { updated_at: OLD, visibility: 'selected' }),
    [`PUT ${secrets}/FXIAOKE_REFRESH_TOKEN`]: answered(204),
  })

  test('keeps who may read the secret', async () => {
    const { result, http } = await recovering({ inputs, answers: known(new KeyPair()) })
    expect(result.status).toBe('refreshed')
    const written = http.requests.find(({ method }) => method === 'PUT')
    expect(JSON.parse(written?.body ?? '')).toMatchObject({
      visibility: 'selected',
      selected_repository_ids: [5],
    })
  })

  test('the command keeps it too', async () => {
    const answers = { ...known(new KeyPair()), [`PUT ${secrets}/FXIAOKE_REFRESH_TOKEN`]: json(403, {}) }
    const { result } = await recovering({ inputs, answers })
    expect(result.recovery?.command).toContain(`-f 'visibility=selected' -F 'selected_repository_ids[]=5'`)
  })

  test('the command says it also when GitHub cannot be asked any more', async () => {
    const revoked = json(401, { message: 'Bad credentials' })
    const answers = Object.fromEntries(Object.keys(known(new KeyPair())).map((line) => [line, revoked]))
    const { result } = await recovering({ inputs, answers })
    expect(result.error?.id).toBe('store-failed')
    expect(result.recovery?.command).toContain(`-f 'visibility=`)
  })
})

test('main died while nobody knows what Fxiaoke did: it says so, and asks nobody', async () => {
  const { result, http } = await recovering({ journaled: false })
  expect(http.lines).toEqual([])
  expect(result).toMatchObject({
    error: {
      id: 'fxiaoke-unreachable',
      fate: 'unknown',
      failure: { cause: 'interrupted', evidence: { host: 'open.fxiaoke.com' } },
    },
  })
})

test('and until when the stored token lives, if it was not spent', async () => {
  const world = fakeWorld()
  noteExchanging(OLD, world.runner)
  expect(readProgress((name) => world.runner.state(name))).toBe('exchanging')
  const result = await recover(exampleInputs(), world)
  expect(result).toMatchObject({ error: { fate: 'unknown' }, refreshTokenLife: { since: new Date(OLD) } })
  const none = fakeWorld()
  noteExchanging(undefined, none.runner)
  expect(none.runner.states.size).toBe(1)
  expect(await recover(exampleInputs(), none)).not.toHaveProperty('refreshTokenLife')
})

test('inputs that are wrong are told again', async () => {
  const { error } = await recover(exampleInputs({ 'app-id': '' }), fakeWorld())
  expect(error?.id).toBe('invalid-input')
})

test('a bug of ours is told, with the command: the journal is all that there is of the token', async () => {
  const key = new KeyPair()
  const http = new RoutedHttp(() => answered(503))
  const world = fakeWorld(http.client)
  journal(
    { refreshToken: new Secret('FSREFTOK_new') } as Seen,
    await openSealer(key.answer),
    OLD,
    world.runner,
  )
  world.random.fraction = () => {
    throw new TypeError('bug')
  }
  const result = await recover(exampleInputs(), world)
  expect(result).toMatchObject({ step: 'post', error: { id: 'internal-error', fate: 'unstored' } })
  expect(result.recovery?.command).toContain('encrypted_value=')
})

test('a token that was stored while the key was waited for is not overwritten', async () => {
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

test('a token that is too large is in no command of the post step either', async () => {
  const { result } = await recovering({
    refreshToken: 'T'.repeat(48 * 1024 + 1),
    answers: { [WRITE]: json(422, { message: 'too large' }) },
  })
  expect(result.error).toMatchObject({ id: 'store-failed', failure: { cause: 'too-large' } })
  expect(result).not.toHaveProperty('recovery')
})
