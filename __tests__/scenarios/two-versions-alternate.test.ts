import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { SandboxOptions } from '../../sandbox/sandbox.ts'
import { RecordKeeper } from '../support/record/kept-record.ts'
import { storedAt } from '../support/record/recorded-login.ts'

const DAY = 24 * 3_600_000

const ROOT = join(import.meta.dirname, '..', '..')
const VERSIONS = join(ROOT, '__tests__', 'support', 'versions')

/** By the day of its commit; each is that commit's `action.yml` and `dist/`, as they were. */
const EARLIER = readdirSync(VERSIONS)
const PLACES: [string, SandboxOptions][] = [
  ['the repository', {}],
  ['an environment', { environment: 'prod' }],
  ['the organization', { organization: true }],
]

/**
 * Some workflows of a repository pin a commit, others follow `v1`, and all of them use the same secrets. So every version of
 * the same major takes over from every other.
 */
describe.each(EARLIER)('the version of %s and this one', (day) => {
  const earlier = join(VERSIONS, day)

  test.each(PLACES)('take turns in %s: each renews what the other has stored', async (_place, options) => {
    await using sandbox = await Sandbox.open(options)
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

  test('the earlier one knows no record: it describes nothing then, and this one goes by times and writes it anew', async () => {
    await using sandbox = await Sandbox.open()
    const keeper = new RecordKeeper(sandbox)
    await sandbox.run()
    const written = keeper.text
    sandbox.advance(DAY)
    expect((await sandbox.run({}, { action: earlier })).outputs['status']).toBe('refreshed')
    expect(keeper.text).toBe(written)
    // It names an access token that is no longer the stored one, so that this one's end is not known.
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
    ['the earlier one, then this one', earlier, ROOT],
    ['this one, then the earlier one', ROOT, earlier],
  ]

  test.each(TURNS)(
    'a deploy job reuses the token that the other has stored: %s',
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
    'a re-run with the copy of before the other: stale, nothing is spent: %s',
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

  test.each(TURNS)('a link of one, its code redeemed by the other: %s', async (_turn, one, other) => {
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
