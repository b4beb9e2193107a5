import { describe, expect, test } from '@jest/globals'
import type { Kept } from '../../sandbox/github/github-sandbox.ts'
import { dispatched, scheduled } from '../../sandbox/workflow/trigger.ts'
import { authorizedBy, expectGood, rotationOf } from '../support/repository/example-outcome.ts'
import { example, ExampleRepository } from '../support/repository/example-repository.ts'

const USERS = { 'tenant-east': 'FSUID_EAST', 'tenant-north': 'FSUID_NORTH', 'tenant-south': 'FSUID_SOUTH' }
type Tenant = keyof typeof USERS
const TENANTS = Object.keys(USERS) as Tenant[]

/** One app in the repository, and an environment for each tenant with its user and login. */
async function openTenants(): Promise<ExampleRepository> {
  const repository = await ExampleRepository.open({ environment: 'tenant-east', shared: true })
  const { sandbox, settings } = repository
  const { repository: fullName, repositoryId: id } = sandbox
  sandbox.github.addRepository({ fullName, id, environments: TENANTS })
  for (const tenant of TENANTS) {
    const openUserId = USERS[tenant]
    const { refreshToken, accessToken } = sandbox.fxiaoke.issue(sandbox.appId, { openUserId })
    settings.setVariables({ FXIAOKE_OPEN_USER_ID: openUserId }, tenant)
    settings.setSecrets({ FXIAOKE_REFRESH_TOKEN: refreshToken, FXIAOKE_ACCESS_TOKEN: accessToken }, tenant)
  }
  return repository
}

/** All secrets in the environment of a tenant, with their times. */
function kept({ sandbox: { github, repository } }: ExampleRepository, tenant: Tenant): Kept[] {
  const place = `repos/${repository}/environments/${tenant}`
  const secrets = github.secretNames(place).map((name) => github.secret(place, name))
  return secrets.filter((secret) => secret !== undefined)
}

/** Expects both secrets of a tenant to be new and to belong to its own user. */
function expectRenewed(repository: ExampleRepository, tenant: Tenant, before: Kept[]): void {
  const { sandbox } = repository
  const [access, refresh, ...more] = kept(repository, tenant).map(({ value }) => value)
  expect(more).toEqual([])
  expect(before.map(({ value }) => value)).not.toContain(refresh)
  expect(refresh).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId, USERS[tenant]))
  expect(before.map(({ value }) => value)).not.toContain(access)
  expect(sandbox.fxiaoke.isAccessTokenValid(access ?? '')).toBe(true)
}

describe('tenants.yml', () => {
  test('rotates each tenant in its own environment, one after the other, on its schedule', async () => {
    await using repository = await openTenants()
    const before = TENANTS.map((tenant) => kept(repository, tenant))
    const tenants = await example('tenants.yml')
    let [running, most] = [0, 0]
    const { jobs } = await repository.run(tenants, scheduled(tenants), {
      whileRunning: async (step) => {
        running += 1
        most = Math.max(most, running)
        await step.done
        running -= 1
      },
    })

    expect(most).toBe(1)
    expect(jobs.map(({ environment }) => environment)).toEqual(TENANTS)
    for (const [index, tenant] of TENANTS.entries()) {
      expectGood(jobs[index], 'refreshed')
      expect(jobs[index]?.group).toBe('fxiaoke-token')
      expectRenewed(repository, tenant, before[index] ?? [])
    }
  })

  test.each(TENANTS)('rotates only %s when started by hand for it', async (chosen) => {
    await using repository = await openTenants()
    const others = TENANTS.filter((tenant) => tenant !== chosen)
    const [before, untouched] = [kept(repository, chosen), others.map((tenant) => kept(repository, tenant))]
    const tenants = await example('tenants.yml')
    const { jobs } = await repository.run(tenants, dispatched(tenants, { tenant: chosen }))

    expect(jobs).toMatchObject([{ environment: chosen, group: 'fxiaoke-token' }])
    expectGood(jobs[0], 'refreshed')
    expectRenewed(repository, chosen, before)
    expect(others.map((tenant) => kept(repository, tenant))).toEqual(untouched)
  })

  test('spends nothing in a dry run for one tenant', async () => {
    await using repository = await openTenants()
    const before = TENANTS.map((tenant) => kept(repository, tenant))
    const tenants = await example('tenants.yml')
    const byHand = dispatched(tenants, { tenant: 'tenant-south', 'dry-run': 'true' })
    expectGood((await repository.run(tenants, byHand)).jobs[0], 'checked')
    expect(TENANTS.map((tenant) => kept(repository, tenant))).toEqual(before)
  })

  test('rotates the other tenants if one login is dead, which only its own user can authorize again', async () => {
    await using repository = await openTenants()
    repository.settings.setSecrets({ FXIAOKE_REFRESH_TOKEN: 'FSREFTOK_DEAD' }, 'tenant-north')
    const before = kept(repository, 'tenant-north')
    const tenants = await example('tenants.yml')
    const { jobs } = await repository.run(tenants, scheduled(tenants))

    expect(jobs.map(({ result }) => result)).toEqual(['success', 'failure', 'success'])
    expect(rotationOf(jobs[1]).outputs['error-code']).toBe('refresh-token-rejected')

    const form = { tenant: 'tenant-north' }
    const wrong = await authorizedBy(tenants, repository, { form, openUserId: USERS['tenant-south'] })
    expect(rotationOf(wrong.jobs[0]).outputs['error-code']).toBe('wrong-account')
    expect(kept(repository, 'tenant-north')).toEqual(before)

    const right = await authorizedBy(tenants, repository, { form, openUserId: USERS['tenant-north'] })
    expectGood(right.jobs[0], 'authorized')
    expectRenewed(repository, 'tenant-north', before)
  })
})
