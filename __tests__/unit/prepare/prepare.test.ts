import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import type { ErrorId } from '../../../src/errors/failure.ts'
import type { RawInputs } from '../../../src/inputs/raw-inputs.ts'
import { prepare, lookAgain } from '../../../src/prepare/prepare.ts'
import type { Ready } from '../../../src/prepare/ready.ts'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import type { RunContext } from '../../../src/world.ts'
import { exampleConfig } from '../../support/world/example-inputs.ts'
import { answered, fakeWorld, RoutedHttp, START } from '../../support/world/fake-world.ts'
import type { FakeWorld } from '../../support/world/fake-world.ts'
import { KeyPair } from '../../support/world/key-pair.ts'

const SECRETS = '/repos/acme/crm/actions/secrets'
const KEY = `GET ${SECRETS}/public-key`
const REFRESH = `GET ${SECRETS}/FXIAOKE_REFRESH_TOKEN`
const ACCESS = `GET ${SECRETS}/FXIAOKE_ACCESS_TOKEN`
const PROBE = `PUT ${SECRETS}/FXIAOKE_REFRESH_TOKEN_WRITE_PROBE`
const RUN = 'GET /repos/acme/crm/actions/runs/42'
const REPOSITORY = 'GET /repos/acme/crm'

const key = new KeyPair()
const json = (status: number, body: unknown): HttpAnswer =>
  answered(status, body, { 'content-type': 'application/json' })
const updated = (updatedAt: string, more = {}): HttpAnswer => json(200, { updated_at: updatedAt, ...more })
const missing = json(404, { message: 'Not Found' })

/** A GitHub without faults. */
const WELL: Readonly<Record<string, HttpAnswer | Error>> = {
  [KEY]: json(200, key.answer),
  [REFRESH]: updated('2026-11-21T03:00:00Z'),
  [ACCESS]: updated('2026-11-21T03:00:01Z'),
  [PROBE]: json(422, { message: 'Bad request - validation failed due to an improperly encrypted secret' }),
  [RUN]: json(200, { created_at: '2026-11-24T02:59:00Z' }),
  [REPOSITORY]: json(200, { id: 1001, visibility: 'private', pushed_at: '2026-11-20T00:00:00Z' }),
}

interface Prepared {
  ready?: Ready
  error?: unknown
  storedAt?: string | undefined
  http: RoutedHttp
  world: FakeWorld
}

async function preparing(
  answers: Record<string, HttpAnswer | Error> = {},
  inputs: Partial<RawInputs> = {},
  context: Partial<RunContext> = {},
): Promise<Prepared> {
  const known: Record<string, HttpAnswer | Error> = { ...WELL, ...answers }
  const http = new RoutedHttp((line) => known[line] ?? missing)
  const world = fakeWorld(http.client, context)
  const config = exampleConfig(inputs, context)
  const ready = await world.clock.leapUntil(prepare(config, world))
  if ('errors' in ready) return { error: ready.errors[0], storedAt: ready.storedAt, http, world }
  return { ready, http, world }
}

