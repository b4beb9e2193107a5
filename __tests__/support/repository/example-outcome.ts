import { expect } from '@jest/globals'
import type { StepReport } from '../../../sandbox/runner/step-report.ts'
import type { JobRun } from '../../../sandbox/workflow/job-run.ts'
import type { StepRun } from '../../../sandbox/workflow/step-run.ts'
import { dispatched } from '../../../sandbox/workflow/trigger.ts'
import type { WorkflowRun } from '../../../sandbox/workflow/workflow-runner.ts'
import type { Workflow } from '../../../sandbox/workflow/workflow.ts'
import type { ExampleRepository } from './example-repository.ts'

/** The step of this project's action in a job that has run it. */
export type Rotation = StepRun & { main: StepReport; post: StepReport }

/** The only such step of a job. */
export function rotationOf(job: JobRun | undefined): Rotation {
  const [rotation, ...more] = job?.steps.filter((step): step is Rotation => step.main !== undefined) ?? []
  expect(more).toEqual([])
  if (rotation === undefined) throw new Error('the job has not run the action')
  return rotation
}

/** All went well in a job: its rotation has nothing to warn of, and left nothing for the post step. */
export function expectGood(job: JobRun | undefined, status: string): void {
  expect(job?.result).toBe('success')
  const { outputs, main, post } = rotationOf(job)
  expect(outputs).toMatchObject({ status, 'error-code': '' })
  expect(main.annotations).toEqual([])
  expect(post).toMatchObject({ exitCode: 0, rawLog: '' })
}

/** The repository stores the token that Fxiaoke considers live, and no longer the initial one. */
export function expectRenewed({ sandbox }: ExampleRepository): void {
  expect(sandbox.stored()).not.toBe(sandbox.refreshToken)
  expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId))
  expect(sandbox.fxiaoke.isAccessTokenValid(sandbox.stored('FXIAOKE_ACCESS_TOKEN') ?? '')).toBe(true)
}

/** How a person authorizes. */
export interface Authorization {
  /** What the form is given in both runs. */
  form?: Record<string, string>
  /** What it is given to start. Default `start` in its field. */
  start?: Record<string, string>
  /** Who is logged in to the browser. */
  openUserId?: string
}

/** Authorizes by two runs of a workflow: one shows a link, and the other gets the address where the browser landed. */
export async function authorizedBy(
  workflow: Workflow,
  repository: ExampleRepository,
  { form = {}, start = { 'authorization-code': 'start' }, openUserId }: Authorization = {},
): Promise<WorkflowRun> {
  const started = await repository.run(workflow, dispatched(workflow, { ...form, ...start }))
  expectGood(started.jobs[0], 'authorization-started')
  const { log, summary } = rotationOf(started.jobs[0]).main
  const link = /^http\S+\/oauth2\.0\/authorize\?\S+$/m.exec(log)?.[0] ?? ''
  expect(summary).toContain(`](${link})`)
  const user = openUserId === undefined ? {} : { openUserId }
  const landed = repository.sandbox.fxiaoke.authorizeUrlVisited(link, user)
  return repository.run(workflow, dispatched(workflow, { ...form, 'authorization-code': landed }))
}
