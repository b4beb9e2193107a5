import { delimiter } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { assertNoLeak } from '../../sandbox/runner/leak-check.ts'
import { CAN_RUN_SCRIPTS } from '../support/machine/bash.ts'
import { TinyAction } from '../support/sandbox/tiny-action.ts'

describe('inputs', () => {
  const inputs = `
inputs:
  app secret: { description: a secret, required: true }
  refresh-token: { description: a secret }
  github-api-url: { default: '\${{ github.api_url }}' }
  github-token: { default: '\${{ github.token }}' }
  job-id: { default: '\${{ job.check_run_id }}' }
  min: { default: 10 }`
  const main =
    'log(JSON.stringify(Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("INPUT_")))))'

  test('have upper-case names, keep hyphens and get defaults, in the post step too', async () => {
    await using action = new TinyAction({ inputs, main, post: main }, { jobId: '77' })
    const expected = {
      INPUT_APP_SECRET: 'of the app',
      'INPUT_REFRESH-TOKEN': '',
      'INPUT_GITHUB-API-URL': 'http://127.0.0.1:1',
      'INPUT_GITHUB-TOKEN': 'ghs_ofTheWorkflow',
      'INPUT_JOB-ID': '77',
      INPUT_MIN: '10',
    }
    const report = await action.run({ with: { 'app secret': 'of the app' } })
    expect(JSON.parse(report.rawLog)).toEqual(expected)
    expect(JSON.parse((await action.runner.post()).rawLog)).toEqual(expected)
  })

  test('are logged before the action starts, with secrets masked, empty ones omitted and a warning for unknown ones', async () => {
    await using action = new TinyAction({ inputs, main: '' })
    const given = {
      'refresh-token': 'FSREFTOK_1\n',
      'refresh-tokn': 'oops',
      'app secret': 'shown: no secret input',
    }
    const { log, annotations } = await action.run({ with: given, env: { LANG: 'C' } })
    expect(log).toBe(`##[warning]${annotations[0]?.message ?? ''}
##[group]Run acme/fxiaoke-refresh-action@v1
with:
  refresh-token: ***

  refresh-tokn: oops
  app secret: shown: no secret input
  github-api-url: http://127.0.0.1:1
  github-token: ***
  min: 10
env:
  LANG: C
##[endgroup]
`)
    expect(annotations[0]?.message).toMatch(
      /^Unexpected input\(s\) 'refresh-tokn', valid inputs are \['app secret', /,
    )
  })

  test.each([
    [
      'an expression that GitHub rejects',
      { inputs: "inputs: { a: { default: '${{ github.tokn }}' } }", main: '' },
    ],
    ['another Node version', { using: 'node20', main: '' }],
    ['a post step that does not always run', { postIf: 'success()', main: '' }],
  ])('reject an action.yml with %s', async (_name, source) => {
    await using action = new TinyAction(source)
    expect(() => action.start()).toThrow(/^action\.yml: /)
  })
})

describe('the environment', () => {
  test('is that of a job, and takes only PATH from this machine', async () => {
    process.env['LEFT_ON_THE_MACHINE'] = 'yes'
    const main = `
      import { readFileSync } from 'node:fs'
      log(JSON.stringify({ env, event: JSON.parse(readFileSync(env.GITHUB_EVENT_PATH)) }))`
    const event = { schedule: '0 3 * * *' }
    await using action = new TinyAction(
      { main },
      { event, runAttempt: 2, repositoryId: 4242, ref: 'refs/tags/v1' },
    )
    const seen = JSON.parse((await action.run({ debug: true, machineEnv: { no_proxy: '*' } })).rawLog) as {
      env: Record<string, string>
      event: unknown
    }
    delete process.env['LEFT_ON_THE_MACHINE']
    expect(seen.event).toEqual(event)
    expect(
      Object.keys(seen.env)
        .filter((name) => !/^(GITHUB|RUNNER)_/.test(name))
        .sort(),
    ).toEqual(['CI', 'HOME', 'PATH', 'no_proxy'])
    expect(seen.env).toMatchObject({
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: 'http://127.0.0.1:1',
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_REF_TYPE: 'tag',
      GITHUB_REPOSITORY: 'acme/crm',
      GITHUB_REPOSITORY_ID: '4242',
      GITHUB_REPOSITORY_OWNER: 'acme',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_RUN_ID: '1',
      RUNNER_DEBUG: '1',
      RUNNER_NAME: 'GitHub Actions 7',
    })
    expect(seen.env).not.toHaveProperty('GITHUB_TOKEN')
  })
})

describe('file commands', () => {
  test('let an earlier step plant state through GITHUB_ENV, unless the action saves the same name', async () => {
    const post = 'log(env.STATE_mine, env.STATE_planted)'
    await using action = new TinyAction({
      main: 'write(...JSON.parse(env.INPUT_WRITES))',
      inputs: 'inputs: { writes: {} }',
      post,
    })
    await action.run({ with: { writes: '["GITHUB_ENV", "STATE_mine=false\\nSTATE_planted=yes\\n"]' } })
    await action.run({ with: { writes: '["GITHUB_STATE", "mine=1\\n"]' } })
    expect((await action.runner.post()).rawLog).toBe('1\nyes\n')
  })

  test('can extend PATH, but cannot replace job contexts or inputs through GITHUB_ENV', async () => {
    const main = `
      log(env.GITHUB_REPOSITORY, env.RUNNER_NAME, env.INPUT_A, env.PATH)
      write('GITHUB_ENV', 'GITHUB_REPOSITORY=a/b\\nRUNNER_NAME=x\\nINPUT_A=z\\nPATH=/usr/bin\\n')
      write('GITHUB_PATH', '/one\\n/two\\n/one\\n')`
    await using action = new TinyAction({ main, inputs: 'inputs: { a: { default: 1 } }' })
    await action.run()
    const path = ['/one', '/two', '/usr/bin'].join(delimiter)
    expect((await action.run()).rawLog).toBe(`acme/crm\nGitHub Actions 7\n1\n${path}\n`)
  })

  test('pass outputs, state and variables, as lines or as blocks', async () => {
    const main = `
      write('GITHUB_OUTPUT', 'a=1=2<<3\\nb<<END\\none\\n\\ntwo=2\\nEND\\nempty<<END\\nEND\\na=again\\n')
      write('GITHUB_STATE', 'sealed<<END\\nx==\\nEND\\n')
      write('GITHUB_ENV', 'LATER=yes\\n')
      write('GITHUB_PATH', '/opt/tool\\n')`
    const post = 'log(JSON.stringify([env.STATE_sealed, env.LATER, env.PATH.split(":")[0]]))'
    await using action = new TinyAction({ main, post })
    const report = await action.run()
    expect(report.outputs).toEqual({ a: 'again', b: 'one\n\ntwo=2', empty: '' })
    expect(report.state).toEqual({ sealed: 'x==' })
    expect(JSON.parse((await action.runner.post()).rawLog)).toEqual(['x==', 'yes', '/opt/tool'])
  })

  test('of a killed step count up to the unfinished block', async () => {
    const main = `
      write('GITHUB_STATE', 'whole=1\\ncut<<END\\nhalf')
      log('written')
      setInterval(() => {}, 1000)`
    await using action = new TinyAction({ main, post: 'log("whole is " + env.STATE_whole + env.STATE_cut)' })
    const step = action.start()
    await step.onLog(/^written$/)
    step.signal('SIGKILL')
    const report = await step.done
    expect(report).toMatchObject({
      exitCode: null,
      signal: 'SIGKILL',
      state: { whole: '1' },
      conclusion: 'failure',
    })
    expect(report.log).toContain('##[error]Invalid value. EOF marker missing new line.')
    expect((await action.runner.post()).log).toBe('Post job cleanup.\nwhole is 1undefined\n')
  })

  test('prevent the post step from starting if a state value is too long for Windows', async () => {
    await using action = new TinyAction({ main: "write('GITHUB_STATE', 'long=' + 'x'.repeat(32_768))" })
    await action.run()
    const report = await action.runner.post()
    expect(report).toMatchObject({ exitCode: null, conclusion: 'failure', rawLog: '' })
    expect(report.log).toContain('too long: STATE_long')
  })

  test('mask the summary line by line, and reject one above 1 MiB', async () => {
    const main =
      "log('::add-mask::hush'); write('GITHUB_STEP_SUMMARY', 'hush\\nloud' + 'x'.repeat(Number(env.INPUT_MORE)))"
    await using action = new TinyAction({ main, inputs: 'inputs: { more: { default: 0 } }' })
    expect((await action.run()).summary).toBe('***\nloud\n')
    const { summary, rawSummary, log } = await action.run({ with: { more: '1048576' } })
    expect([summary, rawSummary.length]).toEqual(['', 1_048_585])
    expect(log).toContain('supports content up to a size of 1024k, got 1024k')
  })

  test('flag an output with a masked value as not passed to other jobs', async () => {
    const main = "log('::add-mask::hush'); write('GITHUB_OUTPUT', 'token=hush\\nurl=x?hush\\nfree=yes\\n')"
    await using action = new TinyAction({ main })
    expect((await action.run()).skippedAcrossJobs).toEqual(['token', 'url'])
  })
})

describe('masking', () => {
  test('lasts for the whole job, and covers the secrets of the job from the start', async () => {
    const source = {
      main: "log('::add-mask::late', env.INPUT_X)",
      post: "log('late ghs_ofTheWorkflow of-the-job')",
    }
    await using action = new TinyAction(
      { ...source, inputs: 'inputs: { x: {} }' },
      { secrets: ['of-the-job'] },
    )
    const { log } = await action.run({ with: { x: 'tokenOfX' }, secretInputs: ['x'] })
    expect(log).toContain('  x: ***\n##[endgroup]\n***\n')
    expect((await action.runner.post()).log).toBe('Post job cleanup.\n*** *** ***\n')
  })
})

describe('processes', () => {
  const stubborn = `
    process.on('SIGINT', () => log('got SIGINT'))
    process.on('SIGTERM', () => log('got SIGTERM'))
    setInterval(() => {}, 1000)
    log('ready')`

  test('get SIGINT, SIGTERM and SIGKILL when cancelled', async () => {
    await using action = new TinyAction({ main: stubborn })
    const report = await action.run({ cancelAfter: /ready/, cancelScale: 1 / 50 })
    expect(report).toMatchObject({ signal: 'SIGKILL', conclusion: 'cancelled' })
    expect(report.rawLog).toBe('ready\ngot SIGINT\ngot SIGTERM\n')
  })

  test('get no further signal once they exit on one, and the post step still runs', async () => {
    const main = "process.once('SIGINT', () => process.exit(3)); setInterval(() => {}, 1000); log('ready')"
    await using action = new TinyAction({ main, post: "log('cleaned')" })
    const step = action.start()
    await step.onLog(/ready/)
    await step.cancel()
    const report = await step.done
    expect(report).toMatchObject({ exitCode: 3, signal: null, conclusion: 'cancelled' })
    expect(report.annotations).toEqual([
      { level: 'error', title: '', message: 'The operation was canceled.' },
    ])
    expect((await action.runner.post()).rawLog).toBe('cleaned\n')
  })

  test('end on a shutdown as on a cancel, and no post or later step runs', async () => {
    await using action = new TinyAction({ main: stubborn, post: "log('cleaned')" })
    const step = action.start({ cancelScale: 1 / 50 })
    await step.onLog(/ready/)
    await step.shutDown()
    const report = await step.done
    expect(report).toMatchObject({ signal: 'SIGKILL', conclusion: 'cancelled' })
    expect(report.rawLog).toBe('ready\ngot SIGINT\ngot SIGTERM\n')
    await expect(action.runner.post()).rejects.toThrow('skips all further steps')
    expect(() => action.start()).toThrow('skips all further steps')
  })

  test('fail on a timeout whatever their exit code, and the post step still runs', async () => {
    const main = "process.once('SIGINT', () => process.exit(0)); setInterval(() => {}, 1000); log('ready')"
    await using action = new TinyAction({ main, post: "log('cleaned')" })
    const step = action.start()
    await step.onLog(/ready/)
    await step.timeOut(5)
    const { conclusion, annotations } = await step.done
    const message = "The action 'Run acme/fxiaoke-refresh-action@v1' has timed out after 5 minutes."
    expect({ conclusion, annotations }).toEqual({
      conclusion: 'failure',
      annotations: [{ level: 'error', title: '', message }],
    })
    expect((await action.runner.post()).rawLog).toBe('cleaned\n')
  })

  test("get main's state in the post step, with inputs that may be evaluated again", async () => {
    const show = 'log(Object.entries(env).filter(([name]) => /^(INPUT|STATE)_/.test(name)).join(" "))'
    const main = `${show}; write('GITHUB_STATE', 'kept=1\\n')`
    const inputs = 'inputs: { a: { default: 1 }, b: { default: 2 } }'
    await using action = new TinyAction({ main, post: show, inputs })
    expect((await action.run({ with: { a: 'given' } })).rawLog).toBe('INPUT_A,given INPUT_B,2\n')
    expect((await action.runner.post()).rawLog).toBe('STATE_kept,1 INPUT_A,given INPUT_B,2\n')
    expect((await action.runner.post({ with: { a: '' } })).rawLog).toBe('STATE_kept,1 INPUT_A, INPUT_B,2\n')
  })

  ;(CAN_RUN_SCRIPTS ? test : test.skip)('run scripts with bash, and reject another shell', async () => {
    await using action = new TinyAction({ main: '' })
    const run =
      'false | true; echo "which=first" >> "$GITHUB_OUTPUT"; false; echo "which=last" >> "$GITHUB_OUTPUT"'
    const plain = await action.runner.startScript({ run }).done
    expect(plain).toMatchObject({ conclusion: 'failure', outputs: { which: 'first' } })
    const strict = await action.runner.startScript({ run, shell: 'bash' }).done
    expect(strict).toMatchObject({ conclusion: 'failure', outputs: {} })
    expect(() => action.runner.startScript({ run, shell: 'pwsh' })).toThrow('pwsh')
  })

  test('end when the runner closes', async () => {
    await using action = new TinyAction({ main: stubborn })
    const step = action.start()
    await step.onLog(/ready/)
    await action.runner.close()
    expect(() => process.kill(step.pid, 0)).toThrow('ESRCH')
  })

  test('fail a wait for a log line when they end without printing it', async () => {
    await using action = new TinyAction({ main: "log('something else')" })
    await expect(action.start().onLog(/never/)).rejects.toThrow(
      'the step ended before its log matched /never/',
    )
  })
})

describe('the leak check', () => {
  const secrets = { 'the refresh token': 'FSREFTOK_0123456789/+"', 'the pin': '4711' }

  test('passes when secrets are only masked or in the access-token output', async () => {
    const main = "log('::add-mask::4711', 'FSREFTOK'); write('GITHUB_OUTPUT', 'access-token=4711\\n')"
    await using action = new TinyAction({ main })
    const report = await action.run()
    expect(() => {
      assertNoLeak(report, secrets)
    }).not.toThrow()
  })

  test.each([
    ['what the process printed', 'log(secret)'],
    ['what the process printed', 'log("x" + Buffer.from("12" + secret + "3").toString("base64"))'],
    ['what the process printed', 'log(encodeURIComponent(secret))'],
    ['what the process printed', 'log(JSON.stringify(JSON.stringify({ secret })))'],
    ['the job summary', 'write("GITHUB_STEP_SUMMARY", Buffer.from(secret).toString("base64url"))'],
    ['state sealed', 'write("GITHUB_STATE", "sealed=" + JSON.stringify(secret) + "\\n")'],
    ['output trace-id', 'write("GITHUB_OUTPUT", "trace-id=x" + secret + "\\n")'],
    ['exported variable TOKEN', 'write("GITHUB_ENV", "TOKEN=" + secret + "\\n")'],
  ])('names the secret and %s without showing the secret: %s', async (place, leak) => {
    const secret = secrets['the refresh token']
    await using action = new TinyAction({ main: `const secret = ${JSON.stringify(secret)}\n${leak}` })
    const report = await action.run()
    const message = messageOf(() => {
      assertNoLeak(report, secrets)
    })
    expect(message).toContain(`the refresh token leaked into ${place}`)
    expect(message).not.toContain('FSREFTOK')
    expect(message).not.toContain('the pin')
  })

  function messageOf(check: () => void): string {
    try {
      check()
    } catch (error) {
      return (error as Error).message
    }
    return ''
  }
})
