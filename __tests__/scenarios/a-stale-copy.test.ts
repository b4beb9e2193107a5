import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { StepReport } from '../../sandbox/runner/step-report.ts'

const HOUR = 3_600_000
const JOB_AND_RUN = /\/actions\/(runs|jobs)\//

function expectStale(sandbox: Sandbox, main: StepReport): void {
  expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'stale', 'access-token': '' } })
  expect(
    main.annotations
      .filter(({ level }) => level === 'warning')
      .map(({ message }) => message)
      .join(),
  ).toContain('new run')
  expect(sandbox.log.of('fxiaoke')).toEqual([])
  expect(sandbox.stored()).toBe(sandbox.refreshToken)
}

describe('a run whose copy of the refresh token may be stale', () => {
  test('is stale as a re-run, which gets the secrets of the first attempt again', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.store('FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, sandbox.ago(HOUR))
    expectStale(sandbox, await sandbox.run({}, { attempt: 2, createdAt: sandbox.ago(2 * HOUR) }))
  })

  test('is judged by its creation time as a re-run, even with an environment', async () => {
    await using sandbox = await Sandbox.open({ environment: 'prod' })
    sandbox.store('FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, sandbox.ago(HOUR))
    expectStale(
      sandbox,
      await sandbox.run({}, { attempt: 2, createdAt: sandbox.ago(2 * HOUR), startedAt: sandbox.now() }),
    )
  })

  test('is stale if another run rotated while it waited in a concurrency group', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.store('FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, sandbox.ago(HOUR / 2))
    expectStale(sandbox, await sandbox.run({}, { createdAt: sandbox.ago(HOUR), startedAt: sandbox.now() }))
  })

  test('is fresh after such a wait with an environment, because its job has just started', async () => {
    await using sandbox = await Sandbox.open({ environment: 'prod' })
    sandbox.store('FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, sandbox.ago(HOUR / 2))
    const main = await sandbox.run({}, { createdAt: sandbox.ago(HOUR), startedAt: sandbox.now() })
    expect(main.outputs['status']).toBe('refreshed')
  })

  test('is stale as a re-run whose times cannot be read', async () => {
    await using sandbox = await Sandbox.open()
    const body = '{"message":"Resource not accessible by integration"}'
    const headers = { 'content-type': 'application/json' }
    sandbox.github.faults.add({
      path: JOB_AND_RUN,
      behaviour: { kind: 'answer', status: 403, headers, body },
    })
    const main = await sandbox.run({}, { attempt: 2 })

    expect(main.outputs['status']).toBe('stale')
    expect(main.annotations.map(({ message }) => message).join()).toContain('actions: read')
    expect(sandbox.log.of('fxiaoke')).toEqual([])
  })

  test('fails if the job asked for an access token', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.store('FXIAOKE_ACCESS_TOKEN', sandbox.accessToken, sandbox.ago(HOUR / 2))
    sandbox.store('FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, sandbox.ago(HOUR / 2))
    const main = await sandbox.run({ 'access-token': sandbox.accessToken }, { createdAt: sandbox.ago(HOUR) })

    expect(main).toMatchObject({
      exitCode: 1,
      outputs: { 'error-code': 'stale-refresh-token', 'access-token': '' },
    })
    expect(sandbox.log.of('fxiaoke')).toEqual([])
  })
})
