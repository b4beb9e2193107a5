import { describe, expect, test } from '@jest/globals'
import { BY_NAME, CompanyNetwork, FXIAOKE, GITHUB } from '../support/machine/company-network.ts'

const TO_GITHUB = `${GITHUB}:443`
const TO_FXIAOKE = `${FXIAOKE}:443`

/** The distinct targets. */
function parties(asked: readonly string[]): string[] {
  return [...new Set(asked)].sort()
}

describe('a proxy as the only way to GitHub and Fxiaoke', () => {
  test('carries every request in a tunnel', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox, proxy } = network
    const { main, post } = await sandbox.runAndPost(BY_NAME, network.machine({ HTTPS_PROXY: proxy.url }))

    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(parties(proxy.asked)).toEqual([TO_GITHUB, TO_FXIAOKE])
    // Tunnels to GitHub are reused; the one to Fxiaoke carries one request.
    expect(proxy.asked.filter((target) => target === TO_FXIAOKE)).toHaveLength(1)
    expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
    expect(proxy.plain).toEqual([])
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test('is the only party to get the password in its address', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox, proxy } = network
    const withPassword = proxy.url.replace('//', '//runner:p%40ssw0rd-of-the-proxy@')
    const main = await sandbox.run(BY_NAME, network.machine({ HTTPS_PROXY: withPassword }))

    expect(main.outputs['status']).toBe('refreshed')
    const basic = `Basic ${Buffer.from('runner:p@ssw0rd-of-the-proxy').toString('base64')}`
    expect(new Set(proxy.authorizations)).toEqual(new Set([basic]))
    expect(sandbox.log.all.flatMap(({ headers }) => headers['proxy-authorization'] ?? [])).toEqual([])
    expect(main.rawLog).not.toMatch(/ssw0rd/)
  })
})

describe('the tunnel to Fxiaoke, opened during the requests to GitHub', () => {
  test('carries the token later', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox, proxy } = network
    const asked: string[] = []
    sandbox.github.faults.add({
      method: 'GET',
      path: 'public-key',
      behaviour: { kind: 'before', run: () => void asked.push(...proxy.asked) },
    })
    const main = await sandbox.run(BY_NAME, network.machine({ HTTPS_PROXY: proxy.url }))

    expect(main.outputs['status']).toBe('refreshed')
    expect(asked).toContain(TO_FXIAOKE)
    expect(proxy.asked.filter((target) => target === TO_FXIAOKE)).toHaveLength(1)
  })
})

describe('exceptions to the proxy', () => {
  test('let the hosts in NO_PROXY be reached directly', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox, proxy } = network
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: 'intranet.test, 127.0.0.1' }
    const inputs = { 'cloud-domain': FXIAOKE }
    const main = await sandbox.run(inputs, network.machine(env))

    expect(main.outputs['status']).toBe('refreshed')
    expect(proxy.asked).toEqual([TO_FXIAOKE])
    expect(sandbox.log.of('github').length).toBeGreaterThan(0)
  })

  test('in lower case send Fxiaoke direct and GitHub through the proxy', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox, proxy } = network
    const env = { https_proxy: proxy.url, no_proxy: '127.0.0.1' }
    const inputs = { 'github-api-url': BY_NAME['github-api-url'] }
    const main = await sandbox.run(inputs, network.machine(env))

    expect(main.outputs['status']).toBe('refreshed')
    expect(parties(proxy.asked)).toEqual([TO_GITHUB])
    expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
  })
})

describe('a failing proxy', () => {
  test.each([407, 502])(
    'that answers %i for GitHub ends the run before any request is sent',
    async (status) => {
      await using network = await CompanyNetwork.open()
      const { sandbox, proxy } = network
      proxy.policy = status
      const { main, post } = await sandbox.runAndPost(BY_NAME, network.machine({ HTTPS_PROXY: proxy.url }))

      expect(main.exitCode).toBe(1)
      expect(main.outputs['error-code']).toBe('github-unreachable')
      expect(main.annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
      expect(main.annotations[0]?.message).toContain('Not sent:')
      expect(main.annotations[0]?.message).toContain(`status ${status} of the proxy`)
      // Once for each host: the other requests fail with the first.
      if (status === 407) expect(proxy.asked.length).toBeLessThanOrEqual(2)
      expect(sandbox.log.all).toEqual([])
      expect(sandbox.stored()).toBe(sandbox.refreshToken)
      expect(post.rawLog).toBe('')
      sandbox.assertNoLeak(main)
    },
  )

  test.each([407, 403, 'stall' as const])(
    'that answers %s for Fxiaoke keeps the token from being sent',
    async (policy) => {
      await using network = await CompanyNetwork.open()
      const { sandbox, proxy } = network
      proxy.policy = policy
      const inputs = { 'cloud-domain': FXIAOKE }
      const env = { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' }
      const { main, post } = await sandbox.runAndPost(inputs, network.machine(env))

      expect(main.exitCode).toBe(1)
      expect(main.outputs['error-code']).toBe('fxiaoke-unreachable')
      expect(main.annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
      expect(main.annotations.find(({ level }) => level === 'error')?.message).toContain('Not sent:')
      // A permanent refusal is retried at most once, if the connection opened ahead of time failed; 407 never.
      if (policy === 407) expect(proxy.asked).toHaveLength(1)
      else if (policy === 403) expect(proxy.asked.length).toBeLessThanOrEqual(2)
      else expect(proxy.asked.length).toBeGreaterThanOrEqual(4)
      expect(sandbox.log.of('fxiaoke')).toEqual([])
      expect(sandbox.stored()).toBe(sandbox.refreshToken)
      expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId)).toBe(sandbox.refreshToken)
      expect(post.rawLog).toBe('')
      sandbox.assertNoLeak(main)
    },
  )

  test('that recovers gets the same token again', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox, proxy } = network
    proxy.policies.push(502, 502)
    const inputs = { 'cloud-domain': FXIAOKE }
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' }
    const main = await sandbox.run(inputs, network.machine(env))

    expect(main.outputs['status']).toBe('refreshed')
    expect(proxy.asked).toHaveLength(3)
    expect(sandbox.log.of('fxiaoke')).toHaveLength(1)
  })

  test('with an address that cannot be used ends the run at once, without a direct request', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox } = network
    const main = await sandbox.run({}, network.machine({ HTTPS_PROXY: 'socks5://u:hunter2@127.0.0.1:1080' }))

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(main.annotations[0]?.message).toMatch(/^1\. Correct the variable/m)
    expect(main.log).not.toMatch(/^(?!0\.0 s)\d+\.\d s/m)
    expect(main.rawLog + main.summary).not.toContain('hunter2')
    expect(sandbox.log.all).toEqual([])
  })

  test('that does not run keeps the token from being sent', async () => {
    await using network = await CompanyNetwork.open()
    const { sandbox } = network
    const gone = network.proxy.url
    await network.proxy[Symbol.asyncDispose]()
    const inputs = { 'cloud-domain': FXIAOKE }
    const env = { HTTPS_PROXY: gone, NO_PROXY: '127.0.0.1' }
    const main = await sandbox.run(inputs, network.machine(env))

    expect(main.outputs['error-code']).toBe('fxiaoke-unreachable')
    expect(main.annotations.find(({ level }) => level === 'error')?.message).toContain('Not sent:')
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })
})
