import { readFileSync, rmSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

/** Removes command files of a step, so that `@actions/core` throws when it writes to them. */
function removeFiles(pid: number, names: readonly string[]): void {
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  for (const name of names) {
    const path = variables.find((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1)
    if (path === undefined) throw new Error(`the step has no ${name}`)
    rmSync(path)
  }
}

;(process.platform === 'linux' ? describe : describe.skip)('a runner with a broken disk', () => {
  test.each([
    [['GITHUB_STATE']],
    [['GITHUB_OUTPUT']],
    [['GITHUB_STEP_SUMMARY']],
    [['GITHUB_STATE', 'GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']],
  ])('stores both tokens even if %s cannot be written', async (names) => {
    await using sandbox = await Sandbox.open()
    const { step } = sandbox.start()
    const remove = (): void => removeFiles(step.pid, names)
    sandbox.fxiaoke.faults.add({ path: '/oauth2.0/token', behaviour: { kind: 'before', run: remove } })
    const main = await step.done.catch(() => undefined)

    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored()).not.toBe(sandbox.refreshToken)
    expect(sandbox.fxiaoke.isAccessTokenValid(sandbox.stored('FXIAOKE_ACCESS_TOKEN') ?? '')).toBe(true)
    if (main) {
      expect(main.exitCode).toBe(0)
      sandbox.assertNoLeak(main)
    }
  })
})
