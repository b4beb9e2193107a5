import { describe, expect, test } from '@jest/globals'
import { killAt } from '../../sandbox/kill-at.ts'
import type { Behaviour } from '../../sandbox/fault.ts'
import { gate, RecordKeeper, VARIABLE } from '../support/record/kept-record.ts'
import { exchanges, expectNextRunWorks, openRecorded, storedAt } from '../support/record/recorded-login.ts'

const SECOND = 1000
const HOUR = 3_600_000
const REFRESH = 'FXIAOKE_REFRESH_TOKEN'
const ACCESS = 'FXIAOKE_ACCESS_TOKEN'
/** The secrets by their path. */
const REFRESH_SECRET = /\/FXIAOKE_REFRESH_TOKEN$/
const ACCESS_SECRET = /\/FXIAOKE_ACCESS_TOKEN$/
const EXCHANGE = '/oauth2.0/token'
const OTHER_USER = 'FSUID_5E2B7F90C4D1A368'

const before = (run: () => void | Promise<void>): Behaviour => ({ kind: 'before', run })
const after = (run: () => void | Promise<void>): Behaviour => ({ kind: 'after', run })

describe('a login stored by hand', () => {
  test('of another user is refreshed and recorded by the next run', async () => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    const first = keeper.record.openUserId
    sandbox.store(REFRESH, sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER }).refreshToken)
    await expectNextRunWorks(sandbox)

    expect(first).not.toBe(OTHER_USER)
    expect(keeper.record).toMatchObject({
      openUserId: OTHER_USER,
      refreshToken: {
        mark: keeper.mark('refreshToken', sandbox.stored() ?? ''),
        storedAt: storedAt(sandbox),
      },
    })
  })

  test('in the second before the exchange survives the post step of a killed main', async () => {
    await using sandbox = await openRecorded()
    const anew = sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER })
    const { step, runner } = sandbox.start()
    // Stored between the last look and the request, in the same second; the answer takes a while.
    sandbox.github.faults.add({
      method: 'PUT',
      path: /_WRITE_PROBE$/,
      times: 1,
      behaviour: after(() => sandbox.store(REFRESH, anew.refreshToken)),
    })
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, behaviour: after(() => sandbox.advance(5 * SECOND)) })
    sandbox.github.faults.add({ method: 'PUT', path: REFRESH_SECRET, times: 1, behaviour: killAt(step) })
    const main = await step.done
    const post = await runner.post()

    expect(main.signal).toBe('SIGKILL')
    expect(exchanges(sandbox)).toBe(2)
    expect(sandbox.stored()).toBe(anew.refreshToken)
    expect(post.log).toContain('gh api')
    await expectNextRunWorks(sandbox)
  })

  test('during an exchange of more than a minute stays, and our token is in a command', async () => {
    await using sandbox = await openRecorded()
    const anew = sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER })
    sandbox.fxiaoke.faults.add({ path: EXCHANGE, times: 1, behaviour: { kind: 'stall' } })
    sandbox.fxiaoke.faults.add({
      path: EXCHANGE,
      times: 1,
      behaviour: before(() => {
        sandbox.advance(100 * SECOND)
        sandbox.store(REFRESH, anew.refreshToken)
      }),
    })
    const { main, post } = await sandbox.runAndPost()

    expect(main).toMatchObject({ exitCode: 1, outputs: { 'error-code': 'store-failed' } })
    expect(sandbox.log.lines('github').join('\n')).not.toMatch(/^PUT .*_REFRESH_TOKEN ->/m)
    expect(sandbox.stored()).toBe(anew.refreshToken)
    const [, sealed = ''] = /encrypted_value=([\w+/=]+)/.exec(main.summary) ?? []
    const [user = ''] = [sandbox.fxiaoke.liveRefreshToken(sandbox.appId, main.outputs['open-user-id'])]
    expect(sandbox.github.open(sandbox.place, sealed)).toBe(user)
    expect(main.summary).toContain(`.updated_at == "${storedAt(sandbox)}"`)
    // Main has reported it, so the post step does not.
    expect(post.rawLog).toBe('')
    await expectNextRunWorks(sandbox)
  })
})

describe('the timestamp of our own write', () => {
  /** The read after the one in the preparation. */
  const READING = { method: 'GET', path: REFRESH_SECRET, skip: 1 } as const

  test('is left out of the record if another run rotates before it is read, and the next run works', async () => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    const rotate = async (): Promise<void> => {
      sandbox.advance(3 * SECOND)
      expect((await sandbox.run()).outputs['status']).toBe('refreshed')
    }
    sandbox.github.faults.add({ ...READING, times: 1, behaviour: before(rotate) })
    expect((await sandbox.run()).outputs['status']).toBe('refreshed')

    expect(keeper.record.refreshToken).not.toHaveProperty('storedAt')
    await expectNextRunWorks(sandbox)
  })
})

