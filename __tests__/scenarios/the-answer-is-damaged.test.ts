import { describe, expect, test } from '@jest/globals'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { REST_WITHIN } from '../../src/patience.ts'

const EXCHANGE = '/oauth2.0/token'

/** The length of an answer up to and with the last quote of the refresh token, as this Fxiaoke writes it. */
async function lengthToTheToken(): Promise<{ whole: number; token: number }> {
  await using sandbox = await Sandbox.open()
  let body = ''
  sandbox.fxiaoke.mutateAnswer = (answer) => {
    body = JSON.stringify(answer)
    return answer
  }
  await sandbox.run()
  const token = String((JSON.parse(body) as Record<string, unknown>)['refreshToken'])
  return { whole: Buffer.byteLength(body), token: body.indexOf(`${token}"`) + token.length + 1 }
}

/** How long Fxiaoke's answer was waited for, in simulated seconds. */
function secondsWaited({ rawLog }: StepReport): number {
  return Number(/POST \/oauth2\.0\/token -> .* in (\d+) ms/.exec(rawLog)?.[1]) / 1_000
}

/** Whatever is wrong with an answer: a new refresh token in it that can be read whole is stored first, and judged then. */
describe("Fxiaoke's answer is damaged", () => {
  test('it is cut at any place: stored as soon as the last quote of the refresh token has come', async () => {
    const { whole, token } = await lengthToTheToken()
    for (const keep of [1, token - 20, token - 1, token, token + 1, whole - 2, whole - 1]) {
      await using sandbox = await Sandbox.open()
      sandbox.fxiaoke.faults.add({ path: EXCHANGE, times: 1, behaviour: { kind: 'truncate', keep } })
      const main = await sandbox.run()
      const live = sandbox.fxiaoke.liveRefreshToken(sandbox.appId)
      const posts = sandbox.log.of('fxiaoke').length

      if (keep >= token) {
        expect(sandbox.stored()).toBe(live)
        // What has been seen is never asked for again.
        expect(posts).toBe(1)
      } else {
        expect(sandbox.stored()).toBe(sandbox.refreshToken)
        // The same token was tried again and refused; that it may have been spent is not kept back.
        expect(posts).toBe(2)
        expect(main.outputs['error-code']).toBe('refresh-token-rejected')
        expect(main.annotations[0]?.message).toContain('Unknown:')
      }
      sandbox.assertNoLeak(main)
    }
  })

  test('it stalls behind the refresh token: the rest is not waited for as long as an answer would be', async () => {
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

  test('its connection stays open behind the last brace: the end is not waited for at all', async () => {
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

  test('it carries an error code beside the new token', async () => {
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

  test('it lacks the refresh token: the stored one stays, and the access token is used', async () => {
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

  test.each<[string, (answer: Record<string, unknown>) => string]>([
    ['nested', (answer) => JSON.stringify({ errorCode: 0, data: answer })],
    [
      'in snake case',
      ({ accessToken, refreshToken }) =>
        JSON.stringify({ access_token: accessToken, refresh_token: refreshToken }),
    ],
    [
      'as a form',
      ({ accessToken, refreshToken }) =>
        `access_token=${String(accessToken)}&refresh_token=${String(refreshToken)}`,
    ],
  ])('it comes in another shape: %s', async (_, write) => {
    await using sandbox = await Sandbox.open()
    const pair = sandbox.fxiaoke.issue(sandbox.appId)
    const headers = { 'content-type': 'text/plain' }
    const body = write({ ...pair })
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, behaviour: { kind: 'answer', status: 200, headers, body } })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(pair.refreshToken)
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(pair.accessToken)
    sandbox.assertNoLeak(main)
  })

  test('it lacks the access token', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.mutateAnswer = ({ accessToken: _missing, ...answer }) => answer
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('fxiaoke-error')
    expect(main.annotations[0]?.message).toContain('Stored:')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(sandbox.accessToken)
  })

  test.each([500, 403])('it has status %i and is a success all the same', async (status) => {
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
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, behaviour: { kind: 'answer', status, headers, body } })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(refreshToken)
    expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
  })

  test('it echoes the old token in an error: that is no new one', async () => {
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

  // Whatever looks at a text of a server looks at each character a few times: squared, this would take days.
  test.each([
    ['digits', '0'],
    ['quotes', '"'],
    ['backslashes', '\\'],
    ['ends of addresses', 'f:'],
  ])('its message is two million %s: the run ends all the same', async (_, piece) => {
    await using sandbox = await Sandbox.open()
    const errorMessage = `refreshToken ${piece.repeat(2_000_000 / piece.length)}`
    const body = JSON.stringify({ errorCode: 20016, errorMessage })
    const headers = { 'content-type': 'application/json' }
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, behaviour: { kind: 'answer', status: 200, headers, body } })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('refresh-token-rejected')
  })
})
