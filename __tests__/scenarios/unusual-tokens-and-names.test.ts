import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const HOUR = 3_600_000

describe('expiresIn in another format', () => {
  const now = Date.now()
  test.each([
    ['a number of seconds', 5400, 1.5],
    ['digits in a string', '5400', 1.5],
    ['seconds since 1970', Math.floor((now + 3 * HOUR) / 1000), 3],
    ['milliseconds since 1970', now + 3 * HOUR, 3],
  ])('is read as %s', async (_name, expiresIn, hours) => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.expiresIn = expiresIn
    const { outputs } = await sandbox.run()

    expect(outputs['status']).toBe('refreshed')
    const left = Date.parse(outputs['access-token-expires-at'] ?? '') - sandbox.now().getTime()
    expect(left / HOUR).toBeCloseTo(hours, 1)
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
    ['quotes, backslashes and percent signs', (serial: number) => `"'\\%0A%25$(id)\`${serial}`],
    ['line breaks', (serial: number) => `first ${serial}\nsecond\r\nthird`],
    ['Chinese and emoji', (serial: number) => `令牌🔑${serial}`],
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
