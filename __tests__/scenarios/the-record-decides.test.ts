import { describe, expect, test } from '@jest/globals'
import { killAt } from '../../sandbox/kill-at.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { SandboxOptions } from '../../sandbox/sandbox.ts'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { RecordKeeper, VARIABLE } from '../support/record/kept-record.ts'
import { exchanges, expectNextRunWorks, openRecorded, storedAt } from '../support/record/recorded-login.ts'

const SECOND = 1000
const HOUR = 3_600_000
const REFRESH = 'FXIAOKE_REFRESH_TOKEN'
const ACCESS = 'FXIAOKE_ACCESS_TOKEN'
const VARIABLES = /\/variables(\/FXIAOKE_TOKENS)?$/
const OTHER_USER = 'FSUID_5E2B7F90C4D1A368'
/** A `github-token` that cannot read the times of this run. */
const NO_TIMES = { 'github-token': '' }

function messages({ annotations }: StepReport): string {
  return annotations.map(({ message }) => message).join('\n')
}

describe('a record that describes the stored token decides by marks', () => {
  test('the current token is fresh in a re-run that cannot read times', async () => {
    await using sandbox = await openRecorded()
    expect((await sandbox.run(NO_TIMES, { attempt: 2 })).outputs['status']).toBe('refreshed')
  })

  test('the previous token is stale in a run that is fresh by its times', async () => {
    await using sandbox = await openRecorded()
    const old = { 'refresh-token': sandbox.refreshToken }
    const main = await sandbox.run(old)
    const deploy = await sandbox.run({ ...old, 'access-token': sandbox.accessToken })

    expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'stale' } })
    expect(messages(main)).toContain('delete the variable of the record')
    expect(deploy.outputs['error-code']).toBe('stale-refresh-token')
    expect(exchanges(sandbox)).toBe(1)
  })
})

describe('a job that reads from one place and writes to another', () => {
  test('is wrong-place if the environments of job and step differ', async () => {
    const south = 'repositories/4242/environments/south'
    await using sandbox = await openRecorded({ environment: 'south' }, south)
    const north = sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER })
    sandbox.github.putEnvironment(sandbox.repository, 'north')
    sandbox.github.putSecret(`repos/${sandbox.repository}/environments/north`, REFRESH, north.refreshToken)
    const [stored, before] = [sandbox.stored(), exchanges(sandbox)]
    const main = await sandbox.run({ 'refresh-token': north.refreshToken })

    expect(main).toMatchObject({ exitCode: 1, outputs: { 'error-code': 'wrong-place' } })
    expect(messages(main)).toContain('Not sent:')
    expect(messages(main)).toContain('south')
    expect(messages(main)).toContain(VARIABLE)
    expect(exchanges(sandbox)).toBe(before)
    expect(sandbox.stored()).toBe(stored)
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId, north.openUserId)).toBe(north.refreshToken)
    sandbox.assertNoLeak(main)
    // A dry run still checks Fxiaoke, with a code that cannot exist.
    const dry = await sandbox.run({ 'refresh-token': north.refreshToken, 'dry-run': 'true' })
    expect(dry.outputs['error-code']).toBe('wrong-place')
    expect(sandbox.log.of('fxiaoke').at(-1)?.body).toMatchObject({ grantType: 'authorization_code' })
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId, north.openUserId)).toBe(north.refreshToken)
    await expectNextRunWorks(sandbox)
  })

  test('is wrong-place only if a second look, seconds later, agrees', async () => {
    await using sandbox = await openRecorded()
    const other = sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER })
    // The first look lags: the login was replaced by hand seconds ago.
    sandbox.store(REFRESH, other.refreshToken, sandbox.ago(2 * SECOND))
    sandbox.github.readLagMs = 8 * SECOND
    const catchUp = (): void => sandbox.advance(6 * SECOND)
    sandbox.github.faults.add({
      method: 'GET',
      path: /\/FXIAOKE_REFRESH_TOKEN$/,
      skip: 1,
      times: 1,
      behaviour: { kind: 'before', run: catchUp },
    })
    const main = await sandbox.run()

    expect(main.outputs).toMatchObject({ status: 'refreshed', 'open-user-id': OTHER_USER })
  })

  test('gets the second look also if the first could not read the record', async () => {
    await using sandbox = await openRecorded()
    const other = sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER })
    sandbox.store(REFRESH, other.refreshToken, sandbox.ago(2 * SECOND))
    sandbox.github.readLagMs = 8 * SECOND
    const forbidden = { kind: 'answer', status: 403, body: '{"message":"Resource not accessible"}' } as const
    sandbox.github.faults.add({ method: 'GET', path: /\/variables\//, times: 1, behaviour: forbidden })
    // The write proof outlasts the first look, and the look that replaces it lags.
    const busy = { kind: 'answer', status: 502, body: '' } as const
    sandbox.github.faults.add({ method: 'PUT', path: /_WRITE_PROBE$/, times: 2, behaviour: busy })
    const catchUp = (): void => sandbox.advance(6 * SECOND)
    sandbox.github.faults.add({
      method: 'GET',
      path: /\/FXIAOKE_REFRESH_TOKEN$/,
      skip: 2,
      times: 1,
      behaviour: { kind: 'before', run: catchUp },
    })
    const main = await sandbox.run()

    expect(main.outputs).toMatchObject({ status: 'refreshed', 'open-user-id': OTHER_USER })
  })
})

