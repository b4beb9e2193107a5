import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const HOUR = 3_600_000

describe('expiresIn in another format', () => {
  test('is read as milliseconds since 1970', async () => {
    await using sandbox = await Sandbox.open()
    const end = sandbox.now().getTime() + 3 * HOUR
    sandbox.fxiaoke.expiresIn = end
    const { outputs } = await sandbox.run()

    expect(outputs['status']).toBe('refreshed')
    const read = Date.parse(outputs['access-token-expires-at'] ?? '')
    expect((read - end) / HOUR).toBeCloseTo(0, 1)
  })

  test('leaves the expiry unknown if it is unreadable, and the tokens are stored', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.expiresIn = 'soon'
    const { outputs } = await sandbox.run()

    expect(outputs).toMatchObject({ status: 'refreshed', 'access-token-expires-at': '' })
  })
})

describe('a token of any length and alphabet', () => {
  test.each([
    ['one character', (serial: number) => String(serial)],
    ['every kind of character', (serial: number) => `"'\\%0A%25$(id)\`\n第二行\r\n令牌🔑${serial}`],
    ['48 KB', (serial: number) => `${serial}${'x'.repeat(48 * 1024 - 1)}`],
  ])('is stored and spent again: %s', async (_name, nextToken) => {
    await using sandbox = await Sandbox.open()
    let serial = 1
    sandbox.fxiaoke.nextToken = () => nextToken((serial += 1))
    const main = await sandbox.run()
    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))

    // The stored token can be spent.
    const second = await sandbox.run()
    expect(second.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('fails with store-failed if it is longer than GitHub accepts', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.nextToken = () => 'x'.repeat(48 * 1024 + 1)
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('store-failed')
    expect(main.annotations[0]?.message).toContain('48 KB')
  })
})

describe('names and places', () => {
  test('custom secret names are used', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.store('CRM_REFRESH', sandbox.refreshToken, sandbox.ago(HOUR))
    const main = await sandbox.run({
      'refresh-token-secret': 'CRM_REFRESH',
      'access-token-secret': 'crm_access',
    })

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored('CRM_REFRESH')).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored('CRM_ACCESS')).toBe(main.outputs['access-token'])
    expect(sandbox.log.lines().join()).toContain('CRM_REFRESH_WRITE_PROBE')
  })

  test('an empty access-token-secret outputs the access token without storing it', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({ 'access-token-secret': '' })

    expect(sandbox.fxiaoke.isAccessTokenValid(main.outputs['access-token'] ?? '')).toBe(true)
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(sandbox.accessToken)
    expect(sandbox.log.lines().join()).not.toContain('FXIAOKE_ACCESS_TOKEN')
  })

  test('spaces and line breaks around pasted values are ignored', async () => {
    await using sandbox = await Sandbox.open()
    const given = sandbox.inputs()
    const pasted = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, ` ${value}\r\n`]))
    const main = await sandbox.run(pasted)

    expect(main.outputs['status']).toBe('refreshed')
    sandbox.assertNoLeak(main)
  })
})
