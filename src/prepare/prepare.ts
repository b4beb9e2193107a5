import { ActionError } from '../errors/action-error.ts'
import { openGitHubApi } from '../github/github-api.ts'
import type { GitHubApi } from '../github/github-api.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import { loadSodium, openSealer } from '../github/sealing.ts'
import type { Sealer } from '../github/sealing.ts'
import { SecretVault } from '../github/secret-vault.ts'
import type { SecretMetadata, Visibility } from '../github/secret-vault.ts'
import type { Config } from '../inputs/config.ts'
import { looksLikeWorkflowToken, probeName } from '../inputs/read-config.ts'
import { PREPARE_WITHIN } from '../patience.ts'
import type { Warning } from '../report/warning.ts'
import { retrying } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'
import { explainFailure } from './explain-failure.ts'
import { find, required } from './finding.ts'
import { readRepository } from './repository.ts'
import type { RepositoryFacts } from './repository.ts'
import { readSecretsRead } from './run-times.ts'
import type { SecretsRead } from './run-times.ts'
import { prepareShares, unusableKey } from './share.ts'
import type { PreparedShare } from './share.ts'
import { keptVisibility, onlyThisRepository } from './visibility.ts'
import { proveWritable } from './write-proof.ts'

declare const prepared: unique symbol

/** One of the two secrets of the place. */
export interface PreparedSecret {
  name: string
  /** Undefined: there is no such secret yet. */
  metadata: SecretMetadata | undefined
  visibility: Visibility | undefined
}

/** A place that is proven to be writable, and all that is known of it. Only `prepare` makes one; only a Ready can be refreshed. */
export interface Ready {
  readonly [prepared]: true
  api: GitHubApi
  /** Whether `secrets-token` is an installation token of a GitHub App. */
  isAppToken: boolean
  vault: SecretVault
  sealer: Sealer
  refresh: PreparedSecret
  /** Undefined: the access token is not stored. */
  access: PreparedSecret | undefined
  /** This machine's time when the metadata was asked for, in milliseconds. */
  metadataReadAt: number
  /** Undefined for a run that brings a code instead of a stored token. */
  secretsRead: SecretsRead | undefined
  shares: readonly PreparedShare[]
  /** For advice only, so that nothing waits for it but the report. */
  repository: Promise<RepositoryFacts | undefined>
  warnings: readonly Warning[]
}

/** A place that is not ready, and what was learnt of it all the same. */
export interface Unready {
  error: ActionError
  /** `updated_at` of the stored refresh token, which tells how long it still lives. */
  storedAt: string | undefined
}

/**
 * Asks GitHub everything that has to be known before the refresh token may be spent, as much as possible at once:
 * the public key (with a trial seal), both secrets' metadata, the proof that the place can be written, and when this
 * run read its secrets. Nothing is stored by it.
 *
 * @param config the validated inputs
 * @returns what is not ready tells why, with the fate `not-sent`
 */
export async function prepare(config: Config, world: World): Promise<Ready | Unready> {
  let storedAt: string | undefined
  const notice = ({ metadata }: PreparedSecret): void => {
    storedAt = metadata?.updatedAt
  }
  try {
    return await ask(config, world, notice)
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    return { error: looksLikeWorkflowToken(config) ? asWorkflowTokens(error) : error, storedAt }
  }
}