describe('two logins in one place', () => {
  const EAST = { 'refresh-token-secret': 'EAST_REFRESH', 'access-token-secret': 'EAST_ACCESS' }

  test('do not refuse each other if they share one variable', async () => {
    await using sandbox = await openRecorded()
    sandbox.store(
      'EAST_REFRESH',
      sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER }).refreshToken,
      sandbox.ago(2 * SECOND),
    )
    const east = await sandbox.run({ ...EAST, 'refresh-token': sandbox.stored('EAST_REFRESH') ?? '' })
    expect(east.outputs).toMatchObject({ status: 'refreshed', 'open-user-id': OTHER_USER })
    await expectNextRunWorks(sandbox)
  })

  test('are told apart if each has its own variable', async () => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    const inputs = { ...EAST, 'record-variable': 'EAST_TOKENS' }
    const { refreshToken } = sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER })
    sandbox.store('EAST_REFRESH', refreshToken, sandbox.ago(2 * SECOND))
    const before = keeper.text
    await sandbox.run({ ...inputs, 'refresh-token': refreshToken })
    const mixedUp = await sandbox.run({ ...inputs, 'refresh-token': sandbox.stored() ?? '' })

    expect(mixedUp.outputs['error-code']).toBe('wrong-place')
    expect(keeper.text).toBe(before)
  })
})

describe('the expiry of the access token', () => {
  test.each([
    [1200, 'refreshed'],
    [5 * 3600, 'reused'],
  ])('follows expiresIn %d instead of an assumed two hours', async (expiresIn, status) => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.expiresIn = expiresIn
    await sandbox.run()
    const end = new RecordKeeper(sandbox).record.accessToken?.expiresAt ?? ''
    sandbox.advance(status === 'reused' ? 3 * HOUR : HOUR)
    const deploy = await sandbox.run({ 'access-token': sandbox.stored(ACCESS) ?? '' })

    expect(deploy.outputs['status']).toBe(status)
    if (status === 'reused')
      expect(Date.parse(deploy.outputs['access-token-expires-at'] ?? '')).toBe(Date.parse(end))
  })
})

describe('the user of the login', () => {
  test('is wrong-account if another user is returned for the recorded token, without any input', async () => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    const [stored, access, text] = [sandbox.stored(), sandbox.stored(ACCESS), keeper.text]
    sandbox.fxiaoke.mutateAnswer = (answer) => ({ ...answer, openUserId: OTHER_USER })
    const { main, post } = await sandbox.runAndPost()

    expect(main).toMatchObject({
      exitCode: 1,
      outputs: { 'error-code': 'wrong-account', 'access-token': '' },
    })
    expect(messages(main)).toContain(OTHER_USER)
    expect(messages(main)).toContain(keeper.record.openUserId)
    expect(post.rawLog).toBe('')
    expect([sandbox.stored(), sandbox.stored(ACCESS), keeper.text]).toEqual([stored, access, text])
  })

  test('is reported as wrong by the record if only the input matches', async () => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    sandbox.fxiaoke.mutateAnswer = (answer) => ({ ...answer, openUserId: OTHER_USER })
    const main = await sandbox.run({ 'expected-open-user-id': OTHER_USER })

    expect(main.outputs['error-code']).toBe('wrong-account')
    expect(messages(main)).toContain(keeper.record.openUserId)
    expect(messages(main)).toContain('by the record')
  })

  test('is replaced by an authorization, which reports the old and the new user', async () => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    const { openUserId: first = '', refreshToken } = keeper.record
    const code = sandbox.fxiaoke.issueCode(sandbox.appId, { openUserId: OTHER_USER })
    const main = await sandbox.run({ 'authorization-code': code, 'redirect-url': sandbox.redirectUrl })

    expect(main.outputs).toMatchObject({ status: 'authorized', 'open-user-id': OTHER_USER })
    for (const text of [main.log, main.summary])
      for (const user of [first, OTHER_USER]) expect(text).toContain(user)
    expect(keeper.record).toMatchObject({
      openUserId: OTHER_USER,
      refreshToken: { previous: refreshToken?.mark },
    })
  })
})

