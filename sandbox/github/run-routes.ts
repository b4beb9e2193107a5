import type { Call } from './call.ts'
import type { SandboxJob, SandboxRun } from './github-state.ts'
import { notFound } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { paginate } from './paginate.ts'
import { timestamp } from './timestamp.ts'

/** The repository that GitHub's examples of runs and jobs are about. */
const EXAMPLE = 'octo-org/octo-repo'

export function getRun(call: Call): Outcome {
  const run = attempts(call).at(-1)
  return run ? { status: 200, body: asRun(run, call) } : notFound()
}

export function getAttempt(call: Call): Outcome {
  const run = attempt(call)
  return run ? { status: 200, body: asRun(run, call) } : notFound()
}

export function listJobs(call: Call): Outcome {
  const runs = attempts(call)
  if (runs.length === 0) return notFound()
  return jobsOf(call.query.get('filter') === 'all' ? runs : runs.slice(-1), call)
}

export function listAttemptJobs(call: Call): Outcome {
  const run = attempt(call)
  return run ? jobsOf([run], call) : notFound()
}

export function getJob(call: Call): Outcome {
  const id = Number(call.parameters['job_id'])
  for (const run of call.state.runs(call.repository?.fullName ?? '')) {
    const job = run.jobs?.find((one) => one.id === id)
    if (job) return { status: 200, body: asJob(call.example(), job, run, call) }
  }
  return notFound()
}

/** The attempts of the run in the path, latest last. */
function attempts({ state, repository, parameters }: Call): SandboxRun[] {
  return state.runs(repository?.fullName ?? '').filter(({ id }) => id === Number(parameters['run_id']))
}

function attempt(call: Call): SandboxRun | undefined {
  return attempts(call).find((run) => (run.attempt ?? 1) === Number(call.parameters['attempt_number']))
}

function jobsOf(runs: readonly SandboxRun[], call: Call): Outcome {
  const all = runs.flatMap((run) => (run.jobs ?? []).map((job) => ({ job, run })))
  const { items, headers } = paginate(all, call)
  const [example = {}] = (call.example()['jobs'] ?? []) as Record<string, unknown>[]
  const jobs = items.map(({ job, run }) => asJob(example, job, run, call))
  return { status: 200, body: { total_count: all.length, jobs }, headers }
}

function asRun(run: SandboxRun, call: Call): object {
  const number = run.attempt ?? 1
  const started = timestamp(run.runStartedAt ?? run.createdAt)
  return {
    ...renamed(call.example(), call),
    id: run.id,
    run_attempt: number,
    status: 'in_progress',
    conclusion: null,
    created_at: timestamp(run.createdAt),
    run_started_at: started,
    updated_at: started,
    url: `${call.apiUrl}/repos/${call.repository?.fullName ?? ''}/actions/runs/${run.id}`,
  }
}

function asJob(
  example: Readonly<Record<string, unknown>>,
  job: SandboxJob,
  run: SandboxRun,
  call: Call,
): object {
  const startedAt = timestamp(job.startedAt)
  const status = job.status ?? 'in_progress'
  return {
    ...renamed(example, call),
    id: job.id,
    run_id: run.id,
    run_attempt: run.attempt ?? 1,
    status,
    conclusion: status === 'completed' ? 'success' : null,
    created_at: startedAt,
    started_at: startedAt,
    completed_at: status === 'completed' ? startedAt : null,
    name: job.name ?? 'rotate',
    runner_name: job.runnerName ?? 'GitHub Actions 7',
    steps: [],
    check_run_url: `${call.apiUrl}/repos/${call.repository?.fullName ?? ''}/check-runs/${job.id}`,
  }
}

function renamed(example: Readonly<Record<string, unknown>>, { repository }: Call): object {
  return JSON.parse(JSON.stringify(example).replaceAll(EXAMPLE, repository?.fullName ?? '')) as object
}
