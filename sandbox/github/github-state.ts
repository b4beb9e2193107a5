import type { GitHubToken } from './access.ts'
import type { Kept } from './places.ts'
import { RateLimit } from './rate-limit.ts'
import { SecretPlace } from './secret-place.ts'
import { Versions } from './versions.ts'

/**
 * A place as in the REST API's paths, not encoded: `repos/acme/crm/actions`, `repos/acme/crm/environments/prod eu`,
 * `orgs/acme/actions`, `repos/acme/crm/dependabot`, `repos/acme/crm/codespaces`.
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
  /** By name, without any rule. */
  environments?: string[]
}

/** A repository as stored. */
export type Repository = Required<Omit<SandboxRepository, 'environments'>>

/** Somebody who must approve a job before it runs in an environment. */
export interface Reviewer {
  type: 'User' | 'Team'
  id: number
}

/** The conditions for a job to run in an environment. */
export interface EnvironmentRules {
  waitMinutes: number
  reviewers: Reviewer[]
  preventSelfReview: boolean
  /** Which branches: any, protected ones, or those that match a list of names. */
  branches: 'all' | 'protected' | 'named'
}

/** An environment as stored. */
export interface Environment extends EnvironmentRules {
  id: number
  name: string
  createdAt: Date
  updatedAt: Date
  /** The names, if branches are selected by name. */
  branchNames: string[]
}

const NO_RULES: EnvironmentRules = {
  waitMinutes: 0,
  reviewers: [],
  preventSelfReview: false,
  branches: 'all',
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

/** A token, its remaining rate limit, and whether its `firstAnswer` is still pending. */
export interface KnownToken {
  token: GitHubToken
  limit: RateLimit
  isNew: boolean
}

/** What the emulated GitHub knows. Names are case-insensitive, as on GitHub. */
export class GitHubState {
  readonly #repositories = new Map<string, Repository>()
  /** By `owner/name/environment`. */
  readonly #environments = new Map<string, Environment>()
  readonly #organizations = new Map<string, string>()
  readonly #tokens = new Map<string, KnownToken>()
  readonly #runs: SandboxRun[] = []
  readonly #places = new Map<string, SecretPlace>()
  readonly #variables = new Map<string, Versions<Kept>>()
  #nextId = 1_296_269

  addRepository(repository: SandboxRepository, now: Date): void {
    const { id = this.#nextId++, visibility = 'private', pushedAt = now, environments = [] } = repository
    const { fullName } = repository
    this.#repositories.set(fullName.toLowerCase(), { fullName, id, visibility, pushedAt })
    for (const name of environments) this.putEnvironment(fullName, name, {}, now)
  }

  /** Creates an environment, or replaces its rules. */
  putEnvironment(fullName: string, name: string, rules: Partial<EnvironmentRules>, now: Date): Environment {
    const key = `${fullName}/${name}`.toLowerCase()
    const before = this.#environments.get(key)
    const { id = this.#nextId++, createdAt = now, name: known = name, branchNames = [] } = before ?? {}
    const environment = { id, name: known, createdAt, updatedAt: now, branchNames, ...NO_RULES, ...rules }
    this.#environments.set(key, environment)
    return environment
  }

  environment(repository: Repository | undefined, name: string): Environment | undefined {
    return this.#environments.get(`${repository?.fullName ?? ''}/${name}`.toLowerCase())
  }

  addOrganization(login: string): void {
    this.#organizations.set(login.toLowerCase(), login)
  }

  addToken(token: GitHubToken): void {
    this.#tokens.set(token.token, { token, limit: new RateLimit(), isNew: token.firstAnswer !== undefined })
  }

  addRun(run: SandboxRun): void {
    this.#runs.push(run)
  }

  repository(fullName: string): Repository | undefined {
    return this.#repositories.get(fullName.toLowerCase())
  }

  repositoryById(id: number): Repository | undefined {
    return [...this.#repositories.values()].find((repository) => repository.id === id)
  }

  /** The organization's login as registered. */
  organization(login: string): string | undefined {
    return this.#organizations.get(login.toLowerCase())
  }

  token(token: string | undefined): KnownToken | undefined {
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
    const key = keyOf(ref)
    const place = this.#places.get(key) ?? new SecretPlace()
    this.#places.set(key, place)
    return place
  }

  /** The variables of a place. @throws for what is not a place */
  variables(ref: PlaceRef): Versions<Kept> {
    const key = keyOf(ref)
    const variables = this.#variables.get(key) ?? new Versions<Kept>()
    this.#variables.set(key, variables)
    return variables
  }
}

function keyOf(ref: PlaceRef): string {
  if (!PLACE.test(ref)) throw new Error(`not a place of secrets and variables: ${ref}`)
  return ref.toLowerCase()
}
