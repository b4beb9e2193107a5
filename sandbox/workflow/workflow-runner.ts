import type { MappingToken } from '@actions/workflow-parser/templates/tokens/index'
import type { SandboxJob } from '../github/github-sandbox.ts'
import type { RunningStep } from '../runner/running-step.ts'
import type { StepReport } from '../runner/step-report.ts'
import type { Sandbox } from '../sandbox.ts'
import { evaluated, evaluatedText, holds, worst } from './expression.ts'
import type { Scope } from './expression.ts'
import { runJob, skippedJob } from './job-run.ts'
import type { JobRun } from './job-run.ts'
import type { Settings } from './settings.ts'
import type { StandIn, StepRun } from './step-run.ts'
import type { Trigger } from './trigger.ts'
import type { Workflow } from './workflow.ts'

/** What a workflow runs against, and the stand-ins for everything but this project's action. */
export interface Surroundings {
  sandbox: Sandbox
  settings: Settings
  /** Third-party actions, by `owner/name`. */
  actions: Readonly<Record<string, StandIn>>
  /** All `run:` steps. */
  script: StandIn
  /** Called when the runner has started an action's main step. */
  whileRunning?: (step: RunningStep) => void | Promise<void>
  /** The folder with the checked-out files, for the repository's own actions. Default none. */
  workspace?: string
  /** Settles when an action's `timeout-minutes` have elapsed. */
  untilTimeOut?: (step: RunningStep) => Promise<void>
  /** Which kind of machine is available; other jobs are left out. Default all. */
  runsOn?: string
}

/** One run of a workflow, for its jobs. */
export interface RunOfJobs extends Surroundings {
  workflow: Workflow
  trigger: Trigger
  id: number
  /** The jobs known to the emulated GitHub. */
  known: SandboxJob[]
}

/** A workflow that has run. */
export interface WorkflowRun {
  /** Its concurrency group. */
  group: string | undefined
  /** In the order in which they ended, without those that a failed matrix job stopped. */
  jobs: JobRun[]
  /** What actions left behind, main steps and post steps. */
  reports: StepReport[]
  /** Outputs of a called workflow. */
  outputs: Record<string, string>
}

interface Strategy {
  matrix?: Record<string, unknown[]>
  'max-parallel'?: number
  'fail-fast'?: boolean
}

let lastRun = 19_500_000_000

/** Runs a workflow like GitHub: its jobs in the order of their needs, once per matrix combination. */
export async function runWorkflow(
  workflow: Workflow,
  trigger: Trigger,
  surroundings: Surroundings,
): Promise<WorkflowRun> {
  const { sandbox } = surroundings
  const run: RunOfJobs = { ...surroundings, workflow, trigger, id: (lastRun += 1), known: [] }
  // GitHub's timestamps are whole seconds: what was stored before must not look as new as this run.
  sandbox.advance(2_000)
  const [repository, createdAt, attempt] = [sandbox.repository, sandbox.now(), 1]
  // The list grows as jobs start.
  sandbox.github.addRun({ repository, id: run.id, createdAt, attempt, jobs: run.known })

  const jobs: JobRun[] = []
  for (const [id, job] of workflow.jobs) jobs.push(...(await runAsOften(id, job, run, jobs)))
  const { group } = (evaluated(workflow.concurrency, scopeOf(run, [])) ?? {}) as { group?: string }
  return {
    group,
    jobs,
    reports: reportsOf(jobs.flatMap((job) => job.steps)),
    outputs: evaluatedOutputs(workflow, scopeOf(run, jobs)),
  }
}

function reportsOf(steps: readonly StepRun[]): StepReport[] {
  return steps.flatMap(({ main, post, steps: inside = [] }) => [
    ...[main, post].filter((report) => report !== undefined),
    ...reportsOf(inside),
  ])
}

/** Runs one job for each combination of its matrix. */
async function runAsOften(
  id: string,
  job: MappingToken,
  run: RunOfJobs,
  earlier: readonly JobRun[],
): Promise<JobRun[]> {
  const needed = [evaluated(job.find('needs'), scopeOf(run, [])) ?? []].flat() as string[]
  const needs = needed.map((name) => {
    const found = earlier.find((one) => one.id === name)
    if (found === undefined) throw new Error(`${id} needs ${name}, which has not run before it`)
    return found
  })
  const scope = scopeOf(run, needs)
  if (!holds(job.find('if'), scope)) return [skippedJob(id)]
  const strategy = (evaluated(job.find('strategy'), scope) ?? {}) as Strategy
  const waiting = combinations(strategy.matrix ?? {})
  const ended: JobRun[] = []
  const oneAfterTheOther = async (): Promise<void> => {
    for (let matrix = waiting.shift(); matrix !== undefined; matrix = waiting.shift()) {
      const inside: Scope = { contexts: { ...scope.contexts, matrix }, status: 'success' }
      if (run.runsOn !== undefined && evaluated(job.find('runs-on'), inside) !== run.runsOn) continue
      const end = await runJob(id, job, inside, run)
      ended.push(end)
      if (end.result === 'failure' && strategy['fail-fast'] !== false) waiting.length = 0
    }
  }
  const width = strategy['max-parallel'] ?? waiting.length
  await Promise.all(Array.from({ length: width }, oneAfterTheOther))
  return ended
}

/** What a job that needs those jobs sees, or the outputs of a called workflow that contains them. */
function scopeOf({ sandbox, settings, trigger }: RunOfJobs, jobs: readonly JobRun[]): Scope {
  const github = {
    token: sandbox.workflowToken,
    repository: sandbox.repository,
    ref: 'refs/heads/main',
    event_name: trigger.eventName,
    event: trigger.event,
  }
  const results = Object.fromEntries(jobs.map(({ id, result, outputs }) => [id, { result, outputs }]))
  const [vars, inputs] = [settings.variables(), trigger.inputs]
  return {
    contexts: { github, vars, inputs, needs: results, jobs: results },
    status: worst(jobs.map(({ result }) => result)),
  }
}

function combinations(matrix: Readonly<Record<string, unknown[]>>): Record<string, unknown>[] {
  return Object.entries(matrix).reduce<Record<string, unknown>[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  )
}

function evaluatedOutputs({ outputs }: Workflow, scope: Scope): Record<string, string> {
  return Object.fromEntries([...outputs].map(([name, value]) => [name, evaluatedText(value, scope)]))
}