describe('an invalid record for this place and app is ignored', () => {
  const HOSTILE =
    '::error::x\n##[set-output name=status]refreshed\n"__proto__":{"v":1}\u001b[31m<img src=x>`$(id)`'

  /** A record that would make the run fail if it were believed. */
  function rewritten({ seal: _seal, ...record }: RecordKeeper['record']): object {
    return {
      ...record,
      refreshToken: { mark: 'AAAAAAAAAAAAAAAAAAAAAA', storedAt: record.refreshToken?.storedAt },
      accessToken: { mark: record.accessToken?.mark, expiresAt: '2099-01-01T00:00:00Z' },
      openUserId: OTHER_USER,
    }
  }

  test.each<[string, (keeper: RecordKeeper, sandbox: Sandbox) => string]>([
    [
      'copied from another place',
      ({ record }, sandbox) => new RecordKeeper(sandbox, 'repositories/1').sealed(rewritten(record)),
    ],
    ['hostile', () => HOSTILE],
  ])('%s', async (_title, make) => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    keeper.writeText(make(keeper, sandbox))
    const access = { 'access-token': sandbox.stored(ACCESS) ?? '' }
    // Decided by the times of the secrets.
    const rerun = await sandbox.run(NO_TIMES, { attempt: 2 })
    const deploy = await sandbox.run(access)
    sandbox.advance(HOUR)
    const main = await sandbox.run(access)

    expect(rerun.outputs['status']).toBe('stale')
    expect(deploy.outputs['status']).toBe('reused')
    expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'refreshed' } })
    for (const { log, rawSummary } of [rerun, deploy, main])
      expect(`${log}${rawSummary}`).not.toMatch(/set-output name|img src|\[31m/)
    expect(keeper.record.refreshToken?.mark).toBe(keeper.mark('refreshToken', sandbox.stored() ?? ''))
  })
})

describe('the next run with the current token works', () => {
  test('after a kill between the secrets and the record', async () => {
    await using sandbox = await openRecorded()
    const { step, runner } = sandbox.start()
    for (const method of ['POST', 'PATCH'])
      sandbox.github.faults.add({ method, path: VARIABLES, behaviour: killAt(step) })
    expect((await step.done).signal).toBe('SIGKILL')
    expect((await runner.post()).rawLog).toBe('')

    await expectNextRunWorks(sandbox)
  })

  test('after a change of the app secret', async () => {
    await using sandbox = await openRecorded()
    const appSecret = 'c0ffee00d2e14b7c8e01a2b3c4d5e6f7'
    sandbox.fxiaoke.addApp({ appId: sandbox.appId, appSecret, redirectUrl: sandbox.redirectUrl })
    await expectNextRunWorks(sandbox, { 'app-secret': appSecret })

    const keeper = new RecordKeeper(sandbox, undefined, appSecret)
    expect(keeper.record.refreshToken?.mark).toBe(keeper.mark('refreshToken', sandbox.stored() ?? ''))
  })

  test('after an unchanged refresh token, whose half of the record stays', async () => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    sandbox.fxiaoke.answerUnchanged = true
    const before = keeper.record
    await expectNextRunWorks(sandbox)

    expect(keeper.record.refreshToken).toEqual(before.refreshToken)
    expect(keeper.record.openUserId).toBe(before.openUserId)
    expect(keeper.record.accessToken?.mark).toBe(keeper.mark('accessToken', sandbox.stored(ACCESS) ?? ''))
  })

  test('except after two writes within a second, where the error names a remedy that works', async () => {
    await using sandbox = await openRecorded()
    const anew = sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER })
    sandbox.github.faults.add({
      method: 'PUT',
      path: /\/FXIAOKE_REFRESH_TOKEN$/,
      times: 1,
      behaviour: { kind: 'after', run: () => sandbox.store(REFRESH, anew.refreshToken) },
    })
    expect((await sandbox.run()).outputs['status']).toBe('refreshed')
    sandbox.github.faults.clear()
    sandbox.advance(HOUR)
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('wrong-place')
    expect(messages(main)).toMatch(/start a new run.*delete the variable “FXIAOKE_TOKENS”/s)
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId, OTHER_USER)).toBe(anew.refreshToken)
    sandbox.github.deleteVariable(sandbox.place, VARIABLE)
    await expectNextRunWorks(sandbox)
  })
})

