import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

/** An address where nothing listens any more. */
async function deserted(host: string): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://${host}:${port}`
}

describe('a refused connection', () => {
  test('by Fxiaoke is retried three times, and the token is not sent', async () => {
    await using sandbox = await Sandbox.open()
    const { main, post } = await sandbox.runAndPost({ 'cloud-domain': await deserted('localhost') })

    expect(main.exitCode).toBe(1)
    expect(main.outputs['error-code']).toBe('fxiaoke-unreachable')
    const errors = main.annotations.filter(({ level }) => level === 'error')
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/ECONNREFUSED[^]*Not sent:/) }),
    ])
    expect(main.rawLog.match(/attempt \d/g)).toEqual(['attempt 1', 'attempt 2', 'attempt 3'])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })

  test('by GitHub fails the run before anything is spent', async () => {
    await using sandbox = await Sandbox.open()
    const { main, post } = await sandbox.runAndPost({ 'github-api-url': await deserted('127.0.0.1') })

    expect(main.exitCode).toBe(1)
    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(main.annotations.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/ECONNREFUSED[^]*Not sent:/) }),
    ])
    expect(sandbox.log.all).toEqual([])
    expect(post.rawLog).toBe('')
    sandbox.assertNoLeak(main)
  })
})
