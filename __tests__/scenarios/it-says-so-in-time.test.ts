import { describe, expect, test } from '@jest/globals'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'

const DAY = 24 * 3_600_000

const RHYTHM = /runs [89] times in the 60 days.*Next on \d{4}-\d\d-\d\d 03:17 UTC/s

function fromNow(days: number): Date {
  return new Date(Date.now() + days * DAY)
}

function warnings(report: StepReport): string[] {
  return report.annotations
    .filter(({ level }) => level === 'warning')
    .map(({ title, message }) => `${title}: ${message}`)
}

/** Expects a successful run with one warning, in the log and, in both languages, in the summary. */
function expectOneWarning(report: StepReport, about: RegExp): void {
  expect(report).toMatchObject({
    exitCode: 0,
    outputs: expect.objectContaining({ status: expect.any(String) }),
  })
  expect(warnings(report)).toEqual([expect.stringMatching(about)])
  expect(report.summary.match(/^- ⚠️ \*\*.*\*\*<br>.*$/gm)).toEqual([
    expect.stringMatching(/^[^\p{Script=Han}]*$/u),
    expect.stringMatching(/\p{Script=Han}/u),
  ])
}

describe('the expiry of secrets-token', () => {
  test('gives a warning with the day within 14 days', async () => {
    const expires = fromNow(5.5)
    const header = `${expires.toISOString().slice(0, 19).replace('T', ' ')} UTC`
    await using sandbox = await Sandbox.open({ secretsTokenExpires: header })
    const day = expires.toISOString().slice(0, 10)
    expectOneWarning(
      await sandbox.run(),
      new RegExp(`expires on ${day} .*, in 5 days\\..*Create a new token`, 's'),
    )
  })
})

describe('the schedule', () => {
  test('gives a warning with the next day if it is once a year', async () => {
    await using sandbox = await Sandbox.open()
    const report = await sandbox.run({}, { event: { schedule: '0 0 1 6 *' } })
    expectOneWarning(report, /"0 0 1 6 \*" .*next on \d{4}-06-01 00:00 UTC.*once a week/s)
  })

  test('appears in the summary with its rhythm and next run if it is every week', async () => {
    await using sandbox = await Sandbox.open()
    const report = await sandbox.run()
    expect(warnings(report)).toEqual([])
    expect(report.summary).toMatch(RHYTHM)
  })

  test('does not fail a run that has stored everything if it cannot be calculated', async () => {
    await using sandbox = await Sandbox.open()
    const machineEnv = {
      NODE_OPTIONS: `--import=${import.meta.resolve('../support/machine/without-cron-library.mjs')}`,
    }
    const report = await sandbox.run({}, { machineEnv })
    expect(report).toMatchObject({ exitCode: 0, outputs: { status: 'refreshed' } })
    expect(report.summary).not.toMatch(RHYTHM)
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })
})

describe('a stored token that is 39 days old', () => {
  test('gives a warning with its expiry day if this run does not renew it', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.store('FXIAOKE_REFRESH_TOKEN', sandbox.refreshToken, sandbox.ago(39 * DAY))
    sandbox.store('FXIAOKE_ACCESS_TOKEN', sandbox.accessToken, sandbox.ago(60_000))
    const report = await sandbox.run({ 'access-token': sandbox.accessToken })
    const end = fromNow(21).toISOString().slice(0, 10)
    expectOneWarning(report, new RegExp(`39 days old, .*expires on ${end}.*start it once by hand`, 's'))
    expect(report.outputs['status']).toBe('reused')
  })
})

describe('a repository last pushed 45 days ago', () => {
  test('gives a warning with the day on which GitHub disables the schedule if it is public', async () => {
    await using sandbox = await Sandbox.open({ visibility: 'public', pushedDaysAgo: 45 })
    const end = fromNow(15).toISOString().slice(0, 10)
    expectOneWarning(await sandbox.run(), new RegExp(`disables .*on about ${end}.*private repository`, 's'))
  })
})

