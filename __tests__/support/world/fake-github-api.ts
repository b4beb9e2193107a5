import { RemoteText } from '../../../src/errors/remote-text.ts'
import type { GitHubAnswer, GitHubApi, Route, RouteParameters } from '../../../src/github/github-api.ts'
import { GitHubClock } from '../../../src/github/github-clock.ts'
import { GitHubFailure } from '../../../src/github/github-failure.ts'
import type { GitHubFailureKind } from '../../../src/github/github-failure.ts'
import { FakeClock } from './fake-world.ts'
import type { FakeWorld } from './fake-world.ts'

/** A request as it was handed to the API. */
export interface SentRequest {
  route: Route
  parameters: RouteParameters
  answerWithin: number | undefined
  /** Method and path, for example `GET /repos/acme/crm/actions/secrets/X`. */
  line: string
}

/** Answers a request; a failure is thrown. */
export type Answerer = (request: SentRequest) => GitHubAnswer | Error | Promise<GitHubAnswer | Error>

/** GitHub's API without GitHub: a function answers, and every request is remembered. */
export class FakeGitHubApi implements GitHubApi {
  readonly sent: SentRequest[] = []
  readonly time: GitHubClock
  tokenExpiration: string | undefined
  readonly #answer: Answerer

  constructor(answer: Answerer, world?: FakeWorld) {
    this.#answer = answer
    this.time = new GitHubClock(world?.clock ?? new FakeClock())
  }

  /** All requests in their order. */
  get lines(): string[] {
    return this.sent.map(({ line }) => line)
  }

  async send(route: Route, parameters: RouteParameters, answerWithin?: number): Promise<GitHubAnswer> {
    const line = route.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name]))
    const request = { route, parameters, answerWithin, line }
    this.sent.push(request)
    const answer = await this.#answer(request)
    if (answer instanceof Error) throw answer
    return answer
  }
}

/** Answers one after the other, whatever is asked. One more than expected is a bug. */
export function inTurn(...answers: (GitHubAnswer | Error)[]): Answerer {
  const left = [...answers]
  return ({ line }) => left.shift() ?? new Error(`unexpected request: ${line}`)
}

/** A success. */
export function ok(status: number, data?: unknown): GitHubAnswer {
  return { status, data }
}

/** A failure, as `readGitHubFailure` would read it. */
export function failing(
  kind: GitHubFailureKind,
  options: { status?: number; said?: string; retryAfter?: number; maybeDone?: boolean } = {},
): GitHubFailure {
  const { status, said, ...rest } = options
  const evidence = {
    ...(status !== undefined && { status }),
    ...(said !== undefined && { said: new RemoteText(said) }),
  }
  return new GitHubFailure(kind, evidence, rest)
}

/** GitHub's words for a value that its private key does not open. */
export const DOES_NOT_OPEN = failing('invalid', {
  status: 422,
  said: 'Bad request - validation failed due to an improperly encrypted secret',
})
