import { describe, expect, test } from '@jest/globals'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { byHand, linkFor, linkIn } from '../support/authorization/by-hand.ts'

const ENVIRONMENT = 'fxiaoke'

/** An environment that lacks only the tokens. */
async function openWithoutToken(): Promise<Sandbox> {
  const sandbox = await Sandbox.open({ environment: ENVIRONMENT })
  for (const name of ['FXIAOKE_REFRESH_TOKEN', 'FXIAOKE_ACCESS_TOKEN'])
    sandbox.github.deleteSecret(sandbox.place, name)
  return sandbox
}

/** The address where the browser lands after the user approves. */
function land(sandbox: Sandbox): { landed: URL; callback: Record<string, string> } {
  const landed = new URL(sandbox.fxiaoke.authorizeUrlVisited(linkFor(sandbox, ENVIRONMENT)))
  return { callback: { 'redirect-url': sandbox.redirectUrl }, landed }
}

function allow(sandbox: Sandbox, permission: 'secrets' | 'environments'): void {
  const permissions = { [permission]: 'write' as const }
  sandbox.github.addToken({ token: sandbox.secretsToken, repositories: [sandbox.repository], permissions })
}

/** Whether Fxiaoke was asked to redeem the code of this address. */
function isSent(sandbox: Sandbox, { searchParams }: URL): boolean {
  return sandbox.log.of('fxiaoke').some(({ body }) => {
    const { code } = (body ?? {}) as { code?: string }
    return code === searchParams.get('code')
  })
}

const told = ({ annotations: [first] }: StepReport): string => first?.message ?? ''
const english = ({ summary }: StepReport): string => summary.split('<details>', 1).join()
const wrong = (main: StepReport): string[] => english(main).match(/^- ❌ .*$/gm) ?? []

describe('a code that is not sent', () => {
  test('stays valid if the place cannot be written, and is redeemed after the fix', async () => {
    await using sandbox = await openWithoutToken()
    const { callback, landed } = land(sandbox)
    allow(sandbox, 'secrets')
    const main = await sandbox.run(callback, byHand(landed.href))

    expect(main.outputs['error-code']).toBe('secrets-token-cannot-write')
    expect(isSent(sandbox, landed)).toBe(false)
    expect(told(main)).toMatch(/^The code: not sent to Fxiaoke, so it is not used up\./m)
    expect(told(main)).toMatch(/^\d\. Then start a new run .* with the same address .* enter start instead/m)
    expect(told(main)).not.toContain('refresh token')
    expect(main.summary).toContain('code：没有发给纷享销客，还没有用掉。')
    expect(linkIn(main)).toBe('')
    expect(wrong(main)).toEqual([
      expect.stringMatching(/^- ❌ GitHub does not let .*github\.com\/settings\/pers/),
    ])
    expect(english(main)).toContain('knows the app.')

    allow(sandbox, 'environments')
    expect((await sandbox.run(callback, byHand(landed.href))).outputs['status']).toBe('authorized')
  })

  test('comes with both errors and their fixes if app secret and environment are wrong', async () => {
    await using sandbox = await openWithoutToken()
    const { callback, landed } = land(sandbox)
    const mistakes = { 'app-secret': 'not-the-secret-of-this-app', environment: 'fxiaok' }
    const main = await sandbox.run({ ...callback, ...mistakes }, byHand(landed.href))

    expect(main.outputs['error-code']).toBe('authorization-code-rejected')
    expect(wrong(main)).toEqual([
      expect.stringMatching(/There is no environment "fxiaok".* Compare the input environment/),
      expect.stringMatching(
        /appId or appSecret is missing or wrong.* Open the app in the Fxiaoke admin console/,
      ),
    ])
    expect(linkIn(main)).toBe('')
    expect(told(main)).toMatch(/^\d\. Fix everything that the list marks ❌, then .* start in the field/m)
    expect(told(main)).not.toContain('Open the authorize link')
    expect(isSent(sandbox, landed)).toBe(false)
    sandbox.assertNoLeak(main)
  })

  test('comes with a list of the missing inputs and their pages', async () => {
    await using sandbox = await openWithoutToken()
    const { landed } = land(sandbox)
    const main = await sandbox.run({ 'secrets-token': '' }, byHand(landed.href))
    expect(main.outputs['error-code']).toBe('invalid-input')
    expect(wrong(main).join('\n')).toMatch(/SECRETS_TOKEN.*personal-access-tokens\/new/)
    expect(wrong(main).join('\n')).toContain('FXIAOKE_REDIRECT_URL')
    expect(told(main)).toContain('The code: not sent to Fxiaoke')
  })

  test.each<[string, string, (landed: URL) => string]>([
    ['cut in the state', 'has no state, or only a part of it', ({ href }) => href.slice(0, -9)],
    [
      'on another site',
      'is on “https://www.crm.acme.example/fxiaoke/callback”',
      ({ href }) => href.replace('crm.', 'www.crm.'),
    ],
  ])('comes with a complete new link for an address %s', async (_name, says, pasted) => {
    await using sandbox = await openWithoutToken()
    const { callback, landed } = land(sandbox)
    const main = await sandbox.run(callback, byHand(pasted(landed)))
    expect(main.outputs['error-code']).toBe('authorization-code-rejected')
    expect(told(main)).toContain(says)
    expect(linkIn(main)).not.toContain('***')
    expect(isSent(sandbox, landed)).toBe(false)
    const again = await sandbox.run(callback, byHand(sandbox.fxiaoke.authorizeUrlVisited(linkIn(main))))
    expect(again.outputs['status']).toBe('authorized')
  })

  test('comes with a quote of the error from a refusal in the browser', async () => {
    await using sandbox = await openWithoutToken()
    const { callback, landed } = land(sandbox)
    const { origin, pathname } = landed
    const main = await sandbox.run(callback, byHand(`${origin}${pathname}?error=access_denied`))
    expect(main.outputs['error-code']).toBe('authorization-code-rejected')
    expect(told(main)).toContain('with an error instead of a code')
    expect(told(main)).toContain('Seen: "access_denied".')
    expect(told(main)).not.toContain('The code:')
  })

  test('is missing in other words, which are not masked', async () => {
    await using sandbox = await openWithoutToken()
    const { callback } = land(sandbox)
    const main = await sandbox.run(callback, byHand('开始'))
    expect(main.outputs['error-code']).toBe('invalid-input')
    expect(wrong(main)).toEqual([expect.stringContaining('holds no code. Enter start for a link')])
    expect(told(main)).toContain('Start a new run')
    expect(told(main)).not.toMatch(/\*\*\*|The code:/)
  })
})

