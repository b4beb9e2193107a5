import { expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

test.each([
  ['Node runs with --jitless', '--jitless'],
  [
    'WebAssembly may not compile',
    '--import=data:text/javascript,WebAssembly.instantiate=WebAssembly.compile=async()=>{throw%20new%20WebAssembly.CompileError()}',
  ],
])('%s: the error blames this machine, not GitHub or the token', async (_title, options) => {
  await using sandbox = await Sandbox.open()
  const { main, post } = await sandbox.runAndPost({}, { machineEnv: { NODE_OPTIONS: options }, leap: false })

  expect(main).toMatchObject({ exitCode: 1, outputs: { 'error-code': 'internal-error' } })
  const [error] = main.annotations
  expect(error?.message).toContain('WebAssembly')
  expect(error?.message).toContain('Not sent:')
  expect(`${main.log}${main.summary}`).not.toContain('githubstatus')
  expect(post.rawLog).toBe('')
  expect(sandbox.log.of('fxiaoke')).toEqual([])
  sandbox.assertNoLeak(main)
})
