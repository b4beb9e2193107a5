import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { SecretRoutes, VariableRoutes } from './place-route-types.ts'
import type { Octokit } from './load-toolkit.ts'

/** A repository on GitHub. */
export interface Repository {
  owner: string
  repo: string
}

/** Where a secret can be kept. */
export type Place =
  | ({ kind: 'repository' } & Repository)
  | ({ kind: 'environment'; environment: string } & Repository)
  | ({ kind: 'dependabot' } & Repository)
  | ({ kind: 'codespaces' } & Repository)
  | { kind: 'organization'; owner: string }

/** Where the refresh token can be kept, with a variable beside it. The others only take shares of the access token. */
export type HomePlace = Exclude<Place, { kind: 'dependabot' | 'codespaces' }>

/** Everything that differs between kinds of place. */
interface PlaceKind<P extends Place> {
  secrets(rest: Octokit['rest'], place: P): SecretRoutes
  /** GitHub has variables beside some kinds of secrets only. */
  variables: [P] extends [HomePlace] ? (rest: Octokit['rest'], place: P) => VariableRoutes : undefined
  /** The path segments of its secrets in the REST API. */
  path(place: P): readonly string[]
  /** As written in `share-access-token-with`. */
  line(place: P): string
  words(place: P): Bilingual
  /** Pages of GitHub's website, relative to the server's address. */
  pages: {
    /** Lists the secrets. */
    secrets(place: P): string
    /** Forms to add what is missing. */
    newSecret(place: P): string
    newVariable?: (place: P) => string
  }
  permission: {
    /** What a token needs to write here. */
    words: Bilingual
    /** The same, for the form for a new fine-grained token. */
    parameters: readonly string[]
  }
  /** The most secrets it can hold. @see https://docs.github.com/en/actions/reference/limits */
  holds: number
}

const repositoryOf = ({ owner, repo }: Repository): string => `${owner}/${repo}`
const inEnvironment = ({ owner, repo, environment }: Place & { kind: 'environment' }) => ({
  owner,
  repo,
  environment_name: environment,
})
const formsIn = (settings: string) => ({
  secrets: (place: Repository) => `${repositoryOf(place)}/settings/secrets/${settings}`,
  newSecret: (place: Repository) => `${repositoryOf(place)}/settings/secrets/${settings}/new`,
})

