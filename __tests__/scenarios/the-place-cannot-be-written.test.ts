import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const PROBE = 'FXIAOKE_REFRESH_TOKEN_WRITE_PROBE'
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

const asked = (sandbox: Sandbox): string[] => sandbox.log.lines('fxiaoke')
const probes = (sandbox: Sandbox): string[] =>
  sandbox.log.lines('github').filter((line) => line.includes(PROBE))

describe('whether the place can be written is proven before the token is spent', () => {
  test('GitHub refuses bytes that no key opens: writable, and nothing is left behind', async () => {
    await using sandbox = await Sandbox.open()
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(probes(sandbox)).toEqual([`PUT /repos/acme/crm/actions/secrets/${PROBE} -> 422`])
    expect(sandbox.github.secretNames(sandbox.place)).not.toContain(PROBE)
    const order = sandbox.log.lines()
    expect(order.findIndex((line) => line.includes(PROBE))).toBeLessThan(
      order.findIndex((line) => line.includes('/oauth2.0/token')),
    )
  })

  test('GitHub accepts them: writable, and the probe is deleted', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.acceptUnopenable = true
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(probes(sandbox).map((line) => line.split(' ')[0])).toEqual(['PUT', 'DELETE'])
    expect(sandbox.github.secretNames(sandbox.place)).not.toContain(PROBE)
  })

  test('GitHub refuses them for another reason: a throw-away value is written and deleted', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.rejectProbeWith = 'Validation failed'
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(probes(sandbox).map((line) => line.split(' ')[0])).toEqual(['PUT', 'PUT', 'DELETE'])
    expect(sandbox.github.secretNames(sandbox.place)).not.toContain(PROBE)
  })

  test('the probe cannot be deleted: a warning names it', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.acceptUnopenable = true
    const behaviour = { kind: 'answer' as const, status: 403, headers: JSON_TYPE, body: '{"message":"no"}' }
    sandbox.github.faults.add({ method: 'DELETE', path: PROBE, behaviour })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(main.annotations).toContainEqual(
      expect.objectContaining({ level: 'warning', message: expect.stringContaining(PROBE) }),
    )
  })

  test.each([
    [403, 'Resource not accessible by personal access token'],
    [404, 'Not Found'],
  ])('the probe meets %i: the run ends and Fxiaoke is not asked', async (status, message) => {
    await using sandbox = await Sandbox.open()
    const body = JSON.stringify({ message })
    sandbox.github.faults.add({
      path: PROBE,
      behaviour: { kind: 'answer', status, headers: JSON_TYPE, body },
    })
    const { main, post } = await sandbox.runAndPost()

    expect(main.outputs['error-code']).toBe('secrets-token-cannot-write')
    expect(main.annotations[0]?.message).toContain('Not sent:')
    expect(asked(sandbox)).toEqual([])
    expect(post.rawLog).toBe('')
  })

  test('both probes are refused: the run ends and Fxiaoke is not asked', async () => {
    await using sandbox = await Sandbox.open()
    const body = '{"message":"Validation failed"}'
    sandbox.github.faults.add({
      path: PROBE,
      behaviour: { kind: 'answer', status: 422, headers: JSON_TYPE, body },
    })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('secrets-token-cannot-write')
    expect(asked(sandbox)).toEqual([])
  })

  test.each([
    ['is down', { kind: 'answer' as const, status: 503, body: '' }],
    [
      'limits for an hour',
      { kind: 'answer' as const, status: 429, headers: { 'retry-after': '3600' }, body: '{}' },
    ],
    ['does not answer', { kind: 'stall' as const }],
  ])('GitHub %s: the run ends and Fxiaoke is not asked', async (_name, behaviour) => {
    await using sandbox = await Sandbox.open()
    sandbox.github.faults.add({ path: PROBE, behaviour })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(main.annotations[0]?.message).toContain('Not sent:')
    expect(asked(sandbox)).toEqual([])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })
})