async function ask(config: Config, world: World, notice: (refresh: PreparedSecret) => void): Promise<Ready> {
  const { place } = config
  const deadline: Deadline = { at: world.clock.now() + PREPARE_WITHIN }
  const api = openGitHubApi(config.githubApiUrl, config.secretsToken, world)
  const vault = new SecretVault(api, place)
  const runApi = config.githubToken && openGitHubApi(config.githubApiUrl, config.githubToken, world)
  const authorizing = config.intent.kind === 'authorize'

  const readFacts = (): Promise<RepositoryFacts | undefined> => readRepository(runApi ?? api, world)
  // Only a new organization secret needs the repository's id, and only old servers do not tell it to the run.
  const inOrganization = [place, ...config.shares].some(({ kind }) => kind === 'organization')
  const facts = inOrganization && world.context.repositoryId === undefined ? await readFacts() : undefined
  const repositoryId = world.context.repositoryId ?? facts?.id
  const metadataReadAt = world.clock.now()

  // The key is asked for first, since the proof waits for it.
  const writable = async (): Promise<{ sealer: Sealer; warnings: Warning[] }> => {
    const sealer = await openPlace(vault, world, deadline)
    const visibility = place.kind === 'organization' ? onlyThisRepository(repositoryId) : undefined
    const probe = probeName(config.refreshTokenSecret)
    const warning = await proveWritable(vault, probe, sealer, visibility, world, deadline)
    return { sealer, warnings: warning ? [warning] : [] }
  }
  const secret = async (name: string): Promise<PreparedSecret> => {
    const metadata = await retrying(() => vault.metadata(name), world, deadline)
    const visibility = await keptVisibility(vault, name, metadata, repositoryId, world, deadline)
    return { name, metadata, visibility }
  }
  const times = async (): Promise<SecretsRead> =>
    runApi
      ? readSecretsRead(runApi, place, config.jobId, world, deadline).catch((error: unknown) => {
          throw error instanceof GitHubFailure && error.kind === 'limited' ? limited(error, place) : error
        })
      : // Without the workflow's own token they cannot be read.
        { unreadable: undefined }

  const check = <T>(asked: () => Promise<T>): Promise<T> => required(find(asked, place))
  // For advice only: nothing waits for it but the report.
  const repository = facts ? Promise.resolve(facts) : readFacts()
  const [{ sealer, warnings }, refresh, access, secretsRead, shares] = await Promise.all([
    check(writable),
    check(async () => {
      const refresh = await secret(config.refreshTokenSecret)
      notice(refresh)
      return refresh
    }),
    config.accessTokenSecret === undefined ? undefined : check(() => secret(config.accessTokenSecret ?? '')),
    authorizing ? undefined : check(times),
    prepareShares(api, config.shares, config.accessTokenSecret, repositoryId, world),
    check(() => refuseShadowed(config, api, world, deadline)),
  ])
  return {
    api,
    isAppToken: config.secretsToken.reveal().startsWith('ghs_'),
    vault,
    sealer,
    refresh,
    access,
    metadataReadAt,
    secretsRead,
    shares,
    warnings,
    repository,
  } as unknown as Ready
}

/** It is `github-token` that GitHub limits, and not `secrets-token`. */
function limited(failure: GitHubFailure, at: Place): ActionError {
  const { evidence } = failure
  const place = describePlace(at)
  const id = 'github-unreachable'
  return new ActionError({ id, cause: 'github-token-limited', fate: 'not-sent', place, evidence }, failure)
}

/** GITHUB_TOKEN may not write secrets, and GitHub does not say that this is why. */
function asWorkflowTokens(error: ActionError): ActionError {
  const { failure } = error
  if (failure.id !== 'secrets-token-cannot-write' && failure.id !== 'target-not-found') return error
  const { fate, place, evidence } = failure
  const id = 'secrets-token-cannot-write'
  return new ActionError({ id, cause: 'workflow-token', fate, place, evidence }, error.cause)
}

async function openPlace(vault: SecretVault, world: World, deadline: Deadline): Promise<Sealer> {
  const publicKey = await retrying(() => vault.publicKey(), world, deadline)
  await loadSodium().catch((error: unknown) => {
    throw new ActionError({ id: 'internal-error', cause: 'no-webassembly', fate: 'not-sent' }, error)
  })
  return openSealer(publicKey).catch((error: unknown) => {
    throw unusableKey(error)
  })
}

/**
 * A repository secret hides the organization's of the same name: this run would write one and the next run read the
 * other. A token that may not know about repository secrets cannot tell.
 */
async function refuseShadowed(
  config: Config,
  api: GitHubApi,
  world: World,
  deadline: Deadline,
): Promise<void> {
  if (config.place.kind !== 'organization') return
  const { owner, repo } = world.context
  const vault = new SecretVault(api, { kind: 'repository', owner, repo })
  for (const secretName of [config.refreshTokenSecret, config.accessTokenSecret]) {
    if (secretName === undefined) continue
    const shadow = await retrying(() => vault.metadata(secretName), world, deadline).catch(() => undefined)
    if (shadow)
      throw new ActionError({
        id: 'secret-shadowed',
        cause: 'repository-secret',
        fate: 'not-sent',
        place: describePlace(vault.place),
        secretName,
      })
  }
}

/**
 * Reads the refresh token's metadata again, unless that was done just now.
 *
 * @param ready as prepared
 * @param freshFor milliseconds for which metadata counts as fresh
 * @throws {ActionError} fate `not-sent`
 */
export async function refreshMetadata(ready: Ready, world: World, freshFor: number): Promise<Ready> {
  if (world.clock.now() - ready.metadataReadAt <= freshFor) return ready
  const metadataReadAt = world.clock.now()
  try {
    const deadline = { at: world.clock.now() + PREPARE_WITHIN }
    const metadata = await retrying(() => ready.vault.metadata(ready.refresh.name), world, deadline)
    return { ...ready, refresh: { ...ready.refresh, metadata }, metadataReadAt }
  } catch (error) {
    throw error instanceof GitHubFailure ? explainFailure(error, ready.vault.place) : error
  }
}