const KINDS: { readonly [Kind in Place['kind']]: PlaceKind<Place & { kind: Kind }> } = {
  repository: {
    secrets: ({ actions }, { owner, repo }) => ({
      list: (page) => actions.listRepoSecrets({ owner, repo, ...page }),
      publicKey: () => actions.getRepoPublicKey({ owner, repo }),
      read: (secret) => actions.getRepoSecret({ owner, repo, ...secret }),
      write: (secret) => actions.createOrUpdateRepoSecret({ owner, repo, ...secret }),
      remove: (secret) => actions.deleteRepoSecret({ owner, repo, ...secret }),
    }),
    variables: ({ actions }, { owner, repo }) => ({
      read: (variable) => actions.getRepoVariable({ owner, repo, ...variable }),
      create: (variable) => actions.createRepoVariable({ owner, repo, ...variable }),
      update: (variable) => actions.updateRepoVariable({ owner, repo, ...variable }),
    }),
    path: ({ owner, repo }) => ['repos', owner, repo, 'actions', 'secrets'],
    line: repositoryOf,
    words: (place) => both(repositoryOf(place), `仓库 ${repositoryOf(place)}`),
    pages: {
      ...formsIn('actions'),
      newVariable: (place) => `${repositoryOf(place)}/settings/variables/actions/new`,
    },
    permission: {
      words: both(
        'Repository secrets: fine-grained token or GitHub App with the repository permission Secrets: Read and write; classic token with the scope repo.',
        '仓库 Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Secrets: Read and write；classic PAT 需要 repo。',
      ),
      parameters: ['secrets', 'actions_variables'],
    },
    holds: 100,
  },
  environment: {
    secrets: ({ actions }, place) => ({
      list: (page) => actions.listEnvironmentSecrets({ ...inEnvironment(place), ...page }),
      publicKey: () => actions.getEnvironmentPublicKey(inEnvironment(place)),
      read: (secret) => actions.getEnvironmentSecret({ ...inEnvironment(place), ...secret }),
      write: (secret) => actions.createOrUpdateEnvironmentSecret({ ...inEnvironment(place), ...secret }),
      remove: (secret) => actions.deleteEnvironmentSecret({ ...inEnvironment(place), ...secret }),
    }),
    variables: ({ actions }, place) => ({
      read: (variable) => actions.getEnvironmentVariable({ ...inEnvironment(place), ...variable }),
      create: (variable) => actions.createEnvironmentVariable({ ...inEnvironment(place), ...variable }),
      update: (variable) => actions.updateEnvironmentVariable({ ...inEnvironment(place), ...variable }),
    }),
    path: ({ owner, repo, environment }) => ['repos', owner, repo, 'environments', environment, 'secrets'],
    line: (place) => `${repositoryOf(place)}/environments/${place.environment}`,
    words: (place) =>
      both(
        `environment "${place.environment}" of ${repositoryOf(place)}`,
        `仓库 ${repositoryOf(place)} 的环境“${place.environment}”`,
      ),
    // An environment's secrets and variables are added on its own page, whose address contains an id that we do not
    // know.
    pages: {
      secrets: (place) => `${repositoryOf(place)}/settings/environments`,
      newSecret: (place) => `${repositoryOf(place)}/settings/environments`,
      newVariable: (place) => `${repositoryOf(place)}/settings/environments`,
    },
    permission: {
      words: both(
        'Environment secrets: fine-grained token or GitHub App with the repository permission Environments: Read and write ' +
          '(Secrets alone is not enough); classic token with the scope repo.',
        '环境 Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Environments: Read and write（只有 Secrets 不够）；classic PAT 需要 repo。',
      ),
      parameters: ['environments'],
    },
    holds: 100,
  },
  organization: {
    secrets: ({ actions }, { owner: org }) => ({
      list: (page) => actions.listOrgSecrets({ org, ...page }),
      publicKey: () => actions.getOrgPublicKey({ org }),
      read: (secret) => actions.getOrgSecret({ org, ...secret }),
      write: (secret) => actions.createOrUpdateOrgSecret({ org, visibility: 'private', ...secret }),
      remove: (secret) => actions.deleteOrgSecret({ org, ...secret }),
    }),
    variables: ({ actions }, { owner: org }) => ({
      read: (variable) => actions.getOrgVariable({ org, ...variable }),
      create: (variable) => actions.createOrgVariable({ org, visibility: 'private', ...variable }),
      update: (variable) => actions.updateOrgVariable({ org, ...variable }),
    }),
    path: ({ owner }) => ['orgs', owner, 'actions', 'secrets'],
    line: ({ owner }) => `orgs/${owner}`,
    words: ({ owner }) => both(`organization ${owner}`, `组织 ${owner}`),
    pages: {
      secrets: ({ owner }) => `organizations/${owner}/settings/secrets/actions`,
      newSecret: ({ owner }) => `organizations/${owner}/settings/secrets/actions/new`,
      newVariable: ({ owner }) => `organizations/${owner}/settings/variables/actions/new`,
    },
    permission: {
      words: both(
        'Organization secrets: fine-grained token or GitHub App with the organization permission Secrets: Read and write; ' +
          'classic token of an owner with the scope admin:org.',
        '组织 Secret：细粒度 PAT 或 GitHub App 需要组织权限 Secrets: Read and write；classic PAT 需要 admin:org，且持有人是组织所有者。',
      ),
      parameters: ['organization_secrets', 'organization_actions_variables'],
    },
    holds: 1_000,
  },
  dependabot: {
    secrets: ({ dependabot }, { owner, repo }) => ({
      list: (page) => dependabot.listRepoSecrets({ owner, repo, ...page }),
      publicKey: () => dependabot.getRepoPublicKey({ owner, repo }),
      read: (secret) => dependabot.getRepoSecret({ owner, repo, ...secret }),
      write: (secret) => dependabot.createOrUpdateRepoSecret({ owner, repo, ...secret }),
      remove: (secret) => dependabot.deleteRepoSecret({ owner, repo, ...secret }),
    }),
    variables: undefined,
    path: ({ owner, repo }) => ['repos', owner, repo, 'dependabot', 'secrets'],
    line: (place) => `${repositoryOf(place)}/dependabot`,
    words: (place) =>
      both(
        `Dependabot secrets of ${repositoryOf(place)}`,
        `仓库 ${repositoryOf(place)} 的 Dependabot Secret`,
      ),
    pages: formsIn('dependabot'),
    permission: {
      words: both(
        'Dependabot secrets: fine-grained token or GitHub App with the repository permission Dependabot secrets: Read and write; classic token with the scope repo.',
        'Dependabot Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Dependabot secrets: Read and write；classic PAT 需要 repo。',
      ),
      parameters: ['dependabot_secrets'],
    },
    holds: 100,
  },
  codespaces: {
    secrets: ({ codespaces }, { owner, repo }) => ({
      list: (page) => codespaces.listRepoSecrets({ owner, repo, ...page }),
      publicKey: () => codespaces.getRepoPublicKey({ owner, repo }),
      read: (secret) => codespaces.getRepoSecret({ owner, repo, ...secret }),
      write: (secret) => codespaces.createOrUpdateRepoSecret({ owner, repo, ...secret }),
      remove: (secret) => codespaces.deleteRepoSecret({ owner, repo, ...secret }),
    }),
    variables: undefined,
    path: ({ owner, repo }) => ['repos', owner, repo, 'codespaces', 'secrets'],
    line: (place) => `${repositoryOf(place)}/codespaces`,
    words: (place) =>
      both(
        `Codespaces secrets of ${repositoryOf(place)}`,
        `仓库 ${repositoryOf(place)} 的 Codespaces Secret`,
      ),
    pages: formsIn('codespaces'),
    permission: {
      words: both(
        'Codespaces secrets: fine-grained token or GitHub App with the repository permission Codespaces secrets: Read and write; classic token with the scope repo.',
        'Codespaces Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Codespaces secrets: Read and write；classic PAT 需要 repo。',
      ),
      parameters: ['codespaces_secrets'],
    },
    holds: 100,
  },
}

