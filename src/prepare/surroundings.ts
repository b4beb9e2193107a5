import { openGitHubApi } from '../github/github-api.ts'
import type { GitHubApi } from '../github/github-api.ts'
import type { Config } from '../inputs/config.ts'
import type { World } from '../world.ts'
import { readEnvironment } from './environment.ts'
import type { EnvironmentFacts } from './environment.ts'
import { readRepository } from './repository.ts'
import type { RepositoryFacts } from './repository.ts'

/** What GitHub knows about the run's surroundings, beyond secrets. Each fact is requested once, on first use. */
export interface Surroundings {
  /** With `secrets-token`. */
  api: GitHubApi
  /** With the workflow's own token; undefined if the run has none. */
  runApi: GitHubApi | undefined
  repository(): Promise<RepositoryFacts | undefined>
  /** Undefined: the secrets are not kept in an environment. */
  environment(): Promise<EnvironmentFacts | undefined>
}

/** Opens the APIs. Asks nothing yet. */
export function openSurroundings(config: Config, world: World): Surroundings {
  const { secretsToken, githubToken, githubApiUrl, place } = config
  const api = openGitHubApi(githubApiUrl, secretsToken, world)
  const runApi = githubToken && openGitHubApi(githubApiUrl, githubToken, world)
  const known = runApi ?? (secretsToken.reveal() === '' ? undefined : api)
  let repository: Promise<RepositoryFacts | undefined> | undefined
  let environment: Promise<EnvironmentFacts> | undefined
  return {
    api,
    runApi,
    repository: () => (repository ??= known ? readRepository(known, world) : Promise.resolve(undefined)),
    environment: () =>
      place.kind === 'environment'
        ? (environment ??= readEnvironment(runApi, place, world))
        : Promise.resolve(undefined),
  }
}
