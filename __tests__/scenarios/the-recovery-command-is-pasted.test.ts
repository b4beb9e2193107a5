import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { SandboxOptions } from '../../sandbox/sandbox.ts'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { HAS_GH, paste } from '../support/machine/gh-through-a-proxy.ts'

const AT_LOCALHOST = { serverUrl: 'http://github.localhost' }

/** The only command in the log. */
function commandIn(log: string): string {
  const lines = log.split('\n').filter((line) => line.includes('gh api'))
  expect(new Set(lines).size).toBe(1)
  return lines[0] ?? ''
}

/** A run whose new refresh token GitHub does not store, in main or in post. */
async function runThatCannotStore(
  sandbox: Sandbox,
  overrides: Record<string, string> = {},
): Promise<StepReport> {
  sandbox.github.faults.add({
    method: 'PUT',
    path: /\/FXIAOKE_REFRESH_TOKEN$/,
    behaviour: { kind: 'answer', status: 500, body: '' },
  })
  const { main, post } = await sandbox.runAndPost(overrides, AT_LOCALHOST)
  expect(main.outputs['error-code']).toBe('store-failed')
  expect(post.exitCode).toBe(1)
  expect(commandIn(post.log)).toBe(commandIn(main.log))
  expect(main.summary).toContain(commandIn(main.log))
  sandbox.assertNoLeak(main)
  sandbox.assertNoLeak(post)
  sandbox.github.faults.clear()
  return main
}

const PLACES: Record<string, SandboxOptions> = {
  'a repository': {},
  'an environment with an odd name': { environment: `prod/eu "a'b" 生产 $(id) {owner}` },
  'an organization': { organization: true },
}

;(HAS_GH ? describe : describe.skip)('the pasted recovery command', () => {
  test.each(Object.entries(PLACES))('stores the token in %s', async (_name, options) => {
    await using sandbox = await Sandbox.open(options)
    const before = sandbox.github.secret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')
    const main = await runThatCannotStore(sandbox)
    // The job still gets its access token.
    expect(sandbox.fxiaoke.isAccessTokenValid(main.outputs['access-token'] ?? '')).toBe(true)

    const pasted = await paste(commandIn(main.log), sandbox.github.url, sandbox.secretsToken)

    expect(pasted).toMatchObject({ exitCode: 0, stdout: 'stored\n' })
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    const after = sandbox.github.secret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')
    expect(after?.visibility).toBe(before?.visibility)
    expect(after?.selectedRepositoryIds).toEqual(before?.selectedRepositoryIds)
  })

  test('does nothing if the secret has changed since', async () => {
    await using sandbox = await Sandbox.open()
    const main = await runThatCannotStore(sandbox)
    sandbox.advance(60_000)
    sandbox.store('FXIAOKE_REFRESH_TOKEN', 'stored by somebody else')

    const pasted = await paste(commandIn(main.log), sandbox.github.url, sandbox.secretsToken)

    expect(pasted.exitCode).toBe(1)
    expect(pasted.stderr).toContain('changed')
    expect(sandbox.stored()).toBe('stored by somebody else')
  })

  test('creates a missing secret, and only a missing one', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.deleteSecret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')
    const code = sandbox.fxiaoke.issueCode(sandbox.appId)
    const main = await runThatCannotStore(sandbox, {
      'authorization-code': code,
      'redirect-url': sandbox.redirectUrl,
    })
    const command = commandIn(main.log)

    const pasted = await paste(command, sandbox.github.url, sandbox.secretsToken)
    expect(pasted).toMatchObject({ exitCode: 0, stdout: 'stored\n' })
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))

    expect((await paste(command, sandbox.github.url, sandbox.secretsToken)).exitCode).toBe(1)
  })
})
