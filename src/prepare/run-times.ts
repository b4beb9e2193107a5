import { GitHubFailure } from '../github/github-failure.ts'
import { fieldsOf } from '../github/github-api.ts'
import type { GitHubApi } from '../github/github-api.ts'
import type { Place } from '../github/place.ts'
import { retrying } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { RunContext, World } from '../world.ts'

/** When this run read its secrets, by GitHub's clock, or why that cannot be known. */
export type SecretsRead = { at: Date } | { unreadable: GitHubFailure | undefined }

/**
 * Finds out when GitHub read the secrets that this step was given: organization and repository secrets when the run
 * was queued, environment secrets when the job started, and for a re-run (which may replay the secrets of the first
 * attempt) when the run was created.
 *
 * @param api with a token that has `actions: read`
 * @returns the time; unreadable when the token may not read it, or GitHub's answer does not have it
 * @throws {GitHubFailure} when GitHub cannot be asked now
 * @see https://docs.github.com/en/actions/reference/security/secrets
 */
export async function readSecretsRead(
  api: GitHubApi,
  place: Place,
  jobId: number | undefined,
  world: World,
  deadline: Deadline,
): Promise<SecretsRead> {
  const { context } = world
  const byJob = place.kind === 'environment' && context.runAttempt === 1
  try {
    const at = await retrying(
      () => (byJob ? readJobStart(api, jobId, context) : readRunCreation(api, context)),
      world,
      deadline,
    )
    return at ? { at } : { unreadable: undefined }
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.transient) throw error
    return { unreadable: error }
  }
}

async function readRunCreation(api: GitHubApi, context: RunContext): Promise<Date | undefined> {
  const { data } = await api.send('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
    owner: context.owner,
    repo: context.repo,
    run_id: context.runId,
  })
  return dateIn(data, 'created_at')
}

async function readJobStart(
  api: GitHubApi,
  jobId: number | undefined,
  context: RunContext,
): Promise<Date | undefined> {
  const { owner, repo, runId } = context
  if (jobId !== undefined) {
    const { data } = await api.send('GET /repos/{owner}/{repo}/actions/jobs/{job_id}', {
      owner,
      repo,
      job_id: jobId,
    })
    return dateIn(data, 'started_at')
  }
  // Runners too old to know `job.check_run_id`: this job is the one that now runs on this runner. Should several seem
  // to, the earliest start is the one that cannot make an old secret look fresh.
  const { data } = await api.send('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', {
    owner,
    repo,
    run_id: runId,
    filter: 'latest',
    per_page: 100,
  })
  const { jobs } = fieldsOf(data)
  const starts = (Array.isArray(jobs) ? (jobs as unknown[]) : [])
    .filter((job) => isRunningHere(job, context.runnerName))
    .map((job) => dateIn(job, 'started_at')?.getTime() ?? Number.NaN)
  return starts.length > 0 && !starts.some(Number.isNaN) ? new Date(Math.min(...starts)) : undefined
}

function isRunningHere(job: unknown, runnerName: string): boolean {
  const { status, runner_name: name } = fieldsOf(job)
  return status === 'in_progress' && name === runnerName
}

function dateIn(data: unknown, field: 'created_at' | 'started_at'): Date | undefined {
  const value = fieldsOf(data)[field]
  const date = new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