describe('a place that is ready', () => {
  test('takes six requests, none of which stores anything', async () => {
    const { ready, http } = await preparing()
    expect(http.lines.sort()).toEqual([REPOSITORY, ACCESS, REFRESH, KEY, RUN, PROBE].sort())
    expect(ready).toMatchObject({
      isAppToken: false,
      refresh: { name: 'FXIAOKE_REFRESH_TOKEN', metadata: { updatedAt: '2026-11-21T03:00:00Z' } },
      access: { name: 'FXIAOKE_ACCESS_TOKEN', metadata: { updatedAt: '2026-11-21T03:00:01Z' } },
      lookedAt: START,
      secretsRead: { at: new Date('2026-11-24T02:59:00Z') },
      shares: [],
      warnings: [],
    })
    expect(await ready?.repository).toMatchObject({ id: 1001, isPublic: false })
    expect(ready?.sealer.keyId).toBe(key.keyId)
  })

  test('gets each token only in its own requests', async () => {
    const { http } = await preparing()
    const tokenOf = (line: string): unknown =>
      http.requests.find((_, index) => http.lines[index] === line)?.headers['authorization']
    for (const line of [KEY, REFRESH, ACCESS, PROBE])
      expect([line, tokenOf(line)]).toEqual([line, 'token ghp_writes'])
    for (const line of [RUN, REPOSITORY]) expect([line, tokenOf(line)]).toEqual([line, 'token ghs_workflow'])
  })

  test('may lack both secrets', async () => {
    const { ready } = await preparing({ [REFRESH]: missing, [ACCESS]: missing })
    expect(ready).toMatchObject({ refresh: { metadata: undefined }, access: { metadata: undefined } })
  })

  test('gets no request about the access token without a secret for it', async () => {
    const { ready, http } = await preparing({}, { 'access-token-secret': '' })
    expect(ready?.access).toBeUndefined()
    expect(http.lines).not.toContain(ACCESS)
  })

  test('gets no request about run times if the run has a code', async () => {
    const { ready, http } = await preparing({}, { 'authorization-code': 'one-time-code-0001' })
    expect(ready?.secretsRead).toBeUndefined()
    expect(http.lines).not.toContain(RUN)
  })

  test('has unreadable times without github-token, and the repository is read with secrets-token', async () => {
    const { ready, http } = await preparing({}, { 'github-token': '' })
    expect(ready?.secretsRead).toEqual({ unreadable: undefined })
    expect(http.lines).not.toContain(RUN)
    expect((await ready?.repository)?.id).toBe(1001)
  })

  test('may have an unreadable repository and run times', async () => {
    const forbidden = json(403, { message: 'Resource not accessible by integration' })
    const { ready } = await preparing({ [RUN]: forbidden, [REPOSITORY]: forbidden })
    expect(ready).toMatchObject({ secretsRead: { unreadable: { kind: 'forbidden' } } })
    expect(await ready?.repository).toBeUndefined()
  })

  test('recognizes an installation token by its prefix', async () => {
    expect((await preparing({}, { 'secrets-token': 'ghs_app' })).ready?.isAppToken).toBe(true)
  })

  test('has a warning about a probe that stays behind', async () => {
    const { ready } = await preparing({
      [PROBE]: answered(201),
      [PROBE.replace('PUT', 'DELETE')]: json(403, {}),
    })
    expect(ready?.warnings).toEqual([
      {
        id: 'probe-left-behind',
        name: 'FXIAOKE_REFRESH_TOKEN_WRITE_PROBE',
        place: { en: 'acme/crm', zh: '仓库 acme/crm' },
      },
    ])
  })

  test('notes failed shares without failing', async () => {
    const { ready } = await preparing({}, { 'share-access-token-with': 'acme/app' })
    expect(ready?.shares).toMatchObject([{ failure: { kind: 'not-found' } }])
  })

  test('retries temporary failures', async () => {
    let failures = 0
    const http = new RoutedHttp((line) => {
      if (failures < 8) {
        failures += 1
        return failures % 2 ? answered(503) : new ConnectionError('ECONNRESET', true)
      }
      return WELL[line] ?? missing
    })
    const world = fakeWorld(http.client)
    expect(await world.clock.leapUntil(prepare(exampleConfig(), world))).toHaveProperty('sealer')
  })
})

describe('an environment', () => {
  test('has its own secrets, key and probe, and its secrets are read when the job starts', async () => {
    const secrets = '/repos/acme/crm/environments/prod eu/secrets'
    const { ready, http } = await preparing(
      {
        [`GET ${secrets}/public-key`]: json(200, key.answer),
        [`PUT ${secrets}/FXIAOKE_REFRESH_TOKEN_WRITE_PROBE`]: WELL[PROBE] ?? missing,
        'GET /repos/acme/crm/actions/jobs/7': json(200, { started_at: '2026-11-24T02:59:30Z' }),
      },
      { environment: 'prod eu' },
    )
    expect(ready?.secretsRead).toEqual({ at: new Date('2026-11-24T02:59:30Z') })
    expect(http.lines.filter((line) => line.includes(SECRETS))).toEqual([])
  })
})

