import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { evaluated, holds } from '../../sandbox/workflow/expression.ts'
import { called, dispatched, happened, scheduled } from '../../sandbox/workflow/trigger.ts'
import type { Caller, Trigger } from '../../sandbox/workflow/trigger.ts'
import { readWorkflow } from '../../sandbox/workflow/workflow.ts'
import type { Workflow } from '../../sandbox/workflow/workflow.ts'
import { authorizedBy, expectGood, expectRenewed, rotationOf } from '../support/repository/example-outcome.ts'
import { example, EXAMPLES, ExampleRepository } from '../support/repository/example-repository.ts'

const MINUTE = 60_000
const PUSHED = { ref: 'refs/heads/main' }
/** The environment and concurrency group of the examples for a single login. */
const THE_LOGIN = { environment: 'fxiaoke', group: 'fxiaoke-token' }

const HERE = ['deploy-with-reuse.yml', 'hand-over.yml', 'reusable.yml', 'rotate.yml']
const IN_FILES_OF_THEIR_OWN = ['fleet.yml', 'github-app.yml', 'tenants.yml', 'watchdog.yml']

test('every example has a test', () => {
  expect([...HERE, ...IN_FILES_OF_THEIR_OWN].sort()).toEqual(readdirSync(EXAMPLES).sort())
})

describe('rotate.yml', () => {
  test('rotates on its schedule', async () => {
    await using repository = await ExampleRepository.open()
    const rotate = await example('rotate.yml')
    const { jobs } = await repository.run(rotate, scheduled(rotate))

    expect(jobs).toMatchObject([THE_LOGIN])
    expectGood(jobs[0], 'refreshed')
    expectRenewed(repository)
  })

  test('authorizes by hand without any token, then rotates on its schedule, as in the README', async () => {
    await using repository = await ExampleRepository.open()
    repository.forgetLogin()
    const rotate = await example('rotate.yml')

    expectGood((await authorizedBy(rotate, repository)).jobs[0], 'authorized')
    const authorized = repository.sandbox.stored()
    expectGood((await repository.run(rotate, scheduled(rotate))).jobs[0], 'refreshed')
    expect(repository.sandbox.stored()).not.toBe(authorized)
    expect(
      repository.sandbox.fxiaoke.isAccessTokenValid(repository.sandbox.stored('FXIAOKE_ACCESS_TOKEN') ?? ''),
    ).toBe(true)
  })

  const [USER, ANOTHER] = ['FSUID_1A', 'FSUID_2B']

  test('authorizes again for the user named by the variable', async () => {
    await using repository = await ExampleRepository.open()
    const { sandbox, settings } = repository
    settings.setVariables({ FXIAOKE_OPEN_USER_ID: USER }, 'fxiaoke')
    const { jobs } = await authorizedBy(await example('rotate.yml'), repository, { openUserId: USER })

    expect(jobs).toMatchObject([THE_LOGIN])
    expectGood(jobs[0], 'authorized')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId, USER))
  })

  test('keeps the stored tokens if the browser is logged in as another user', async () => {
    await using repository = await ExampleRepository.open()
    repository.settings.setVariables({ FXIAOKE_OPEN_USER_ID: USER }, 'fxiaoke')
    const { jobs } = await authorizedBy(await example('rotate.yml'), repository, { openUserId: ANOTHER })

    expect(jobs).toMatchObject([{ result: 'failure' }])
    expect(rotationOf(jobs[0]).outputs['error-code']).toBe('wrong-account')
    expect(repository.sandbox.stored()).toBe(repository.sandbox.refreshToken)
  })

  test('uses the cloud named by the variable', async () => {
    await using repository = await ExampleRepository.open()
    repository.settings.setVariables({ FXIAOKE_CLOUD_DOMAIN: 'open-hwcloud.fxiaoke.com' }, 'fxiaoke')
    const rotate = await example('rotate.yml')
    const { jobs } = await repository.run(rotate, scheduled(rotate))
    expect(rotationOf(jobs[0]).with['cloud-domain']).toBe('open-hwcloud.fxiaoke.com')
  })

  test('spends nothing in a dry run by hand', async () => {
    await using repository = await ExampleRepository.open()
    const rotate = await example('rotate.yml')
    expectGood((await repository.run(rotate, dispatched(rotate, { 'dry-run': 'true' }))).jobs[0], 'checked')
    expect(repository.sandbox.stored()).toBe(repository.sandbox.refreshToken)
  })

  test('rotates by hand with an empty field', async () => {
    await using repository = await ExampleRepository.open()
    const rotate = await example('rotate.yml')
    expectGood((await repository.run(rotate, dispatched(rotate))).jobs[0], 'refreshed')
    expectRenewed(repository)
  })
})

