import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

// What counts as a mistake, and how it is named, is in unit/inputs/read-config.test.ts.
describe('bad input gets one clear error, and no request is sent', () => {
  test('with all mistakes named at once', async () => {
    await using sandbox = await Sandbox.open()
    const { main, post } = await sandbox.runAndPost({
      'app-id': ' \n',
      'secrets-token': 'two words',
      'dry-run': 'yes',
      'cloud-domain': 'ftp://x',
      'min-validity-minutes': '',
    })

    expect(main.exitCode).toBe(1)
    expect(main.outputs).toMatchObject({ 'error-code': 'invalid-input' })
    expect(main.annotations).toMatchObject([
      { level: 'error', title: expect.stringContaining('invalid-input') },
    ])
    for (const name of ['app-id', 'secrets-token', 'dry-run', 'cloud-domain', 'min-validity-minutes'])
      expect(main.annotations[0]?.message).toContain(name)
    expect(main.summary).toContain('invalid-input')
    expect(sandbox.log.all).toEqual([])
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test("also for the workflow's own token as secrets-token", async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({ 'secrets-token': sandbox.workflowToken })

    expect(main.outputs['error-code']).toBe('secrets-token-cannot-write')
    expect(main.annotations[0]?.message).toContain('GITHUB_TOKEN')
    expect(sandbox.log.of('fxiaoke')).toEqual([])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })
})
