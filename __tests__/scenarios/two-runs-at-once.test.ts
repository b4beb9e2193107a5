import { describe, expect, test } from '@jest/globals'
import { killAt } from '../../sandbox/kill-at.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { expectNextRunWorks, openRecorded } from '../support/record/recorded-login.ts'

const EXCHANGE = '/oauth2.0/token'
const STORE = /\/FXIAOKE_REFRESH_TOKEN$/

/** A gate where one run waits for the other. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open: () => open(), opened }
}

/**
 * Without a concurrency group, two runs hold the same token. Fxiaoke gives the new one to whoever comes first; the other
 * is refused. Whatever the order, the token stored at the end is the live one.
 */
describe('two concurrent runs with the same refresh token', () => {
  test('the second is stale and spends nothing if the first has already stored', async () => {
    await using sandbox = await Sandbox.open()
    const createdAt = sandbox.now()
    const first = await sandbox.run({}, { createdAt })
    const second = await sandbox.run({ 'refresh-token': sandbox.refreshToken }, { createdAt })

    expect(first.outputs['status']).toBe('refreshed')
    expect(second.outputs['status']).toBe('stale')
    expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('Fxiaoke refuses the second while the first has not stored yet', async () => {
    await using sandbox = await Sandbox.open()
    const refused = gate()
    sandbox.github.faults.add({
      method: 'PUT',
      path: STORE,
      times: 1,
      behaviour: { kind: 'before', run: () => refused.opened },
    })
    const first = sandbox.start()
    await first.step.onLog(/journaled/)
    const second = await sandbox.run({ 'refresh-token': sandbox.refreshToken })
    refused.open()

    expect(second.outputs['error-code']).toBe('refresh-token-rejected')
    expect((await first.step.done).outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('the second is stale, not failed, if the first stores before the refusal', async () => {
    await using sandbox = await Sandbox.open()
    const stored = gate()
    sandbox.fxiaoke.faults.add({
      path: EXCHANGE,
      times: 1,
      behaviour: { kind: 'before', run: () => stored.opened },
    })
    const second = sandbox.start()
    await second.step.onLog(/can be written/)
    const first = await sandbox.run({ 'refresh-token': sandbox.refreshToken })
    stored.open()

    expect(first.outputs['status']).toBe('refreshed')
    expect((await second.step.done).outputs['status']).toBe('stale')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('the post step of a killed first run stores its token, and the second does no harm', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    sandbox.github.faults.add({ method: 'PUT', path: STORE, times: 1, behaviour: { kind: 'reset' } })
    sandbox.github.faults.add({ method: 'PUT', path: STORE, times: 1, behaviour: killAt(step) })
    await step.done
    const stateBefore = sandbox.stored()
    const second = await sandbox.run({ 'refresh-token': sandbox.refreshToken })
    const post = await runner.post()

    expect(stateBefore).not.toBe(undefined)
    expect(second.exitCode).toBe(second.outputs['status'] === 'stale' ? 0 : 1)
    expect(post.exitCode === 0 || post.log.includes('encrypted_value=')).toBe(true)
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId)).toBe(sandbox.stored())
  })

  test('a late retry of the first does not overwrite a token stored by a later run', async () => {
    await using sandbox = await Sandbox.open()
    const limited = {
      kind: 'answer' as const,
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after': '60' },
      body: '{"message":"slow down"}',
    }
    const anew = sandbox.fxiaoke.issue(sandbox.appId)
    sandbox.github.faults.add({ method: 'PUT', path: STORE, times: 1, behaviour: limited })
    // A new login is stored before the first run looks again.
    sandbox.github.faults.add({
      method: 'GET',
      path: STORE,
      skip: 1,
      times: 1,
      behaviour: {
        kind: 'before',
        run: () => {
          sandbox.advance(30_000)
          sandbox.store('FXIAOKE_REFRESH_TOKEN', anew.refreshToken)
        },
      },
    })
    const first = await sandbox.run()

    expect(first.outputs['error-code']).toBe('store-failed')
    expect(sandbox.stored()).toBe(anew.refreshToken)
  })

  test('the live token is stored after every unsynchronized round, and the next run works', async () => {
    for (let round = 0; round < 4; round += 1) {
      await using sandbox = await openRecorded()
      const inputs = { 'refresh-token': sandbox.stored() ?? '' }
      const createdAt = sandbox.now()
      const [one, other] = [sandbox.start(inputs, { createdAt }), sandbox.start(inputs, { createdAt })]
      const reports = await Promise.all([one.step.done, other.step.done])

      expect(reports.map(({ outputs }) => outputs['status'])).toContain('refreshed')
      expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
      await expectNextRunWorks(sandbox)
    }
  })
})
