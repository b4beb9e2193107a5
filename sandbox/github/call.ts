import type { MatchedOperation } from './api-description.ts'
import type { GitHubState, Repository } from './github-state.ts'
import type { RateLimitState } from './rate-limit.ts'

/** Choices where GitHub has been observed to behave in more than one way. */
export interface Policy {
  /** Whether bytes that no key can open are accepted; the value is then empty. */
  acceptUnopenable: boolean
  /** Replaces the message of the 422 for bytes that no key can open. */
  rejectProbeWith: string | undefined
  /** Replication lag: how far reads of secrets and variables lag behind writes, in milliseconds of GitHub's time. */
  readLagMs: number
}

/** A valid and authorized request, ready to be carried out. */
export interface Call {
  method: string
  matched: MatchedOperation
  parameters: Readonly<Record<string, string>>
  query: URLSearchParams
  body: unknown
  /** The request's own address, absolute. */
  url: string
  /** The API's base URL, without a trailing slash. */
  apiUrl: string
  now: Date
  /** The time whose state reads of secrets and variables return; undefined for the present. */
  asOf: Date | undefined
  state: GitHubState
  policy: Policy
  /** The repository that the path names, which exists. */
  repository: Repository | undefined
  rateLimit: RateLimitState
  /** GitHub's own example of the operation's answer, as if it came from this server. */
  example: () => Record<string, unknown>
}
