import { expect, test } from '@jest/globals'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { expectPromise, whereabouts } from '../support/faults/promise.ts'
import { CompanyNetwork, FXIAOKE, GITHUB } from '../support/machine/company-network.ts'
import { describeWith, type InstalledServer } from '../support/machine/installed-server.ts'
import { startSquid } from '../support/machine/squid.ts'

/** Contains characters that are special in a URL, in squid's files and in a shell. */
const PASSWORD = 'p@ss/w:0rd %20"#$é'
const SQUID = { names: [GITHUB, FXIAOKE], user: 'runner', password: PASSWORD }

/** Runs main and post with GitHub and Fxiaoke reachable by name only through squid. */
async function runThrough(
  squid: InstalledServer,
  { sandbox, authorityFile }: CompanyNetwork,
  { password = PASSWORD, inputs = {} }: { password?: string; inputs?: Record<string, string> } = {},
): Promise<{ main: StepReport; post: StepReport }> {
  const at = (name: string, url: string): string => `https://${name}:${new URL(url).port}`
  const proxy = `http://${SQUID.user}:${encodeURIComponent(password)}@127.0.0.1:${squid.port}`
  const ended = await sandbox.runAndPost(
    {
      'github-api-url': at(GITHUB, sandbox.github.url),
      'cloud-domain': at(FXIAOKE, sandbox.fxiaoke.url),
      ...inputs,
    },
    { machineEnv: { HTTPS_PROXY: proxy, NO_PROXY: '127.0.0.1', NODE_EXTRA_CA_CERTS: authorityFile } },
  )
  expectPromise(sandbox, ended, true)
  for (const { rawLog, rawSummary } of [ended.main, ended.post])
    for (const shape of [password, encodeURIComponent(password)])
      expect(rawLog + rawSummary).not.toContain(shape)
  return ended
}

describeWith('squid', 'squid as the only way out', () => {
  test('lets a run with the right password refresh and store', async () => {
    await using network = await CompanyNetwork.open()
    await using squid = await startSquid(SQUID)
    const { main } = await runThrough(squid, network)

    expect(main.outputs['status']).toBe('refreshed')
    expect(network.sandbox.log.all.flatMap(({ headers }) => headers['proxy-authorization'] ?? [])).toEqual([])
  })

  test('lets nothing through with a wrong password', async () => {
    await using network = await CompanyNetwork.open()
    await using squid = await startSquid(SQUID)
    const { main } = await runThrough(squid, network, { password: 'not-the-password' })

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(network.sandbox.log.all).toEqual([])
    expect(network.sandbox.stored()).toBe(network.sandbox.refreshToken)
  })

  test.each([
    ['GitHub', GITHUB, 'github-unreachable'],
    ['Fxiaoke', FXIAOKE, 'fxiaoke-unreachable'],
  ])('keeps the token from being sent if it forbids %s', async (_name, forbidden, id) => {
    await using network = await CompanyNetwork.open()
    await using squid = await startSquid({ ...SQUID, forbidden })
    const { main } = await runThrough(squid, network)

    expect(main.outputs['error-code']).toBe(id)
    expect(network.sandbox.log.of('fxiaoke')).toEqual([])
    expect(network.sandbox.stored()).toBe(network.sandbox.refreshToken)
  })

  test('leaves the new token in the journal and in a command if it stops after the token is spent', async () => {
    await using network = await CompanyNetwork.open()
    await using squid = await startSquid(SQUID)
    const { sandbox } = network
    sandbox.fxiaoke.faults.add({
      path: '/oauth2.0/token',
      behaviour: { kind: 'after', run: () => squid.stop() },
    })
    const { main, post } = await runThrough(squid, network, {
      inputs: { 'cloud-domain': sandbox.fxiaoke.url },
    })

    expect(main.outputs['error-code']).toBe('store-failed')
    expect(whereabouts(sandbox, { main, post })).toBe('journal')
    expect(whereabouts(sandbox, { main: { ...main, state: {} }, post })).toBe('command')
  })
})
