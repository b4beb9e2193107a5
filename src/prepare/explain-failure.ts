import { ActionError } from '../errors/action-error.ts'
import type { RefusalReason } from '../errors/evidence.ts'
import type { Failure, NameOf } from '../errors/failure.ts'
import type { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'

/** The errors that a failed request to GitHub can become. */
type OfGitHub = Extract<Failure, { id: GitHubErrorId }>

type GitHubErrorId =
  'target-not-found' | 'secrets-token-rejected' | 'secrets-token-cannot-write' | 'github-unreachable'

/**
 * Maps a failed request to GitHub to an error, before anything is sent to Fxiaoke.
 *
 * @param failure of a request with `secrets-token`
 * @param place what the request was about
 */
export function explainFailure(failure: GitHubFailure, place: Place): ActionError {
  const known = { fate: 'not-sent', evidence: failure.evidence, place: describePlace(place) } as const
  return new ActionError({ ...whichError(failure, place), ...known }, failure)
}

function whichError({ kind, evidence }: GitHubFailure, place: Place): NameOf<OfGitHub> {
  const { reason, network, status = 0 } = evidence
  if (reason !== undefined) return BY_REASON[reason]
  switch (kind) {
    case 'unanswered':
      return { id: 'github-unreachable', cause: LASTING.find((lasting) => lasting === network) ?? 'network' }
    case 'server':
    case 'limited':
      return { id: 'github-unreachable', cause: kind }
    case 'rejected':
      return { id: 'secrets-token-rejected', cause: 'bad-credentials' }
    case 'sso':
      return { id: 'secrets-token-rejected', cause: 'sso' }
    case 'forbidden':
      return { id: 'secrets-token-cannot-write', cause: 'forbidden' }
    case 'hidden':
      return { id: 'secrets-token-cannot-write', cause: 'hidden-repositories' }
    case 'not-found':
      return { id: 'target-not-found', cause: ownerOf(place) }
    case 'invalid':
    case 'unexpected':
      // GitHub redirects requests for a repository that was renamed or moved.
      return status > 0 && status < 400
        ? { id: 'target-not-found', cause: ownerOf(place) }
        : { id: 'github-unreachable', cause: 'server' }
  }
}

const LASTING = ['certificate', 'proxy', 'proxy-refused'] as const

const BY_REASON: Readonly<Record<RefusalReason, NameOf<OfGitHub>>> = {
  intercepted: { id: 'github-unreachable', cause: 'intercepted' },
  'ip-allow-list': { id: 'secrets-token-cannot-write', cause: 'ip-allow-list' },
  'locked-out': { id: 'secrets-token-rejected', cause: 'locked-out' },
  blocked: { id: 'target-not-found', cause: 'blocked' },
}

/** What must exist for the place to exist. */
function ownerOf({ kind }: Place): 'repository' | 'environment' | 'organization' {
  return kind === 'environment' || kind === 'organization' ? kind : 'repository'
}
