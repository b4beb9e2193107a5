import type { MatchedOperation } from './api-description.ts'
import type { GitHubState, SandboxRepository } from './github-state.ts'
import type { RateLimitState } from './rate-limit.ts'

/** How the sandbox treats a value that no key opens. */
export interface UnopenablePolicy {
  acceptUnopenable: boolean
  rejectProbeWith: string | undefined
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
  state: GitHubState
  policy: UnopenablePolicy
  /** The repository that the path names, which exists. */
  repository: Required<SandboxRepository> | undefined
  rateLimit: RateLimitState
  /** GitHub's own example of the operation's answer, as if it came from this server. */
  example: () => Record<string, unknown>
}