describe('an organization', () => {
  const secrets = '/orgs/acme/actions/secrets'
  const organization: Record<string, HttpAnswer | Error> = {
    [`GET ${secrets}/public-key`]: json(200, key.answer),
    [`GET ${secrets}/FXIAOKE_REFRESH_TOKEN`]: updated('2026-11-21T03:00:00Z', { visibility: 'selected' }),
    [`GET ${secrets}/FXIAOKE_REFRESH_TOKEN/repositories`]: json(200, {
      total_count: 2,
      repositories: [{ id: 5 }, { id: 6 }],
    }),
    [`PUT ${secrets}/FXIAOKE_REFRESH_TOKEN_WRITE_PROBE`]: WELL[PROBE] ?? missing,
    [REFRESH]: missing,
    [ACCESS]: missing,
  }
  const inputs = { organization: 'true' }

  test('keeps the visibility of a secret; a new one and the probe are for this repository only', async () => {
    const { ready, http } = await preparing(organization, inputs)
    const only = { visibility: 'selected', selected_repository_ids: [1001] }
    expect(ready?.refresh.visibility).toEqual({ visibility: 'selected', selected_repository_ids: [5, 6] })
    expect(ready?.access).toMatchObject({ metadata: undefined, visibility: only })
    const probe = http.requests.find(({ method }) => method === 'PUT')
    expect(JSON.parse(probe?.body ?? '')).toMatchObject(only)
  })

  test('reads the repository id from GitHub if the runner does not provide it', async () => {
    const { ready } = await preparing({ ...organization, [REPOSITORY]: json(200, { id: 77 }) }, inputs, {
      repositoryId: undefined,
    })
    expect(ready?.access?.visibility).toEqual({ visibility: 'selected', selected_repository_ids: [77] })
  })

  test.each([
    ['refresh', REFRESH, 'FXIAOKE_REFRESH_TOKEN'],
    ['access', ACCESS, 'FXIAOKE_ACCESS_TOKEN'],
  ])('is shadowed by a repository secret with the name of the %s token', async (_, line, secretName) => {
    const { error } = await preparing({ ...organization, [line]: updated('2026-11-21T03:00:00Z') }, inputs)
    expect(error).toMatchObject({
      id: 'secret-shadowed',
      fate: 'not-sent',
      failure: { secretName, place: { en: 'acme/crm', zh: '仓库 acme/crm' } },
    })
  })

  test('notes in the log that secrets-token cannot see repository secrets', async () => {
    const { ready } = await preparing({ ...organization, [REFRESH]: json(403, {}) }, inputs)
    expect(ready?.notes).toMatchObject([{ en: expect.stringContaining('FXIAOKE_REFRESH_TOKEN') }])
  })

  test('retries a failed look for a shadowing secret, and does not take it for “none”', async () => {
    const { error, http } = await preparing({ ...organization, [ACCESS]: answered(500) }, inputs)
    expect(error).toMatchObject({ id: 'github-unreachable' })
    expect(http.lines.filter((line) => line === ACCESS).length).toBeGreaterThan(2)
  })
})

describe('a place is not ready, and nothing is sent to Fxiaoke, if', () => {
  test.each<[string, Record<string, HttpAnswer | Error>, ErrorId, string]>([
    [
      'the token is bad',
      { [KEY]: json(401, { message: 'Bad credentials' }) },
      'secrets-token-rejected',
      'bad-credentials',
    ],
    ['the token may not read', { [KEY]: json(403, {}) }, 'secrets-token-cannot-write', 'forbidden'],
    ['the repository is invisible', { [KEY]: missing }, 'target-not-found', 'repository'],
    [
      'the token may read and not write',
      { [PROBE]: json(403, {}) },
      'secrets-token-cannot-write',
      'forbidden',
    ],
    ['the key is an HTML page', { [KEY]: answered(200, '<html>') }, 'github-unreachable', 'network'],
    ['GitHub is down', { [REFRESH]: answered(502) }, 'github-unreachable', 'server'],
    [
      'GitHub does not answer',
      { [ACCESS]: new ConnectionError('timeout', true) },
      'github-unreachable',
      'network',
    ],
    [
      'the certificate is not GitHub’s',
      { [KEY]: new ConnectionError('certificate', false) },
      'github-unreachable',
      'certificate',
    ],
    [
      'GitHub limits secrets-token for an hour',
      { [REFRESH]: answered(429, '', { 'retry-after': '3600' }) },
      'github-unreachable',
      'limited',
    ],
    [
      'GitHub limits github-token, which writes nothing',
      { [RUN]: json(403, { message: 'API rate limit exceeded' }) },
      'github-unreachable',
      'github-token-limited',
    ],
    [
      'a proxy answers only the write proof',
      { [PROBE]: answered(403, '<html>Access denied</html>') },
      'github-unreachable',
      'intercepted',
    ],
    [
      'the repository has moved, which only the write proof detects',
      { [PROBE]: json(307, { message: 'Moved' }) },
      'target-not-found',
      'repository',
    ],
  ])('%s', async (_, answers, id, cause) => {
    const { error, world } = await preparing(answers)
    expect(error).toBeInstanceOf(ActionError)
    expect(error).toMatchObject({
      id,
      fate: 'not-sent',
      failure: { cause, place: { en: 'acme/crm', zh: '仓库 acme/crm' } },
    })
    // All within two minutes.
    expect(world.clock.now() - START).toBeLessThan(120_000)
  })

  test('the key is invalid', async () => {
    const { error } = await preparing({ [KEY]: json(200, { key_id: '1', key: 'c2hvcnQ=' }) })
    expect(error).toMatchObject({ id: 'github-unreachable', fate: 'not-sent' })
  })
})

