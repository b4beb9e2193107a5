import { describe, expect, test } from '@jest/globals'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import type { GitHubFailure } from '../../../src/github/github-failure.ts'
import type { HomePlace } from '../../../src/github/place.ts'
import { readSecretsRead } from '../../../src/prepare/run-times.ts'
import type { SecretsRead } from '../../../src/prepare/run-times.ts'
import { FakeGitHubApi, failing, inTurn, ok } from '../../support/world/fake-github-api.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'

const REPOSITORY: HomePlace = { kind: 'repository', owner: 'acme', repo: 'crm' }
const ENVIRONMENT: HomePlace = { kind: 'environment', owner: 'acme', repo: 'crm', environment: 'prod' }
const ORGANIZATION: HomePlace = { kind: 'organization', owner: 'acme' }

const RUN = 'GET /repos/acme/crm/actions/runs/42'
const JOB = 'GET /repos/acme/crm/actions/jobs/7'
const JOBS = 'GET /repos/acme/crm/actions/runs/42/jobs'

const CREATED = '2026-11-24T02:00:00Z'
const STARTED = '2026-11-24T02:30:00Z'
const runData = { created_at: CREATED, run_started_at: '2026-11-24T02:10:00Z', updated_at: STARTED }
const jobData = { started_at: STARTED, created_at: CREATED }

async function read(
  answers: readonly (HttpAnswer | Error)[],
  place: HomePlace,
  { attempt = 1, oldRunner = false } = {},
): Promise<{ read: SecretsRead; api: FakeGitHubApi }> {
  const world = fakeWorld(undefined, { runAttempt: attempt })
  const api = new FakeGitHubApi(inTurn(...answers))
  const work = readSecretsRead(api, place, oldRunner ? undefined : 7, world, { at: START + 120_000 })
  return { read: await world.clock.leapUntil(work), api }
}

describe('the time at which this run read its secrets', () => {
  test.each<[string, HomePlace, number, string, HttpAnswer, string]>([
    ['is the run creation for repository secrets', REPOSITORY, 1, RUN, ok(200, runData), CREATED],
    ['is the run creation for organization secrets', ORGANIZATION, 1, RUN, ok(200, runData), CREATED],
    ['is the job start for environment secrets', ENVIRONMENT, 1, JOB, ok(200, jobData), STARTED],
    // A re-run may get the secrets of the first attempt again, whatever GitHub's manual says.
    ['is the run creation in a re-run with a repository', REPOSITORY, 2, RUN, ok(200, runData), CREATED],
    ['is the run creation in a re-run with an environment', ENVIRONMENT, 2, RUN, ok(200, runData), CREATED],
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

  test('takes the time from the one job that runs on it', async () => {
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

  test('finds its jobs on any page of the list', async () => {
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

  test('gives up after ten pages', async () => {
    const jobs = Array.from({ length: 100 }, () => job({}))
    const { read: secretsRead, api } = await read(
      Array.from({ length: 11 }, () => ok(200, { jobs })),
      ENVIRONMENT,
      without,
    )
    expect(secretsRead).toEqual({ unreadable: undefined })
    expect(api.lines).toHaveLength(10)
  })

  test('takes the earliest of several, which cannot make an old secret look fresh', async () => {
    const jobs = [job({ started_at: LATER }), job({}), job({ started_at: LATER })]
    expect((await read([ok(200, { jobs })], ENVIRONMENT, without)).read).toEqual({ at: new Date(STARTED) })
  })

  test.each([
    ['no running job', { jobs: [job({ status: 'completed' })] }],
    ['a job without a start time', { jobs: [job({}), job({ started_at: null })] }],
    ['no jobs', { jobs: [] }],
    ['no list', {}],
    ['an invalid list', { jobs: 'x' }],
  ])('does not know the time from %s', async (_, data) => {
    expect((await read([ok(200, data)], ENVIRONMENT, without)).read).toEqual({ unreadable: undefined })
  })

  test.each([[{ jobs: [null] }]])('does not know the time from %j', async (data) => {
    expect((await read([ok(200, data)], ENVIRONMENT, without)).read).toEqual({ unreadable: undefined })
  })
})

describe('a failed read', () => {
  test.each(['forbidden', 'not-found', 'rejected', 'sso', 'invalid', 'unexpected'] as const)(
    'is unreadable with the reason after %s',
    async (kind) => {
      const failure = failing(kind)
      for (const place of [REPOSITORY, ENVIRONMENT]) {
        const { read: secretsRead } = await read([failure], place)
        expect((secretsRead as { unreadable: GitHubFailure }).unreadable).toBe(failure)
      }
    },
  )

  test.each([[[]], [{}], [{ created_at: 7 }], [{ created_at: 'once' }]])('has no time: %j', async (data) => {
    expect((await read([ok(200, data)], REPOSITORY)).read).toEqual({ unreadable: undefined })
    expect((await read([ok(200, data)], ENVIRONMENT)).read).toEqual({ unreadable: undefined })
  })

  test.each([[null], [undefined], [''], ['<html>']])(
    'is retried after %j, which is not from GitHub',
    async (data) => {
      expect((await read([ok(200, data), ok(200, runData)], REPOSITORY)).read).toEqual({
        at: new Date(CREATED),
      })
    },
  )

  test('is retried after a temporary failure, which is thrown if it persists', async () => {
    const { read: secretsRead } = await read(
      [failing('server'), failing('limited'), ok(200, runData)],
      REPOSITORY,
    )
    expect(secretsRead).toEqual({ at: new Date(CREATED) })
    const failure = failing('limited', { retryAfter: 120_000 })
    await expect(read([failure], REPOSITORY)).rejects.toBe(failure)
  })
})
