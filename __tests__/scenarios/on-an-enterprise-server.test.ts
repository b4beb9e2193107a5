import { expect, test } from '@jest/globals'
import type { RunOptions } from '../../sandbox/sandbox.ts'
import { CompanyNetwork, FXIAOKE, GITHUB } from '../support/machine/company-network.ts'
import { HAS_GH, pasteInto } from '../support/machine/gh-through-a-proxy.ts'

const INPUTS = { 'github-api-url': `https://${GITHUB}/api/v3`, 'cloud-domain': FXIAOKE }

function machineOf(network: CompanyNetwork): RunOptions {
  return { ...network.machine({ HTTPS_PROXY: network.proxy.url }), serverUrl: `https://${GITHUB}` }
}

/** The oldest and the newest version that GitHub still documents. */
test.each(['ghes-3.17', 'ghes-3.19'] as const)('a rotation works against %s', async (enterprise) => {
  await using network = await CompanyNetwork.open({ enterprise })
  const { sandbox } = network
  const { main, post } = await sandbox.runAndPost(INPUTS, { ...machineOf(network), leap: false })

  expect(main.outputs['status']).toBe('refreshed')
  expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  expect(sandbox.log.of('github').filter(({ path }) => !path.startsWith('/api/v3/repos/acme/crm'))).toEqual(
    [],
  )
  expect(post.rawLog).toBe('')
  sandbox.assertNoLeak(main)
})

test('a dry run checks the place and the app, and spends nothing', async () => {
  await using network = await CompanyNetwork.open({ enterprise: 'ghes-3.19' })
  const { sandbox } = network
  const main = await sandbox.run({ ...INPUTS, 'dry-run': 'true' }, { ...machineOf(network), leap: false })

  expect(main.outputs['status']).toBe('checked')
  expect(sandbox.fxiaoke.liveRefreshToken(sandbox.appId)).toBe(sandbox.refreshToken)
  expect(sandbox.stored()).toBe(sandbox.refreshToken)
})

;(HAS_GH ? test : test.skip)(
  'the recovery command names the server, and stores the token there',
  async () => {
    await using network = await CompanyNetwork.open({ enterprise: 'ghes-3.19' })
    const { sandbox, proxy, authorityFile } = network
    sandbox.github.faults.add({
      method: 'PUT',
      path: /\/FXIAOKE_REFRESH_TOKEN$/,
      behaviour: { kind: 'answer', status: 500, body: '' },
    })
    const main = await sandbox.run(INPUTS, machineOf(network))
    sandbox.github.faults.clear()
    const command = main.log.split('\n').find((line) => line.includes(`gh api --hostname '${GITHUB}'`))
    const pasted = await pasteInto(command ?? 'false', {
      GH_ENTERPRISE_TOKEN: sandbox.secretsToken,
      HTTPS_PROXY: proxy.url,
      SSL_CERT_FILE: authorityFile,
    })

    expect(pasted).toMatchObject({ exitCode: 0, stdout: 'stored\n' })
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored()).not.toBe(sandbox.refreshToken)
  },
)
