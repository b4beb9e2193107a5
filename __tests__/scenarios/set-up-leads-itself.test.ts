import { describe, expect, test } from '@jest/globals'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import type { SandboxOptions } from '../../sandbox/sandbox.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { byHand } from '../support/authorization/by-hand.ts'

/** A repository with all settings and an environment, but no token yet. */
async function openSetUp(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await Sandbox.open({ environment: 'fxiaoke', ...options })
  for (const name of ['FXIAOKE_REFRESH_TOKEN', 'FXIAOKE_ACCESS_TOKEN'])
    sandbox.github.deleteSecret(sandbox.place, name)
  return sandbox
}

/** The items of the list in the English summary, with their links. */
function items({ summary }: StepReport, sign: '✅' | '❌' | '⚠️'): string[] {
  const [english = ''] = summary.split('<details>')
  return [...english.matchAll(/^- (\S+) (.*)$/gm)].flatMap(([, mark, text = '']) =>
    mark === sign ? [text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))] : [],
  )
}

/** The links of an item, as a browser opens them. */
function linksOf(item = ''): URL[] {
  return [...item.matchAll(/href="([^"]*)"/g)].map(([, url = '']) => new URL(url.replaceAll('&amp;', '&')))
}

const hasLink = ({ log }: StepReport): boolean => log.includes('/oauth2.0/authorize?')

const ENVIRONMENT_PAGE = /^\/acme\/crm\/settings\/environments\/\d+\/edit$/

describe('the first run by hand', () => {
  test('shows the link and the list of passed checks if all is well', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand())

    expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'authorization-started' } })
    expect(hasLink(main)).toBe(true)
    expect(items(main, '❌')).toEqual([])
    const proven = [
      'All inputs have arrived and are well-formed.',
      'secrets-token can write the secrets of environment "fxiaoke" of acme/crm.',
      'There is an environment "fxiaoke" of acme/crm.',
    ].join(' ')
    expect(items(main, '✅')).toEqual([expect.stringContaining(proven)])
    expect(items(main, '✅')).toEqual([
      expect.stringMatching(/ is Fxiaoke, lets this machine in and knows the app\.$/),
    ])
    expect(main.log).toMatch(/^✅ All inputs have arrived/m)
    expect(sandbox.github.secretNames(sandbox.place)).toEqual([])
    sandbox.assertNoLeak(main)
  })

  test('lists three mistakes at once, and shows no link', async () => {
    await using sandbox = await openSetUp()
    sandbox.github.addToken({
      token: sandbox.secretsToken,
      repositories: [sandbox.repository],
      permissions: { secrets: 'write' },
    })
    const main = await sandbox.run(
      {
        'redirect-url': sandbox.redirectUrl,
        'app-secret': 'not-the-secret-of-this-app',
        environment: 'fxiaok',
      },
      byHand('start'),
    )

    expect(main.exitCode).toBe(1)
    expect(main.outputs).toMatchObject({ 'error-code': 'secrets-token-cannot-write' })
    expect(main.outputs['status']).toBeUndefined()
    const [permission = '', environment = '', app = '', ...more] = items(main, '❌')
    expect(more).toEqual([])
    expect(permission).toMatch(/^GitHub does not let secrets-token write the secrets of environment "fxiaok"/)
    expect(environment).toMatch(/^There is no environment "fxiaok" of acme\/crm\./)
    expect(app).toMatch(/^Fxiaoke says that appId or appSecret is missing or wrong/)
    expect(hasLink(main)).toBe(false)

    const [token, forApp] = linksOf(permission)
    expect(`${token?.origin ?? ''}${token?.pathname ?? ''}`).toBe(
      'https://github.com/settings/personal-access-tokens/new',
    )
    expect(Object.fromEntries(token?.searchParams ?? [])).toMatchObject({
      target_name: 'acme',
      environments: 'write',
    })
    expect(forApp?.pathname).toBe('/organizations/acme/settings/apps/new')
    expect(forApp?.searchParams.get('environments')).toBe('write')
    expect(linksOf(environment)[0]?.pathname).toBe('/acme/crm/settings/environments/new')
    expect(linksOf(app)[0]?.pathname).toBe('/acme/crm/settings/environments')
    sandbox.assertNoLeak(main)
  })

  test('shows the link, and warns that the protection rules of the environment delay scheduled runs', async () => {
    await using sandbox = await openSetUp()
    const reviewers = [{ type: 'User' as const, id: 1 }]
    sandbox.github.putEnvironment('acme/crm', 'fxiaoke', { reviewers, waitMinutes: 30, branches: 'named' })
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand('start'))

    expect(main.outputs['status']).toBe('authorization-started')
    expect(hasLink(main)).toBe(true)
    const [reviewed = '', timed = ''] = items(main, '⚠️')
    expect(reviewed).toMatch(/required reviewers: every scheduled run waits/)
    expect(timed).toMatch(/wait timer: every scheduled run waits for 30 minutes/)
    for (const item of [reviewed, timed]) expect(linksOf(item)[0]?.pathname).toMatch(ENVIRONMENT_PAGE)
  })

  test('says once that the job receives nothing from its environment, and checks the rest', async () => {
    await using sandbox = await openSetUp()
    const nothing = { 'app-id': '', 'app-secret': '', 'secrets-token': '', 'redirect-url': '' }
    const main = await sandbox.run(nothing, byHand('start'))

    expect(main.outputs['error-code']).toBe('invalid-input')
    const [only = '', ...more] = items(main, '❌')
    expect(more).toEqual([])
    for (const name of ['FXIAOKE_APP_ID', 'FXIAOKE_APP_SECRET', 'SECRETS_TOKEN', 'FXIAOKE_REDIRECT_URL'])
      expect(only).toContain(name)
    expect(linksOf(only).at(-1)?.pathname).toMatch(ENVIRONMENT_PAGE)
    expect(main.annotations[0]?.message).toMatch(/^1\. This job receives nothing from environment "fxiaoke"/m)
    expect(main.annotations[0]?.message).toContain('environment: fxiaoke on the job')
    expect(items(main, '✅')).toEqual(['There is an environment "fxiaoke" of acme/crm.'])
    expect(sandbox.log.of('fxiaoke')).toEqual([])
    expect(sandbox.log.of('github').every(({ method }) => method === 'GET')).toBe(true)
  })

  test('does not count as one if the secret is stored but not passed', async () => {
    await using sandbox = await Sandbox.open({ environment: 'fxiaoke' })
    const callback = { 'redirect-url': sandbox.redirectUrl, 'refresh-token': '' }
    const main = await sandbox.run(callback, byHand())
    expect(main.outputs['error-code']).toBe('refresh-token-not-passed')
    expect(hasLink(main)).toBe(false)
    // Asking for a new login still gives the link.
    expect((await sandbox.run(callback, byHand('start'))).outputs['status']).toBe('authorization-started')
  })

  test('shows no link without redirect-url, and says that it is missing', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run({}, byHand())
    expect(main.outputs['error-code']).toBe('invalid-input')
    expect(items(main, '❌')).toEqual([
      expect.stringMatching(/^Nothing arrived for redirect-url \(variable FXIAOKE_REDIRECT_URL\)/),
    ])
    expect(items(main, '✅')).toHaveLength(3)
  })
})

