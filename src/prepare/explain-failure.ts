import { ActionError } from '../errors/action-error.ts'
import type { CauseOf, Failure, NameOf } from '../errors/failure.ts'
import type { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'

/** What a failure of GitHub can be. */
type OfGitHub = Extract<Failure, { id: GitHubErrorId }>

type GitHubErrorId =
  'target-not-found' | 'secrets-token-rejected' | 'secrets-token-cannot-write' | 'github-unreachable'

/**
 * Says which error a failure of GitHub is, before anything was sent to Fxiaoke.
 *
 * @param failure of a request with `secrets-token`
 * @param place that the request was about
 */
export function explainFailure(failure: GitHubFailure, place: Place): ActionError {
  const known = { fate: 'not-sent', evidence: failure.evidence, place: describePlace(place) } as const
  return new ActionError({ ...whichError(failure, place), ...known }, failure)
}

function whichError(
  { kind, evidence: { network, status = 0 } }: GitHubFailure,
  place: Place,
): NameOf<OfGitHub> {
  switch (kind) {
    case 'unanswered':
      return {
        id: 'github-unreachable',
        cause: network === 'certificate' || network === 'proxy' ? network : 'network',
      }
    case 'server':
    case 'limited':
      return { id: 'github-unreachable', cause: kind }
    case 'rejected':
      return { id: 'secrets-token-rejected', cause: 'bad-credentials' }
    case 'sso':
      return { id: 'secrets-token-rejected', cause: 'sso' }
    case 'forbidden':
      return { id: 'secrets-token-cannot-write', cause: 'forbidden' }
    case 'not-found':
      return { id: 'target-not-found', cause: ownerOf(place) }
    case 'invalid':
    case 'unexpected':
      // A redirect is how GitHub answers for a repository that was renamed or moved.
      return status > 0 && status < 400
        ? { id: 'target-not-found', cause: ownerOf(place) }
        : { id: 'github-unreachable', cause: 'server' }
  }
}

/** What has to exist for the place to exist. */
function ownerOf({ kind }: Place): CauseOf<'target-not-found'> {
  return kind === 'environment' || kind === 'organization' ? kind : 'repository'
}
