import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { CompanyNetwork } from '../support/machine/company-network.ts'

const HAS_IPV6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1')

const IPV6 = { host: '::1' } as const

;(HAS_IPV6 ? describe : describe.skip)('GitHub and Fxiaoke over IPv6', () => {
  test('work with TLS at an address in brackets', async () => {
    await using network = await CompanyNetwork.open(IPV6)
    const { sandbox } = network
    const { main, post } = await sandbox.runAndPost({}, network.machine())

    expect(sandbox.fxiaoke.url).toMatch(/^https:\/\/\[::1\]:/)
    expect(main.outputs['status']).toBe('refreshed')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test('work through a proxy', async () => {
    await using network = await CompanyNetwork.open(IPV6)
    const { sandbox, proxy } = network
    const main = await sandbox.run({}, network.machine({ HTTPS_PROXY: proxy.url }))

    expect(main.outputs['status']).toBe('refreshed')
    expect(new Set(proxy.asked)).toEqual(
      new Set([sandbox.github.url, sandbox.fxiaoke.url].map((url) => new URL(url).host)),
    )
  })
})

const LOCALHOST = await lookup('localhost', { all: true })

;(LOCALHOST.length > 1 ? test : test.skip)(
  'a name with addresses of both kinds works if one answers',
  async () => {
    await using sandbox = await Sandbox.open({ github: IPV6, fxiaoke: IPV6 })
    const named = (url: string): string => url.replace('[::1]', 'localhost')
    const main = await sandbox.run({
      'github-api-url': named(sandbox.github.url),
      'cloud-domain': named(sandbox.fxiaoke.url),
    })

    expect(main.outputs['status']).toBe('refreshed')
  },
)
