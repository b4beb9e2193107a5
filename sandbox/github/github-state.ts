import type { GitHubToken } from './access.ts'
import { RateLimit } from './rate-limit.ts'
import { SecretPlace } from './secret-place.ts'

/**
 * A place as the REST API writes it, names not encoded: `repos/acme/crm/actions`,
 * `repos/acme/crm/environments/prod eu`, `orgs/acme/actions`, `repos/acme/crm/dependabot`, `repos/acme/crm/codespaces`.
 */
export type PlaceRef = string

/** A repository of the sandbox. */
export interface SandboxRepository {
  fullName: string
  /** Default a free one. */
  id?: number
  /** Default `private`. */
  visibility?: 'public' | 'private' | 'internal'
  /** Default now. */
  pushedAt?: Date
  environments?: string[]
}

/** A job of a run. */
export interface SandboxJob {
  id: number
  startedAt: Date
  /** Default `in_progress`. */
  status?: string
  runnerName?: string
  name?: string
}

/** One attempt of a workflow run. */
export interface SandboxRun {
  repository: string
  id: number
  createdAt: Date
  /** Default 1. */
  attempt?: number
  /** Default when it was created. */
  runStartedAt?: Date
  jobs?: SandboxJob[]
}

const PLACE =
  /^(?:repos\/[^/]+\/[^/]+\/(?:actions|dependabot|codespaces|environments\/.+)|orgs\/[^/]+\/actions)$/s

/** What the emulated GitHub knows. Names match in any case, as GitHub's do. */
export class GitHubState {
  readonly #repositories = new Map<string, Required<SandboxRepository>>()
  readonly #organizations = new Map<string, string>()
  readonly #tokens = new Map<string, { token: GitHubToken; limit: RateLimit }>()
  readonly #runs: SandboxRun[] = []
  readonly #places = new Map<string, SecretPlace>()
  #nextId = 1_296_269

  addRepository(repository: SandboxRepository, now: Date): void {
    const { id = this.#nextId++, visibility = 'private', pushedAt = now, environments = [] } = repository
    const { fullName } = repository
    const complete = { fullName, id, visibility, pushedAt, environments }
    this.#repositories.set(fullName.toLowerCase(), complete)
  }

  addOrganization(login: string): void {
    this.#organizations.set(login.toLowerCase(), login)
  }

  addToken(token: GitHubToken): void {
    this.#tokens.set(token.token, { token, limit: new RateLimit() })
  }

  addRun(run: SandboxRun): void {
    this.#runs.push(run)
  }

  repository(fullName: string): Required<SandboxRepository> | undefined {
    return this.#repositories.get(fullName.toLowerCase())
  }

  repositoryById(id: number): Required<SandboxRepository> | undefined {
    return [...this.#repositories.values()].find((repository) => repository.id === id)
  }

  /** The login as it was registered. */
  organization(login: string): string | undefined {
    return this.#organizations.get(login.toLowerCase())
  }

  token(token: string | undefined): { token: GitHubToken; limit: RateLimit } | undefined {
    return token === undefined ? undefined : this.#tokens.get(token)
  }

  /** Every attempt of every run of a repository, the oldest attempt of a run first. */
  runs(fullName: string): SandboxRun[] {
    return this.#runs
      .filter(({ repository }) => repository.toLowerCase() === fullName.toLowerCase())
      .toSorted((one, other) => (one.attempt ?? 1) - (other.attempt ?? 1))
  }

  /** The secrets of a place. @throws for what is not a place */
  place(ref: PlaceRef): SecretPlace {
    if (!PLACE.test(ref)) throw new Error(`not a place of secrets: ${ref}`)
    const key = ref.toLowerCase()
    const place = this.#places.get(key) ?? new SecretPlace()
    this.#places.set(key, place)
    return place
  }
}
