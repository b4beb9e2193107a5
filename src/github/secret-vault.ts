import { fieldsOf } from './github-api.ts'
import type { GitHubAnswer, GitHubApi } from './github-api.ts'
import { GitHubFailure } from './github-failure.ts'
import type { Place } from './place.ts'
import type { PublicKey, Sealed } from './sealing.ts'
import { placeParameters, secretRoutes } from './secret-routes.ts'

/** Who may read an organization secret; every write has to say it again. */
export interface Visibility {
  visibility: 'all' | 'private' | 'selected'
  /** Given exactly when `selected`. */
  selected_repository_ids?: readonly number[]
}

/** What GitHub tells of a secret. Never the value. */
export interface SecretMetadata {
  /** As GitHub writes it, to the second: the guard against overwriting a newer value. */
  updatedAt: string
  visibility: Visibility['visibility'] | undefined
}

/** The secrets of one place, one request a method, each sent once. */
export class SecretVault {
  readonly place: Place
  readonly #api: GitHubApi

  constructor(api: GitHubApi, place: Place) {
    this.place = place
    this.#api = api
  }

  /** @throws {GitHubFailure} */
  async publicKey(): Promise<PublicKey> {
    const { data } = await this.#api.send(secretRoutes(this.place).publicKey, placeParameters(this.place))
    if (!isPublicKey(data)) throw unreadable('public-key')
    return data
  }

  /** @returns undefined when there is no such secret (or no such place) @throws {GitHubFailure} */
  async metadata(name: string): Promise<SecretMetadata | undefined> {
    const route = secretRoutes(this.place).read
    const answer = await this.#api
      .send(route, { ...placeParameters(this.place), secret_name: name })
      .catch(absentWhenNotFound)
    if (!answer) return undefined
    const { updated_at: updatedAt, visibility } = fieldsOf(answer.data)
    if (typeof updatedAt !== 'string' || Number.isNaN(Date.parse(updatedAt))) throw unreadable(name)
    return { updatedAt, visibility: VISIBILITIES.find((one) => one === visibility) }
  }

  /**
   * Writes a sealed value.
   *
   * @returns whether the secret is new
   * @throws {GitHubFailure} for everything but 201 and 204
   */
  async write(
    name: string,
    sealed: Sealed,
    visibility: Visibility | undefined,
    answerWithin?: number,
  ): Promise<'created' | 'updated'> {
    const parameters = {
      ...placeParameters(this.place),
      secret_name: name,
      encrypted_value: sealed.encryptedValue,
      key_id: sealed.keyId,
      ...visibility,
    }
    const { status } = await this.#api.send(secretRoutes(this.place).write, parameters, answerWithin)
    if (status === 201) return 'created'
    if (status === 204) return 'updated'
    // Something in front of GitHub said that all is well, which proves nothing.
    throw new GitHubFailure(
      'unanswered',
      { request: `PUT ${name}`, status, network: 'unreadable' },
      { maybeDone: true },
    )
  }

  /** @throws {GitHubFailure} */
  async remove(name: string): Promise<void> {
    const parameters = { ...placeParameters(this.place), secret_name: name }
    await this.#api.send(secretRoutes(this.place).remove, parameters).catch(absentWhenNotFound)
  }

  /** The repositories that may read an organization secret whose visibility is `selected`. @throws {GitHubFailure} */
  async selectedRepositories(name: string): Promise<number[]> {
    const ids: number[] = []
    for (let page = 1; ; page += 1) {
      const { data } = await this.#api.send('GET /orgs/{org}/actions/secrets/{secret_name}/repositories', {
        ...placeParameters(this.place),
        secret_name: name,
        per_page: PAGE,
        page,
      })
      const { repositories, total_count: total } = fieldsOf(data) as {
        repositories?: { id: number }[]
        total_count?: number
      }
      if (!Array.isArray(repositories) || typeof total !== 'number') throw unreadable(`${name}/repositories`)
      ids.push(...repositories.map(({ id }) => id))
      if (ids.length >= total || repositories.length === 0) return ids
    }
  }
}

const VISIBILITIES = ['all', 'private', 'selected'] as const

/** Most that GitHub gives a page. */
const PAGE = 100

function absentWhenNotFound(error: unknown): GitHubAnswer | undefined {
  if (error instanceof GitHubFailure && error.kind === 'not-found') return undefined
  throw error
}

function isPublicKey(data: unknown): data is PublicKey {
  return (
    typeof data === 'object' &&
    data !== null &&
    'key_id' in data &&
    typeof data.key_id === 'string' &&
    'key' in data &&
    typeof data.key === 'string'
  )
}

/** A 2xx whose body is not what GitHub describes: a proxy, a captive portal, an outage. It may pass. */
function unreadable(what: string): GitHubFailure {
  return new GitHubFailure('unanswered', { request: `GET ${what}`, network: 'unreadable' })
}
