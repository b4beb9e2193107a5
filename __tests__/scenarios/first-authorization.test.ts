import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { byHand, linkFor, linkIn } from '../support/authorization/by-hand.ts'

const HOUR = 3_600_000

async function openUnauthorized(): Promise<Sandbox> {
  const sandbox = await Sandbox.open()
  for (const name of ['FXIAOKE_REFRESH_TOKEN', 'FXIAOKE_ACCESS_TOKEN'])
    sandbox.github.deleteSecret(sandbox.place, name)
  return sandbox
}

describe('the first authorization', () => {
  test('takes two runs: one for the link, and one with the address that the browser landed on', async () => {
    await using sandbox = await openUnauthorized()
    const callback = { 'redirect-url': sandbox.redirectUrl }
    const started = await sandbox.run(callback, byHand('start'))

    expect(started).toMatchObject({ exitCode: 0, outputs: { status: 'authorization-started' } })
    expect(started.summary).toContain(`](${linkIn(started)})`)
    expect(sandbox.github.secretNames(sandbox.place)).toEqual([])

    const landed = sandbox.fxiaoke.authorizeUrlVisited(linkIn(started))
    const authorized = await sandbox.run(callback, byHand(landed))

    expect(authorized).toMatchObject({ exitCode: 0, outputs: { status: 'authorized' } })
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(authorized.outputs['access-token'])
    // The code never shows, although the input is plain text.
    expect(authorized.log).not.toContain(new URL(landed).searchParams.get('code'))
    sandbox.assertNoLeak(authorized)

    expect((await sandbox.run()).outputs['status']).toBe('refreshed')
  })

  test('accepts an address pasted with words around', async () => {
    await using sandbox = await openUnauthorized()
    const landed = sandbox.fxiaoke.authorizeUrlVisited(linkFor(sandbox))
    const pasted = byHand(`I landed on ${landed} , see there`)
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, pasted)
    expect(main.outputs['status']).toBe('authorized')
    sandbox.assertNoLeak(main)
  })

  test('rejects an address that was used before, and shows a new link', async () => {
    await using sandbox = await openUnauthorized()
    const callback = { 'redirect-url': sandbox.redirectUrl }
    const link = linkFor(sandbox)
    const landed = sandbox.fxiaoke.authorizeUrlVisited(link)
    await sandbox.run(callback, byHand(landed))
    const again = await sandbox.run(callback, byHand(landed))

    expect(again.outputs['error-code']).toBe('authorization-code-rejected')
    expect(again.annotations[0]?.message).toMatch(/^1\. Take a new code: this one was used before/m)
    expect(linkIn(again)).toMatch(/^http/)
    expect(linkIn(again)).not.toBe(link)
  })

  test('replaces the login with that of another user, unless the inputs name the expected one', async () => {
    await using sandbox = await openUnauthorized()
    const callback = { 'redirect-url': sandbox.redirectUrl }
    const link = linkFor(sandbox)
    const landed = (openUserId: string): ReturnType<typeof byHand> =>
      byHand(sandbox.fxiaoke.authorizeUrlVisited(link, { openUserId }))
    const mine = await sandbox.run(callback, landed('FSUID_1A'))
    // The same link, so the same state.
    const refused = await sandbox.run(
      { ...callback, 'expected-open-user-id': 'FSUID_1A' },
      landed('FSUID_2B'),
    )
    const yours = await sandbox.run(callback, landed('FSUID_2B'))

    expect(mine.outputs).toMatchObject({ status: 'authorized', 'open-user-id': 'FSUID_1A' })
    expect(refused.outputs).toMatchObject({ 'error-code': 'wrong-account' })
    expect(yours.outputs).toMatchObject({ status: 'authorized', 'open-user-id': 'FSUID_2B' })
  })

  test('reports a redirect URL that is not the registered one', async () => {
    await using sandbox = await openUnauthorized()
    const code = sandbox.fxiaoke.issueCode(sandbox.appId)
    const main = await sandbox.run({ 'redirect-url': 'https://crm.acme.example/other' }, byHand(code))
    expect(main.outputs['error-code']).toBe('authorization-code-rejected')
    expect(main.annotations[0]?.message).toMatch(/^1\. Make redirect-url exactly equal/m)
  })

  test('accepts a bare code', async () => {
    await using sandbox = await openUnauthorized()
    const code = sandbox.fxiaoke.issueCode(sandbox.appId)
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand(` ${code}\n`))
    expect(main.outputs['status']).toBe('authorized')
    expect(main.rawLog.replace(/^::add-mask::.*$/gm, '')).not.toContain(code)
  })

  test('does not claim that the stored login still works if the answer breaks off', async () => {
    await using sandbox = await Sandbox.open()
    const code = sandbox.fxiaoke.issueCode(sandbox.appId)
    sandbox.fxiaoke.faults.add({
      path: '/oauth2.0/token',
      times: 1,
      behaviour: { kind: 'truncate', keep: 1 },
    })
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand(code))

    expect(main.outputs).toMatchObject({
      'error-code': 'authorization-code-rejected',
      'refresh-token-expires-at': '',
    })
    expect(main.annotations[0]?.message).toContain('Unknown:')
    expect(main.annotations[0]?.message).toContain(
      'If it was not spent, the stored refresh token lives until',
    )
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })

  test('replaces the login even in a re-run', async () => {
    await using sandbox = await Sandbox.open()
    const code = sandbox.fxiaoke.issueCode(sandbox.appId)
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, { ...byHand(code), attempt: 2 })
    expect(main.outputs['status']).toBe('authorized')
    expect(sandbox.stored()).not.toBe(sandbox.refreshToken)
  })
})

