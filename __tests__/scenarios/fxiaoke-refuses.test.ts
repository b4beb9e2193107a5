import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { StepReport } from '../../sandbox/runner/step-report.ts'

const TOKEN = '/oauth2.0/token'

function expectRefused(sandbox: Sandbox, main: StepReport, id: string, posts = 1): string {
  expect(main).toMatchObject({ exitCode: 1, outputs: { 'error-code': id } })
  expect(sandbox.log.of('fxiaoke')).toHaveLength(posts)
  expect(sandbox.stored()).toBe(sandbox.refreshToken)
  expect(main.annotations).toHaveLength(1)
  sandbox.assertNoLeak(main)
  return main.annotations[0]?.message ?? ''
}

// Which code and which words mean what is in unit/fxiaoke/classify.test.ts.
describe('Fxiaoke refuses', () => {
  test.each([
    [10098, '请求地址不在白名单内', 'ip-not-allowed'],
    [32000, 'illegal parameter', 'fxiaoke-error'],
  ])('with %i %s', async (errorCode, errorMessage, id) => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.failWith = { errorCode, errorMessage }
    const message = expectRefused(sandbox, await sandbox.run(), id)

    expect(message).toContain(String(errorCode))
    expect(message).toContain(errorMessage)
    expect(message).toContain('Refused:')
  })

  test('for a wrong app secret', async () => {
    await using sandbox = await Sandbox.open()
    expectRefused(
      sandbox,
      await sandbox.run({ 'app-secret': 'not-the-secret-of-this-app' }),
      'app-credentials-rejected',
    )
  })

  test('for a dead refresh token, and the run shows the link to authorize again', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run({ 'refresh-token': 'FSREFTOK_dead', 'redirect-url': sandbox.redirectUrl })

    expectRefused(sandbox, main, 'refresh-token-rejected')
    expect(main.log).toContain('/oauth2.0/authorize?responseType=code')
    expect(main.summary).toContain('/oauth2.0/authorize?responseType=code')
  })

  test('with a busy error twice, and gets the same token with a new trace id each time', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.failWith = { errorCode: 30004, errorMessage: 'too many calls in this second', times: 2 }
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    const posts = sandbox.log.of('fxiaoke')
    expect(posts).toHaveLength(3)
    expect(new Set(posts.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(new Set(posts.map(({ path }) => path)).size).toBe(3)
  })

  test('with a busy error every time, and the run gives up after four attempts', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.failWith = { errorCode: -1, errorMessage: 'system busy' }
    const message = expectRefused(sandbox, await sandbox.run(), 'fxiaoke-busy', 4)
    // A system error can follow a completed exchange.
    expect(message).toContain('Unknown:')
  })
})

describe('an answer that is not from Fxiaoke', () => {
  test('is not followed if it redirects to a web site', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.isWebSite = true
    const message = expectRefused(sandbox, await sandbox.run(), 'wrong-cloud-domain')

    expect(message).toContain('open.fxiaoke.com')
    expect(message).toContain('302')
  })

  test('is wrong-cloud-domain if it is a page', async () => {
    await using sandbox = await Sandbox.open()
    const [status, body] = [200, '<html><title>Sign in</title></html>']
    sandbox.fxiaoke.faults.add({ path: TOKEN, behaviour: { kind: 'answer', status, body } })
    const main = await sandbox.run()

    expectRefused(sandbox, main, 'wrong-cloud-domain')
    // Bodies are never printed.
    expect(main.rawLog).not.toContain('<html>')
  })
})

test('hostile text from Fxiaoke is redacted, then cut, then escaped', async () => {
  await using sandbox = await Sandbox.open()
  const errorMessage = [
    `the secret ${sandbox.appSecret} and token ${sandbox.refreshToken} are wrong`,
    '::set-output name=status::refreshed',
    '##[error]gotcha',
    '</td><script>alert(1)</script> | `code` @everyone \u202egnorw',
    'x'.repeat(10_000),
  ].join('\n')
  sandbox.fxiaoke.failWith = { errorCode: 32000, errorMessage }
  const main = await sandbox.run()

  expectRefused(sandbox, main, 'fxiaoke-error')
  expect(main.outputs['status']).toBeUndefined()
  expect(main.rawLog).not.toMatch(/^(::set-output|##\[error\])/m)
  expect(main.rawLog).not.toContain('\u202e')
  expect(main.rawLog).not.toContain('x'.repeat(400))
  expect(main.rawSummary).not.toContain('<script>')
})