describe('deploy-with-reuse.yml', () => {
  test('gives the deploy step the stored access token, and spends nothing, if it lasts long enough', async () => {
    await using repository = await ExampleRepository.open()
    repository.age(70 * MINUTE)
    const deploy = await example('deploy-with-reuse.yml')
    const { jobs } = await repository.run(deploy, happened(deploy, 'push', PUSHED))

    expect(jobs).toMatchObject([THE_LOGIN])
    expectGood(jobs[0], 'reused')
    const { accessToken, log } = repository.sandbox
    expect(jobs[0]?.steps.at(-1)).toMatchObject({
      does: expect.stringContaining('./deploy.sh'),
      outcome: 'success',
      env: { FXIAOKE_ACCESS_TOKEN: accessToken },
    })
    expect(log.of('fxiaoke')).toEqual([])
  })

  test('gives the deploy step a new access token if the stored one does not last', async () => {
    await using repository = await ExampleRepository.open()
    repository.age(80 * MINUTE)
    const deploy = await example('deploy-with-reuse.yml')
    const { jobs } = await repository.run(deploy, dispatched(deploy))

    expectGood(jobs[0], 'refreshed')
    expectRenewed(repository)
    const { env } = jobs[0]?.steps.at(-1) ?? {}
    expect(env?.['FXIAOKE_ACCESS_TOKEN']).toBe(repository.sandbox.stored('FXIAOKE_ACCESS_TOKEN'))
  })

  test('deploys nothing without a token', async () => {
    await using repository = await ExampleRepository.open()
    repository.sandbox.fxiaoke.failWith = { errorCode: 20016, errorMessage: 'refreshToken expired' }
    const deploy = await example('deploy-with-reuse.yml')
    const { jobs } = await repository.run(deploy, happened(deploy, 'push', PUSHED))

    expect(jobs).toMatchObject([{ result: 'failure' }])
    expect(jobs[0]?.steps.map(({ outcome }) => outcome)).toEqual(['failure', 'skipped', 'skipped'])
  })
})

describe('hand-over.yml', () => {
  test.each([
    ['the stored token lasts long enough', 55, 'reused'],
    ['the stored token does not last', 65, 'refreshed'],
  ])('%s: the later job reads a valid token from the environment', async (_case, minutesAgo, status) => {
    await using repository = await ExampleRepository.open()
    repository.age(minutesAgo * MINUTE)
    const handOver = await example('hand-over.yml')
    const { jobs } = await repository.run(handOver, scheduled(handOver))

    const [token, sync, ...more] = jobs
    expect(more).toEqual([])
    expect(token).toMatchObject(THE_LOGIN)
    expectGood(token, status)
    // Without a group, the next rotation does not wait for it.
    expect(sync).toMatchObject({ id: 'sync', group: undefined, result: 'success' })
    const accessToken = rotationOf(token).outputs['access-token'] ?? ''
    expect(sync?.steps.at(-1)).toMatchObject({
      does: './sync.sh',
      env: { FXIAOKE_ACCESS_TOKEN: accessToken },
    })
    expect(repository.sandbox.fxiaoke.isAccessTokenValid(accessToken)).toBe(true)
  })

  test('does not start the later job without a token', async () => {
    await using repository = await ExampleRepository.open()
    repository.sandbox.fxiaoke.failWith = { errorCode: 20016, errorMessage: 'refreshToken expired' }
    const handOver = await example('hand-over.yml')
    const { jobs } = await repository.run(handOver, dispatched(handOver))
    expect(jobs).toMatchObject([{ result: 'failure' }, { id: 'sync', result: 'skipped', steps: [] }])
  })
})