describe('checks that do not depend on a missing input still run', () => {
  const start = byHand('start')

  test('without app-secret, for the place', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl, 'app-secret': '' }, start)
    expect(main.outputs['error-code']).toBe('invalid-input')
    expect(items(main, '✅')).toContainEqual(expect.stringMatching(/^secrets-token can write/))
    expect(sandbox.log.of('fxiaoke')).toEqual([])
  })

  test('without secrets-token, for Fxiaoke and the environment', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl, 'secrets-token': '' }, start)
    expect(main.outputs['error-code']).toBe('invalid-input')
    expect(items(main, '✅')).toEqual([
      expect.stringMatching(/^There is an environment/),
      expect.stringMatching(/knows the app\.$/),
    ])
    const [missing] = items(main, '❌')
    expect(linksOf(missing).map(({ pathname }) => pathname)).toEqual([
      '/settings/personal-access-tokens/new',
      '/organizations/acme/settings/apps/new',
      expect.stringMatching(ENVIRONMENT_PAGE),
    ])
  })

  test('but send nothing to an invalid address', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run(
      { 'redirect-url': sandbox.redirectUrl, 'github-api-url': 'ftp://x', 'cloud-domain': 'open/x' },
      start,
    )
    expect(items(main, '❌')).toHaveLength(2)
    expect(items(main, '⚠️')).toEqual([])
    expect(sandbox.log.all).toEqual([])
  })
})

