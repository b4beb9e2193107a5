import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { gate } from '../support/record/kept-record.ts'

const PROBE = 'FXIAOKE_REFRESH_TOKEN_WRITE_PROBE'
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

const asked = (sandbox: Sandbox): string[] => sandbox.log.lines('fxiaoke')
const probes = (sandbox: Sandbox): string[] =>
  sandbox.log.lines('github').filter((line) => line.includes(PROBE))

describe('the write proof before the token is spent', () => {
  test('passes if GitHub refuses the unopenable value, and leaves nothing behind', async () => {
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

  test('passes if GitHub accepts the unopenable value, and deletes the probe', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.acceptUnopenable = true
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(probes(sandbox).map((line) => line.split(' ')[0])).toEqual(['PUT', 'DELETE'])
    expect(sandbox.github.secretNames(sandbox.place)).not.toContain(PROBE)
  })

  test('writes and deletes a throw-away value if GitHub refuses for another reason', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.rejectProbeWith = 'Validation failed'
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(probes(sandbox).map((line) => line.split(' ')[0])).toEqual(['PUT', 'PUT', 'DELETE'])
    expect(sandbox.github.secretNames(sandbox.place)).not.toContain(PROBE)
  })

  test('ends the run before Fxiaoke is asked if GitHub does not answer', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.faults.add({ path: PROBE, behaviour: { kind: 'stall' } })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(main.annotations[0]?.message).toContain('Not sent:')
    expect(asked(sandbox)).toEqual([])
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })
})

describe('a probe', () => {
  const warned = ({ annotations }: StepReport): boolean =>
    annotations.some(({ level, message }) => level === 'warning' && message.includes(PROBE))
  const isLeft = (sandbox: Sandbox): boolean => sandbox.github.secretNames(sandbox.place).includes(PROBE)

  test('gives a warning if something in front of GitHub answers its DELETE with 200', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.acceptUnopenable = true
    const page = { kind: 'answer' as const, status: 200, body: '<html><body>Welcome</body></html>' }
    sandbox.github.faults.add({ method: 'DELETE', path: PROBE, behaviour: page })
    const main = await sandbox.run()

    expect(main.outputs['status']).toBe('refreshed')
    expect(isLeft(sandbox)).toBe(true)
    expect(warned(main)).toBe(true)
  })

  test('is removed if the connection breaks every time after GitHub stores it', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.acceptUnopenable = true
    sandbox.github.faults.add({ method: 'PUT', path: PROBE, behaviour: { kind: 'reset-after' } })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(isLeft(sandbox)).toBe(false)
    expect(warned(main)).toBe(false)
  })

  test('gives a warning in the failed run if GitHub stores it and then stops answering', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.acceptUnopenable = true
    sandbox.github.faults.add({ method: 'PUT', path: PROBE, behaviour: { kind: 'stall-after' } })
    sandbox.github.faults.add({ method: 'DELETE', path: PROBE, behaviour: { kind: 'stall' } })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('github-unreachable')
    expect(main.annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(isLeft(sandbox)).toBe(true)
    expect(warned(main)).toBe(true)
    expect(main.summary).toContain(PROBE)
  })

  test('is removed once its write ends, even if the run fails for another reason', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.acceptUnopenable = true
    const taken = gate()
    sandbox.github.faults.add({
      method: 'PUT',
      path: PROBE,
      behaviour: {
        kind: 'after',
        run() {
          taken.open()
          return new Promise((resolve) => setTimeout(resolve, 300))
        },
      },
    })
    sandbox.github.faults.add({
      method: 'GET',
      path: /FXIAOKE_REFRESH_TOKEN$/,
      behaviour: {
        kind: 'before',
        async run() {
          await taken.opened
          sandbox.github.addToken({
            token: sandbox.secretsToken,
            permissions: { secrets: 'write', metadata: 'read' },
            firstAnswer: 403,
          })
        },
      },
    })
    const main = await sandbox.run()

    expect(main.outputs['error-code']).toBe('secrets-token-cannot-write')
    expect(probes(sandbox).map((line) => line.split(' ')[0])).toEqual(['PUT', 'DELETE'])
    expect(isLeft(sandbox)).toBe(false)
  })

  test('gives a warning if its DELETE is refused at a share in a dry run', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.github.acceptUnopenable = true
    sandbox.github.addRepository({ fullName: 'acme/web' })
    sandbox.github.addToken({
      token: sandbox.secretsToken,
      repositories: [sandbox.repository, 'acme/web'],
      permissions: { secrets: 'write', actions_variables: 'write', metadata: 'read' },
    })
    const behaviour = { kind: 'answer' as const, status: 403, headers: JSON_TYPE, body: '{"message":"no"}' }
    sandbox.github.faults.add({ method: 'DELETE', path: 'acme/web', behaviour })
    const main = await sandbox.run({ 'dry-run': 'true', 'share-access-token-with': 'acme/web' })

    expect(main.outputs['status']).toBe('checked')
    expect(warned(main)).toBe(true)
    expect(main.annotations.map(({ message }) => message).join('\n')).toContain('acme/web')
  })
})
