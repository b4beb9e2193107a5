import { ActionError } from '../errors/action-error.ts'
import type { Evidence } from '../errors/evidence.ts'
import type { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'

/** Reasons of the network that have a text of their own. */
const FINAL = ['certificate', 'proxy']

/**
 * Says which error a failure of GitHub is, before anything was sent to Fxiaoke.
 *
 * @param failure of a request with `secrets-token`
 * @param place that the request was about
 */
export function explainFailure(failure: GitHubFailure, place: Place): ActionError {
  const evidence: Evidence = { ...failure.evidence, place: describePlace(place) }
  const error = (id: ActionError['id'], cause: string): ActionError =>
    new ActionError(id, 'not-sent', { ...evidence, cause }, failure)
  switch (failure.kind) {
    case 'unanswered':
      return error('github-unreachable', FINAL.find((reason) => reason === evidence.network) ?? 'network')
    case 'server':
      return error('github-unreachable', 'server')
    case 'limited':
      return error('github-unreachable', 'limited')
    case 'rejected':
      return error('secrets-token-rejected', 'bad-credentials')
    case 'sso':
      return error('secrets-token-rejected', 'sso')
    case 'forbidden':
      return error('secrets-token-cannot-write', 'forbidden')
    case 'not-found':
      return error('target-not-found', place.kind)
    case 'invalid':
    case 'unexpected':
      // A redirect is how GitHub answers for a repository that was renamed or moved.
      return evidence.status !== undefined && evidence.status < 400
        ? error('target-not-found', place.kind)
        : error('github-unreachable', 'server')
  }
}
