import { GitHubFailure } from '../github/github-failure.ts'
import type { GitHubApi } from '../github/github-api.ts'
import type { HomePlace } from '../github/place.ts'
import { retrying } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import { readDate } from './repository.ts'
import type { RunContext, World } from '../world.ts'

/** GitHub's largest page. */
const PAGE = 100

/** A matrix has at most 256 jobs. A list of more than a thousand is not worth reading. */
const MAX_PAGES = 10

/** When this run read its secrets, by GitHub's clock, or why that is unknown. */
export type SecretsRead = { at: Date } | { unreadable: GitHubFailure | undefined }

/**
 * Finds out when GitHub read the secrets that it passed to this step: organization and repository secrets when the run
 * was queued, environment secrets when the job started, and for a re-run (which may replay the first attempt's secrets)
 * when the run was created.
 *
 * @param api with a token that has `actions: read`
 * @returns the time, or `unreadable` if the token may not read it or GitHub's answer lacks it
 * @throws {GitHubFailure} for a transient failure
 * @see https://docs.github.com/en/actions/reference/security/secrets
 */
export async function readSecretsRead(
  api: GitHubApi,
  place: HomePlace,
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
  const { owner, repo, runId: run_id } = context
  const { data } = await api.ask(({ rest }) => rest.actions.getWorkflowRun({ owner, repo, run_id }))
  return readDate(data.created_at)
}

async function readJobStart(
  api: GitHubApi,
  jobId: number | undefined,
  context: RunContext,
): Promise<Date | undefined> {
  const { owner, repo, runId: run_id } = context
  if (jobId !== undefined) {
    const { data } = await api.ask(({ rest }) =>
      rest.actions.getJobForWorkflowRun({ owner, repo, job_id: jobId }),
    )
    return readDate(data.started_at)
  }
  // Runners too old for `job.check_run_id`: this job is the one in progress on this runner. If several match, take the
  // earliest start, which cannot make an old secret look fresh.
  const starts: number[] = []
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { data } = await api.ask(({ rest }) =>
      rest.actions.listJobsForWorkflowRun({ owner, repo, run_id, filter: 'latest', per_page: PAGE, page }),
    )
    const jobs = Array.isArray(data.jobs) ? (data.jobs as ((typeof data.jobs)[number] | null)[]) : []
    for (const job of jobs)
      if (job?.status === 'in_progress' && job.runner_name === context.runnerName)
        starts.push(readDate(job.started_at)?.getTime() ?? Number.NaN)
    if (jobs.length < PAGE)
      return starts.length > 0 && !starts.some(Number.isNaN) ? new Date(Math.min(...starts)) : undefined
  }
  // Without the whole list, we cannot know which start is the earliest.
  return undefined
}
