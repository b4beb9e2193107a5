import type { GitHub } from '@actions/github/lib/utils'
import type { Endpoints } from '@octokit/types'
import { ConnectionError } from '../transport/http-client.ts'
import type { HttpClient } from '../transport/http-client.ts'
import type { Secret } from '../secret.ts'
import type { Runner, World } from '../world.ts'
import { GitHubClock } from './github-clock.ts'
import { GitHubFailure, readGitHubFailure } from './github-failure.ts'
import { Limiter } from './limiter.ts'

type Octokit = InstanceType<typeof GitHub>

/** A route of GitHub's REST API, as its OpenAPI description writes it. */
export type Route = keyof Endpoints

/** A successful answer. */
export interface GitHubAnswer {
  status: number
  data: unknown
}

/** The fields of an answer; none for one that is no object, whoever sent it. */
export function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
}

/** Parameters of a route: path, query and body together, as Octokit takes them. */
export type RouteParameters = Readonly<Record<string, unknown>>

/** GitHub's REST API, for one token. */
export interface GitHubApi {
  /** GitHub's time. */
  readonly time: GitHubClock
  /** The value of `github-authentication-token-expiration`, once an answer carried one. */
  readonly tokenExpiration: string | undefined
  /**
   * Sends one request, once.
   *
   * @param route for example `GET /repos/{owner}/{repo}`
   * @param parameters fills the route; what has no place in it becomes query or body
   * @param answerWithin milliseconds to wait for an answer
   * @throws {GitHubFailure} for everything but 2xx
   */
  send(route: Route, parameters: RouteParameters, answerWithin?: number): Promise<GitHubAnswer>
}

/** GitHub asks for few requests at once; so many are enough to be fast. */
const AT_ONCE = 8

/** GitHub answers within a second; after this long it will not. Short, so that a first retry comes soon. */
const ANSWER_WITHIN = 8_000

const CONNECT_WITHIN = 10_000

/**
 * Opens GitHub's REST API.
 *
 * @param baseUrl without a slash at the end
 * @param token authorizes the requests
 * @param world sends them, and is told of each in debug runs
 */
export function openGitHubApi(baseUrl: URL, token: Secret, world: World): GitHubApi {
  return new OctokitApi(baseUrl, token, world)
}

class OctokitApi implements GitHubApi {
  readonly time: GitHubClock
  readonly #runner: Runner
  readonly #clock: World['clock']
  readonly #limiter = new Limiter(AT_ONCE)
  readonly #http: HttpClient
  readonly #baseUrl: string
  readonly #token: Secret
  #octokit: Promise<Octokit> | undefined
  #tokenExpiration: string | undefined

  constructor(baseUrl: URL, token: Secret, world: World) {
    this.time = new GitHubClock(world.clock)
    this.#runner = world.runner
    this.#clock = world.clock
    this.#http = world.http
    this.#baseUrl = baseUrl.href.replace(/\/$/, '')
    this.#token = token
  }

  get tokenExpiration(): string | undefined {
    return this.#tokenExpiration
  }

  send(route: Route, parameters: RouteParameters, answerWithin = ANSWER_WITHIN): Promise<GitHubAnswer> {
    return this.#limiter.run(() => this.#send(route, parameters, answerWithin))
  }

  async #send(route: Route, parameters: RouteParameters, answerWithin: number): Promise<GitHubAnswer> {
    const octokit = await (this.#octokit ??= this.#open())
    const { method, url } = octokit.request.endpoint(route, parameters)
    const request = `${method} ${url.slice(this.#baseUrl.length).replace(/\?.*$/, '')}`
    const started = this.#clock.now()
    const trace = (outcome: string): void => {
      this.#runner.debug(`GitHub: ${request} -> ${outcome} in ${this.#clock.now() - started} ms`)
    }
    try {
      const answer = await octokit.request(route, {
        ...parameters,
        request: { fetch: this.#fetch(answerWithin) },
      })
      this.#listen(answer.headers)
      trace(`${answer.status}, ${requestId(answer.headers)}`)
      const { status, data } = answer as GitHubAnswer
      if (status >= 300)
        throw readGitHubFailure(request, { status, headers: answer.headers, data }, this.time.now())
      return { status, data }
    } catch (error) {
      if (error instanceof GitHubFailure) throw error
      const response = responseOf(error)
      if (response) {
        this.#listen(response.headers)
        trace(`${response.status}, ${requestId(response.headers)}`)
        throw readGitHubFailure(request, response, this.time.now())
      }
      const connection = connectionErrorOf(error)
      // A bug of ours is not GitHub's silence.
      if (!connection) throw error
      trace(`no answer (${connection.reason})`)
      const evidence = {
        request,
        host: new URL(this.#baseUrl).host,
        network: connection.reason,
      }
      throw new GitHubFailure('unanswered', evidence, {
        maybeDone: connection.maybeSent,
        cause: error,
      })
    }
  }

  #listen(headers: Readonly<Record<string, unknown>>): void {
    this.time.heard(headers['date'] as string | undefined)
    const expiration = headers['github-authentication-token-expiration']
    if (typeof expiration === 'string') this.#tokenExpiration = expiration
  }

  /** What Octokit calls instead of the global `fetch`, which would cost a start-up of its own and hide what was sent. */
  #fetch(answerWithin: number) {
    return async (url: string, init: { method: string; headers: Record<string, string>; body?: string }) => {
      const answer = await this.#http({
        method: init.method,
        url: new URL(url),
        headers: init.headers,
        ...(init.body !== undefined && { body: init.body }),
        connectWithin: CONNECT_WITHIN,
        answerWithin,
      })
      if (!answer.complete) throw new ConnectionError('cut', true)
      return { ...answer, url, ok: answer.status < 300, text: () => Promise.resolve(answer.body) }
    }
  }

  async #open(): Promise<Octokit> {
    const { GitHub, getOctokitOptions } = await import('@actions/github/lib/utils')
    return new GitHub(
      getOctokitOptions(this.#token.reveal(), {
        baseUrl: this.#baseUrl,
        userAgent: 'fxiaoke-refresh-action',
        log: SILENT,
      }),
    )
  }
}

function requestId(headers: Readonly<Record<string, unknown>>): string {
  const id = headers['x-github-request-id']
  return typeof id === 'string' ? id : 'no request id'
}

const quiet = (): void => undefined

/** Octokit's own log prints URLs of deprecated routes; ours says what matters. */
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet }

/** The answer inside Octokit's `RequestError`, if there was one. */
function responseOf(
  error: unknown,
): { status: number; headers: Record<string, unknown>; data: unknown } | undefined {
  if (!(error instanceof Error && 'response' in error)) return undefined
  return error.response as { status: number; headers: Record<string, unknown>; data: unknown } | undefined
}

/** The transport's error that Octokit wrapped. */
function connectionErrorOf(error: unknown): ConnectionError | undefined {
  if (error instanceof ConnectionError) return error
  return error instanceof Error && error.cause !== undefined ? connectionErrorOf(error.cause) : undefined
}
