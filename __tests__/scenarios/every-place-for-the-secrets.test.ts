import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const ACCESS = 'FXIAOKE_ACCESS_TOKEN'

describe('secrets in an environment', () => {
  test.each(['prod', `it's "odd"/ + & ? # % 生产环境 {owner}`, '../..'])('%s', async (environment) => {
    await using sandbox = await Sandbox.open({ environment })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored(ACCESS)).toBe(main.outputs['access-token'])
    // Only the environment is written, and freshness is judged by the job's times, not the run's.
    const lines = sandbox.log.lines('github')
    expect(
      lines.filter((line) => line.startsWith('PUT')).every((line) => line.includes('/environments/')),
    ).toBe(true)
    expect(lines.some((line) => line.includes('/actions/jobs/'))).toBe(true)
    sandbox.assertNoLeak(main)
  })

  test('the job is found by its runner name if the runner does not know the job', async () => {
    await using sandbox = await Sandbox.open({ environment: 'prod' })
    expect((await sandbox.run({}, { jobId: '' })).outputs['status']).toBe('refreshed')
    expect(sandbox.log.lines('github').join()).toMatch(/actions\/runs\/\d+\/jobs\?/)
  })

  test('the job is found by its runner name on the second page of a run with 150 jobs', async () => {
    await using sandbox = await Sandbox.open({ environment: 'prod' })
    const runId = 19_400_000_777
    const { step } = sandbox.start({}, { runId, jobId: '' })
    const job = (index: number) => ({
      id: 55_000_000_000 + index,
      startedAt: sandbox.now(),
      runnerName: index === 149 ? 'GitHub Actions 7' : `GitHub Actions ${1000 + index}`,
    })
    const jobs = Array.from({ length: 150 }, (_, index) => job(index))
    sandbox.github.addRun({ repository: sandbox.repository, id: runId, createdAt: sandbox.now(), jobs })
    const main = await step.done

    expect(main).toMatchObject({ annotations: [], outputs: { status: 'refreshed' } })
    expect(sandbox.log.lines('github').filter((line) => line.includes('/jobs?'))).toHaveLength(2)
  })
})

describe('secrets in the organization', () => {
  test.each(['all', 'private', 'selected'] as const)('keep the visibility %s', async (visibility) => {
    await using sandbox = await Sandbox.open({ organization: true })
    const selectedRepositoryIds = visibility === 'selected' ? [7, sandbox.repositoryId, 9] : []
    for (const name of ['FXIAOKE_REFRESH_TOKEN', ACCESS]) {
      const value = sandbox.stored(name) ?? ''
      const meta = {
        updatedAt: sandbox.ago(3_600_000),
        visibility,
        ...(visibility === 'selected' && { selectedRepositoryIds }),
      }
      sandbox.github.putSecret(sandbox.place, name, value, meta)
    }
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    const kept = sandbox.github.secret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')
    expect(kept?.value).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(kept?.visibility).toBe(visibility)
    expect(kept?.selectedRepositoryIds ?? []).toEqual(selectedRepositoryIds)
  })

  test('keep more selected repositories than fit on a page', async () => {
    await using sandbox = await Sandbox.open({ organization: true })
    const ids = Array.from({ length: 230 }, (_, index) => 5000 + index)
    const meta = {
      updatedAt: sandbox.ago(3_600_000),
      visibility: 'selected' as const,
      selectedRepositoryIds: ids,
    }
    sandbox.github.putSecret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, meta)
    await sandbox.run()

    expect(sandbox.github.secret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')?.selectedRepositoryIds).toEqual(ids)
  })

  test('are created for this repository only', async () => {
    await using sandbox = await Sandbox.open({ organization: true })
    sandbox.github.deleteSecret(sandbox.place, ACCESS)
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.github.secret(sandbox.place, ACCESS)).toMatchObject({
      visibility: 'selected',
      selectedRepositoryIds: [sandbox.repositoryId],
    })
  })

  test('are reported as shadowed by a repository secret', async () => {
    await using sandbox = await Sandbox.open({ organization: true })
    sandbox.github.putSecret('repos/acme/crm/actions', 'FXIAOKE_REFRESH_TOKEN', 'hides')
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('secret-shadowed')
    expect(sandbox.log.of('fxiaoke')).toEqual([])
  })
})

describe('sharing the access token', () => {
  const PLACES = {
    'acme/web': 'repos/acme/web/actions',
    'acme/web/environments/prod/eu 1': 'repos/acme/web/environments/prod/eu 1',
    'acme/web/dependabot': 'repos/acme/web/dependabot',
    'acme/web/codespaces': 'repos/acme/web/codespaces',
    'orgs/acme': 'orgs/acme/actions',
  }

  async function openShared(): Promise<Sandbox> {
    const sandbox = await Sandbox.open()
    sandbox.github.addRepository({ fullName: 'acme/web', id: 77, environments: ['prod/eu 1'] })
    sandbox.github.addToken({
      token: sandbox.secretsToken,
      permissions: {
        metadata: 'read',
        secrets: 'write',
        environments: 'write',
        dependabot_secrets: 'write',
        codespaces_secrets: 'write',
        organization_secrets: 'write',
      },
    })
    return sandbox
  }

  test('reaches every kind of place, and leaves out the refresh token', async () => {
    await using sandbox = await openShared()
    const main = await sandbox.run({ 'share-access-token-with': Object.keys(PLACES).join('\n') })

    expect(main.outputs['status']).toBe('refreshed')
    for (const place of Object.values(PLACES)) {
      expect(sandbox.github.secret(place, ACCESS)?.value).toBe(main.outputs['access-token'])
      expect(sandbox.github.secretNames(place)).toEqual([ACCESS])
    }
    expect(sandbox.github.secret('orgs/acme/actions', ACCESS)?.visibility).toBe('selected')
    sandbox.assertNoLeak(main)
  })

  test('stores everything else if some places fail, and names them in the error', async () => {
    await using sandbox = await openShared()
    sandbox.github.faults.add({
      path: '/dependabot/',
      behaviour: { kind: 'answer', status: 403, body: '{}' },
    })
    const main = await sandbox.run({
      'share-access-token-with': 'acme/web\nacme/nowhere\nacme/web/dependabot',
    })

    expect(main.outputs['error-code']).toBe('share-failed')
    expect(main.annotations[0]?.message).toContain('acme/nowhere')
    expect(main.annotations[0]?.message).toContain('Dependabot')
    expect(main.outputs['access-token']).not.toBe('')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.github.secret('repos/acme/web/actions', ACCESS)?.value).toBe(main.outputs['access-token'])
  })

  test('takes at most 230 requests for 100 places, and at most 8 at once', async () => {
    await using sandbox = await openShared()
    const names = Array.from({ length: 100 }, (_, index) => `acme/service-${index}`)
    for (const fullName of names) sandbox.github.addRepository({ fullName })
    let [running, most] = [0, 0]
    let allIn = (): void => undefined
    const several = new Promise<void>((resolve) => (allIn = resolve))
    const arrive = async (): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      if (running === 5) allIn()
      // No request is answered until five have arrived.
      await several
      running -= 1
    }
    sandbox.github.faults.add({ path: /service-\d+\//, behaviour: { kind: 'before', run: arrive } })
    const main = await sandbox.run({ 'share-access-token-with': names.join('\n') })

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.log.of('github').length).toBeLessThanOrEqual(230)
    expect(most).toBeLessThanOrEqual(8)
    for (const fullName of names)
      expect(sandbox.github.secret(`repos/${fullName}/actions`, ACCESS)?.value).toBe(
        main.outputs['access-token'],
      )
  })
})
