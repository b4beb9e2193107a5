import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const SECRETS = '/repos/acme/crm/actions/secrets'
const RECORD = '/repos/acme/crm/actions/variables/FXIAOKE_TOKENS'

describe('a scheduled rotation', () => {
  test('asks GitHub first, spends the token, and stores both new tokens', async () => {
    await using sandbox = await Sandbox.open()
    const { main, post } = await sandbox.runAndPost()

    expect(main).toMatchObject({ exitCode: 0, annotations: [] })
    const lines = sandbox.log.lines()
    // Independent requests run at once, in any order; later ones have a fixed order.
    expect(lines.slice(0, 7).toSorted()).toEqual([
      'GET /repos/acme/crm -> 200',
      expect.stringMatching(/^GET \/repos\/acme\/crm\/actions\/runs\/\d+ -> 200$/),
      `GET ${SECRETS}/FXIAOKE_ACCESS_TOKEN -> 200`,
      `GET ${SECRETS}/FXIAOKE_REFRESH_TOKEN -> 200`,
      `GET ${SECRETS}/public-key -> 200`,
      `GET ${RECORD} -> 404`,
      `PUT ${SECRETS}/FXIAOKE_REFRESH_TOKEN_WRITE_PROBE -> 422`,
    ])
    expect(lines[7]).toBe('POST /oauth2.0/token?thirdTraceId=… -> 200')
    expect(lines.slice(8, 10).toSorted()).toEqual([
      `PUT ${SECRETS}/FXIAOKE_ACCESS_TOKEN -> 204`,
      `PUT ${SECRETS}/FXIAOKE_REFRESH_TOKEN -> 204`,
    ])
    expect(lines.slice(10)).toEqual([
      `GET ${SECRETS}/FXIAOKE_REFRESH_TOKEN -> 200`,
      'POST /repos/acme/crm/actions/variables -> 201',
    ])
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored()).not.toBe(sandbox.refreshToken)
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(main.outputs['access-token'])
    expect(sandbox.fxiaoke.isAccessTokenValid(main.outputs['access-token'] ?? '')).toBe(true)
    expect(post.rawLog).toBe('')
  })

  test('outputs the expiry times, the user and the trace id', async () => {
    await using sandbox = await Sandbox.open()
    const { outputs, skippedAcrossJobs } = await sandbox.run()
    const inHours = (name: string): number =>
      (Date.parse(outputs[name] ?? '') - sandbox.now().getTime()) / 3_600_000

    expect(outputs).toMatchObject({
      status: 'refreshed',
      'open-user-id': expect.stringMatching(/^FSUID_/),
      'trace-id': expect.stringMatching(/^E-O\./),
    })
    expect(outputs['error-code']).toBeUndefined()
    expect(outputs['access-token-expires-at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(inHours('access-token-expires-at')).toBeCloseTo(2, 1)
    expect(inHours('refresh-token-expires-at')).toBeCloseTo(60 * 24, 1)
    // The token is masked, so it cannot reach another job by accident.
    expect(skippedAcrossJobs).toEqual(['access-token'])
  })

  test('masks every secret before it prints anything else, and shows none', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({ 'access-token': 'FSTOK_given' }, { debug: true })
    const printed = main.rawLog.split('\n')
    const firstOther = printed.findIndex((line) => !line.startsWith('::add-mask::'))

    expect(printed.slice(0, firstOther).map((line) => line.slice('::add-mask::'.length))).toEqual(
      expect.arrayContaining([
        sandbox.appSecret,
        sandbox.refreshToken,
        sandbox.secretsToken,
        sandbox.workflowToken,
        'FSTOK_given',
      ]),
    )
    expect(main.masks).toContain(sandbox.stored())
    sandbox.assertNoLeak(main)
  })

  test('reports its work in the log and in the job summary', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run()

    for (const text of ['acme/crm', 'FXIAOKE_REFRESH_TOKEN', 'FXIAOKE_ACCESS_TOKEN', 'UTC+8']) {
      expect(main.log).toContain(text)
      expect(main.summary).toContain(text)
    }
    expect(main.summary).toContain('https://github.com/acme/crm/settings/secrets/actions')
    // Short enough to read, apart from inputs and masks.
    expect(main.log.split('##[endgroup]')[1]?.trim().split('\n').length).toBeLessThan(16)
  })

  test('spends the token of the previous run, time after time', async () => {
    await using sandbox = await Sandbox.open()
    for (let week = 0; week < 3; week += 1) {
      sandbox.advance(7 * 24 * 3_600_000)
      expect((await sandbox.run()).outputs['status']).toBe('refreshed')
      expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    }
    const traceIds = sandbox.log
      .of('fxiaoke')
      .map(({ path }) => new URL(path, 'http://x').searchParams.get('thirdTraceId'))
    expect(new Set(traceIds).size).toBe(3)
  })
})
