import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const DRY = { 'dry-run': 'true' }

describe('a dry run', () => {
  test('checks the place and the app, and spends nothing', async () => {
    await using sandbox = await Sandbox.open()
    const { main, post } = await sandbox.runAndPost(DRY)

    expect(main.outputs).toMatchObject({ status: 'checked', 'access-token': '' })
    const [asked] = sandbox.log.of('fxiaoke')
    expect(asked?.body).toMatchObject({ grantType: 'authorization_code', appId: sandbox.appId })
    expect(JSON.stringify(asked?.body)).not.toContain(sandbox.refreshToken)
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId)).toBe(sandbox.refreshToken)
    expect(sandbox.github.secretNames(sandbox.place).toSorted()).toEqual([
      'FXIAOKE_ACCESS_TOKEN',
      'FXIAOKE_REFRESH_TOKEN',
    ])
    // It says what is confirmed and what is not.
    expect(main.log).toMatch(/^✅ .*acme\/crm/m)
    expect(main.log).toMatch(/^⚠️ Whether .*refresh token/m)
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test('finds a wrong app secret', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({ ...DRY, 'app-secret': 'not-the-secret-of-this-app' })
    expect(main.outputs['error-code']).toBe('app-credentials-rejected')
    expect(main.annotations[0]?.message).toContain('Not sent:')
  })

  test('finds an IP allow-list that keeps this machine out', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.addApp({ appId: 'FSAID_other', appSecret: sandbox.appSecret, allowedIps: [] })
    const main = await sandbox.run({ ...DRY, 'app-id': 'FSAID_other' })
    expect(main.outputs['error-code']).toBe('ip-not-allowed')
    // The address that Fxiaoke sees.
    expect(main.annotations[0]?.message).toContain('sees this runner as “127.0.0.1”')
  })

  test('reports any other answer with its error code', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.failWith = { errorCode: 30002, errorMessage: "today's quota used up" }
    const main = await sandbox.run(DRY)

    expect(main.outputs['status']).toBe('checked')
    expect(main.log).toMatch(/^⚠️ Whether .*30002/m)
  })

  test('finds a token that cannot write', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.addToken({
      token: sandbox.secretsToken,
      permissions: { secrets: 'read', metadata: 'read' },
    })
    const main = await sandbox.run(DRY)
    expect(main.outputs['error-code']).toBe('secrets-token-cannot-write')
    // The other checks still run.
    expect(main.summary).toContain('lets this machine in and knows the app')
    expect(JSON.stringify(sandbox.log.of('fxiaoke'))).not.toContain(sandbox.refreshToken)
  })

  test('checks that shares can be written, and leaves nothing behind', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.addRepository({ fullName: 'acme/web' })
    sandbox.github.addToken({
      token: sandbox.secretsToken,
      permissions: { secrets: 'write', metadata: 'read' },
    })
    const fine = await sandbox.run({ ...DRY, 'share-access-token-with': 'acme/web' })
    expect(fine.outputs['status']).toBe('checked')
    expect(fine.log).toMatch(/^✅ .*acme\/web/m)
    expect(sandbox.github.secretNames('repos/acme/web/actions')).toEqual([])

    const failed = await sandbox.run({ ...DRY, 'share-access-token-with': 'acme/web\nacme/web/dependabot' })
    expect(failed.outputs['error-code']).toBe('share-failed')
    expect(failed.annotations[0]?.message).toContain('Dependabot')
  })
})
