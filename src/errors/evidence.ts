import type { Bilingual } from '../bilingual.ts'
import type { Place } from '../github/place.ts'
import type { RemoteText } from './remote-text.ts'

/** What was seen of an answer, or of its absence. All of it is safe to print but `said`, which knows how to become so. */
export interface Evidence {
  /** The request, for example `PUT /repos/acme/crm/actions/secrets/NAME`. */
  request?: string
  /** The host that was asked. */
  host?: string
  /** The HTTP status. */
  status?: number
  /** The remote message. */
  said?: RemoteText
  /** Why no answer came: `timeout`, `certificate`, `proxy`, or the error code of the network, for example `ECONNRESET`. */
  network?: string
  /** What the proxy answered when it was asked for a tunnel. */
  proxyStatus?: number
}

/**
 * Why a request to GitHub was refused, where it is not what the status says.
 *
 * - `intercepted`: the answer is not GitHub's, but of a proxy or firewall in front of it
 * - `ip-allow-list`: the organization lets only some addresses in
 * - `locked-out`: too many requests with bad credentials
 * - `blocked`: GitHub does not serve the repository to anybody (451)
 */
export type RefusalReason = 'intercepted' | 'ip-allow-list' | 'locked-out' | 'blocked'

/** What was seen of an answer of GitHub. */
export interface GitHubEvidence extends Evidence {
  /** The kind of place that the request was about. */
  placeKind?: Place['kind']
  /** GitHub's request id. */
  requestId?: string
  /** What the status alone does not tell. */
  reason?: RefusalReason
  /** Permissions that GitHub would have accepted, from `x-accepted-github-permissions`. */
  acceptedPermissions?: string
  /** Where the token can be authorized for single sign-on. */
  ssoUrl?: string
}

/** What was seen of an answer of Fxiaoke. */
export interface FxiaokeEvidence extends Evidence {
  host: string
  errorCode?: number
  traceId?: string
  /** The IP address that the message names. */
  address?: string
}

/** Where a secret is kept, in words: `environment "prod" of acme/crm`. */
export interface AtPlace {
  place: Bilingual
}

/** The secret concerned. */
export interface OfSecret extends AtPlace {
  secretName: string
}

/** GitHub's answer to a request about a place. */
export interface FromGitHub extends AtPlace {
  evidence: GitHubEvidence
}

/** What came of asking Fxiaoke for tokens. */
export interface FromFxiaoke {
  evidence: FxiaokeEvidence
  /** Whether an attempt before this one got no answer, so that the token may have been spent by that one. */
  afterUnansweredAttempt?: true
}
