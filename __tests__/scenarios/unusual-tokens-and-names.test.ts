import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const HOUR = 3_600_000

describe('expiresIn is written in another way', () => {
  const now = Date.now()
  test.each([
    ['a number of seconds', 5400, 1.5],
    ['digits in a string', '5400', 1.5],
    ['the moment, in seconds since 1970', Math.floor((now + 3 * HOUR) / 1000), 3],
    ['the moment, in milliseconds since 1970', now + 3 * HOUR, 3],
  ])('as %s', async (_name, expiresIn, hours) => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.expiresIn = expiresIn
    const { outputs } = await sandbox.run()

    expect(outputs['status']).toBe('refreshed')
    const left = Date.parse(outputs['access-token-expires-at'] ?? '') - sandbox.now().getTime()
    expect(left / HOUR).toBeCloseTo(hours, 1)
  })

  test('as something that nobody can read: the tokens are stored, and the expiry is unknown', async () => {
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
  ])('%s', async (_name, nextToken) => {
    await using sandbox = await Sandbox.open()
    let serial = 1
    sandbox.fxiaoke.nextToken = () => nextToken((serial += 1))
    const main = await sandbox.run()
    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))

    // And it can be spent in its turn.
    const second = await sandbox.run()
    expect(second.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('longer than GitHub takes: an honest failure, with a command that a person can keep', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.nextToken = () => 'x'.repeat(48 * 1024 + 1)
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('store-failed')
    expect(main.annotations[0]?.message).toContain('48 KB')
  })
})

describe('names and places', () => {
  test('custom names', async () => {
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

  test('an empty access-token-secret: the access token is handed out and not stored', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({ 'access-token-secret': '' })

    expect(sandbox.fxiaoke.isAccessTokenValid(main.outputs['access-token'] ?? '')).toBe(true)
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(sandbox.accessToken)
    expect(sandbox.log.lines().join()).not.toContain('FXIAOKE_ACCESS_TOKEN')
  })

  test('pasted values that end in line breaks', async () => {
    await using sandbox = await Sandbox.open()
    const given = sandbox.inputs()
    const pasted = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, ` ${value}\r\n`]))
    const main = await sandbox.run(pasted)

    expect(main.outputs['status']).toBe('refreshed')
    sandbox.assertNoLeak(main)
  })
})
