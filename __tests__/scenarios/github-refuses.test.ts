import { describe, expect, test } from '@jest/globals'
import type { GitHubToken } from '../../sandbox/github/access.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { StepReport } from '../../sandbox/runner/step-report.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/** Expects a refusal by GitHub before the token is spent: one error, no token sent, and the secret unchanged. */
function expectUnspent(sandbox: Sandbox, main: StepReport, id: string): string {
  expect(main).toMatchObject({ exitCode: 1, outputs: { 'error-code': id } })
  const errors = main.annotations.filter(({ level }) => level === 'error')
  expect(errors).toHaveLength(1)
  expect(errors[0]?.message).toContain('Not sent:')
  // A run without a token checks the rest at Fxiaoke with a code that cannot exist.
  const asked = sandbox.log.of('fxiaoke').map(({ body }) => (body as { grantType: string }).grantType)
  expect(asked).toEqual(id === 'refresh-token-not-passed' ? ['authorization_code'] : [])
  expect(sandbox.stored()).toBe(sandbox.refreshToken)
  sandbox.assertNoLeak(main)
  return errors[0]?.message ?? ''
}

describe('secrets-token', () => {
  const TOKENS: Record<string, [Partial<GitHubToken>, string, string]> = {
    'is revoked': [{ revoked: true }, 'secrets-token-rejected', '401'],
    'lacks single sign-on': [
      { ssoUrl: 'https://github.com/orgs/acme/sso?authorization_request=A1' },
      'secrets-token-rejected',
      'https://github.com/orgs/acme/sso?authorization_request=A1',
    ],
    'may only read': [
      { permissions: { secrets: 'read', metadata: 'read' } },
      'secrets-token-cannot-write',
      'secrets=write',
    ],
    'cannot see the repository': [{ repositories: ['acme/other'] }, 'target-not-found', 'acme/crm'],
  }

  test.each(Object.entries(TOKENS))('that %s is refused', async (_name, [token, id, named]) => {
    await using sandbox = await Sandbox.open()
    const whole = {
      token: sandbox.secretsToken,
      permissions: { secrets: 'write', metadata: 'read' },
      ...token,
    } as const
    sandbox.github.addToken(whole)
    const main = await sandbox.run()

    expect(expectUnspent(sandbox, main, id)).toContain(named)
  })

  test('that is a classic token with the scope repo works', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.addToken({ token: sandbox.secretsToken, kind: 'classic', scopes: ['repo'] })
    expect((await sandbox.run()).outputs['status']).toBe('refreshed')
  })
})

describe('the stored secret', () => {
  test('must exist where this run would write', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({ 'refresh-token-secret': 'MISSPELLED' })
    expect(expectUnspent(sandbox, main, 'secret-not-found')).toContain('MISSPELLED')
  })

  test('must be passed to the job if it exists', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({ 'refresh-token': '' })
    expect(expectUnspent(sandbox, main, 'refresh-token-not-passed')).toContain('FXIAOKE_REFRESH_TOKEN')
  })

  test('may be missing along with the input, and the run shows how to authorize', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.deleteSecret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl })

    expect(main.outputs['error-code']).toBe('authorization-required')
    expect(main.log).toContain('/oauth2.0/authorize?responseType=code')
    expect(main.summary).toContain('/oauth2.0/authorize?responseType=code')
    expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
  })
})

describe('GitHub', () => {
  test('gets the wait that it asks for after a short rate limit', async () => {
    await using sandbox = await Sandbox.open()
    const body = '{"message":"You have exceeded a secondary rate limit."}'
    const headers = { ...JSON_TYPE, 'retry-after': '60' }
    const behaviour = { kind: 'answer' as const, status: 403, headers, body }
    sandbox.github.faults.add({ path: '/public-key', times: 1, behaviour })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    // Read again before the token is spent, because the wait made the metadata old, and once more for the record.
    const reads = sandbox.log.lines('github').filter((line) => /^GET .*FXIAOKE_REFRESH_TOKEN /.test(line))
    expect(reads).toHaveLength(3)
  })

  test('is given up at once after a rate limit of more than two minutes', async () => {
    await using sandbox = await Sandbox.open()
    const behaviour = {
      kind: 'answer' as const,
      status: 403,
      headers: { ...JSON_TYPE, 'retry-after': '600' },
      body: '{}',
    }
    sandbox.github.faults.add({ path: '/public-key', behaviour })
    expectUnspent(sandbox, await sandbox.run(), 'github-unreachable')
  })

  test("refuses github-token the run's times, and the run goes on with a warning that names the permission", async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.addToken({
      token: sandbox.workflowToken,
      kind: 'workflow',
      permissions: { metadata: 'read' },
    })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(main.annotations).toEqual([
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('actions: read') }),
    ])
  })
})
