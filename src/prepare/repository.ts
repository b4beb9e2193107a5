import type { GitHubApi } from '../github/github-api.ts'
import { tooLate } from '../github/github-failure.ts'
import { readMoment } from '../moment.ts'
import { REPOSITORY_WITHIN } from '../patience.ts'
import { retrying, within } from '../retrying.ts'
import type { World } from '../world.ts'

/** What GitHub says about the repository that runs the workflow. */
export interface RepositoryFacts {
  id: number | undefined
  /** Whether its owner is an organization; undefined if unknown. */
  isOfOrganization: boolean | undefined
  /** The branch on which schedules run; undefined if unknown. */
  defaultBranch: string | undefined
  isPublic: boolean
  pushedAt: Date | undefined
}

/**
 * Reads the repository, for advice only: if anything goes wrong, the result is undefined and nobody is held up. (The
 * event's own `repository` can be missing in scheduled runs.)
 */
export async function readRepository(api: GitHubApi, world: World): Promise<RepositoryFacts | undefined> {
  const { owner, repo } = world.context
  const deadline = { at: world.clock.now() + REPOSITORY_WITHIN }
  try {
    const ask = () => retrying(() => api.ask(({ rest }) => rest.repos.get({ owner, repo })), world, deadline)
    const { data } = await within(deadline, world.clock, ask, tooLate)
    // Old servers have no visibility.
    const isPublic = data.visibility === 'public' || (data.private as boolean | undefined) === false
    const ownerType = (data.owner as { type?: unknown } | undefined)?.type
    return {
      id: typeof data.id === 'number' ? data.id : undefined,
      isOfOrganization: ownerType === undefined ? undefined : ownerType === 'Organization',
      defaultBranch: typeof data.default_branch === 'string' ? data.default_branch : undefined,
      isPublic,
      pushedAt: readDate(data.pushed_at),
    }
  } catch {
    return undefined
  }
}

/** Reads a date from GitHub; undefined if it is not a date, or an absurd one. */
export function readDate(value: unknown): Date | undefined {
  const time = readMoment(value)
  return time === undefined ? undefined : new Date(time)
}
