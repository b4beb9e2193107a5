import type { GitHubApi } from './github-api.ts'
import { readMoment } from '../moment.ts'
import { GitHubFailure } from './github-failure.ts'
import { mostSecrets, secretRoutes } from './place.ts'
import type { SecretToWrite, Visibility } from './place-route-types.ts'
import type { Place } from './place.ts'
import type { PublicKey, Sealed } from './sealing.ts'

export type { Visibility } from './place-route-types.ts'

/** What GitHub reveals about a secret. Never the value. */
export interface SecretMetadata {
  /** As written by GitHub, to the second, and checked to be a date: it guards against overwriting a newer value. */
  updatedAt: string
  visibility: Visibility['visibility'] | undefined
}

/** The secrets of one place. Each method sends its request once, without retrying. */
export class SecretVault {
  readonly place: Place
  /** How many secrets the place can hold. */
  readonly limit: number
  readonly #api: GitHubApi

  constructor(api: GitHubApi, place: Place) {
    this.place = place
    this.limit = mostSecrets(place)
    this.#api = api
  }

  /** @throws {GitHubFailure} */
  async publicKey(): Promise<PublicKey> {
    const { data } = await this.#ask((secrets) => secrets.publicKey())
    if (!isKeyId(data.key_id) || typeof data.key !== 'string') throw unreadable('public-key')
    return data
  }

  /** @returns undefined if there is no such secret (or no such place) @throws {GitHubFailure} */
  async metadata(name: string): Promise<SecretMetadata | undefined> {
    const answer = await this.#ask((secrets) => secrets.read({ secret_name: name })).catch(absentWhenNotFound)
    if (!answer) return undefined
    const { updated_at: updatedAt } = answer.data
    const visibility = VISIBILITIES.find((one) => one === answer.data.visibility)
    if (
      typeof updatedAt !== 'string' ||
      readMoment(updatedAt) === undefined ||
      !/^[\d:TZ.+-]+$/.test(updatedAt) ||
      // A write has to repeat it, and must not expose the secret to more repositories than before.
      (this.place.kind === 'organization' && visibility === undefined)
    )
      throw unreadable(name)
    return { updatedAt, visibility }
  }

  /**
   * Writes a sealed value.
   *
   * @param answerWithin overrides the timeout for the answer, in milliseconds
   * @returns whether the secret is new
   * @throws {GitHubFailure} for everything but 201 and 204
   */
  async write(
    name: string,
    sealed: Sealed,
    visibility: Visibility | undefined,
    answerWithin?: number,
  ): Promise<'created' | 'updated'> {
    const { status } = await this.#ask((secrets) =>
      secrets.write({
        secret_name: name,
        encrypted_value: sealed.encryptedValue,
        key_id: sealed.keyId,
        ...asParameters(visibility),
        ...(answerWithin !== undefined && { request: { answerWithin } }),
      }),
    )
    return status === 201 ? 'created' : 'updated'
  }

  /** @returns whether it existed @throws {GitHubFailure} */
  async remove(name: string): Promise<boolean> {
    return (
      (await this.#ask((secrets) => secrets.remove({ secret_name: name })).catch(absentWhenNotFound)) !==
      undefined
    )
  }

  /** How many secrets the place holds. @throws {GitHubFailure} */
  async count(): Promise<number> {
    const { data } = await this.#ask((secrets) => secrets.list({ per_page: 1 }))
    if (typeof data.total_count !== 'number') throw unreadable('secrets')
    return data.total_count
  }

  /** The repositories that may read an organization secret whose visibility is `selected`. @throws {GitHubFailure} */
  async selectedRepositories(name: string): Promise<number[]> {
    const ids = new Set<number>()
    let counted = 0
    for (let page = 1; ; page += 1) {
      const parameters = { org: this.place.owner, secret_name: name, per_page: PAGE, page }
      const { data } = await this.#api.ask(
        ({ rest }) => rest.actions.listSelectedReposForOrgSecret(parameters),
        this.place,
      )
      const { repositories, total_count: total } = data
      if (!isListOfIds(repositories) || typeof total !== 'number') throw unreadable(`${name}/repositories`)
      const before = ids.size
      for (const { id } of repositories) ids.add(id)
      // If pages disagree, the largest count wins. A full page may be followed by another.
      counted = Math.max(counted, total)
      const isLast = repositories.length < PAGE || ids.size === before
      if (isLast && ids.size >= counted) return [...ids]
      // The token cannot see them all, and a write would revoke access for those it does not name.
      if (ids.size === before) throw new GitHubFailure('hidden', { request: `GET ${name}/repositories` })
    }
  }

  #ask<Answer>(request: (secrets: ReturnType<typeof secretRoutes>) => Promise<Answer>): Promise<Answer> {
    return this.#api.ask((octokit) => request(secretRoutes(this.place, octokit)), this.place)
  }
}

function asParameters({ visibility, selected_repository_ids: ids }: Partial<Visibility> = {}): Pick<
  SecretToWrite,
  'visibility' | 'selected_repository_ids'
> {
  return { ...(visibility && { visibility }), ...(ids && { selected_repository_ids: [...ids] }) }
}

const VISIBILITIES = ['all', 'private', 'selected'] as const

/** GitHub's largest page. */
const PAGE = 100

/** Strict, because it goes into the recovery command. */
function isKeyId(id: unknown): boolean {
  return typeof id === 'string' && /^[\w.:-]{1,100}$/.test(id)
}

/** Strict, because they go into the recovery command. Octokit parses oversized integers as bigint. */
function isListOfIds(list: unknown): list is { id: number }[] {
  return (
    Array.isArray(list) &&
    list.every(
      (one: { id?: unknown } | null | undefined) => Number.isSafeInteger(one?.id) && Number(one?.id) > 0,
    )
  )
}

function absentWhenNotFound(error: unknown): undefined {
  if (error instanceof GitHubFailure && error.kind === 'not-found') return undefined
  throw error
}

/** A 2xx whose body is not what GitHub documents: a proxy, a captive portal, an outage. Transient. */
function unreadable(what: string): GitHubFailure {
  return new GitHubFailure('unanswered', { request: `GET ${what}`, network: 'unreadable' })
}
