import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { SandboxOptions } from '../../sandbox/sandbox.ts'
import { TinyAction } from '../support/sandbox/tiny-action.ts'

const INPUTS = `
inputs: { app-id: {}, app-secret: {}, refresh-token: {}, secrets-token: {}, cloud-domain: {}, environment: {},
  organization: {}, github-api-url: {}, github-token: { default: '\${{ github.token }}' },
  job-id: { default: '\${{ job.check_run_id }}' } }`

/** Asks GitHub with a token and prints the answer as one line of JSON. */
const ASK = `
  const ask = async (token, path, init) => {
    const headers = { authorization: 'Bearer ' + env['INPUT_' + token], 'user-agent': 'test' }
    const answer = await fetch(env['INPUT_GITHUB-API-URL'] + path, { headers, ...init })
    return { ...(await answer.json()), status: answer.status }
  }
  const print = (value) => log(JSON.stringify(value))
`

describe('the default sandbox', () => {
  test('serves a run with its job, a repository and two secrets that are three days old', async () => {
    await using sandbox = await Sandbox.open()
    const main = `${ASK}
      const repository = '/repos/' + env.GITHUB_REPOSITORY
      const run = await ask('GITHUB-TOKEN', repository + '/actions/runs/' + env.GITHUB_RUN_ID)
      const job = await ask('GITHUB-TOKEN', repository + '/actions/jobs/' + env['INPUT_JOB-ID'])
      const secret = await ask('SECRETS-TOKEN', repository + '/actions/secrets/FXIAOKE_REFRESH_TOKEN')
      const here = await ask('GITHUB-TOKEN', repository)
      print([run.id, job.run_id, job.runner_name === env.RUNNER_NAME, here.id, String(here.id) === env.GITHUB_REPOSITORY_ID])
      print((Date.parse(run.created_at) - Date.parse(secret.updated_at)) / 86_400_000)`
    await using action = new TinyAction({ inputs: INPUTS, main })
    const [first, age] = (await sandbox.run({}, { action: action.folder })).rawLog.split('\n')
    expect(JSON.parse(first ?? '')).toEqual([19_400_000_001, 19_400_000_001, true, 4242, true])
    expect(Number(age)).toBeCloseTo(3, 2)
    const again = await sandbox.run({}, { action: action.folder })
    expect(JSON.parse(again.rawLog.split('\n')[0] ?? '')).toContain(19_400_000_002)
    expect(sandbox.violations).toEqual([])
  })

  test.each([
    ['the repository', {}, '/repos/acme/crm/actions/secrets/public-key'],
    [
      'an environment',
      { environment: 'prod eu' },
      '/repos/acme/crm/environments/prod%20eu/secrets/public-key',
    ],
    ['the organization', { organization: true }, '/orgs/acme/actions/secrets/public-key'],
  ] as [string, SandboxOptions, string][])(
    'stores the secrets in %s, which secrets-token may write',
    async (_name, options, path) => {
      await using sandbox = await Sandbox.open(options)
      const main = `${ASK}
      const name = '${path}'.replace('public-key', 'FXIAOKE_REFRESH_TOKEN')
      const { key_id } = await ask('SECRETS-TOKEN', '${path}')
      const secret = await ask('SECRETS-TOKEN', name)
      const body = JSON.stringify({ key_id, encrypted_value: btoa('x'.repeat(60)), ...(${String(options.organization ?? false)} ? { visibility: 'all' } : {}) })
      const headers = { authorization: 'Bearer ' + env['INPUT_SECRETS-TOKEN'], 'content-type': 'application/json', 'user-agent': 'test' }
      const probe = await ask('SECRETS-TOKEN', name, { method: 'PUT', headers, body })
      print([secret.status, probe.status, env.INPUT_ENVIRONMENT ?? '', env.INPUT_ORGANIZATION ?? ''])`
      await using action = new TinyAction({ inputs: INPUTS, main })
      const { rawLog } = await sandbox.run({}, { action: action.folder })
      expect(JSON.parse(rawLog)).toEqual([
        200,
        422,
        options.environment ?? '',
        options.organization ? 'true' : '',
      ])
      expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
      expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(sandbox.accessToken)
    },
  )

  test('masks its secrets from the first line, and names a leaked one by its label', async () => {
    await using sandbox = await Sandbox.open()
    await using action = new TinyAction({ inputs: INPUTS, main: "log(env['INPUT_REFRESH-TOKEN'])" })
    const report = await sandbox.run({}, { action: action.folder })
    for (const secret of Object.values(sandbox.secrets())) expect(report.log).not.toContain(secret)
    expect(() => {
      sandbox.assertNoLeak(report)
    }).toThrow(/^the first refresh token leaked into what the process printed$/)
  })

  test('skips waiting time, or waits for real when told to', async () => {
    await using sandbox = await Sandbox.open()
    const main = 'const start = performance.now(); setTimeout(() => log(performance.now() - start), env.WAIT)'
    await using action = new TinyAction({ inputs: INPUTS, main: main, post: main })
    const env = { WAIT: '20000' }
    const { main: leapt, post } = await sandbox.runAndPost({}, { action: action.folder, env })
    expect(Number(leapt.rawLog)).toBe(20_000)
    expect(Number(post.rawLog)).toBe(20_000)
    const real = await sandbox.run({}, { action: action.folder, env: { WAIT: '310' }, leap: false })
    // A real clock is never that exact.
    expect(Number(real.rawLog)).not.toBe(310)
    expect(real.durationMs).toBeGreaterThan(300)
  })

  test('advances the time on both servers', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.advance(61 * 24 * 3_600_000)
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId)).toBeUndefined()
    sandbox.store('OTHER', 'x')
    expect(sandbox.github.secret(sandbox.place, 'OTHER')?.updatedAt.getTime()).toBeGreaterThan(
      Date.now() + 5e9,
    )
  })

  test.each(['github', 'fxiaoke'] as const)(
    'throws on close after a violation at %s, unless violations are expected',
    async (party) => {
      const violate = async (options: SandboxOptions): Promise<Sandbox> => {
        const sandbox = await Sandbox.open(options)
        await fetch(`${sandbox[party].url}/nowhere`, { redirect: 'manual' })
        expect(sandbox.violations).toHaveLength(1)
        return sandbox
      }
      await expect((await violate({})).close()).rejects.toThrow('/nowhere')
      await (await violate({ expectViolations: true })).close()
    },
  )
})
