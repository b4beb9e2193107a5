import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { StepRun } from '../../sandbox/workflow/step-run.ts'
import { happened } from '../../sandbox/workflow/trigger.ts'
import type { Surroundings, WorkflowRun } from '../../sandbox/workflow/workflow-runner.ts'
import { readWorkflow } from '../../sandbox/workflow/workflow.ts'
import { ExampleRepository } from '../support/repository/example-repository.ts'

/** Prints its inputs and which repository it is from, sets an output and a state, and fails on request. */
const SAYS = `
import { appendFileSync } from 'node:fs'
const { env } = process
const say = () => {
  const given = Object.entries(env).filter(([name]) => /^(INPUT|STATE)_/.test(name))
  const from = env.GITHUB_ACTION_REPOSITORY + env.GITHUB_ACTION_REF
  process.stdout.write(given.map(([name, value]) => name + '=' + value).sort().join(' ') + ' ' + (env.GREETING ?? '') + from + '\\n')
}
`
const MAIN = `${SAYS}
appendFileSync(env.GITHUB_OUTPUT, 'said=' + env.INPUT_A + '\\n')
appendFileSync(env.GITHUB_STATE, 'kept=1\\n')
if (env.INPUT_A === 'fails') process.exitCode = 1
if (env.INPUT_A === 'hangs') setInterval(() => undefined, 1000)
say()
`
const POST = `${SAYS}
if (env.INPUT_B === 'post-fails') process.exitCode = 1
say()
`

const composite = (inputs: string, steps: string): string => `
name: composite
description: a composite action
inputs: { ${inputs} }
outputs: { said: { description: what was said, value: '\${{ steps.one.outputs.said }}' } }
runs:
  using: composite
  steps:
${steps}`

const ACTIONS = {
  says: `
name: says
description: shows what it is given
inputs: { a: { default: none }, b: { default: none } }
outputs: { said: { description: what was said } }
runs: { using: node24, main: main.mjs, post: post.mjs, post-if: always() }`,
  around: composite(
    'a: { default: default }, c: {}',
    `
    - { id: one, uses: ./says, with: { a: '\${{ inputs.a }}', b: '\${{ inputs.c }}' }, env: { GREETING: hello } }
    - { id: two, uses: ./says, if: failure(), with: { a: after-failure } }`,
  ),
  'around-that': composite(
    'x: {}, c: {}',
    `
    - { id: one, uses: ./around, with: { a: '\${{ inputs.x }}', c: '\${{ inputs.c }}' } }`,
  ),
  lenient: composite(
    'a: {}',
    `
    - { id: one, uses: ./says, continue-on-error: true, with: { a: '\${{ inputs.a }}' } }
    - { id: two, uses: ./says, with: { a: '\${{ steps.one.outcome }}', b: '\${{ steps.one.conclusion }}' } }`,
  ),
  script: composite('a: {}', `    - { id: one, run: echo "said=it" >> "$GITHUB_OUTPUT", shell: bash }`),
  unsound: composite('a: {}', `    - { id: one, run: echo no shell }`),
}

let workspace: string
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'checkout-'))
  for (const [name, text] of Object.entries(ACTIONS)) {
    mkdirSync(join(workspace, name))
    writeFileSync(join(workspace, name, 'action.yml'), text)
  }
  writeFileSync(join(workspace, 'says', 'main.mjs'), MAIN)
  writeFileSync(join(workspace, 'says', 'post.mjs'), POST)
})
afterAll(() => {
  rmSync(workspace, { recursive: true })
})

/** Runs one job with the given steps. */
async function run(steps: string, special: Partial<Surroundings> = {}): Promise<WorkflowRun> {
  await using repository = await ExampleRepository.open()
  const text = `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`
  const workflow = await readWorkflow('local.yml', text)
  return await repository.run(workflow, happened(workflow, 'push', {}), { workspace, ...special })
}

/** What a step and the steps inside it have printed: main and post. */
function said(step: StepRun | undefined): string[] {
  const own = [step?.main, step?.post].flatMap((report) =>
    report === undefined ? [] : [report.rawLog.trim()],
  )
  return [...own, ...(step?.steps ?? []).flatMap(said)]
}

describe('a composite action', () => {
  test('passes inputs and environment in and outputs out; the post step sees the same as main', async () => {
    const { jobs } = await run(`
      - { id: it, uses: ./around, with: { c: given } }
      - { uses: ./says, with: { a: '\${{ steps.it.outputs.said }}' } }`)
    const [around, says] = jobs[0]?.steps ?? []
    expect(said(around)).toEqual([
      'INPUT_A=default INPUT_B=given hello',
      'INPUT_A=default INPUT_B=given STATE_kept=1 hello',
    ])
    expect(said(says)[0]).toBe('INPUT_A=default INPUT_B=none')
    expect(jobs[0]?.result).toBe('success')
  })

  test('inside another one gives its post step only the inputs that share a name with the outer ones', async () => {
    const { jobs } = await run(`
      - { id: it, uses: ./around-that, with: { x: main only, c: both } }`)
    expect(said(jobs[0]?.steps[0])).toEqual([
      'INPUT_A=main only INPUT_B=both hello',
      'INPUT_A= INPUT_B=both STATE_kept=1 hello',
    ])
    expect(jobs[0]?.steps[0]?.outputs).toEqual({ said: 'main only' })
  })

  test('fails when one of its steps fails, but sees only failures of its own steps', async () => {
    const { jobs } = await run(`
      - { uses: ./says, continue-on-error: true, with: { a: fails } }
      - { uses: ./around, with: { a: fails } }
      - { uses: ./says }`)
    const [, around, skipped] = jobs[0]?.steps ?? []
    expect(around?.steps?.map(({ outcome }) => outcome)).toEqual(['failure', 'success'])
    expect([around?.outcome, skipped?.outcome, jobs[0]?.result]).toEqual(['failure', 'skipped', 'failure'])
  })

  test.each([
    ['an undeclared input', './around', 'with: { d: x }', 'Unexpected input(s): d'],
    ['a definition that GitHub rejects', './unsound', 'id: it', 'shell'],
    ['a time limit', './around', 'timeout-minutes: 1', 'timeout-minutes of ./around'],
  ])('is rejected with %s', async (_case, uses, key, complaint) => {
    await expect(run(`      - { uses: ${uses}, ${key} }`)).rejects.toThrow(complaint)
  })

  test('runs its scripts through the stand-in', async () => {
    const { jobs } = await run('      - { uses: ./script, with: { a: x } }', {
      script: ({ shell }) => ({ outcome: 'success', outputs: { said: shell ?? '' } }),
    })
    expect(jobs[0]?.steps[0]?.outputs).toEqual({ said: 'bash' })
  })
})

