import { describe, expect, test } from '@jest/globals'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { BY_NAME, CompanyNetwork, FXIAOKE, GITHUB } from '../support/machine/company-network.ts'
import type { Flaw } from '../support/machine/company-network.ts'

const FLAWS: readonly Flaw[] = ['expired', 'for another name', 'from a stranger']

function errorsOf(report: StepReport): string[] {
  return report.annotations.filter(({ level }) => level === 'error').map(({ message }) => message)
}

describe('a certificate does not verify', () => {
  test.each(FLAWS)('at Fxiaoke (%s): the error says so, and the token is not sent', async (is) => {
    await using network = await CompanyNetwork.open({ flaw: { of: 'fxiaoke', is } })
    const { sandbox } = network
    const main = await sandbox.run({}, network.machine())

    expect(main.exitCode).toBe(1)
    expect(main.outputs['error-code']).toBe('fxiaoke-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringMatching(/certificate[^]*Not sent:[^]*NODE_EXTRA_CA_CERTS/)])
    expect(sandbox.log.of('fxiaoke')).toEqual([])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId)).toBe(sandbox.refreshToken)
    sandbox.assertNoLeak(main)
  })

  test('at GitHub: the error says so, and neither side gets a request', async () => {
    await using network = await CompanyNetwork.open({ flaw: { of: 'github', is: 'expired' } })
    const { sandbox } = network
    const main = await sandbox.run({}, network.machine())

    expect(main.exitCode).toBe(1)
    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringMatching(/certificate[^]*Not sent:[^]*NODE_EXTRA_CA_CERTS/)])
    expect(sandbox.log.all).toEqual([])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
    sandbox.assertNoLeak(main)
  })

  test('at Fxiaoke behind a proxy: the error says so after at most two attempts', async () => {
    await using network = await CompanyNetwork.open({ flaw: { of: 'fxiaoke', is: 'from a stranger' } })
    const { sandbox, proxy } = network
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' }
    const main = await sandbox.run({ 'cloud-domain': FXIAOKE }, network.machine(env))

    expect(main.outputs['error-code']).toBe('fxiaoke-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringMatching(/certificate[^]*Not sent:/)])
    // Once ahead of time, and once more for the token if that attempt has already failed.
    expect(proxy.asked.length).toBeLessThanOrEqual(2)
    expect(new Set(proxy.asked)).toEqual(new Set([`${FXIAOKE}:443`]))
    expect(sandbox.log.of('fxiaoke')).toEqual([])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
    sandbox.assertNoLeak(main)
  })

  test('at GitHub behind a proxy: the error says so, and neither side gets a request', async () => {
    await using network = await CompanyNetwork.open({ flaw: { of: 'github', is: 'for another name' } })
    const { sandbox, proxy } = network
    const main = await sandbox.run(BY_NAME, network.machine({ HTTPS_PROXY: proxy.url }))

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringMatching(/certificate[^]*Not sent:/)])
    expect(proxy.asked).toContain(`${GITHUB}:443`)
    expect(sandbox.log.all).toEqual([])
  })
})

describe('a private certificate authority', () => {
  test('is trusted for both sides through NODE_EXTRA_CA_CERTS', async () => {
    await using network = await CompanyNetwork.open()
    const main = await network.sandbox.run({}, network.machine())

    expect(main.outputs['status']).toBe('refreshed')
    expect(main.annotations).toEqual([])
  })

  test('is not trusted without NODE_EXTRA_CA_CERTS, and nothing is sent', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox } = network
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringContaining('NODE_EXTRA_CA_CERTS')])
    expect(sandbox.log.all).toEqual([])
  })
})
