import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

/** The inputs, and the name that the error must contain. */
const BAD: readonly (readonly [Record<string, string>, string])[] = [
  [{ 'app-id': '' }, 'app-id'],
  [{ 'app-secret': ' \n' }, 'app-secret'],
  [{ 'secrets-token': '' }, 'secrets-token'],
  [{ 'secrets-token': 'two words' }, 'secrets-token'],
  [{ 'refresh-token': '${{ secrets.FXIAOKE_REFRESH_TOKEN }}' }, 'refresh-token'],
  [{ 'min-validity-minutes': '0' }, 'min-validity-minutes'],
  [{ 'min-validity-minutes': '111' }, 'min-validity-minutes'],
  [{ 'min-validity-minutes': 'ten' }, 'min-validity-minutes'],
  [{ 'cloud-domain': 'http://open.fxiaoke.com' }, 'cloud-domain'],
  [{ 'cloud-domain': 'open.fxiaoke.com/oauth2.0' }, 'cloud-domain'],
  [{ 'cloud-domain': 'user:pass@open.fxiaoke.com' }, 'cloud-domain'],
  [{ 'cloud-domain': 'open.fxiaoke.com?x=1' }, 'cloud-domain'],
  [{ 'github-api-url': 'http://api.github.com' }, 'github-api-url'],
  [{ 'github-api-url': 'https://api.github.com/#x' }, 'github-api-url'],
  [{ 'refresh-token-secret': '' }, 'refresh-token-secret'],
  [{ 'refresh-token-secret': 'GITHUB_X' }, 'refresh-token-secret'],
  [{ 'access-token-secret': '1ST' }, 'access-token-secret'],
  [{ 'access-token-secret': 'fxiaoke_refresh_token' }, 'access-token-secret'],
  [{ 'access-token-secret': 'Fxiaoke_Refresh_Token_Write_Probe' }, 'access-token-secret'],
  [{ 'dry-run': 'yes' }, 'dry-run'],
  [{ organization: '1' }, 'organization'],
  [{ organization: 'true', environment: 'prod' }, 'environment'],
  [{ 'redirect-url': 'callback' }, 'redirect-url'],
  [{ 'share-access-token-with': 'acme' }, 'acme'],
  [{ 'share-access-token-with': 'acme/web\nAcme/Web' }, 'Acme/Web'],
  [{ 'share-access-token-with': 'acme/crm' }, 'share-access-token-with'],
  [{ 'share-access-token-with': 'acme/web', 'access-token-secret': '' }, 'access-token-secret'],
]

describe('bad input gets one clear error, and no request is sent', () => {
  test.each(BAD)('%j', async (overrides, named) => {
    await using sandbox = await Sandbox.open()
    const { main, post } = await sandbox.runAndPost(overrides)

    expect(main.exitCode).toBe(1)
    expect(main.outputs).toMatchObject({ 'error-code': 'invalid-input' })
    expect(main.annotations).toHaveLength(1)
    expect(main.annotations[0]).toMatchObject({
      level: 'error',
      title: expect.stringContaining('invalid-input'),
    })
    expect(main.annotations[0]?.message).toContain(named)
    expect(main.summary).toContain('invalid-input')
    expect(sandbox.log.all).toEqual([])
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test('with all mistakes named at once', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({
      'app-id': '',
      'dry-run': 'yes',
      'cloud-domain': 'ftp://x',
      'min-validity-minutes': '',
    })

    expect(main.annotations).toHaveLength(1)
    for (const name of ['app-id', 'dry-run', 'cloud-domain', 'min-validity-minutes'])
      expect(main.annotations[0]?.message).toContain(name)
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