describe('similar answers from GitHub are told apart', () => {
  test('for an environment that does not exist', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run(
      { 'redirect-url': sandbox.redirectUrl, environment: 'fxiaok' },
      byHand('start'),
    )
    expect(main.outputs['error-code']).toBe('target-not-found')
    expect(items(main, '❌')).toEqual([expect.stringMatching(/^There is no environment "fxiaok"/)])
  })

  test('for a token that cannot see the repository', async () => {
    await using sandbox = await openSetUp()
    sandbox.github.addToken({
      token: sandbox.secretsToken,
      repositories: ['acme/other'],
      permissions: { environments: 'write' },
    })
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand('start'))
    expect(main.outputs['error-code']).toBe('target-not-found')
    const [hidden, ...more] = items(main, '❌')
    expect(more).toEqual([])
    expect(hidden).toMatch(/^secrets-token does not see acme\/crm/)
    expect(items(main, '✅')).toContain('There is an environment "fxiaoke" of acme/crm.')
  })

  test('for a missing environment in a rotation', async () => {
    await using sandbox = await Sandbox.open({ environment: 'fxiaoke' })
    const main = await sandbox.run({ environment: 'fxiaok' })
    expect(main.outputs['error-code']).toBe('target-not-found')
    expect(main.annotations[0]?.message).toContain('There is no environment "fxiaok" of acme/crm')
    expect(sandbox.log.of('fxiaoke')).toEqual([])
  })

  test('for a job without actions: read, which only gets a warning about the rules', async () => {
    await using sandbox = await openSetUp()
    sandbox.github.addToken({ token: sandbox.workflowToken, kind: 'workflow', permissions: {} })
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand('start'))
    expect(main.outputs['status']).toBe('authorization-started')
    const [unread = ''] = items(main, '⚠️')
    expect(unread).toMatch(/cannot read when a run read its secrets and the rules of the environment/)
    expect(linksOf(unread)[0]?.pathname).toBe('/acme/crm/settings/actions')
    expect(main.annotations).toEqual([])
  })
})

test('an unreadable environment does not fail the run, and an invalid id does not get into a link', async () => {
  await using sandbox = await openSetUp()
  const path = /\/environments\/fxiaoke$/
  const answer = (status: number, body: string): void =>
    sandbox.github.faults.add({ path, times: 1, behaviour: { kind: 'answer', status, body } })
  answer(418, '{"message":"a teapot"}')
  const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand())
  expect(main.outputs['status']).toBe('authorization-started')
  expect(items(main, '⚠️')).toEqual([
    expect.stringMatching(/^GitHub did not tell the rules of the environment \(HTTP 418: a teapot\)\.$/),
  ])

  const hostile = {
    id: '4711/../../../../evil',
    protection_rules: [null, 7, { type: 'wait_timer', wait_timer: '9<b>' }, { type: 'required_reviewers' }],
    deployment_branch_policy: null,
  }
  answer(200, JSON.stringify(hostile))
  const again = await sandbox.run({ 'redirect-url': sandbox.redirectUrl }, byHand())
  expect(again.outputs['status']).toBe('authorization-started')
  const [reviewed = ''] = items(again, '⚠️')
  expect(reviewed).toContain('required reviewers')
  expect(linksOf(reviewed)[0]?.pathname).toBe('/acme/crm/settings/environments')
  expect(again.summary).not.toContain('evil')
  expect(again.summary).not.toContain('wait timer')
})

describe('a scheduled run without any token', () => {
  test('asks for authorization, and shows the link if all else is well', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl })
    expect(main.outputs['error-code']).toBe('authorization-required')
    expect(hasLink(main)).toBe(true)
  })

  test('shows the list, and no link, if something else is wrong', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl, 'app-secret': 'not-the-secret' })
    expect(main.outputs['error-code']).toBe('authorization-required')
    expect(hasLink(main)).toBe(false)
    expect(items(main, '❌')).toEqual([expect.stringMatching(/appId or appSecret is missing or wrong/)])
  })
})

describe('a dry run without any token', () => {
  test('passes without a link, and says what comes next', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run({ 'redirect-url': sandbox.redirectUrl, 'dry-run': 'true' }, byHand())
    expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'checked' } })
    expect(hasLink(main)).toBe(false)
    expect(items(main, '⚠️')).toContainEqual(expect.stringMatching(/^No refresh token is stored yet\./))
    expect(main.summary).not.toContain('still accepts the stored refresh token')
  })

  test('names what authorizing still needs', async () => {
    await using sandbox = await openSetUp()
    const main = await sandbox.run({ 'dry-run': 'true' }, byHand())
    expect(main.outputs['status']).toBe('checked')
    const [needed = ''] = items(main, '⚠️').filter((item) => item.startsWith('redirect-url is empty'))
    expect(linksOf(needed)[0]?.pathname).toMatch(ENVIRONMENT_PAGE)
  })
})