/** The table row for a place, a pairing that the compiler cannot infer. */
function kindOf(place: Place): PlaceKind<Place> {
  return KINDS[place.kind] as PlaceKind<Place>
}

/** The routes for the secrets of a place. */
export function secretRoutes(place: Place, { rest }: Octokit): SecretRoutes {
  return kindOf(place).secrets(rest, place)
}

/** The routes for the variables of a place. */
export function variableRoutes(place: HomePlace, { rest }: Octokit): VariableRoutes {
  const { variables } = KINDS[place.kind] as PlaceKind<HomePlace>
  return variables(rest, place)
}

/** The path of a secret in the REST API, percent-encoded so that it contains no quotes or spaces. */
export function secretPath(place: Place, name: string): string {
  return [...kindOf(place).path(place), name].map(encoded).join('/')
}

function encoded(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** The most secrets that a place can hold. */
export function mostSecrets(place: Place): number {
  return kindOf(place).holds
}

/** Whether both are the same place. GitHub ignores case in all of these names. */
export function samePlace(one: Place, other: Place): boolean {
  return placePath(one).toLowerCase() === placePath(other).toLowerCase()
}

/** The place as written in `share-access-token-with`. */
export function placePath(place: Place): string {
  return kindOf(place).line(place)
}

/** The place in words. */
export function describePlace(place: Place): Bilingual {
  return kindOf(place).words(place)
}

/** The page of GitHub's settings that lists the secrets of a place. */
export function settingsUrl(place: Place, serverUrl: string): string {
  return `${serverUrl}/${kindOf(place).pages.secrets(place)}`
}

/** GitHub's form for a new secret of the place; for an environment, the list of environments that leads to it. */
export function newSecretUrl(place: Place, serverUrl: string): string {
  return `${serverUrl}/${kindOf(place).pages.newSecret(place)}`
}

/** The same for a new variable; undefined if the place has none. */
export function newVariableUrl(place: Place, serverUrl: string): string | undefined {
  const page = kindOf(place).pages.newVariable?.(place)
  return page && `${serverUrl}/${page}`
}

/** The permissions to write secrets and variables here, as named by GitHub's forms for new tokens and Apps. */
export function formPermissions(place: Place): readonly string[] {
  return kindOf(place).permission.parameters
}

/** The permissions to write secrets in this kind of place; by default, in every kind that can hold a refresh token. */
export function neededPermissions(kind?: Place['kind']): readonly Bilingual[] {
  if (kind !== undefined) return [KINDS[kind].permission.words]
  return Object.values(KINDS)
    .filter(({ variables }) => variables !== undefined)
    .map(({ permission }) => permission.words)
}
