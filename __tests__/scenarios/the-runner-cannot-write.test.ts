import { readFileSync, rmSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

/** Removes files that the runner gave to a step; `@actions/core` then throws when it wants to write them. */
function removeFiles(pid: number, names: readonly string[]): void {
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  for (const name of names) {
    const path = variables.find((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1)
    if (path === undefined) throw new Error(`the step has no ${name}`)
    rmSync(path)
  }
}

;(process.platform === 'linux' ? describe : describe.skip)('the disk of the runner is broken', () => {
  test.each([
    [['GITHUB_STATE']],
    [['GITHUB_OUTPUT']],
    [['GITHUB_STEP_SUMMARY']],
    [['GITHUB_STATE', 'GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']],
  ])('%s cannot be written: both tokens are stored all the same', async (names) => {
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
