import type { GitHubApi } from '../github/github-api.ts'
import { GitHubFailure, tooLate } from '../github/github-failure.ts'
import type { Place } from '../github/place.ts'
import { REPOSITORY_WITHIN } from '../patience.ts'
import { retrying, within } from '../retrying.ts'
import type { World } from '../world.ts'

/** What GitHub says about an environment, which the workflow's own token can read. */
export type EnvironmentFacts =
  | {
      kind: 'exists'
      /** Undefined: missing, or not a valid id. */
      id: number | undefined
      /** Whether a reviewer must approve each run. */
      isReviewed: boolean
      /** How long each run is delayed. */
      waitMinutes: number
      /** Which branches may use the environment. */
      branches: 'all' | 'some'
    }
  | { kind: 'missing' }
  /** `failure` undefined: there was no token to ask with. */
  | { kind: 'unknown'; failure: GitHubFailure | undefined }

/**
 * Reads an environment of the repository that runs the workflow.
 *
 * @param api with the workflow's own token, which certainly sees the repository, so that a 404 means there is no
 *   environment
 * @returns never a failure: this is only for advice
 * @see https://docs.github.com/en/rest/deployments/environments#get-an-environment
 */
export async function readEnvironment(
  api: GitHubApi | undefined,
  { owner, repo, environment: environment_name }: Place & { kind: 'environment' },
  world: World,
): Promise<EnvironmentFacts> {
  if (!api) return { kind: 'unknown', failure: undefined }
  const deadline = { at: world.clock.now() + REPOSITORY_WITHIN }
  try {
    const ask = () =>
      retrying(
        () => api.ask(({ rest }) => rest.repos.getEnvironment({ owner, repo, environment_name })),
        world,
        deadline,
      )
    const { data } = await within(deadline, world.clock, ask, tooLate)
    return { kind: 'exists', ...readRules(data) }
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error
    return error.kind === 'not-found' ? { kind: 'missing' } : { kind: 'unknown', failure: error }
  }
}

/** Takes nothing for granted about the shape of the answer. */
function readRules(data: {
  id?: unknown
  protection_rules?: unknown
  deployment_branch_policy?: unknown
}): Omit<EnvironmentFacts & { kind: 'exists' }, 'kind'> {
  const rules = (Array.isArray(data.protection_rules) ? (data.protection_rules as unknown[]) : []).filter(
    (rule): rule is Record<string, unknown> => typeof rule === 'object' && rule !== null,
  )
  const of = (type: string): Record<string, unknown> | undefined =>
    rules.find((rule) => rule['type'] === type)
  const minutes = of('wait_timer')?.['wait_timer']
  return {
    id: typeof data.id === 'number' && Number.isSafeInteger(data.id) && data.id > 0 ? data.id : undefined,
    isReviewed: of('required_reviewers') !== undefined,
    waitMinutes: typeof minutes === 'number' && Number.isSafeInteger(minutes) && minutes > 0 ? minutes : 0,
    branches: data.deployment_branch_policy ? 'some' : 'all',
  }
}
