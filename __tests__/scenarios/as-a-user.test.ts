import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { LOGINS, STEPS } from '../../sandbox/as-a-user/expected.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import type { JobRun } from '../../sandbox/workflow/job-run.ts'
import { Settings } from '../../sandbox/workflow/settings.ts'
import type { StandIn, StepRun } from '../../sandbox/workflow/step-run.ts'
import { happened } from '../../sandbox/workflow/trigger.ts'
import { runWorkflow } from '../../sandbox/workflow/workflow-runner.ts'
import { readWorkflow } from '../../sandbox/workflow/workflow.ts'
import { CAN_RUN_SCRIPTS, runInBash } from '../support/machine/bash.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const CI = join(ROOT, '.github', 'workflows', 'ci.yml')

/** For steps whose work is already done. */
const DONE: StandIn = () => ({ outcome: 'success' })
const script: StandIn = (step, runner) =>
  step.does === 'npm ci' ? DONE(step, runner) : runInBash(step, runner)

/** Runs the Linux jobs of ci.yml that use the action as a user does. */
async function asAUser(): Promise<JobRun[]> {
  const workflow = await readWorkflow(CI)
  const jobs = new Map([...workflow.jobs].filter(([id]) => id.startsWith('as-a-user')))
  await using sandbox = await Sandbox.open()
  const run = await runWorkflow({ ...workflow, jobs }, happened(workflow, 'push', {}), {
    sandbox,
    settings: new Settings(sandbox.github, sandbox.repository),
    actions: { 'actions/checkout': DONE, 'actions/setup-node': DONE },
    script,
    workspace: ROOT,
    runsOn: 'ubuntu-latest',
    // The trace id of the exchange, printed once the new token is journaled.
    untilTimeOut: (step) => step.onLog(/E-O\.fk/),
  })
  expect(run.group).toBe('ci-refs/heads/main')
  // The action has only used the servers started by the job.
  expect(sandbox.log.all).toEqual([])
  return run.jobs
}

;(CAN_RUN_SCRIPTS ? describe : describe.skip)("the ci.yml jobs for GitHub's own runner, in ours", () => {
  let jobs: JobRun[]
  let uses: StepRun[]
  beforeAll(async () => {
    jobs = await asAUser()
    uses = (jobs[0]?.steps ?? []).filter(({ does }) => /^\.\/($|.*nested)/.test(does))
  })

  test('end every step as the job expects, and pass its own check', () => {
    const ends = uses.map(({ outcome, outputs: { status = '', 'error-code': code = '' } }) => ({
      outcome,
      status,
      'error-code': code,
    }))
    expect(ends).toEqual(Object.values(STEPS))
    expect(jobs[0]?.steps.at(-1)?.outcome).toBe('success')
  })

  test('kill main through the server, or through a runner timeout', () => {
    const killed = uses.map((step) => (step.steps?.[0]?.steps?.[0] ?? step).main?.signal)
    expect(killed).toEqual([null, null, 'SIGKILL', null, 'SIGKILL', null, 'SIGKILL'])
    const [timedOut] = uses[4]?.main?.annotations.slice(-1) ?? []
    expect(timedOut?.message).toContain('has timed out after 1 minutes')
  })

  test('leave every login as the job expects, with the expected summaries', () => {
    const sandbox = jobs[0]?.steps.find(({ does }) => does === './sandbox/as-a-user')
    const told = Object.entries(LOGINS).map(
      ([login, { held, summaries }]) => `${login}: ${held}, in ${summaries[1]} summaries`,
    )
    expect(sandbox?.post).toMatchObject({
      conclusion: 'success',
      log: `Post job cleanup.\n${told.join('\n')}\n`,
    })
  })

  test('store from the journal in the post step of a killed main inside two composite actions', () => {
    const action = uses[6]?.steps?.[0]?.steps?.[0]
    expect(action?.post?.log).toContain('The post step stored the new refresh token')
  })

  test('succeed, and pass no masked output to the next job', () => {
    expect(jobs).toMatchObject([
      { id: 'as-a-user', result: 'success', outputs: { status: 'refreshed', 'access-token': '' } },
      { id: 'as-a-user-masked', result: 'success' },
    ])
    expect(uses[0]?.outputs['access-token']).toMatch(/^FSTOK_/)
  })
})
