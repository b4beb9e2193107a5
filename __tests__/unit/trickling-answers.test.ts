import { expect, test } from '@jest/globals'
import { tryApp } from '../../src/fxiaoke/exchange.ts'
import { REPOSITORY_WITHIN, TRY_APP_WITHIN } from '../../src/patience.ts'
import { readEnvironment } from '../../src/prepare/environment.ts'
import { readRepository } from '../../src/prepare/repository.ts'
import { exampleConfig } from '../support/world/example-inputs.ts'
import { FakeGitHubApi } from '../support/world/fake-github-api.ts'
import { fakeWorld, START } from '../support/world/fake-world.ts'
import type { FakeWorld } from '../support/world/fake-world.ts'

// An answer that keeps trickling outlasts every timeout of its request.
const world = (): FakeWorld => fakeWorld(() => new Promise(() => undefined))
const api = (): FakeGitHubApi => new FakeGitHubApi(() => new Promise(() => undefined))
const environment = { kind: 'environment', owner: 'acme', repo: 'crm', environment: 'prod' } as const

/** What came of the work, and how many milliseconds it took. */
async function timed<T>(work: (world: FakeWorld) => Promise<T>): Promise<{ result: T; took: number }> {
  const around = world()
  const result = await around.clock.leapUntil(work(around))
  return { result, took: around.clock.now() - START }
}

test('advice about the repository is given up in time', async () => {
  expect(await timed((around) => readRepository(api(), around))).toEqual({
    result: undefined,
    took: REPOSITORY_WITHIN,
  })
})

test('advice about the environment is given up in time', async () => {
  const { result, took } = await timed((around) => readEnvironment(api(), environment, around))
  expect([result.kind, took]).toEqual(['unknown', REPOSITORY_WITHIN])
})

test("the trial of the app's credentials is given up in time", async () => {
  const { result, took } = await timed((around) => tryApp(exampleConfig().app, around))
  expect([result?.id, took]).toEqual(['fxiaoke-unreachable', TRY_APP_WITHIN])
})
