import { describe, expect, test } from '@jest/globals'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import type { GitHubFailure } from '../../../src/github/github-failure.ts'
import type { Place } from '../../../src/github/place.ts'
import { readSecretsRead } from '../../../src/prepare/run-times.ts'
import type { SecretsRead } from '../../../src/prepare/run-times.ts'
import { FakeGitHubApi, failing, inTurn, ok } from '../../support/world/fake-github-api.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'

const REPOSITORY: Place = { kind: 'repository', owner: 'acme', repo: 'crm' }
const ENVIRONMENT: Place = { kind: 'environment', owner: 'acme', repo: 'crm', environment: 'prod' }
const ORGANIZATION: Place = { kind: 'organization', owner: 'acme' }

const RUN = 'GET /repos/acme/crm/actions/runs/42'
const JOB = 'GET /repos/acme/crm/actions/jobs/7'
const JOBS = 'GET /repos/acme/crm/actions/runs/42/jobs'

const CREATED = '2026-11-24T02:00:00Z'
const STARTED = '2026-11-24T02:30:00Z'
const runData = { created_at: CREATED, run_started_at: '2026-11-24T02:10:00Z', updated_at: STARTED }
const jobData = { started_at: STARTED, created_at: CREATED }

async function read(
  answers: readonly (HttpAnswer | Error)[],
  place: Place,
  { attempt = 1, oldRunner = false } = {},
): Promise<{ read: SecretsRead; api: FakeGitHubApi }> {
  const world = fakeWorld(undefined, { runAttempt: attempt })
  const api = new FakeGitHubApi(inTurn(...answers))
  const work = readSecretsRead(api, place, oldRunner ? undefined : 7, world, { at: START + 120_000 })
  return { read: await world.clock.leapUntil(work), api }
}

describe('when this run read its secrets', () => {
  test.each<[string, Place, number, string, HttpAnswer, string]>([
    ['repository secrets: when the run was created', REPOSITORY, 1, RUN, ok(200, runData), CREATED],
    ['organization secrets: when the run was created', ORGANIZATION, 1, RUN, ok(200, runData), CREATED],
    ['environment secrets: when the job started', ENVIRONMENT, 1, JOB, ok(200, jobData), STARTED],
    // A re-run may replay the secrets of the first attempt, whatever GitHub's manual says.
    ['a re-run, repository: when the run was created', REPOSITORY, 2, RUN, ok(200, runData), CREATED],
    ['a re-run, environment: when the run was created', ENVIRONMENT, 2, RUN, ok(200, runData), CREATED],
  ])('%s', async (_, place, attempt, line, answer, at) => {
    const { read: secretsRead, api } = await read([answer], place, { attempt })
    expect(secretsRead).toEqual({ at: new Date(at) })
    expect(api.lines).toEqual([line])
  })
})

describe('a runner too old to know its job', () => {
  const job = (changes: Record<string, unknown>) => ({
    status: 'in_progress',
    runner_name: 'runner-1',
    started_at: STARTED,
    ...changes,
  })
  const LATER = '2026-11-24T02:45:00Z'
  const without = { oldRunner: true }

  test('is told by the one job that now runs on it', async () => {
    const jobs = [
      job({ status: 'completed', started_at: CREATED }),
      job({ runner_name: 'runner-2', started_at: CREATED }),
      job({}),
      job({ status: 'queued', started_at: CREATED }),
    ]
    const { read: secretsRead, api } = await read([ok(200, { jobs })], ENVIRONMENT, without)
    expect(secretsRead).toEqual({ at: new Date(STARTED) })
    expect(api.lines).toEqual([JOBS])
    expect(api.sent[0]?.parameters).toMatchObject({ filter: 'latest', per_page: '100' })
  })

  test('may be on any page of the list', async () => {
    const others = Array.from({ length: 100 }, () => job({ runner_name: 'runner-2' }))
    const pages = [
      { jobs: others },
      { jobs: [...others.slice(1), job({ started_at: LATER })] },
      { jobs: [job({})] },
    ]
    const { read: secretsRead, api } = await read(
      pages.map((data) => ok(200, data)),
      ENVIRONMENT,
      without,
    )
    expect(secretsRead).toEqual({ at: new Date(STARTED) })
    expect(api.sent.map(({ parameters }) => String(parameters['page']))).toEqual(['1', '2', '3'])
  })

  test('in a list without an end: unknown, after ten pages', async () => {
    const jobs = Array.from({ length: 100 }, () => job({}))
    const { read: secretsRead, api } = await read(
      Array.from({ length: 11 }, () => ok(200, { jobs })),
      ENVIRONMENT,
      without,
    )
    expect(secretsRead).toEqual({ unreadable: undefined })
    expect(api.lines).toHaveLength(10)
  })

  test('of several the earliest counts, which cannot make an old secret look fresh', async () => {
    const jobs = [job({ started_at: LATER }), job({}), job({ started_at: LATER })]
    expect((await read([ok(200, { jobs })], ENVIRONMENT, without)).read).toEqual({ at: new Date(STARTED) })
  })

  test.each([
    ['none of them', { jobs: [job({ status: 'completed' })] }],
    ['one of them without a start', { jobs: [job({}), job({ started_at: null })] }],
    ['no jobs', { jobs: [] }],
    ['no list', {}],
    ['a list that is none', { jobs: 'x' }],
  ])('%s: unknown', async (_, data) => {
    expect((await read([ok(200, data)], ENVIRONMENT, without)).read).toEqual({ unreadable: undefined })
  })

  test.each([[{ jobs: [null] }]])('%j: unknown', async (data) => {
    expect((await read([ok(200, data)], ENVIRONMENT, without)).read).toEqual({ unreadable: undefined })
  })
})

describe('what cannot be read', () => {
  test.each(['forbidden', 'not-found', 'rejected', 'sso', 'invalid', 'unexpected'] as const)(
    '%s: unreadable, and why',
    async (kind) => {
      const failure = failing(kind)
      for (const place of [REPOSITORY, ENVIRONMENT]) {
        const { read: secretsRead } = await read([failure], place)
        expect((secretsRead as { unreadable: GitHubFailure }).unreadable).toBe(failure)
      }
    },
  )

  test.each([[[]], [{}], [{ created_at: 7 }], [{ created_at: 'once' }]])('%j has no time', async (data) => {
    expect((await read([ok(200, data)], REPOSITORY)).read).toEqual({ unreadable: undefined })
    expect((await read([ok(200, data)], ENVIRONMENT)).read).toEqual({ unreadable: undefined })
  })

  test.each([[null], [undefined], [''], ['<html>']])(
    '%j is not GitHub’s answer, and asked for again',
    async (data) => {
      expect((await read([ok(200, data), ok(200, runData)], REPOSITORY)).read).toEqual({
        at: new Date(CREATED),
      })
    },
  )

  test('what may pass is asked again, and thrown when it does not: then nobody knows', async () => {
    const { read: secretsRead } = await read(
      [failing('server'), failing('limited'), ok(200, runData)],
      REPOSITORY,
    )
    expect(secretsRead).toEqual({ at: new Date(CREATED) })
    const failure = failing('limited', { retryAfter: 120_000 })
    await expect(read([failure], REPOSITORY)).rejects.toBe(failure)
  })
})
