import { ActionError } from '../errors/action-error.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import type { Config } from '../inputs/config.ts'
import { looksLikeWorkflowToken } from '../inputs/token-shapes.ts'
import { REPOSITORY_WITHIN } from '../patience.ts'
import { retrying } from '../retrying.ts'
import type { World } from '../world.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Makes an error more specific. GitHub gives the same answer for what does not exist and for what a token may not see,
 * and does not say that GITHUB_TOKEN cannot write secrets. Further questions tell these apart.
 *
 * @param error from a request with `secrets-token`
 * @returns the same error, or a more specific one
 */
export async function tellApart(
  error: ActionError,
  config: Config,
  around: Surroundings,
  world: World,
): Promise<ActionError> {
  const { failure } = error
  if (failure.id !== 'secrets-token-cannot-write' && failure.id !== 'target-not-found') return error
  const { fate, place, evidence } = failure
  if (looksLikeWorkflowToken(config))
    return new ActionError(
      { id: 'secrets-token-cannot-write', cause: 'workflow-token', fate, place, evidence },
      error.cause,
    )
  const { kind } = config.place
  if (failure.id !== 'target-not-found' || failure.cause !== kind || kind === 'organization') return error
  if ((await around.environment())?.kind === 'missing')
    return new ActionError({ ...failure, cause: 'no-environment' }, error.cause)
  const { owner, repo } = world.context
  const repository: Place = { kind: 'repository', owner, repo }
  if (await isHidden(repository, around, world))
    return new ActionError(
      { ...failure, cause: 'hidden-repository', place: describePlace(repository) },
      error.cause,
    )
  return error
}

/** Whether `secrets-token` cannot see this repository, which exists, because this run belongs to it. */
async function isHidden(
  { owner, repo }: Place & { kind: 'repository' },
  { api }: Surroundings,
  world: World,
): Promise<boolean> {
  const deadline = { at: world.clock.now() + REPOSITORY_WITHIN }
  try {
    await retrying(() => api.ask(({ rest }) => rest.repos.get({ owner, repo })), world, deadline)
    return false
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error
    return error.kind === 'not-found'
  }
}