describe('a code that is sent', () => {
  test('needs a fix and then a new link if the IP address of the runner is refused', async () => {
    await using sandbox = await openWithoutToken()
    const { callback, landed } = land(sandbox)
    const { appId, appSecret, redirectUrl } = sandbox
    sandbox.fxiaoke.addApp({ appId, appSecret, redirectUrl, allowedIps: [] })
    const main = await sandbox.run(callback, byHand(landed.href))
    expect(main.outputs['error-code']).toBe('ip-not-allowed')
    expect(told(main)).toMatch(/^The code: refused\./m)
    expect(told(main)).toMatch(/^\d\. Then start a new run .* with start in the field/m)
    expect(told(main)).not.toMatch(/dry-run|stored refresh token/)
    expect(linkIn(main)).toBe('')
  })

  test.each([
    ['not answered', 'fxiaoke-unreachable', { kind: 'reset-after' }, 'The code: unknown.'],
    ['kept waiting', 'fxiaoke-busy', { kind: 'answer', status: 429 }, 'The code: unknown.'],
  ] as const)('and %s may be used up, and comes with a new link', async (_name, id, behaviour, says) => {
    await using sandbox = await openWithoutToken()
    const { callback, landed } = land(sandbox)
    sandbox.fxiaoke.faults.add({ path: '/oauth2.0/token', times: 4, behaviour })
    const main = await sandbox.run(callback, byHand(landed.href))
    expect(main.outputs['error-code']).toBe(id)
    expect(told(main)).toContain(says)
    expect(told(main)).toMatch(/^\d\. Authorize: the link and the steps/m)
    expect(linkIn(main)).not.toBe('')
  })

  test('and redeemed for another user is used up, and comes with a new link', async () => {
    await using sandbox = await openWithoutToken()
    const { callback, landed } = land(sandbox)
    const main = await sandbox.run({ ...callback, 'expected-open-user-id': 'FSUID_x' }, byHand(landed.href))
    expect(main.outputs['error-code']).toBe('wrong-account')
    expect(told(main)).toContain('The code: redeemed, so it is used up.')
    expect(linkIn(main)).not.toBe('')
  })
})