describe('continue-on-error', () => {
  test('tolerates a failure of the step and of its post step', async () => {
    const { jobs } = await run(`
      - { id: it, uses: ./says, continue-on-error: true, with: { a: fails, b: post-fails } }
      - { uses: ./says, with: { a: '\${{ steps.it.outcome }}', b: '\${{ steps.it.conclusion }}' } }
      - { uses: ./around, continue-on-error: true, with: { c: post-fails } }`)
    const [it, then, around] = jobs[0]?.steps ?? []
    expect(it).toMatchObject({ outcome: 'failure', conclusion: 'success', post: { conclusion: 'failure' } })
    expect(said(then)[0]).toBe('INPUT_A=failure INPUT_B=success')
    expect(around?.steps?.[0]?.post?.conclusion).toBe('failure')
    expect(jobs[0]?.result).toBe('success')
  })

  test('works for a step in a composite action', async () => {
    const { jobs } = await run('      - { uses: ./lenient, with: { a: fails } }')
    const [lenient] = jobs[0]?.steps ?? []
    expect(said(lenient?.steps?.[1])[0]).toBe('INPUT_A=failure INPUT_B=success')
    expect([lenient?.outcome, jobs[0]?.result]).toEqual(['success', 'success'])
  })

  test.each(['./says, with: { b: post-fails }', './around, with: { c: post-fails }'])(
    'if missing, lets a failed post step fail the job (%s)',
    async (uses) => {
      const { jobs } = await run(`      - { uses: ${uses} }`)
      expect([jobs[0]?.steps[0]?.conclusion, jobs[0]?.result]).toEqual(['success', 'failure'])
    },
  )
})

describe('a cancelled step', () => {
  const AFTER = `
      - { uses: ./says, with: { a: on success } }
      - { uses: ./says, if: failure(), with: { a: on failure } }
      - { uses: ./says, if: cancelled(), with: { a: when cancelled } }
      - { uses: ./says, if: always(), with: { a: '\${{ steps.it.outcome }}', b: '\${{ steps.it.conclusion }}' } }`

  test.each(['./says', './around'])('cancels the job, whatever continue-on-error says (%s)', async (uses) => {
    const hangs = `      - { id: it, uses: ${uses}, continue-on-error: true, with: { a: hangs } }`
    const { jobs } = await run(hangs + AFTER, {
      whileRunning: async (step) => {
        const hung = await step.onLog(/^INPUT_A=hangs/).then(
          () => true,
          () => false,
        )
        if (hung) await step.cancel()
      },
    })
    const [, ...later] = jobs[0]?.steps ?? []
    expect(later.map((step) => said(step)[0])).toEqual([
      undefined,
      undefined,
      'INPUT_A=when cancelled INPUT_B=none',
      'INPUT_A=cancelled INPUT_B=cancelled',
    ])
    expect(jobs[0]?.result).toBe('cancelled')
  })
})

describe('timeout-minutes', () => {
  const HANGS = '      - { uses: ./says, timeout-minutes: 7, with: { a: hangs } }'

  test('fails a step that exceeds it, and runs its post step', async () => {
    const { jobs } = await run(HANGS, { untilTimeOut: (step) => step.onLog(/^INPUT_A=hangs/) })
    const [hangs] = jobs[0]?.steps ?? []
    expect(hangs?.outcome).toBe('failure')
    const [timedOut] = hangs?.main?.annotations.slice(-1) ?? []
    expect(timedOut?.message).toBe("The action 'Run ./says' has timed out after 7 minutes.")
    expect(said(hangs)[1]).toBe('INPUT_A=hangs INPUT_B=none STATE_kept=1')
  })

  test('leaves a step alone that ends in time', async () => {
    const soon = HANGS.replace('hangs', 'ends')
    const { jobs } = await run(soon, { untilTimeOut: () => new Promise(() => undefined) })
    expect(jobs[0]?.result).toBe('success')
  })

  test('is rejected where the sandbox would ignore it', async () => {
    await expect(run(HANGS.replace('hangs', 'ends'))).rejects.toThrow(
      'nobody says when the time of ./says is over',
    )
    await expect(run('      - { run: sleep 1, timeout-minutes: 1 }')).rejects.toThrow(
      'timeout-minutes of sleep 1',
    )
  })
})

test('a local action needs a checkout', async () => {
  await using repository = await ExampleRepository.open()
  const workflow = await readWorkflow(
    'local.yml',
    'on: push\njobs: { job: { runs-on: x, steps: [{ uses: ./says }] } }',
  )
  await expect(repository.run(workflow, happened(workflow, 'push', {}))).rejects.toThrow(
    'nothing is checked out',
  )
})
