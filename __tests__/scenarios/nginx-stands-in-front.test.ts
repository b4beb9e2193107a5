import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { expectPromise, toldFate, whereabouts } from '../support/faults/promise.ts'
import type { Ended } from '../support/faults/promise.ts'
import { describeWith } from '../support/machine/installed-server.ts'
import type { InstalledServer } from '../support/machine/installed-server.ts'
import { startNginx } from '../support/machine/nginx.ts'

/** Runs main and post with nginx in front of GitHub and of Fxiaoke. */
function runBehind(nginx: InstalledServer, sandbox: Sandbox): Promise<Ended> {
  const url = `https://127.0.0.1:${nginx.port}`
  return sandbox.runAndPost(
    { 'github-api-url': url, 'cloud-domain': url },
    { machineEnv: { NODE_EXTRA_CA_CERTS: join(nginx.folder, 'authority.pem') } },
  )
}

function frontOf({ github, fxiaoke }: Sandbox): Promise<InstalledServer> {
  return startNginx({ github: github.url, fxiaoke: fxiaoke.url })
}

describeWith('nginx', 'behind an nginx that gzips every answer and closes the connection', () => {
  test('the headers confirm both', async () => {
    await using sandbox = await Sandbox.open({ expectViolations: true })
    await using nginx = await frontOf(sandbox)
    const ca = readFileSync(join(nginx.folder, 'authority.pem'))
    const headers = { authorization: `Bearer ${sandbox.secretsToken}` }
    for (const [method, path] of [
      ['GET', '/repos/acme/crm'],
      ['POST', '/oauth2.0/token'],
    ] as const) {
      const request = https.request(`https://127.0.0.1:${nginx.port}${path}`, { method, headers, ca }).end()
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', connection: 'close' })
      response.resume()
    }
    expect(sandbox.log.all.map(({ party }) => party)).toEqual(['github', 'fxiaoke'])
  })

  test('a run refreshes and stores both tokens', async () => {
    await using sandbox = await Sandbox.open()
    await using nginx = await frontOf(sandbox)
    const ended = await runBehind(nginx, sandbox)

    expectPromise(sandbox, ended, true)
    expect(ended.main.outputs['status']).toBe('refreshed')
  })

  test('the new token is in the journal and in a command if GitHub does not store it', async () => {
    await using sandbox = await Sandbox.open()
    await using nginx = await frontOf(sandbox)
    sandbox.github.faults.add({
      method: 'PUT',
      path: /\/FXIAOKE_REFRESH_TOKEN$/,
      behaviour: { kind: 'reset' },
    })
    const { main, post } = await runBehind(nginx, sandbox)

    expectPromise(sandbox, { main, post }, true)
    expect(main.outputs['error-code']).toBe('store-failed')
    expect(whereabouts(sandbox, { main, post })).toBe('journal')
    expect(whereabouts(sandbox, { main: { ...main, state: {} }, post })).toBe('command')
  })

  test("the new token is stored if Fxiaoke's answer is cut after it", async () => {
    await using sandbox = await Sandbox.open()
    await using nginx = await frontOf(sandbox)
    sandbox.fxiaoke.faults.add({
      path: '/oauth2.0/token',
      behaviour: { kind: 'truncate', keep: 0.8 },
      times: 1,
    })
    const ended = await runBehind(nginx, sandbox)

    expectPromise(sandbox, ended, true)
    expect(ended.main.outputs['status']).toBe('refreshed')
  })

  test('the fate is unknown, not "not sent", if nginx answers in place of Fxiaoke', async () => {
    await using sandbox = await Sandbox.open()
    await using nginx = await frontOf(sandbox)
    sandbox.fxiaoke.faults.add({ path: '/oauth2.0/token', behaviour: { kind: 'reset-after' } })
    const ended = await runBehind(nginx, sandbox)

    expectPromise(sandbox, ended, false)
    expect(toldFate(ended.main)).toBe('Unknown')
  })
})
