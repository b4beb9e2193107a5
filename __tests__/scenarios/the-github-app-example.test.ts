import { describe, expect, test } from '@jest/globals'
import { killAt } from '../../sandbox/kill-at.ts'
import { assertNoLeak } from '../../sandbox/runner/leak-check.ts'
import type { StandIn } from '../../sandbox/workflow/step-run.ts'
import { dispatched, scheduled } from '../../sandbox/workflow/trigger.ts'
import { authorizedBy, expectGood, expectRenewed, rotationOf } from '../support/repository/example-outcome.ts'
import { example, ExampleRepository } from '../support/repository/example-repository.ts'

const APP_ACTION = 'actions/create-github-app-token'
const APP_TOKEN = 'ghs_sandboxInstallationTokenOfTheAppThatWritesSecrets'
const CLIENT_ID = 'Iv23liSandboxSandbox'
const PRIVATE_KEY = '-----BEGIN RSA PRIVATE KEY-----\nof the App\n-----END RSA PRIVATE KEY-----'

/** A repository without a personal token; the App's action mints the token that writes the secrets. */
async function openForTheApp(): Promise<ExampleRepository> {
  const repository = await ExampleRepository.open()
  const { sandbox, settings } = repository
  sandbox.github.addToken({ token: sandbox.secretsToken, revoked: true })
  sandbox.github.deleteSecret(sandbox.place, 'SECRETS_TOKEN')
  settings.setVariables({ SECRETS_APP_CLIENT_ID: CLIENT_ID }, 'fxiaoke')
  settings.setSecrets({ SECRETS_APP_PRIVATE_KEY: PRIVATE_KEY }, 'fxiaoke')
  repository.actions[APP_ACTION] = minting(repository)
  return repository
}

/** Mints a token with only the permissions that the step asks for. Its post step revokes it. */
function minting({ sandbox: { github, repository } }: ExampleRepository): StandIn {
  return ({ with: { 'client-id': id, 'private-key': key, ...permissions } }) => {
    if (id !== CLIENT_ID || key !== PRIVATE_KEY) return { outcome: 'failure' }
    const asked = Object.entries(permissions).map(([name, level]) => [
      name.replace(/^permission-/, ''),
      level,
    ])
    const token = { token: APP_TOKEN, kind: 'app' as const, repositories: [repository] }
    github.addToken({ ...token, permissions: Object.fromEntries(asked) as object })
    const post = (): void => github.addToken({ ...token, revoked: true })
    return { outcome: 'success', outputs: { token: APP_TOKEN }, masks: [APP_TOKEN], post }
  }
}

describe('github-app.yml', () => {
  test("writes the secrets with the App's token, which never shows, on its schedule", async () => {
    await using repository = await openForTheApp()
    const rotate = await example('github-app.yml')
    const { jobs, reports } = await repository.run(rotate, scheduled(rotate))

    expect(jobs).toMatchObject([{ environment: 'fxiaoke', group: 'fxiaoke-token' }])
    expectGood(jobs[0], 'refreshed')
    expectRenewed(repository)
    const secrets = { "the App's token": APP_TOKEN, 'its key': PRIVATE_KEY }
    for (const report of reports) assertNoLeak(report, secrets, repository.sandbox.log)
  })

  test('authorizes by hand', async () => {
    await using repository = await openForTheApp()
    repository.forgetLogin()
    const { jobs } = await authorizedBy(await example('github-app.yml'), repository)
    expectGood(jobs[0], 'authorized')
    expectRenewed(repository)
  })

  test('spends nothing in a dry run by hand', async () => {
    await using repository = await openForTheApp()
    const rotate = await example('github-app.yml')
    expectGood((await repository.run(rotate, dispatched(rotate, { 'dry-run': 'true' }))).jobs[0], 'checked')
    expect(repository.sandbox.stored()).toBe(repository.sandbox.refreshToken)
  })

  test("stores the token of a killed main in the post step before the App's token is revoked", async () => {
    await using repository = await openForTheApp()
    const rotate = await example('github-app.yml')
    const run = await repository.run(rotate, scheduled(rotate), {
      whileRunning(step) {
        repository.sandbox.github.faults.add({
          method: 'PUT',
          path: /\/FXIAOKE_REFRESH_TOKEN$/,
          times: 1,
          behaviour: killAt(step),
        })
      },
    })

    const { main, post } = rotationOf(run.jobs[0])
    expect(main.signal).toBe('SIGKILL')
    expect(post.exitCode).toBe(0)
    const { sandbox } = repository
    expect(sandbox.stored()).not.toBe(sandbox.refreshToken)
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('does not try to rotate if the App gives no token', async () => {
    await using repository = await openForTheApp()
    repository.actions[APP_ACTION] = () => ({ outcome: 'failure' })
    const rotate = await example('github-app.yml')
    const { jobs } = await repository.run(rotate, scheduled(rotate))

    expect(jobs).toMatchObject([{ result: 'failure' }])
    expect(jobs[0]?.steps.map(({ outcome }) => outcome)).toEqual(['failure', 'skipped'])
    expect(repository.sandbox.log.all).toEqual([])
  })
})
