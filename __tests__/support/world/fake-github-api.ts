import { RemoteText } from '../../../src/errors/remote-text.ts'
import { openGitHubApi } from '../../../src/github/github-api.ts'
import type { GitHubApi } from '../../../src/github/github-api.ts'
import { GitHubFailure } from '../../../src/github/github-failure.ts'
import type { GitHubFailureKind } from '../../../src/github/github-failure.ts'
import { loadToolkit } from '../../../src/github/load-toolkit.ts'
import { Secret } from '../../../src/secret.ts'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import { answered, fakeWorld } from './fake-world.ts'
import type { FakeWorld } from './fake-world.ts'

// Load it up front: a leaping clock would not wait for it.
await loadToolkit()

/** A request as Octokit made it. */
export interface SentRequest {
  /** Query and body. */
  parameters: Record<string, unknown>
  answerWithin: number
  /** Method and path, for example `GET /repos/acme/crm/actions/secrets/X`. */
  line: string
}

/** Answers a request; a failure is thrown. */
export type Answerer = (request: SentRequest) => HttpAnswer | Error | Promise<HttpAnswer | Error>

/** GitHub's API without GitHub: a function answers Octokit's requests, and each is remembered. */
export class FakeGitHubApi implements GitHubApi {
  readonly sent: SentRequest[] = []
  readonly #api: GitHubApi

  constructor(answer: Answerer, { clock, runner }: FakeWorld = fakeWorld()) {
    const http: FakeWorld['http'] = async ({ method, url, body, answerWithin }) => {
      const line = `${method} ${decodeURIComponent(url.pathname)}`
      const parameters = {
        ...Object.fromEntries(url.searchParams),
        ...(JSON.parse(body ?? '{}') as Record<string, unknown>),
      }
      const request = { parameters, answerWithin, line }
      this.sent.push(request)
      const answered = await answer(request)
      if (answered instanceof Error) throw answered
      return answered
    }
    const world = { ...fakeWorld(http), clock, runner }
    this.#api = openGitHubApi(new URL('https://api.github.com'), new Secret('ghp_example'), world)
  }

  get time(): GitHubApi['time'] {
    return this.#api.time
  }

  get tokenExpiration(): string | undefined {
    return this.#api.tokenExpiration
  }

  /** All requests in their order. */
  get lines(): string[] {
    return this.sent.map(({ line }) => line)
  }

  ask: GitHubApi['ask'] = (request, about) => this.#api.ask(request, about)
}

/** Answers one after the other, whatever is asked. One more than expected is a bug. */
export function inTurn(...answers: (HttpAnswer | Error)[]): Answerer {
  const left = [...answers]
  return ({ line }) => left.shift() ?? new Error(`unexpected request: ${line}`)
}

/** A success. */
export function ok(status: number, data?: unknown): HttpAnswer {
  return answered(status, typeof data === 'string' || data === undefined ? data : JSON.stringify(data))
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
