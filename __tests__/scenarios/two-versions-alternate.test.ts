import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { RecordKeeper } from '../support/record/kept-record.ts'
import { storedAt } from '../support/record/recorded-login.ts'

const DAY = 24 * 3_600_000

const ROOT = join(import.meta.dirname, '..', '..')
const VERSIONS = join(ROOT, '__tests__', 'support', 'versions')

/** Named by commit day; each holds the `action.yml` and `dist/` of that commit. */
const EARLIER = readdirSync(VERSIONS)

/**
 * Some workflows of a repository pin a commit, others follow `v1`, and all use the same secrets. So any version of a major
 * can take over from any other.
 */
describe.each(EARLIER)('the version of %s and this one', (day) => {
  const earlier = join(VERSIONS, day)

  test('take turns, each renewing what the other stored', async () => {
    await using sandbox = await Sandbox.open()
    for (const action of [earlier, ROOT, earlier]) {
      const before = sandbox.stored()
      sandbox.advance(3 * 24 * 3_600_000)
      const { main, post } = await sandbox.runAndPost({}, { action })

      expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'refreshed' } })
      expect(post).toMatchObject({ exitCode: 0, rawLog: '' })
      expect(sandbox.stored()).not.toBe(before)
      expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
      sandbox.assertNoLeak(main)
    }
  })

  test('this one falls back to times and rewrites the record after the earlier one, which writes no record', async () => {
    await using sandbox = await Sandbox.open()
    const keeper = new RecordKeeper(sandbox)
    await sandbox.run()
    const written = keeper.text
    sandbox.advance(DAY)
    expect((await sandbox.run({}, { action: earlier })).outputs['status']).toBe('refreshed')
    expect(keeper.text).toBe(written)
    // The record names an older access token, so the expiry of the stored one is unknown.
    const deploy = await sandbox.run({ 'access-token': sandbox.stored('FXIAOKE_ACCESS_TOKEN') ?? '' })

    expect(deploy).toMatchObject({ exitCode: 0, outputs: { status: 'refreshed' } })
    expect(keeper.record.refreshToken).toMatchObject({
      mark: keeper.mark('refreshToken', sandbox.stored() ?? ''),
      storedAt: storedAt(sandbox),
    })
    expect((await sandbox.run({}, { attempt: 2 })).outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  const TURNS: [string, string, string][] = [
    ['earlier, then this one', earlier, ROOT],
    ['this one, then earlier', ROOT, earlier],
  ]

  test.each(TURNS)(
    'a deploy job reuses the access token stored by the other: %s',
    async (_turn, one, other) => {
      await using sandbox = await Sandbox.open()
      const { outputs } = await sandbox.run({}, { action: one })
      const accessToken = sandbox.stored('FXIAOKE_ACCESS_TOKEN') ?? ''
      const deploy = await sandbox.run({ 'access-token': accessToken }, { action: other })

      expect(deploy.outputs).toMatchObject({ status: 'reused', 'access-token': outputs['access-token'] })
      expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
    },
  )

  test.each(TURNS)(
    'a re-run with the copy from before the other is stale and spends nothing: %s',
    async (_t, one, other) => {
      await using sandbox = await Sandbox.open()
      const old = { 'refresh-token': sandbox.refreshToken }
      const createdAt = sandbox.now()
      await sandbox.run({}, { action: one })
      const again = await sandbox.run(old, { action: other, createdAt })

      expect(again).toMatchObject({ exitCode: 0, outputs: { status: 'stale' } })
      expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    },
  )

  test.each(TURNS)('one redeems the code from a link made by the other: %s', async (_turn, one, other) => {
    await using sandbox = await Sandbox.open()
    const authorize = { 'redirect-url': sandbox.redirectUrl }
    const started = await sandbox.run({ ...authorize, 'authorization-code': 'start' }, { action: one })
    const state = /[?&]state=(?<state>[^&\s]+)/.exec(started.log)?.groups?.['state'] ?? ''
    const code = sandbox.fxiaoke.issueCode(sandbox.appId)
    const landed = `${sandbox.redirectUrl}?code=${code}&state=${state}`
    const done = await sandbox.run({ ...authorize, 'authorization-code': landed }, { action: other })

    expect(state).not.toBe('')
    expect(done.outputs['status']).toBe('authorized')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })
})
