import { describe, expect, test } from '@jest/globals'
import { killAt } from '../../sandbox/kill-at.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { StepReport } from '../../sandbox/runner/step-report.ts'

const STORE = /\/FXIAOKE_REFRESH_TOKEN$/
const LONGEST_STATE_VALUE = 30_000

/** Kills main when GitHub receives the new refresh token, so that it is not stored; calls `meanwhile` before the post step. */
async function killedAtThePut(
  sandbox: Sandbox,
  meanwhile: () => void = () => undefined,
): Promise<{ main: StepReport; post: StepReport }> {
  const { step, runner } = sandbox.start()
  sandbox.github.faults.add({ method: 'PUT', path: STORE, times: 1, behaviour: killAt(step) })
  const main = await step.done
  meanwhile()
  const post = await runner.post()
  sandbox.assertNoLeak(main)
  sandbox.assertNoLeak(post)
  return { main, post }
}

describe('the post step after main was killed', () => {
  test('stores the new refresh token that main did not', async () => {
    await using sandbox = await Sandbox.open()
    const { main, post } = await killedAtThePut(sandbox)

    expect(main.signal).toBe('SIGKILL')
    expect(post.exitCode).toBe(0)
    expect(post.annotations).toMatchObject([{ level: 'notice' }])
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(sandbox.stored()).not.toBe(sandbox.refreshToken)
  })

  test('stores a token of maximum length from the sealed parts in the journal', async () => {
    await using sandbox = await Sandbox.open()
    sandbox.fxiaoke.nextToken = (serial) => `${'长token"\\%\n'.repeat(3000)}${serial}`
    const { main, post } = await killedAtThePut(sandbox)

    const parts = Object.entries(main.state).filter(([name]) => name.startsWith('sealed'))
    expect(parts.length).toBeGreaterThan(1)
    for (const [, value] of parts) expect(value.length).toBeLessThan(LONGEST_STATE_VALUE)
    expect(post.exitCode).toBe(0)
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('prints the recovery command and sends no request if nested composite actions leave it without inputs', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    sandbox.github.faults.add({ method: 'PUT', path: STORE, times: 1, behaviour: killAt(step) })
    const main = await step.done
    const asked = sandbox.log.all.length
    const empty = Object.fromEntries(Object.keys(sandbox.inputs()).map((name) => [name, '']))
    const post = await runner.post({ with: empty })

    expect(main.signal).toBe('SIGKILL')
    expect(post.exitCode).toBe(1)
    expect(sandbox.log.all).toHaveLength(asked)
    const sealed = /encrypted_value=(?<value>[\w+/=]+)/.exec(post.log)?.groups?.['value'] ?? ''
    expect(sandbox.github.open(sandbox.place, sealed)).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    expect(post.summary).toContain(sealed)
    sandbox.assertNoLeak(post)
  })

  test("only warns if the secret has changed since main began to write, which is probably main's own write", async () => {
    await using sandbox = await Sandbox.open()
    const anew = (): void => {
      sandbox.advance(60_000)
      sandbox.store('FXIAOKE_REFRESH_TOKEN', 'stored by somebody else')
    }
    const { post } = await killedAtThePut(sandbox, anew)

    expect(post.exitCode).toBe(0)
    expect(post.annotations).toMatchObject([
      { level: 'warning', title: expect.stringContaining('did not confirm') },
    ])
    // In case somebody else did write it.
    expect(post.log).toContain('gh api')
    expect(sandbox.stored()).toBe('stored by somebody else')
  })

  test('says that the fate is unknown and what the next run does if Fxiaoke had not answered', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    sandbox.fxiaoke.faults.add({ path: '/oauth2.0/token', behaviour: killAt(step) })
    await step.done
    const post = await runner.post()

    expect(post.exitCode).toBe(1)
    expect(post.annotations).toHaveLength(1)
    expect(post.annotations[0]?.message).toContain('Unknown:')
    expect(post.annotations[0]?.message).toContain(
      'If it was not spent, the stored refresh token lives until',
    )
    expect(post.annotations[0]?.message).toMatch(/new run/)
    expect(post.log).not.toContain('gh api')
  })

  test('prints nothing if main had sent nothing', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    sandbox.github.faults.add({ path: '/public-key', behaviour: killAt(step) })
    await step.done
    const post = await runner.post()

    expect(post).toMatchObject({ exitCode: 0, rawLog: '' })
    expect(sandbox.log.of('fxiaoke')).toEqual([])
  })
})

describe('the post step after main ran to its end', () => {
  test('prints nothing and sends no request if main succeeded', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    await step.done
    const asked = sandbox.log.all.length
    const post = await runner.post()

    expect(post).toMatchObject({ exitCode: 0, rawLog: '', rawSummary: '' })
    expect(sandbox.log.all).toHaveLength(asked)
  })

  test('stores the token that main could not, once GitHub recovers', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    sandbox.github.faults.add({
      method: 'PUT',
      path: STORE,
      behaviour: { kind: 'answer', status: 503, body: '' },
    })
    const main = await step.done
    sandbox.github.faults.clear()
    const post = await runner.post()

    expect(main.outputs['error-code']).toBe('store-failed')
    expect(post).toMatchObject({ exitCode: 0, annotations: [{ level: 'notice' }] })
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })
})
