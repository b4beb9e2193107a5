import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { BY_NAME, CompanyNetwork, FXIAOKE, GITHUB } from '../support/machine/company-network.ts'
import type { Flaw } from '../support/machine/company-network.ts'

const FLAWS: readonly Flaw[] = ['expired', 'for another name', 'from a stranger']

function errorsOf(report: StepReport): string[] {
  return report.annotations.filter(({ level }) => level === 'error').map(({ message }) => message)
}

describe.each(FLAWS)('a certificate is %s', (is) => {
  test('at Fxiaoke: the error says so, and the token is not sent', async () => {
    await using network = await CompanyNetwork.open({ flaw: { of: 'fxiaoke', is } })
    const { sandbox } = network
    const { main, post } = await sandbox.runAndPost({}, network.machine())

    expect(main.exitCode).toBe(1)
    expect(main.outputs['error-code']).toBe('fxiaoke-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringMatching(/certificate[^]*Not sent:[^]*NODE_EXTRA_CA_CERTS/)])
    expect(sandbox.log.of('fxiaoke')).toEqual([])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
    expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId)).toBe(sandbox.refreshToken)
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test('at GitHub: the error says so, and neither side gets a request', async () => {
    await using network = await CompanyNetwork.open({ flaw: { of: 'github', is } })
    const { sandbox } = network
    const { main, post } = await sandbox.runAndPost({}, network.machine())

    expect(main.exitCode).toBe(1)
    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringMatching(/certificate[^]*Not sent:[^]*NODE_EXTRA_CA_CERTS/)])
    expect(sandbox.log.all).toEqual([])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test('at Fxiaoke behind a proxy: the error says so after at most two attempts', async () => {
    await using network = await CompanyNetwork.open({ flaw: { of: 'fxiaoke', is } })
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
    await using network = await CompanyNetwork.open({ flaw: { of: 'github', is } })
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

  test('can be one of several in the file', async () => {
    await using network = await CompanyNetwork.open()
    await using other = await CompanyNetwork.open()
    const both = readFileSync(other.authorityFile, 'utf8') + readFileSync(network.authorityFile, 'utf8')
    const main = await network.sandbox.run(
      {},
      network.machine({ NODE_EXTRA_CA_CERTS: network.write('both.pem', both) }),
    )

    expect(main.outputs['status']).toBe('refreshed')
  })

  test('is not trusted without NODE_EXTRA_CA_CERTS, and nothing is sent', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox } = network
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringContaining('NODE_EXTRA_CA_CERTS')])
    expect(sandbox.log.all).toEqual([])
  })

  test('is not trusted if the file is missing, and nothing is sent', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox } = network
    const missing = `${network.authorityFile}.missing`
    const main = await sandbox.run({}, network.machine({ NODE_EXTRA_CA_CERTS: missing }))

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(errorsOf(main)).toEqual([expect.stringContaining('NODE_EXTRA_CA_CERTS')])
    expect(sandbox.log.all).toEqual([])
  })
})
