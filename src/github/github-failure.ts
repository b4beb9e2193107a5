import type { HttpAnswer } from '../transport/http-client.ts'
import { networkReason } from '../errors/network-reason.ts'
import { RemoteText } from '../errors/remote-text.ts'
import type { Quote } from '../errors/remote-text.ts'
import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { GitHubEvidence, RefusalReason } from '../errors/evidence.ts'
import { SECONDARY_LIMIT_WAIT } from '../patience.ts'
import { readRetryAfter } from '../retrying.ts'
import { ConnectionError } from '../transport/http-client.ts'

/**
 * How a request to GitHub failed.
 *
 * - `unanswered`: no complete answer; the request may have been carried out
 * - `server`: 5xx
 * - `limited`: primary or secondary rate limit
 * - `rejected`: 401, the token is invalid
 * - `sso`: the token is not authorized for the organization's single sign-on
 * - `forbidden`: 403, the token lacks a permission
 * - `not-found`: 404, missing or invisible
 * - `invalid`: 422
 * - `hidden`: the token cannot see everything that a write must preserve
 * - `unexpected`: anything else
 */
export type GitHubFailureKind =
  | 'unanswered'
  | 'server'
  | 'limited'
  | 'rejected'
  | 'sso'
  | 'forbidden'
  | 'not-found'
  | 'invalid'
  | 'hidden'
  | 'unexpected'

/** The failure of a request for which there is no time left. */
export function unansweredInTime(): GitHubFailure {
  return new GitHubFailure('unanswered', { network: 'timeout' }, { maybeDone: true })
}

/** Throws it: for `within`, if there is no other result to fall back on. @throws {GitHubFailure} */
export function tooLate(): never {
  throw unansweredInTime()
}

/** A request to GitHub that did not succeed. Interpreted once, here; callers decide what to do about it. */
export class GitHubFailure extends Error {
  override readonly name = 'GitHubFailure'
  readonly kind: GitHubFailureKind
  readonly evidence: GitHubEvidence
  /** How long GitHub asks us to wait, in milliseconds. */
  readonly retryAfter: number | undefined
  /** Whether GitHub may have carried out the request all the same. */
  readonly maybeDone: boolean

  constructor(
    kind: GitHubFailureKind,
    evidence: GitHubEvidence,
    options: { retryAfter?: number | undefined; maybeDone?: boolean; cause?: unknown } = {},
  ) {
    super(`${kind}: ${evidence.request ?? ''}`, { cause: options.cause })
    this.kind = kind
    this.evidence = evidence
    this.retryAfter = options.retryAfter
    this.maybeDone = options.maybeDone ?? false
  }

  /**
   * Whether GitHub certainly has not carried out the request: it was not sent, or GitHub itself refused it. A proxy may
   * refuse after GitHub has carried it out, but has no reason to say 422.
   */
  get isUndone(): boolean {
    const isGitHubs = this.kind === 'invalid' || this.evidence.requestId !== undefined
    return !this.maybeDone && (this.kind === 'unanswered' || isGitHubs)
  }

  /** Whether the same request may succeed later. */
  get transient(): boolean {
    if (this.cause instanceof ConnectionError && this.cause.isLasting) return false
    return this.kind === 'unanswered' || this.kind === 'server' || this.kind === 'limited'
  }
}

/**
 * Interprets an answer that is not a success.
 *
 * @param request the request, for example `PUT /repos/acme/crm/actions/secrets/NAME`
 * @param answer status, headers and body
 * @param now GitHub's time in milliseconds, for limits that name a time
 * @param serverUrl of GitHub's website, where any single sign-on page must be
 */