describe('the code in an untrusted landed address is not sent', () => {
  async function expectRefused(sandbox: Sandbox, landed: URL): Promise<void> {
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand(landed.href))
    expect(main.outputs['error-code']).toBe('authorization-code-rejected')
    expect(JSON.stringify(sandbox.log.all)).not.toContain(landed.searchParams.get('code'))
    expect(linkIn(main)).not.toBe('')
  }

  test('if the state is forged', async () => {
    await using sandbox = await openUnauthorized()
    const landed = new URL(sandbox.fxiaoke.authorizeUrlVisited(linkFor(sandbox)))
    const state = landed.searchParams.get('state') ?? ''
    landed.searchParams.set('state', `${state.slice(0, -1)}${state.endsWith('A') ? 'B' : 'A'}`)
    await expectRefused(sandbox, landed)
  })

  test('if the state is older than a day', async () => {
    await using sandbox = await openUnauthorized()
    const link = linkFor(sandbox, undefined, sandbox.ago(25 * HOUR))
    await expectRefused(sandbox, new URL(sandbox.fxiaoke.authorizeUrlVisited(link)))
  })
})

describe('new tokens', () => {
  test('of an unexpected user are discarded, and the error says whose they are', async () => {
    await using sandbox = await Sandbox.open()
    const { main, post } = await sandbox.runAndPost({ 'expected-open-user-id': 'FSUID_expected' })

    expect(main.outputs).toMatchObject({ 'error-code': 'wrong-account', 'access-token': '' })
    expect(main.annotations[0]?.message).toContain('FSUID_expected')
    expect(main.annotations[0]?.message).toContain('Discarded:')
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(sandbox.accessToken)
    expect(Object.keys(main.state).filter((name) => name.startsWith('sealed'))).toEqual([])
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test('of the expected user are stored', async () => {
    await using sandbox = await Sandbox.open()
    const { openUserId, refreshToken } = sandbox.fxiaoke.issue(sandbox.appId)
    const main = await sandbox.run({
      'refresh-token': refreshToken,
      'expected-open-user-id': openUserId,
    })
    expect(main.outputs).toMatchObject({ status: 'refreshed', 'open-user-id': openUserId })
  })

  test('of an unnamed user are stored after a refresh, with a warning', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.mutateAnswer = ({ openUserId: _missing, ...answer }) => answer
    const main = await sandbox.run({ 'expected-open-user-id': 'FSUID_expected' })

    expect(main.outputs['status']).toBe('refreshed')
    expect(main.annotations).toEqual([expect.objectContaining({ level: 'warning' })])
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('of an unnamed user are discarded after a code, which may be anybody’s', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.mutateAnswer = ({ openUserId: _missing, ...answer }) => answer
    const code = sandbox.fxiaoke.issueCode(sandbox.appId)
    const given = { 'redirect-url': sandbox.redirectUrl, 'expected-open-user-id': 'FSUID_expected' }
    const main = await sandbox.run(given, byHand(code))

    expect(main.outputs).toMatchObject({ 'error-code': 'wrong-account', 'access-token': '' })
    expect(main.annotations[0]?.message).toContain('Fxiaoke did not say whose')
    // No gap in place of the name.
    expect(main.annotations[0]?.message).not.toMatch(/“”|of {2}|of,/)
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })

  test('with an unchanged refresh token leave its secret alone, so that its date still tells its age', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.answerUnchanged = true
    const before = sandbox.github.secret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')?.updatedAt
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.github.secret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')?.updatedAt).toEqual(before)
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(main.outputs['access-token'])
    expect(main.annotations).toEqual([expect.objectContaining({ level: 'warning' })])
  })
})