describe('the same token for secrets-token and github-token', () => {
  test.each(['ghs_both', 'v1.0123456789abcdef'])('is an App token if %s may write', async (token) => {
    expect((await preparing({}, { 'secrets-token': token, 'github-token': token })).ready).toBeDefined()
  })

  test.each([
    ['the proof is refused', 'ghs_workflow', { [PROBE]: json(403, {}) }, 'workflow-token'],
    ['the key is hidden', 'ghs_workflow', { [KEY]: missing }, 'workflow-token'],
    ['it is a personal token', 'ghp_workflow', { [PROBE]: json(403, {}) }, 'forbidden'],
  ])('is refused if %s: %s', async (_, token, answers, cause) => {
    const { error } = await preparing(answers, { 'secrets-token': token, 'github-token': token })
    expect(error).toMatchObject({ id: 'secrets-token-cannot-write', fate: 'not-sent', failure: { cause } })
  })

  test('may be so young that GitHub does not know it everywhere yet', async () => {
    const unknown = answered(401, {}, { 'x-github-request-id': 'ABCD:1234' })
    const { http } = await preparing(
      { [KEY]: unknown },
      { 'secrets-token': 'ghs_both', 'github-token': 'ghs_both' },
    )
    expect(http.lines.filter((line) => line === KEY).length).toBeGreaterThan(1)
  })

  test('does not change a failure that is not about permissions', async () => {
    const inputs = { 'secrets-token': 'ghs_workflow', 'github-token': 'ghs_workflow' }
    const { error } = await preparing({ [PROBE]: json(401, {}) }, inputs)
    expect(error).toMatchObject({ id: 'secrets-token-rejected' })
  })
})

describe('reading the metadata again', () => {
  test('is skipped if it is fresh', async () => {
    const { ready, world, http } = await preparing()
    if (!ready) throw new Error('not ready')
    const before = http.lines.length
    world.clock.advance(2_000)
    expect(await lookAgain(ready, world, 2_000)).toBe(ready)
    expect(http.lines).toHaveLength(before)
  })

  test('happens if it is older, and changes nothing else', async () => {
    const answers: Record<string, HttpAnswer | Error> = { ...WELL }
    const http = new RoutedHttp((line) => answers[line] ?? missing)
    const world = fakeWorld(http.client)
    const ready = await world.clock.leapUntil(prepare(exampleConfig(), world))
    if ('errors' in ready) throw ready.errors[0]
    answers[REFRESH] = updated('2026-11-24T03:00:00Z')
    world.clock.advance(2_001)
    const again = await world.clock.leapUntil(lookAgain(ready, world, 2_000))
    expect(again).toEqual({
      ...ready,
      refresh: { ...ready.refresh, metadata: { updatedAt: '2026-11-24T03:00:00Z', visibility: undefined } },
      lookedAt: START + 2_001,
      spentAt: START + 2_001,
    })
    answers[REFRESH] = missing
    world.clock.advance(2_001)
    expect((await world.clock.leapUntil(lookAgain(again, world, 2_000))).refresh.metadata).toBeUndefined()
    answers[REFRESH] = json(401, {})
    await expect(world.clock.leapUntil(lookAgain(again, world, 2_000))).rejects.toMatchObject({
      id: 'secrets-token-rejected',
      fate: 'not-sent',
    })
  })
})
