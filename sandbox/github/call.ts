import type { MatchedOperation } from './api-description.ts'
import type { GitHubState, Repository } from './github-state.ts'
import type { RateLimitState } from './rate-limit.ts'

/** Where GitHub has been seen to behave in more than one way: which one it is. */
export interface Policy {
  /** Whether bytes that no key opens are accepted; the value is then empty. */
  acceptUnopenable: boolean
  /** Another message of the 422 for bytes that no key opens. */
  rejectProbeWith: string | undefined
  /** How far what is read of secrets and variables lags behind what was written, in milliseconds of GitHub's time. */
  readLagMs: number
}

/** A request that GitHub's description allows and its sender is allowed, ready to be carried out. */
export interface Call {
  method: string
  matched: MatchedOperation
  parameters: Readonly<Record<string, string>>
  query: URLSearchParams
  body: unknown
  /** The request's own address, absolute. */
  url: string
  /** Where the API begins, without a slash at the end. */
  apiUrl: string
  now: Date
  /** The moment that reads see of secrets and variables; undefined for the present. */
  asOf: Date | undefined
  state: GitHubState
  policy: Policy
  /** The repository that the path names, which exists. */
  repository: Repository | undefined
  rateLimit: RateLimitState
  /** GitHub's own example of the operation's answer, as if it came from this server. */
  example: () => Record<string, unknown>
}