describe('a failure', () => {
  test('begins with when the stored token expires if that is soon', async () => {
    const daysLeft = 5
    await using sandbox = await Sandbox.open()
    sandbox.store(
      'FXIAOKE_REFRESH_TOKEN',
      sandbox.refreshToken,
      sandbox.ago((60 - daysLeft) * DAY - 3_600_000),
    )
    sandbox.github.addToken({
      token: sandbox.secretsToken,
      repositories: ['acme/crm'],
      permissions: { secrets: 'read' },
    })
    const report = await sandbox.run()
    const message = report.annotations[0]?.message ?? ''
    expect(report.outputs['error-code']).toBe('secrets-token-cannot-write')
    expect(message).toMatch(/^The stored refresh token lives until \d{4}-\d\d-\d\d .*, in \d days\./)
    expect(message).toContain(`in ${daysLeft} days.`)
    expect(message).toMatch(/^中文：.*\p{Script=Han}/mu)
    expect(report.summary).toContain(`剩余 ${daysLeft} 天，`)
  })
})

describe('the log', () => {
  test('of a good run has twelve lines and two groups, with the seconds since the start', async () => {
    await using sandbox = await Sandbox.open()
    const { log } = await sandbox.run()
    const own = log.split('\n').filter((line) => line !== '')
    const from = own.findIndex((line) => line.includes('Prepare:'))
    expect(own.slice(from).filter((line) => line !== '##[endgroup]')).toEqual([
      expect.stringMatching(/^##\[group\]Prepare: /),
      expect.stringMatching(
        /^\d+\.\d s {2}GitHub: acme\/crm can be written; FXIAOKE_REFRESH_TOKEN is stored /,
      ),
      expect.stringMatching(/^##\[group\]Refresh: a new token pair from 127\.0\.0\.1:\d+$/),
      expect.stringMatching(
        /^\d+\.\d s {2}Fxiaoke: a new token pair, sealed and journaled \(trace E-O\.\w+\)\.$/,
      ),
      expect.stringMatching(/^\d+\.\d s {2}Storing what is new\.$/),
      '✅ FXIAOKE_REFRESH_TOKEN in acme/crm: updated.',
      '✅ FXIAOKE_ACCESS_TOKEN in acme/crm: updated.',
      '✅ Fxiaoke tokens refreshed and stored.',
      expect.stringMatching(/^The access token lives until .* UTC \(.* UTC\+8\), in \d+ \w+\.$/),
      expect.stringMatching(/^The stored refresh token lives until .* UTC \(.* UTC\+8\), in \d+ days\.$/),
      'The variable FXIAOKE_TOKENS records what the secrets hold and when the tokens expire.',
      '中文：纷享销客令牌已刷新并保存。',
    ])
    expect(own.filter((line) => line.startsWith('##[group]')).length).toBe(
      own.filter((line) => line === '##[endgroup]').length,
    )
  })

  test('of a failure in a group closes the group before the error', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.faults.add({
      method: 'PUT',
      path: /REFRESH_TOKEN$/,
      behaviour: { kind: 'answer', status: 404 },
    })
    const { log, outputs } = await sandbox.run()
    expect(outputs['error-code']).toBe('store-failed')
    const lines = log.split('\n')
    const command = lines.findIndex((line) => line.includes('encrypted_value='))
    const opened = lines.slice(0, command).filter((line) => line.startsWith('##[group]')).length
    expect(lines.slice(0, command).filter((line) => line === '##[endgroup]')).toHaveLength(opened)
  })

  test('of a debug run has every request with its status, duration and ids, and no body', async () => {
    await using sandbox = await Sandbox.open()
    const report = await sandbox.run({}, { debug: true })
    const requests = report.log.split('\n').filter((line) => /^##\[debug\](GitHub|Fxiaoke): /.test(line))
    expect(requests.length).toBe(sandbox.log.lines().length)
    for (const line of requests) expect(line).toMatch(/(GET|PUT|POST|PATCH) \/.* \d+ ms/)
    sandbox.assertNoLeak(report)
  })
})
