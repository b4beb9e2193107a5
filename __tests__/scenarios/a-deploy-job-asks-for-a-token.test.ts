import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const MINUTE = 60_000

/** A sandbox whose tokens were stored that long ago. */
async function openStored(milliseconds: number): Promise<Sandbox> {
  const sandbox = await Sandbox.open()
  sandbox.store('FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, sandbox.ago(milliseconds))
  sandbox.store('FXIAOKE_ACCESS_TOKEN', sandbox.accessToken, sandbox.ago(milliseconds))
  return sandbox
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wrong-clock-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A runner whose clock is off by that much. */
function wrongClock(milliseconds: number): { machineEnv: Record<string, string>; leap: false } {
  const file = join(folder, `${milliseconds}.mjs`)
  writeFileSync(file, `const now = Date.now; Date.now = () => now() + ${milliseconds}`)
  return { machineEnv: { NODE_OPTIONS: `--import=${pathToFileURL(file).href}` }, leap: false }
}

describe('a deploy job that asks for an access token', () => {
  test.each([0, -60 * MINUTE, 60 * MINUTE])(
    'reuses the stored one if it lasts long enough (runner clock off by %i ms)',
    async (off) => {
      await using sandbox = await openStored(120 * MINUTE - 10 * MINUTE - 15_000)
      const main = await sandbox.run({ 'access-token': sandbox.accessToken }, wrongClock(off))

      expect(main.outputs).toMatchObject({ status: 'reused', 'access-token': sandbox.accessToken })
      const expires = Date.parse(main.outputs['access-token-expires-at'] ?? '')
      expect((expires - sandbox.now().getTime()) / MINUTE).toBeCloseTo(10.2, 0)
      expect(sandbox.log.of('fxiaoke')).toEqual([])
      expect(sandbox.stored()).toBe(sandbox.refreshToken)
      sandbox.assertNoLeak(main)
    },
  )

  test.each([0, -60 * MINUTE, 60 * MINUTE])(
    'refreshes if the stored one does not last long enough (runner clock off by %i ms)',
    async (off) => {
      await using sandbox = await openStored(120 * MINUTE - 10 * MINUTE + 2_000)
      const main = await sandbox.run({ 'access-token': sandbox.accessToken }, wrongClock(off))

      expect(main.outputs['status']).toBe('refreshed')
      expect(main.outputs['access-token']).not.toBe(sandbox.accessToken)
      expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(main.outputs['access-token'])
    },
  )

  test('sets the limit with min-validity-minutes', async () => {
    await using sandbox = await openStored(60 * MINUTE)
    const ask = { 'access-token': sandbox.accessToken }
    expect((await sandbox.run({ ...ask, 'min-validity-minutes': '55' })).outputs['status']).toBe('reused')
    expect((await sandbox.run({ ...ask, 'min-validity-minutes': '65' })).outputs['status']).toBe('refreshed')
  })

  test('does not reuse one older than the refresh token, which is from before the last rotation', async () => {
    await using sandbox = await openStored(30 * MINUTE)
    sandbox.store('FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, sandbox.ago(10 * MINUTE))
    const main = await sandbox.run({ 'access-token': sandbox.accessToken })
    expect(main.outputs['status']).toBe('refreshed')
  })

  test('refreshes, with a warning, if the times of the run cannot be read', async () => {
    await using sandbox = await openStored(30 * MINUTE)
    sandbox.github.addToken({
      token: sandbox.workflowToken,
      kind: 'workflow',
      permissions: { metadata: 'read' },
    })
    const main = await sandbox.run({ 'access-token': sandbox.accessToken })

    expect(main.outputs['status']).toBe('refreshed')
    expect(main.annotations).toHaveLength(1)
  })
})
