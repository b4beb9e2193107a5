import { ConnectionError } from '../transport/http-client.ts'
import type { HttpAnswer } from '../transport/http-client.ts'
import { GITHUB_ANSWER_WITHIN, GITHUB_CONNECT_WITHIN } from '../patience.ts'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { GitHubClock } from './github-clock.ts'
import { GitHubFailure, parsed, readGitHubFailure } from './github-failure.ts'
import { Limiter } from './limiter.ts'
import type { Place } from './place.ts'
import { loadToolkit } from './load-toolkit.ts'
import type { Octokit } from './load-toolkit.ts'

/** GitHub's REST API, for one token. */
export interface GitHubApi {
  /** GitHub's time. */
  readonly time: GitHubClock
  /** The last value of the header `github-authentication-token-expiration`, if any answer had it. */
  readonly tokenExpiration: string | undefined
  /**
   * Sends one request, once.
   *
   * @param request calls one method of Octokit, for example `({ rest }) => rest.repos.get({ owner, repo })`. The option
   *   `request: { answerWithin }` sets the timeout for the answer, in milliseconds
   * @param about the place that the request is about, for the failure
   * @returns a success: 200 with a JSON object or array for a GET, 201 or 204 for everything else. Its type is what
   *   GitHub documents, not necessarily what a proxy in between answered: check a field before relying on it
   * @throws {GitHubFailure} for anything else
   */
  ask<Answer>(request: (octokit: Octokit) => Promise<Answer>, about?: Place): Promise<Answer>
}

/** GitHub asks clients to limit concurrency; this many are enough to be fast. */
const AT_ONCE = 8

/**
 * The API version whose answers we read. Both github.com and GitHub Enterprise Server support it. GitHub retires it on
 * 10 March 2028 (its header `sunset`): move to the next version before then, as soon as the oldest supported Enterprise
 * Server has it.
 *
 * @see https://docs.github.com/en/rest/about-the-rest-api/api-versions
 */
const API_VERSION = '2022-11-28'

/** Octokit logs deprecation headers from the server, and the runner interprets whatever is printed. */
const ignore = (): void => undefined
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore }

/**
 * Opens GitHub's REST API.
 *
 * @param baseUrl without a trailing slash
 * @param token authorizes the requests
 * @param world sends them, and logs each one in debug runs
 */
export function openGitHubApi(baseUrl: URL, token: Secret, world: World): GitHubApi {
  return new RestApi(baseUrl, token, world)
}

class RestApi implements GitHubApi {
  readonly time: GitHubClock
  readonly #world: World
  readonly #limiter = new Limiter(AT_ONCE)
  readonly #baseUrl: string
  readonly #token: Secret
  #octokit: Octokit | undefined
  #tokenExpiration: string | undefined

  constructor(baseUrl: URL, token: Secret, world: World) {
    this.time = new GitHubClock(world.clock)
    this.#world = world
    this.#baseUrl = baseUrl.href.replace(/\/$/, '')
    this.#token = token
  }

  get tokenExpiration(): string | undefined {
    return this.#tokenExpiration
  }

  async ask<Answer>(request: (octokit: Octokit) => Promise<Answer>, about?: Place): Promise<Answer> {
    const octokit = (this.#octokit ??= await this.#open())
    try {
      return await this.#limiter.run(() => request(octokit))
    } catch (error) {
      // Octokit wraps whatever its fetch throws.
      const cause = error instanceof Error && error.name === 'HttpError' ? error.cause : error
      if (cause instanceof GitHubFailure && about) cause.evidence.placeKind = about.kind
      throw cause
    }
  }

  async #open(): Promise<Octokit> {
    const { getOctokit } = await loadToolkit()
    const octokit = getOctokit(this.#token.reveal(), {
      baseUrl: this.#baseUrl,
      userAgent: 'fxiaoke-refresh-action',
      log: SILENT,
    })
    octokit.hook.before('request', (options) => {
      options.headers['x-github-api-version'] = API_VERSION
      const { answerWithin = GITHUB_ANSWER_WITHIN } = options.request as { answerWithin?: number }
      const fetch = (url: string, init: FetchOptions): Promise<FetchAnswer> =>
        this.#fetch(url, init, answerWithin)
      options.request = { ...options.request, fetch, log: SILENT }
    })
    return octokit
  }

  /** The `fetch` that Octokit uses. */
  async #fetch(url: string, init: FetchOptions, answerWithin: number): Promise<FetchAnswer> {
    const { method, headers, body } = init
    const { runner, clock, http, context } = this.#world
    const request = `${method} ${url.slice(this.#baseUrl.length).replace(/\?.*$/, '')}`
    const started = clock.now()
    const trace = (outcome: string): void => {
      runner.debug(`GitHub: ${request} -> ${outcome} in ${clock.now() - started} ms`)
    }
    try {
      const answer = await http({
        method,
        url: new URL(url),
        headers,
        ...(body !== undefined && { body }),
        connectWithin: GITHUB_CONNECT_WITHIN,
        // Reads, deletes, and writes of the same value are all idempotent.
        repeatable: true,
        answerWithin,
      })
      if (!answer.complete) throw new ConnectionError('cut', true)
      this.#listen(answer)
      trace(`${answer.status}, ${answer.headers.get('x-github-request-id') ?? 'no request id'}`)
      if (answer.status >= 300) throw readGitHubFailure(request, answer, this.time.now(), context.serverUrl)
      if (!isSuccess(method, answer))
        throw new GitHubFailure(
          'unanswered',
          { request, status: answer.status, network: 'unreadable' },
          { maybeDone: method !== 'GET' },
        )
      return asFetched(url, answer)
    } catch (error) {
      // A bug of ours must not look like silence from GitHub.
      if (!(error instanceof ConnectionError)) throw error
      trace(`no answer (${error.reason})`)
      const { reason: network, proxyStatus } = error
      const host = new URL(this.#baseUrl).host
      const evidence = { request, host, network, ...(proxyStatus !== undefined && { proxyStatus }) }
      throw new GitHubFailure('unanswered', evidence, { maybeDone: error.maybeSent, cause: error })
    }
  }

  #listen({ headers }: HttpAnswer): void {
    this.time.heard(headers.get('date'))
    this.#tokenExpiration = headers.get('github-authentication-token-expiration') ?? this.#tokenExpiration
  }
}

/** What Octokit passes to its fetch. */
interface FetchOptions {
  method: string
  headers: Record<string, string>
  body?: string | undefined
}

/** The part of an answer that Octokit reads. A real `Response` would work, but loading Node's fetch costs 75 ms. */
interface FetchAnswer extends Pick<Response, 'status' | 'url' | 'text' | 'arrayBuffer'> {
  headers: ReadonlyMap<string, string>
}

/** A proxy, a captive portal or an outage may answer 200 too. */
function isSuccess(method: string, { status, body }: HttpAnswer): boolean {
  if (method !== 'GET') return status === 201 || status === 204
  const data = status === 200 ? parsed(body) : undefined
  return typeof data === 'object' && data !== null
}

function asFetched(url: string, { status, headers, body }: HttpAnswer): FetchAnswer {
  return {
    status,
    url,
    // GitHub speaks JSON, and Octokit throws for any other content type.
    headers: new Map([...headers, ['content-type', 'application/json']]),
    text: () => Promise.resolve(body),
    arrayBuffer: () => Promise.resolve(new TextEncoder().encode(body).buffer),
  }
}