describe('a write that seems to fail but takes effect', () => {
  const CARRIED_OUT: Behaviour = { kind: 'answer-after', status: 502, body: '' }

  test('is not retried over the newer token of another run', async () => {
    await using sandbox = await openRecorded()
    const rotate = async (): Promise<void> => {
      sandbox.advance(10 * SECOND)
      expect((await sandbox.run()).outputs['status']).toBe('refreshed')
    }
    sandbox.github.faults.add({ method: 'PUT', path: REFRESH_SECRET, times: 1, behaviour: CARRIED_OUT })
    sandbox.github.faults.add({
      method: 'GET',
      path: REFRESH_SECRET,
      skip: 1,
      times: 1,
      behaviour: before(rotate),
    })
    const { main, post } = await sandbox.runAndPost()

    expect(main.outputs['error-code']).toBe('store-failed')
    expect(post.rawLog).toBe('')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    await expectNextRunWorks(sandbox)
  })

  test('counts as stored, not as "changed", if nobody else wrote', async () => {
    await using sandbox = await openRecorded()
    const keeper = new RecordKeeper(sandbox)
    sandbox.github.faults.add({ method: 'PUT', path: REFRESH_SECRET, times: 1, behaviour: CARRIED_OUT })
    const { main, post } = await sandbox.runAndPost()

    expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'refreshed' } })
    expect(main.annotations).toMatchObject([{ level: 'warning' }])
    expect(post.rawLog).toBe('')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    // Without a 201 or 204, the timestamp may not be ours.
    expect(keeper.record.refreshToken).not.toHaveProperty('storedAt')
    await expectNextRunWorks(sandbox)
  })
})

describe('a run with a token from another place', () => {
  test('sends nothing if another run rotates between its reads of metadata and record', async () => {
    await using sandbox = await openRecorded()
    const north = sandbox.fxiaoke.issue(sandbox.appId, { openUserId: OTHER_USER })
    const read = gate()
    sandbox.github.faults.add({
      method: 'GET',
      path: REFRESH_SECRET,
      times: 1,
      behaviour: after(() => read.open()),
    })
    sandbox.github.faults.add({
      method: 'GET',
      path: VARIABLE,
      times: 1,
      behaviour: before(async () => {
        await read.opened
        sandbox.advance(SECOND)
        expect((await sandbox.run()).outputs['status']).toBe('refreshed')
      }),
    })
    await sandbox.run({ 'refresh-token': north.refreshToken })

    // Those of the first run and of the run in between.
    expect(exchanges(sandbox)).toBe(2)
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId, OTHER_USER)).toBe(north.refreshToken)
    await expectNextRunWorks(sandbox)
  })
})

describe('an access token and the recorded expiry of another', () => {
  test('does not reuse an old copy in the job by the expiry of the stored one', async () => {
    await using sandbox = await openRecorded()
    const old = sandbox.stored(ACCESS) ?? ''
    expect((await sandbox.run()).outputs['status']).toBe('refreshed')
    sandbox.advance(1.5 * HOUR)
    const deploy = await sandbox.run({ 'access-token': old })

    expect(sandbox.fxiaoke.isAccessTokenValid(old)).toBe(false)
    expect(deploy.outputs['status']).toBe('refreshed')
  })

  test('does not assume two hours for a token stored just before a kill', async () => {
    await using sandbox = await openRecorded()
    sandbox.fxiaoke.expiresIn = 1200
    const { step, runner } = sandbox.start()
    const stored = gate()
    sandbox.github.faults.add({
      method: 'PUT',
      path: ACCESS_SECRET,
      behaviour: after(() => stored.open()),
    })
    const kill = killAt(step)
    sandbox.github.faults.add({
      method: 'PUT',
      path: REFRESH_SECRET,
      times: 1,
      behaviour: {
        kind: 'instead',
        async run() {
          await stored.opened
          if (kill.kind === 'instead') await kill.run()
        },
      },
    })
    await step.done
    expect((await runner.post()).exitCode).toBe(0)
    sandbox.github.faults.clear()
    sandbox.advance(HOUR)
    const deploy = await sandbox.run({ 'access-token': sandbox.stored(ACCESS) ?? '' })

    expect(deploy.outputs['status']).toBe('refreshed')
  })
})