describe('reusable.yml', () => {
  /** The caller in the example's first comment. */
  function shownCaller(): Promise<Workflow> {
    const lines = readFileSync(join(EXAMPLES, 'reusable.yml'), 'utf8').split('\n')
    const shown = lines.filter((line) => line.startsWith('#   ')).map((line) => line.slice(4))
    return readWorkflow('caller.yml', shown.join('\n'))
  }

  /** What the caller's job passes for that event. */
  function calledBy(
    caller: Workflow,
    { inputs, event, eventName }: Trigger,
  ): [Caller, Omit<Trigger, 'inputs'>] {
    const job = caller.jobs.get('rotate')
    const scope = { contexts: { inputs }, status: 'success' as const }
    const [given, secrets, permissions] = ['with', 'secrets', 'permissions'].map((key) =>
      evaluated(job?.find(key), scope),
    )
    expect(holds(job?.find('if'), { ...scope, status: 'failure' })).toBe(true)
    return [{ with: given, secrets, permissions } as Caller, { event, eventName }]
  }

  test('rotates the environment and returns the outputs, called as in its comment', async () => {
    await using repository = await ExampleRepository.open()
    const [reusable, caller] = [await example('reusable.yml'), await shownCaller()]
    const trigger = called(reusable, ...calledBy(caller, scheduled(caller)))
    const { jobs, outputs } = await repository.run(reusable, trigger)

    expect(jobs).toMatchObject([THE_LOGIN])
    expectGood(jobs[0], 'refreshed')
    expectRenewed(repository)
    const rotation = rotationOf(jobs[0])
    expect(rotation.with['cloud-domain']).toBe('open.fxiaoke.com')
    expect(outputs['status']).toBe('refreshed')
    expect(outputs['refresh-token-expires-at']).toBe(rotation.outputs['refresh-token-expires-at'])
    expect(Date.parse(outputs['refresh-token-expires-at'] ?? '')).not.toBeNaN()
  })

  test('spends nothing when called for a dry run', async () => {
    await using repository = await ExampleRepository.open()
    const [reusable, caller] = [await example('reusable.yml'), await shownCaller()]
    const byHand = dispatched(caller, { 'dry-run': 'true' })
    const { outputs } = await repository.run(reusable, called(reusable, ...calledBy(caller, byHand)))
    expect(outputs['status']).toBe('checked')
    expect(repository.sandbox.stored()).toBe(repository.sandbox.refreshToken)
  })

  test("authorizes with the code from the caller's field, called with every input", async () => {
    await using repository = await ExampleRepository.open({ environment: 'prod' })
    repository.forgetLogin()
    const reusable = await example('reusable.yml')
    const given = {
      environment: 'prod',
      'cloud-domain': 'open-hwcloud.fxiaoke.com',
      'concurrency-group': 'fxiaoke-prod',
      runner: 'fixed-ip',
    }
    const code = repository.sandbox.fxiaoke.issueCode(repository.sandbox.appId)
    const shown = await shownCaller()
    const [caller, byHand] = calledBy(shown, dispatched(shown, { 'authorization-code': code }))
    const everything = { ...caller, with: { ...caller.with, ...given } }
    const { jobs, outputs } = await repository.run(reusable, called(reusable, everything, byHand))

    expect(jobs).toMatchObject([{ environment: 'prod', group: 'fxiaoke-prod' }])
    expectGood(jobs[0], 'authorized')
    expectRenewed(repository)
    expect(rotationOf(jobs[0]).with['cloud-domain']).toBe('open-hwcloud.fxiaoke.com')
    expect(outputs['status']).toBe('authorized')
  })
})
