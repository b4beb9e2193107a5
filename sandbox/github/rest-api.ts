import { randomBytes } from 'node:crypto'
import type { Answer } from '../fault.ts'
import type { RecordedRequest } from '../recorded-request.ts'
import { deny, notYetKnown, permissionHeaders } from './access.ts'
import type { Need, Subject } from './access.ts'
import { ApiDescription } from './api-description.ts'
import type { DescriptionName, MatchedOperation } from './api-description.ts'
import type { Call, Policy } from './call.ts'
import type { GitHubState, KnownToken } from './github-state.ts'
import { failure } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { RateLimit, rateLimitHeaders } from './rate-limit.ts'
import { headerProblems, tokenOf } from './request-rules.ts'
import { ROUTES } from './routes.ts'
import type { Route } from './routes.ts'

/** The environment of the REST API. */
export interface RestApiSetting {
  description: DescriptionName
  /** The prefix of all paths. */
  basePath: string
  /** For example `http://127.0.0.1:34567`. */
  origin: string
  state: GitHubState
  policy: Policy
  clock: () => Date
  /** Called for each request, and each answer of the sandbox's own, that breaks GitHub's description. */
  violated: (sentence: string) => void
}

/** GitHub's REST API without the network: requests in, answers out, both checked against GitHub's description. */
export class RestApi {
  readonly #setting: RestApiSetting
  readonly #description: ApiDescription
  /** For requests without a known token. */
  readonly #anonymous = new RateLimit(60)

  constructor(setting: RestApiSetting) {
    this.#setting = setting
    this.#description = ApiDescription.load(setting.description)
  }

  /** Carries a request out. */
  answer(request: RecordedRequest): Answer {
    const now = this.#setting.clock()
    const known = this.#setting.state.token(tokenOf(request.headers))
    const limit = known?.limit ?? this.#anonymous
    const outcome = this.#process(request, known, limit, now)
    const { status, body } = outcome
    const { expiresHeader } = known?.token ?? {}
    return {
      status,
      body: body === undefined ? '' : JSON.stringify(body),
      headers: {
        date: now.toUTCString(),
        'x-github-request-id': requestId(),
        'x-github-media-type': 'github.v3; format=json',
        'x-github-api-version-selected': String(request.headers['x-github-api-version'] ?? '2022-11-28'),
        ...rateLimitHeaders(limit.state(now)),
        ...enterpriseHeaders(this.#setting.description),
        ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
        ...(expiresHeader !== undefined && { 'github-authentication-token-expiration': expiresHeader }),
        ...outcome.headers,
      },
    }
  }

  #process(request: RecordedRequest, known: KnownToken | undefined, limit: RateLimit, now: Date): Outcome {
    if (!request.headers['user-agent'])
      return failure(
        403,
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
      )
    const what = `${request.method} ${request.path}`
    const understood = this.#understand(request)
    if (Array.isArray(understood)) return this.#violation(what, understood)
    const { matched, route, query } = understood

    const isFree = matched.template === '/rate_limit'
    if (!isFree && !limit.take(now)) return failure(403, 'API rate limit exceeded for user ID 1.')
    const need: Need = { permission: route.permission, level: request.method === 'GET' ? 'read' : 'write' }
    const token = known?.token
    if (known?.isNew && token?.firstAnswer !== undefined) {
      known.isNew = false
      return notYetKnown(token.firstAnswer, token, need)
    }
    const { state, policy } = this.#setting
    const subject = this.#subject(matched)
    const apiUrl = this.#apiUrl
    const call: Call = {
      method: request.method,
      matched,
      parameters: matched.parameters,
      query,
      body: request.body,
      url: this.#setting.origin + request.path,
      apiUrl,
      now,
      asOf: policy.readLagMs === 0 ? undefined : new Date(now.getTime() - policy.readLagMs),
      state,
      policy,
      repository: subject && 'repository' in subject ? subject.repository : undefined,
      rateLimit: limit.state(now),
      example: () => this.#example(matched),
    }
    const outcome = deny(token, need, subject) ?? route.handle(call)
    const wrong = this.#description.answerProblems(matched, outcome.status, outcome.body)
    if (wrong.length > 0) return this.#violation(`the sandbox's answer to ${what}`, wrong)
    return { ...outcome, headers: { ...permissionHeaders(token, need), ...outcome.headers } }
  }

  /** Parses and authorizes a request; says what is wrong with it if that fails. */
  #understand(
    request: RecordedRequest,
  ): { matched: MatchedOperation; route: Route; query: URLSearchParams } | string[] {
    const { method, path, headers, body } = request
    // Not `new URL`, which would normalize what GitHub sees.
    const [pathname = '', search = ''] = split(path, '?')
    const { basePath } = this.#setting
    if (!pathname.startsWith(basePath)) return [`the path is not below ${basePath}`]
    const matched = this.#description.match(method, pathname.slice(basePath.length))
    if (typeof matched === 'string') return [matched]
    const route = ROUTES[`${method} ${matched.template}`]
    if (!route) return ['GitHub has this route, the sandbox does not emulate it']
    const query = new URLSearchParams(search)
    const contentType = headers['content-type']
    const problems = [
      ...headerProblems(headers),
      ...this.#description.requestProblems(matched, { query, contentType, body }),
    ]
    return problems.length > 0 ? problems : { matched, route, query }
  }

  #subject({ parameters }: MatchedOperation): Subject {
    const { owner, repo, org } = parameters
    if (org !== undefined) return { organization: this.#setting.state.organization(org) }
    if (owner === undefined || repo === undefined) return undefined
    return { repository: this.#setting.state.repository(`${owner}/${repo}`) }
  }

  #violation(what: string, problems: string[]): Outcome {
    for (const problem of problems) this.#setting.violated(`${what}: ${problem}`)
    return failure(500, `Not as GitHub describes it: ${problems.join('; ')}`)
  }

  #example(matched: MatchedOperation): Record<string, unknown> {
    const text = JSON.stringify(this.#description.example(matched))
    return JSON.parse(text.replaceAll('https://api.github.com', this.#apiUrl)) as Record<string, unknown>
  }

  get #apiUrl(): string {
    return this.#setting.origin + this.#setting.basePath
  }
}

/** An Enterprise Server reports its version, for example `3.19.0`. */
function enterpriseHeaders(description: DescriptionName): Record<string, string> {
  const [, version] = /^ghes-(.+)$/.exec(description) ?? []
  return version === undefined ? {} : { 'x-github-enterprise-version': `${version}.0` }
}

/** Splits a text at the first separator. */
function split(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

/** Looks like `C2A4:3B1E2F:1A2B3C4:1B2C3D4:65F0A1B2`. */
function requestId(): string {
  return [2, 3, 4, 4, 4].map((bytes) => randomBytes(bytes).toString('hex').toUpperCase()).join(':')
}