export function readGitHubFailure(
  request: string,
  answer: Pick<HttpAnswer, 'status' | 'headers' | 'body'>,
  now: number,
  serverUrl: string,
): GitHubFailure {
  const { status } = answer
  const header = (name: string): string | undefined => answer.headers.get(name)
  const data = parsed(answer.body)
  const message = messageOf(data)
  const requestId = header('x-github-request-id')
  const reason = reasonOf(status, message, requestId !== undefined || !isPage(data))
  const evidence: GitHubEvidence = {
    request,
    status,
    said: new RemoteText(message),
    ...(reason !== undefined && { reason }),
  }
  if (requestId !== undefined && REQUEST_ID.test(requestId)) evidence.requestId = requestId

  if (status === 401) return new GitHubFailure('rejected', evidence)
  if (status === 404) return new GitHubFailure('not-found', evidence)
  if (status === 422) return new GitHubFailure('invalid', evidence)
  if (status >= 500)
    return new GitHubFailure('server', evidence, {
      retryAfter: retryAfter(answer.headers, now),
      maybeDone: true,
    })
  if (status === 408 || status === 409 || status === 425)
    return new GitHubFailure('server', evidence, { retryAfter: retryAfter(answer.headers, now) })
  if (status === 429 || (status === 403 && isLimit(header, message)))
    return new GitHubFailure('limited', evidence, {
      retryAfter: retryAfter(answer.headers, now) ?? SECONDARY_LIMIT_WAIT,
    })
  if (status === 403) {
    const sso = SSO_PAGE.exec(header('x-github-sso') ?? '')?.[1]
    if (header('x-github-sso') !== undefined || message.includes('SAML'))
      return new GitHubFailure('sso', {
        ...evidence,
        ...(sso?.startsWith(`${serverUrl}/`) === true && { ssoUrl: sso }),
      })
    const accepted = header('x-accepted-github-permissions') ?? ''
    return new GitHubFailure('forbidden', {
      ...evidence,
      ...(PERMISSIONS.test(accepted) && { acceptedPermissions: accepted }),
    })
  }
  return new GitHubFailure('unexpected', evidence)
}

/**
 * Values generated by GitHub have a known format. Anything else is not printed, because anybody may have written it.
 */
const REQUEST_ID = /^[0-9A-F]{1,16}(?::[0-9A-F]{1,16}){1,6}$/i
const PERMISSIONS = /^(?:[a-z_]{2,40}=(?:read|write|admin)(?:[,;] ?)?){1,8}$/
const SSO_PAGE = /url=(https:\/\/[\w.-]+\/(?:orgs|enterprises)\/[\w-]+\/sso(?:\?[\w=&-]+)?)/

function isLimit(header: (name: string) => string | undefined, message: string): boolean {
  return (
    header('retry-after') !== undefined ||
    header('x-ratelimit-remaining') === '0' ||
    /rate limit|abuse detection/i.test(message)
  )
}

/** The wait that the answer asks for: `retry-after`, in seconds or as a date, or the reset of the primary limit. */
function retryAfter(headers: ReadonlyMap<string, string>, now: number): number | undefined {
  const reset = Number(headers.get('x-ratelimit-reset'))
  const ofLimit = headers.get('x-ratelimit-remaining') === '0' && reset > 0
  return readRetryAfter(headers, now) ?? (ofLimit ? Math.max(0, reset * 1000 - now) : undefined)
}

/** Whether the body is neither JSON nor empty, so that GitHub did not send it. */
function isPage(data: unknown): boolean {
  return typeof data === 'string' && data.trim() !== ''
}

/** Why GitHub refused, if the status alone does not say. @param isGitHubs whether GitHub itself answered */
function reasonOf(status: number, message: string, isGitHubs: boolean): RefusalReason | undefined {
  if (!isGitHubs && status >= 300 && status < 500) return 'intercepted'
  if (status === 451) return 'blocked'
  if (status !== 403) return undefined
  if (/\bIP allow list\b/i.test(message)) return 'ip-allow-list'
  return /login attempts exceeded/i.test(message) ? 'locked-out' : undefined
}

/**
 * GitHub says what is wrong in `message`, and about which fields in `errors`. Nothing else is quoted, because proxies
 * in front of GitHub answer with HTML pages.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed
 */
function messageOf(data: unknown): string {
  const { message, errors } = (data ?? {}) as { message?: unknown; errors?: unknown }
  const details = (Array.isArray(errors) ? (errors as unknown[]) : []).map((error) =>
    typeof error === 'string' ? error : detailOf(error),
  )
  return [typeof message === 'string' ? message : '', ...details].filter((part) => part !== '').join('; ')
}

function detailOf(error: unknown): string {
  const { resource, field, code, message } = (error ?? {}) as Record<string, unknown>
  return [resource, field, code, message].filter((part) => typeof part === 'string').join(' ')
}

/** The body parsed as JSON, or unchanged if it is not JSON. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

/** Why a request failed, in a few printable words. @param quote withholds text that would leak a secret */
export function failureReason({ evidence }: GitHubFailure, quote: Quote): Bilingual {
  const { status, said, network } = evidence
  const what = status === undefined ? networkReason(network) : both(`HTTP ${status}`, `HTTP ${status}`)
  const { en, zh } = said?.printable(quote, 120) ?? both('', '')
  return en === '' ? what : both(`${what.en}: ${en}`, `${what.zh}：${zh}`)
}
