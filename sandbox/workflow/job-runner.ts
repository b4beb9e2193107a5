import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { RunnerSandbox } from '../runner/runner-sandbox.ts'
import type { SandboxJob } from '../github/github-sandbox.ts'
import type { RunOfJobs } from './workflow-runner.ts'

const PROJECT = join(import.meta.dirname, '..', '..')
const LEAPING_CLOCK = pathToFileURL(join(import.meta.dirname, '..', 'leaping-clock.mjs')).href
const RUNNER_NAME = 'acme-runner-1'

/** The name of this project's action in workflows of other repositories. */
const THIS_ACTION = 'org/fxiaoke-refresh-action@v1'

/** A runner for one job, and the job's entry on the emulated GitHub. */
export function takeJob(
  id: number,
  name: string,
  secrets: readonly string[],
  run: RunOfJobs,
): { runner: RunnerSandbox; listed: SandboxJob } {
  const { sandbox, trigger, workspace } = run
  const startedAt = sandbox.now()
  const runner = RunnerSandbox.create({
    repository: sandbox.repository,
    repositoryId: sandbox.repositoryId,
    runId: run.id,
    eventName: trigger.eventName,
    event: trigger.event,
    apiUrl: sandbox.github.url,
    githubToken: sandbox.workflowToken,
    jobId: String(id),
    runnerName: RUNNER_NAME,
    secrets,
    ...(workspace === undefined ? {} : { workspace }),
  })
  return { runner, listed: { id, name, startedAt, status: 'in_progress', runnerName: RUNNER_NAME } }
}

/** An action that a step can run. */
export interface FoundAction {
  folder: string
  /** Maps the workflow's inputs to the action's. */
  given: (inputs: Record<string, string>) => Record<string, string>
  machineEnv?: Record<string, string>
}

/**
 * Finds this project's action, or one of the repository's. They get exactly the workflow's inputs, except that for an
 * example the sandbox stands in for the Fxiaoke cloud, and time is simulated.
 *
 * @returns undefined for third-party actions
 * @throws for one of the repository's if nothing is checked out
 */
export function actionOf(does: string, { sandbox, workspace }: RunOfJobs): FoundAction | undefined {
  if (does === THIS_ACTION) {
    return {
      folder: PROJECT,
      given: (inputs) => ({ ...inputs, 'cloud-domain': sandbox.fxiaoke.url }),
      machineEnv: { NODE_OPTIONS: `--import=${LEAPING_CLOCK}` },
    }
  }
  if (!does.startsWith('./')) return undefined
  if (workspace === undefined) throw new Error(`${does}: nothing is checked out`)
  return { folder: join(workspace, does), given: (inputs) => inputs }
}

/** Every output that an `action.yml` declares, empty. */
export function declaredOutputs(folder: string): Record<string, string> {
  const { outputs } = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as {
    outputs?: Record<string, unknown>
  }
  return Object.fromEntries(Object.keys(outputs ?? {}).map((name) => [name, '']))
}
