import type { GitHubApi } from './github-api.ts'
import { GitHubFailure } from './github-failure.ts'
import { variableRoutes } from './place.ts'
import type { Visibility } from './place-route-types.ts'
import type { HomePlace } from './place.ts'

/** The variables of one place. Anybody who can read the repository's Actions settings can read them. */
export class VariableVault {
  readonly #api: GitHubApi
  readonly #place: HomePlace

  constructor(api: GitHubApi, place: HomePlace) {
    this.#api = api
    this.#place = place
  }

  /** @returns undefined if there is no such variable (or no such place) @throws {GitHubFailure} */
  async read(name: string): Promise<string | undefined> {
    try {
      const { data } = await this.#ask((variables) => variables.read({ name }))
      if (typeof data.value === 'string') return data.value
    } catch (error) {
      if (isKind(error, 'not-found')) return undefined
      throw error
    }
    // A 2xx whose body is not what GitHub documents. Transient.
    throw new GitHubFailure('unanswered', { request: `GET ${name}`, network: 'unreadable' })
  }

  /**
   * Creates a variable, or updates the existing one without changing its visibility.
   *
   * @param visibility for a new variable of an organization
   * @param exists whether it existed at the last read
   * @throws {GitHubFailure}
   */
  async store(
    name: string,
    value: string,
    visibility: Visibility | undefined,
    exists: boolean,
  ): Promise<void> {
    const change = (): Promise<unknown> => this.#ask((variables) => variables.update({ name, value }))
    const ids = visibility?.selected_repository_ids
    const readers = visibility && {
      visibility: visibility.visibility,
      ...(ids && { selected_repository_ids: [...ids] }),
    }
    const create = (): Promise<unknown> =>
      this.#ask((variables) => variables.create({ name, value, ...readers }))
    try {
      await (exists ? change() : create())
    } catch (error) {
      // Somebody else has just deleted or created it.
      if (exists && isKind(error, 'not-found')) await create()
      else if (!exists && error instanceof GitHubFailure && error.evidence.status === 409) await change()
      else throw error
    }
  }

  #ask<Answer>(request: (variables: ReturnType<typeof variableRoutes>) => Promise<Answer>): Promise<Answer> {
    return this.#api.ask((octokit) => request(variableRoutes(this.#place, octokit)), this.#place)
  }
}

function isKind(error: unknown, kind: GitHubFailure['kind']): boolean {
  return error instanceof GitHubFailure && error.kind === kind
}
