import { describe, expect, test } from '@jest/globals'
import type { TokenPair } from '../../sandbox/fxiaoke/token-ledger.ts'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { REST_WITHIN } from '../../src/patience.ts'
import { refreshed } from '../support/record/recorded-login.ts'

const EXCHANGE = '/oauth2.0/token'

/** The length of the sandbox's answer, and that up to the closing quote of the refresh token; tokens differ, lengths do not. */
async function lengthToTheToken(): Promise<{ whole: number; token: number }> {
  await using sandbox = await Sandbox.open()
  const body = await refreshed(sandbox)
  const { refreshToken } = JSON.parse(body) as TokenPair
  return { whole: Buffer.byteLength(body), token: body.indexOf(`${refreshToken}"`) + refreshToken.length + 1 }
}

/** How long the run waited for Fxiaoke's answer, in simulated seconds. */
function secondsWaited({ rawLog }: StepReport): number {
  return Number(/POST \/oauth2\.0\/token -> .* in (\d+) ms/.exec(rawLog)?.[1]) / 1_000
}

/** Whatever is wrong with an answer, a complete new refresh token in it is stored first and judged afterwards. */
describe('a damaged answer from Fxiaoke', () => {
  test('is good enough to store from the closing quote of the refresh token on, wherever it is cut', async () => {
    const { whole, token } = await lengthToTheToken()
    for (const keep of [token - 1, token, whole - 1]) {
      await using sandbox = await Sandbox.open()
      sandbox.fxiaoke.faults.add({ path: EXCHANGE, times: 1, behaviour: { kind: 'truncate', keep } })
      const main = await sandbox.run()
      const live = sandbox.fxiaoke.liveRefreshToken(sandbox.appId)
      const posts = sandbox.log.of('fxiaoke').length

      if (keep >= token) {
        expect(sandbox.stored()).toBe(live)
        // A token that has arrived is never requested again.
        expect(posts).toBe(1)
      } else {
        expect(sandbox.stored()).toBe(sandbox.refreshToken)
        // The retry with the same token was refused; the error says that it may be spent.
        expect(posts).toBe(2)
        expect(main.outputs['error-code']).toBe('refresh-token-rejected')
        expect(main.annotations[0]?.message).toContain('Unknown:')
      }
      sandbox.assertNoLeak(main)
    }
  })

  test('gets a shorter timeout for the rest if it stalls after the refresh token', async () => {
    const { token } = await lengthToTheToken()
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.faults.add({
      path: EXCHANGE,
      behaviour: { kind: 'truncate', keep: token, then: 'stall' },
    })
    const main = await sandbox.run()

    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(secondsWaited(main)).toBe(REST_WITHIN / 1_000)
  })

  test('is complete at its last brace, even if the connection stays open', async () => {
    const { whole } = await lengthToTheToken()
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.faults.add({
      path: EXCHANGE,
      behaviour: { kind: 'truncate', keep: whole, then: 'stall' },
    })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(secondsWaited(main)).toBe(0)
  })

  test('with an error code beside the new token is stored and reported', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.mutateAnswer = (answer) => ({
      ...answer,
      errorCode: 50009,
      errorMessage: 'service exception',
    })
    const main = await sandbox.run()

    expect(main.exitCode).toBe(1)
    expect(main.outputs['error-code']).toBe('fxiaoke-busy')
    expect(main.annotations[0]?.message).toContain('Stored:')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
  })

  test('without a refresh token keeps the stored one, and its access token is used', async () => {
    await using sandbox = await Sandbox.open()
    let accessToken: unknown
    sandbox.fxiaoke.mutateAnswer = ({ refreshToken: _missing, ...answer }) => {
      accessToken = answer['accessToken']
      return answer
    }
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(main.outputs['access-token']).toBe(accessToken)
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(accessToken)
    expect(main.annotations.map(({ level }) => level)).toEqual(['warning'])
  })

  test('is read as a form too', async () => {
    await using sandbox = await Sandbox.open()
    const pair = sandbox.fxiaoke.issue(sandbox.appId)
    const headers = { 'content-type': 'text/plain' }
    const body = `access_token=${pair.accessToken}&refresh_token=${pair.refreshToken}`
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, behaviour: { kind: 'answer', status: 200, headers, body } })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(pair.refreshToken)
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(pair.accessToken)
    sandbox.assertNoLeak(main)
  })

  test('without an access token is stored and reported', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.mutateAnswer = ({ accessToken: _missing, ...answer }) => answer
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('fxiaoke-error')
    expect(main.annotations[0]?.message).toContain('Stored:')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(sandbox.accessToken)
  })

  test('with status 500 is still a success', async () => {
    await using sandbox = await Sandbox.open()
    const { refreshToken, accessToken } = sandbox.fxiaoke.issue(sandbox.appId)
    const body = JSON.stringify({
      openUserId: 'FSUID_1',
      accessToken,
      refreshToken,
      expiresIn: 7200,
      errorCode: 0,
    })
    const headers = { 'content-type': 'application/json' }
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, behaviour: { kind: 'answer', status: 500, headers, body } })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(refreshToken)
    expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
  })

  test('with the old token echoed in an error has no new token', async () => {
    await using sandbox = await Sandbox.open()
    const body = JSON.stringify({
      errorCode: 10006,
      errorMessage: 'the parameter refreshToken is missing or illegal',
      refreshToken: sandbox.refreshToken,
      request: { refreshToken: 'must not be blank' },
    })
    const headers = { 'content-type': 'application/json' }
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, behaviour: { kind: 'answer', status: 200, headers, body } })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('refresh-token-rejected')
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })

  // Code that reads server text is linear; with quadratic code this would take hours.
  test('with a message of two million characters does not hang the run', async () => {
    await using sandbox = await Sandbox.open()
    const errorMessage = `refreshToken ${['0', '"', '\\', 'f:'].map((piece) => piece.repeat(500_000)).join('')}`
    const body = JSON.stringify({ errorCode: 20016, errorMessage })
    const headers = { 'content-type': 'application/json' }
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, behaviour: { kind: 'answer', status: 200, headers, body } })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('refresh-token-rejected')
  })
})
