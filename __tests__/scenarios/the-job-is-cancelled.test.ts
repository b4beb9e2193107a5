import { describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const STORE = /\/FXIAOKE_REFRESH_TOKEN$/

describe('the job is cancelled', () => {
  test('before anything is sent to Fxiaoke: the run ends and the token is unchanged', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    const cancel = async (): Promise<void> => {
      step.signal('SIGINT')
      await step.done
    }
    sandbox.github.faults.add({ path: '/public-key', behaviour: { kind: 'before', run: cancel } })
    const main = await step.done
    const post = await runner.post()

    expect(main.signal).toBe('SIGINT')
    expect(sandbox.log.of('fxiaoke')).toEqual([])
    expect(post.rawLog).toBe('')
    expect(sandbox.stored()).toBe(sandbox.refreshToken)
  })

  test('while Fxiaoke works: the answer is awaited and stored', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    const cancel = (): void => {
      step.signal('SIGINT')
      step.signal('SIGTERM')
    }
    // The runner may kill the process soon, so the command must be in the log by now.
    const said = (): Promise<void> => step.onLog(/encrypted_value=/)
    sandbox.fxiaoke.faults.add({ path: '/oauth2.0/token', behaviour: { kind: 'before', run: cancel } })
    sandbox.github.faults.add({ method: 'PUT', path: STORE, behaviour: { kind: 'before', run: said } })
    const main = await step.done
    const post = await runner.post()

    expect(main).toMatchObject({ exitCode: 0, outputs: { status: 'refreshed' } })
    expect(post.rawLog).toBe('')
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  })

  test('while GitHub stores the token: the first signal prints the command, and the post step stores', async () => {
    await using sandbox = await Sandbox.open()
    const { step, runner } = sandbox.start()
    const cancel = async (): Promise<void> => {
      step.signal('SIGINT')
      await step.onLog(/encrypted_value=/)
      step.signal('SIGKILL')
      await step.done
    }
    const behaviour = { kind: 'instead' as const, run: cancel }
    sandbox.github.faults.add({ method: 'PUT', path: STORE, times: 1, behaviour })
    const main = await step.done
    const post = await runner.post()

    expect(main.signal).toBe('SIGKILL')
    expect(post.exitCode).toBe(0)
    expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
    sandbox.assertNoLeak(main)
    sandbox.assertNoLeak(post)
  })
})
