import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { RunnerSandbox } from '../runner/runner-sandbox.ts'
import type { StepReport } from '../runner/step-report.ts'
import type { StepGiven } from './step-run.ts'
import type { RunOfJobs } from './workflow-runner.ts'

const PROJECT = join(import.meta.dirname, '..', '..')
const LEAPING_CLOCK = pathToFileURL(join(import.meta.dirname, '..', 'leaping-clock.mjs')).href
const RUNNER_NAME = 'acme-runner-1'

/** The job that a step of this project's action runs in. */
export interface ActionJob {
  id: number
  /** Values that the runner masks from the start. */
  masked: readonly string[]
}

/** A step of this project's action whose main step has ended. */
export interface EndedAction {
  main: StepReport
  /** Runs its post step. */
  post: () => Promise<StepReport>
  /** Leaves the runner, which has nothing more to do. */
  leave: () => Promise<void>
  /** Whether the runner was shut down: it skips the rest of the job, post steps too. */
  isShutDown: boolean
}

/**
 * Runs the built action with the inputs that the workflow gives, and with no other. Only the host of the Fxiaoke cloud
 * is another one: that of the sandbox.
 */
export async function runAction(given: StepGiven, job: ActionJob, run: RunOfJobs): Promise<EndedAction> {
  const { sandbox, trigger } = run
  const runner = RunnerSandbox.create({
    repository: sandbox.repository,
    repositoryId: sandbox.repositoryId,
    runId: run.id,
    eventName: trigger.eventName,
    event: trigger.event,
    apiUrl: sandbox.github.url,
    githubToken: sandbox.workflowToken,
    jobId: String(job.id),
    runnerName: RUNNER_NAME,
    secrets: job.masked,
  })
  try {
    const step = runner.start({
      with: { ...given.with, 'cloud-domain': sandbox.fxiaoke.url },
      env: given.env,
      machineEnv: { NODE_OPTIONS: `--import=${LEAPING_CLOCK}` },
      secretInputs: [],
    })
    await Promise.all([run.whileRunning?.(step), step.done])
    return {
      main: await step.done,
      post: () => runner.post(),
      leave: () => runner.close(),
      isShutDown: runner.isShutDown,
    }
  } catch (error) {
    await runner.close()
    throw error
  }
}

/** Every output that `action.yml` declares, empty. */
export function declaredOutputs(): Record<string, string> {
  const { outputs } = parse(readFileSync(join(PROJECT, 'action.yml'), 'utf8')) as {
    outputs: Record<string, unknown>
  }
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, '']))
}

/** How the emulated GitHub lists a job on that runner. */
export function onRunner(id: number, name: string, startedAt: Date): RunOfJobs['known'][number] {
  return { id, name, startedAt, status: 'in_progress', runnerName: RUNNER_NAME }
}
