import type { Bilingual } from '../bilingual.ts'
import type { Place } from '../github/place.ts'
import type { RemoteText } from './remote-text.ts'

/**
 * What is known about an answer, or the lack of one. Safe to print, except for `said`, which knows how to make itself
 * safe.
 */
export interface Evidence {
  /** The request, for example `PUT /repos/acme/crm/actions/secrets/NAME`. */
  request?: string
  /** The host that received the request. */
  host?: string
  /** The HTTP status. */
  status?: number
  /** The server's message. */
  said?: RemoteText
  /**
   * Why there was no answer: `timeout`, `certificate`, `proxy`, or the network's error code, for example `ECONNRESET`.
   */
  network?: string
  /** The status with which the proxy refused the tunnel. */
  proxyStatus?: number
}

/**
 * Why a request to GitHub was refused, if the status is misleading.
 *
 * - `intercepted`: the answer comes not from GitHub but from a proxy or firewall in front of it
 * - `ip-allow-list`: the organization admits only certain addresses
 * - `locked-out`: too many requests with bad credentials
 * - `blocked`: GitHub serves the repository to nobody (451)
 */
export type RefusalReason = 'intercepted' | 'ip-allow-list' | 'locked-out' | 'blocked'

/** What is known about an answer from GitHub. */
export interface GitHubEvidence extends Evidence {
  /** The kind of place that the request was about. */
  placeKind?: Place['kind']
  /** GitHub's request id. */
  requestId?: string
  /** What the status alone does not say. */
  reason?: RefusalReason
  /** The permissions that would have sufficed, from `x-accepted-github-permissions`. */
  acceptedPermissions?: string
  /** Where the token can be authorized for single sign-on. */
  ssoUrl?: string
}

/** What is known about an answer from Fxiaoke. */
export interface FxiaokeEvidence extends Evidence {
  host: string
  errorCode?: number
  traceId?: string
  /** The IP address in the message. */
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

/** What is known about a request to Fxiaoke for tokens. */
export interface FromFxiaoke {
  evidence: FxiaokeEvidence
  /** Set if an earlier attempt got no answer, and so may have spent the token. */
  afterUnansweredAttempt?: true
}
