import type { MappingToken } from '@actions/workflow-parser/templates/tokens/index'
import { asFarAsKnown } from './as-far-as-known.ts'
import { evaluated, evaluatedTexts, worst } from './expression.ts'
import type { Result, Scope } from './expression.ts'
import { takeJob } from './job-runner.ts'
import { grant } from './permissions.ts'
import { StepSequence } from './step-sequence.ts'
import type { JobOfSteps } from './step-sequence.ts'
import type { Values } from './settings.ts'
import type { StepRun } from './step-run.ts'
import type { RunOfJobs } from './workflow-runner.ts'

/** A job that has run, or was skipped. */
export interface JobRun {
  id: string
  /** Its matrix combination. */
  matrix: Readonly<Record<string, unknown>>
  environment: string | undefined
  /** Its concurrency group. */
  group: string | undefined
  result: Result
  outputs: Record<string, string>
  steps: StepRun[]
}

const JOB_KEYS = ['if', 'needs', 'runs-on', 'timeout-minutes', 'permissions', 'environment', 'concurrency']
const MORE_JOB_KEYS = ['strategy', 'env', 'outputs', 'steps']

let lastJob = 55_000_000_000

/** Runs the steps of a job, then their post steps in reverse order. */
export async function runJob(
  id: string,
  token: MappingToken,
  outside: Scope,
  run: RunOfJobs,
): Promise<JobRun> {
  const job = asFarAsKnown(token, [...JOB_KEYS, ...MORE_JOB_KEYS], `job ${id}`)
  const environment = nameOf(evaluated(job.find('environment'), outside))
  const { group } = (evaluated(job.find('concurrency'), outside) ?? {}) as { group?: string }
  grant(evaluated(job.find('permissions') ?? run.workflow.permissions, outside) ?? {}, run)

  run.sandbox.advance(2_000)
  const contexts = { ...outside.contexts, ...readSettings(environment, run) }
  const env = evaluatedTexts(job.find('env'), { ...outside, contexts })
  const masked = Object.values(contexts.secrets).filter((value) => value !== null)
  const { runner, listed } = takeJob((lastJob += 1), id, masked, run)
  run.known.push(listed)
  const shared: JobOfSteps = { run, runner, posts: [] }
  const sequence = new StepSequence(shared, { name: `job ${id}`, contexts, env })
  try {
    await sequence.run(job.find('steps')?.assertSequence('steps') ?? [])
    const results = [sequence.scope().status]
    // A runner that is shut down skips them.
    for (const post of runner.isShutDown ? [] : shared.posts.toReversed()) results.push(await post())
    const outputs = evaluatedTexts(job.find('outputs'), sequence.scope())
    for (const [name, value] of Object.entries(outputs)) if (runner.holdsMasked(value)) outputs[name] = ''
    listed.status = 'completed'
    // The runner reports a shutdown as a failure, though the step that it ended counts as cancelled.
    const result = runner.isShutDown ? 'failure' : worst(results)
    const matrix = (outside.contexts['matrix'] ?? {}) as JobRun['matrix']
    return { id, matrix, environment, group, result, outputs, steps: sequence.steps }
  } finally {
    await runner.close()
  }
}

/** A job whose `if:` did not hold. */
export function skippedJob(id: string): JobRun {
  const nothing = { matrix: {}, environment: undefined, group: undefined }
  return { id, ...nothing, result: 'skipped', outputs: {}, steps: [] }
}

/** The secrets and variables of a job. A called workflow has only the secrets that it is given. */
function readSettings(
  environment: string | undefined,
  { trigger: { caller }, settings }: RunOfJobs,
): { secrets: Values; vars: Values } {
  const reads = caller === undefined || caller.secrets === 'inherit'
  return { secrets: reads ? settings.secrets(environment) : {}, vars: settings.variables(environment) }
}

function nameOf(environment: unknown): string | undefined {
  return typeof environment === 'object'
    ? (environment as { name: string } | null)?.name
    : (environment as string)
}
