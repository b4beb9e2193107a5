import type { GitHubApi } from '../github/github-api.ts'
import type { World } from '../world.ts'

/** What GitHub says of the repository that runs the workflow. */
export interface RepositoryFacts {
  id: number | undefined
  isPublic: boolean
  pushedAt: Date | undefined
}

/**
 * Reads the repository, for advice only: whatever goes wrong, nothing is known and nobody is held up. (The event's own
 * `repository` can be missing in scheduled runs.)
 */
export async function readRepository(api: GitHubApi, world: World): Promise<RepositoryFacts | undefined> {
  const { owner, repo } = world.context
  try {
    const { data } = await api.send('GET /repos/{owner}/{repo}', { owner, repo })
    const { id, visibility, private: isPrivate, pushed_at: pushed } = data as Record<string, unknown>
    const pushedAt = new Date(typeof pushed === 'string' ? pushed : Number.NaN)
    return {
      id: typeof id === 'number' ? id : undefined,
      isPublic: visibility === 'public' || isPrivate === false,
      pushedAt: Number.isNaN(pushedAt.getTime()) ? undefined : pushedAt,
    }
  } catch {
    return undefined
  }
}