describe('the record never fails a run that has stored its secrets', () => {
  const PLACES: [string, SandboxOptions, string][] = [
    ['a repository', {}, 'repositories/4242'],
    ['an environment', { environment: 'Prod EU' }, 'repositories/4242/environments/prod eu'],
    ['an organization', { organization: true }, 'organizations/9919'],
  ]

  test.each(PLACES)('is created, then updated, after the secrets in %s', async (_title, options, place) => {
    await using sandbox = await Sandbox.open(options)
    const keeper = new RecordKeeper(sandbox, place)
    expect((await sandbox.run()).outputs['status']).toBe('refreshed')
    expect(keeper.record).toEqual({
      v: 1,
      refreshToken: {
        mark: keeper.mark('refreshToken', sandbox.stored() ?? ''),
        previous: keeper.mark('refreshToken', sandbox.refreshToken),
        storedAt: storedAt(sandbox),
        expiresAt: expect.any(String),
      },
      accessToken: {
        mark: keeper.mark('accessToken', sandbox.stored(ACCESS) ?? ''),
        expiresAt: expect.any(String),
      },
      openUserId: expect.stringMatching(/^FSUID_/),
      writtenBy: expect.stringMatching(/^\d+\/1$/),
      seal: expect.any(String),
    })
    const created = sandbox.github.variable(sandbox.place, VARIABLE)
    await expectNextRunWorks(sandbox)

    const updated = sandbox.github.variable(sandbox.place, VARIABLE)
    expect(created?.visibility).toBe(options.organization === true ? 'selected' : undefined)
    expect(updated).toMatchObject({ createdAt: created?.createdAt })
    expect(updated?.visibility).toBe(created?.visibility)
    expect(updated?.selectedRepositoryIds).toEqual(created?.selectedRepositoryIds)
    const writes = sandbox.log.lines('github').filter((line) => /^(PUT|POST|PATCH) /.test(line))
    expect(writes.map((line) => line.replace(/ \S+\//, ' '))).toEqual(
      ['POST variables -> 201', 'PATCH FXIAOKE_TOKENS -> 204'].flatMap((record) => [
        expect.stringContaining('WRITE_PROBE'),
        'PUT FXIAOKE_REFRESH_TOKEN -> 204',
        'PUT FXIAOKE_ACCESS_TOKEN -> 204',
        record,
      ]),
    )
  })

  test('prints one line about its use if secrets-token may not write it', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.addToken({
      token: sandbox.secretsToken,
      repositories: [sandbox.repository],
      permissions: { secrets: 'write', metadata: 'read' },
    })
    const main = await sandbox.run()

    expect(main).toMatchObject({ exitCode: 0, annotations: [], outputs: { status: 'refreshed' } })
    expect(main.log.match(/FXIAOKE_TOKENS was not written/g)).toHaveLength(1)
    expect(main.summary).toContain('Variables: Read and write')
  })

  test('is given up if GitHub does not answer for it', async () => {
    await using sandbox = await Sandbox.open()
    for (const method of ['GET', 'POST'])
      sandbox.github.faults.add({ method, path: VARIABLES, behaviour: { kind: 'stall' } })
    const main = await sandbox.run()

    expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'refreshed' } })
    expect(main.log).toContain('FXIAOKE_TOKENS was not written')
  })

  test('is neither read nor written with an empty record-variable', async () => {
    await using sandbox = await Sandbox.open()
    await sandbox.run({ 'record-variable': '' })
    expect(sandbox.log.lines('github').join('\n')).not.toContain('variables')
  })

  test('is written by an authorization, and not by runs that store nothing', async () => {
    await using sandbox = await Sandbox.open()
    const keeper = new RecordKeeper(sandbox)
    const code = sandbox.fxiaoke.issueCode(sandbox.appId)
    await sandbox.run({ 'authorization-code': code, 'redirect-url': sandbox.redirectUrl })
    expect(keeper.record.refreshToken?.mark).toBe(keeper.mark('refreshToken', sandbox.stored() ?? ''))
    const { text } = keeper
    await sandbox.run({ 'access-token': sandbox.stored(ACCESS) ?? '' })
    await sandbox.run({ 'dry-run': 'true' })
    expect(keeper.text).toBe(text)
  })
})
