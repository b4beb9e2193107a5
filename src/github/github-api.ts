import { endpoint } from '@octokit/endpoint'
import type { Endpoints } from '@octokit/types'
import { GITHUB_ANSWER_WITHIN, GITHUB_CONNECT_WITHIN } from '../patience.ts'
import { ConnectionError } from '../transport/http-client.ts'
import type { HttpAnswer, HttpClient } from '../transport/http-client.ts'
import type { Secret } from '../secret.ts'
import type { Runner, World } from '../world.ts'
import { GitHubClock } from './github-clock.ts'
import { GitHubFailure, readGitHubFailure } from './github-failure.ts'
import { Limiter } from './limiter.ts'

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

/**
 * Opens GitHub's REST API.
 *
 * @param baseUrl without a slash at the end
 * @param token authorizes the requests
 * @param world sends them, and is told of each in debug runs
 */
export function openGitHubApi(baseUrl: URL, token: Secret, world: World): GitHubApi {
  return new RestApi(baseUrl, token, world)
}

class RestApi implements GitHubApi {
  readonly time: GitHubClock
  readonly #runner: Runner
  readonly #clock: World['clock']
  readonly #limiter = new Limiter(AT_ONCE)
  readonly #http: HttpClient
  readonly #baseUrl: string
  /** Octokit's knowledge of how a route and its parameters become a request. */
  readonly #endpoint: typeof endpoint
  #tokenExpiration: string | undefined

  constructor(baseUrl: URL, token: Secret, world: World) {
    this.time = new GitHubClock(world.clock)
    this.#runner = world.runner
    this.#clock = world.clock
    this.#http = world.http
    this.#baseUrl = baseUrl.href.replace(/\/$/, '')
    const headers = { authorization: `Bearer ${token.reveal()}`, 'user-agent': 'fxiaoke-refresh-action' }
    this.#endpoint = endpoint.defaults({ baseUrl: this.#baseUrl, headers })
  }

  get tokenExpiration(): string | undefined {
    return this.#tokenExpiration
  }

  send(
    route: Route,
    parameters: RouteParameters,
    answerWithin = GITHUB_ANSWER_WITHIN,
  ): Promise<GitHubAnswer> {
    return this.#limiter.run(() => this.#send(route, parameters, answerWithin))
  }

  async #send(route: Route, parameters: RouteParameters, answerWithin: number): Promise<GitHubAnswer> {
    const { method, url, headers, body } = this.#endpoint(route, parameters)
    const request = `${method} ${url.slice(this.#baseUrl.length).replace(/\?.*$/, '')}`
    const started = this.#clock.now()
    const trace = (outcome: string): void => {
      this.#runner.debug(`GitHub: ${request} -> ${outcome} in ${this.#clock.now() - started} ms`)
    }
    try {
      const answer = await this.#http({
        method,
        url: new URL(url),
        headers: headers as Record<string, string>,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        connectWithin: GITHUB_CONNECT_WITHIN,
        // Reading, deleting, and writing the same value: twice is once.
        repeatable: true,
        answerWithin,
      })
      if (!answer.complete) throw new ConnectionError('cut', true)
      this.#listen(answer)
      const { status } = answer
      trace(`${status}, ${answer.headers.get('x-github-request-id') ?? 'no request id'}`)
      const data = dataOf(answer)
      if (status >= 300)
        throw readGitHubFailure(request, { status, headers: answer.headers, data }, this.time.now())
      return { status, data }
    } catch (error) {
      // A bug of ours is not GitHub's silence.
      if (!(error instanceof ConnectionError)) throw error
      trace(`no answer (${error.reason})`)
      const evidence = { request, host: new URL(this.#baseUrl).host, network: error.reason }
      throw new GitHubFailure('unanswered', evidence, { maybeDone: error.maybeSent, cause: error })
    }
  }

  #listen({ headers }: HttpAnswer): void {
    this.time.heard(headers.get('date'))
    this.#tokenExpiration = headers.get('github-authentication-token-expiration') ?? this.#tokenExpiration
  }
}

/** What an answer says: GitHub speaks JSON; what stands in front of it may say anything. */
function dataOf({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}
