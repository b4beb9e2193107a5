import { describe, expect, test } from '@jest/globals'
import { killAt } from '../../sandbox/kill-at.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'

const STORE = /\/FXIAOKE_REFRESH_TOKEN$/

describe('a changed public key of the place', () => {
  test('makes main seal both tokens again if it changes between probe and store', async () => {
    await using sandbox = await Sandbox.open()
    const change = (): void => sandbox.github.rotateKey(sandbox.place)
    sandbox.fxiaoke.faults.add({ path: '/oauth2.0/token', behaviour: { kind: 'after', run: change } })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(main.outputs['access-token'])
  })

  test('keeps the post step from writing an unreadable secret, and it says so', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    sandbox.github.faults.add({ method: 'PUT', path: STORE, times: 1, behaviour: killAt(step) })
    await step.done
    sandbox.github.rotateKey(sandbox.place)
    const before = sandbox.log.all.length
    const post = await runner.post()

    expect(post.exitCode).toBe(1)
    expect(post.log).toContain('encrypted_value=')
    expect(sandbox.log.all.slice(before).map(({ method }) => method)).not.toContain('PUT')
    // The old token is spent, but an unreadable secret would be worse.
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })
})
