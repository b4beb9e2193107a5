import { ActionError } from '../errors/action-error.ts'
import { openGitHubApi } from '../github/github-api.ts'
import type { GitHubApi } from '../github/github-api.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import { retrying } from '../github/retrying.ts'
import type { Deadline } from '../github/retrying.ts'
import { openSealer } from '../github/sealing.ts'
import type { Sealer } from '../github/sealing.ts'
import { SecretVault } from '../github/secret-vault.ts'
import type { SecretMetadata, Visibility } from '../github/secret-vault.ts'
import type { Config } from '../inputs/config.ts'
import { probeName } from '../inputs/read-config.ts'
import type { Warning } from '../report/warning.ts'
import type { World } from '../world.ts'
import { explainFailure } from './explain-failure.ts'
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

/** Everything that GitHub is asked before the token is spent has to fit into this, in milliseconds. */
const PREPARE_WITHIN = 120_000

/**
 * Asks GitHub everything that has to be known before the refresh token may be spent, as much as possible at once:
 * the public key (with a trial seal), both secrets' metadata, the proof that the place can be written, and when this
 * run read its secrets. Nothing is stored by it.
 *
 * @param config the validated inputs
 * @throws {ActionError} fate `not-sent`
 */
export async function prepare(config: Config, world: World): Promise<Ready> {
  const api = openGitHubApi(config.githubApiUrl, config.secretsToken, world)
  const vault = new SecretVault(api, config.place)
  const noticed: Noticed = {}
  try {
    return await ask(config, api, vault, noticed, world)
  } catch (error) {
    const failure = error instanceof GitHubFailure ? explainFailure(error, config.place) : error
    if (!(failure instanceof ActionError) || noticed.storedAt === undefined) throw failure
    // However it failed, a person wants to know how long the stored token still lives.
    const { id, fate, evidence, cause } = failure
    throw new ActionError(id, fate, { ...evidence, storedAt: noticed.storedAt }, cause)
  }
}

/** What was learnt before something else failed. */
interface Noticed {
  storedAt?: string
}

async function ask(
  config: Config,
  api: GitHubApi,
  vault: SecretVault,
  noticed: Noticed,
  world: World,
): Promise<Ready> {
  const deadline: Deadline = { at: world.clock.now() + PREPARE_WITHIN }
  const runApi = config.githubToken && openGitHubApi(config.githubApiUrl, config.githubToken, world)
  const authorizing = config.intent.kind === 'authorize'

  const readFacts = (): Promise<RepositoryFacts | undefined> => readRepository(runApi ?? api, world)
  // Only a new organization secret needs the repository's id, and only old servers do not tell it to the run.
  const inOrganization = [config.place, ...config.shares].some(({ kind }) => kind === 'organization')
  const facts = inOrganization && world.context.repositoryId === undefined ? await readFacts() : undefined
  const repositoryId = world.context.repositoryId ?? facts?.id

  // The key is asked for first, since the proof waits for it.
  const writable = openPlace(vault, world, deadline).then(async (sealer) => {
    const visibility = config.place.kind === 'organization' ? onlyThisRepository(repositoryId) : undefined
    const warning = await proveWritable(
      vault,
      probeName(config.refreshTokenSecret),
      sealer,
      visibility,
      world,
      deadline,
    )
    return { sealer, warnings: warning ? [warning] : [] }
  })
  const metadataReadAt = world.clock.now()
  const secret = async (
    name: string,
    notice?: (metadata: SecretMetadata) => void,
  ): Promise<PreparedSecret> => {
    const metadata = await retrying(() => vault.metadata(name), world, deadline)
    if (metadata) notice?.(metadata)
    return {
      name,
      metadata,
      visibility: await keptVisibility(vault, name, metadata, repositoryId, world, deadline),
    }
  }
  const repository = facts ? Promise.resolve(facts) : readFacts()
  const [{ sealer, warnings }, refresh, access, secretsRead, shares] = await Promise.all([
    writable,
    secret(config.refreshTokenSecret, ({ updatedAt }) => (noticed.storedAt = updatedAt)),
    config.accessTokenSecret === undefined ? undefined : secret(config.accessTokenSecret),
    authorizing ? undefined : readTimes(runApi, config, world, deadline),
    prepareShares(api, config.shares, config.accessTokenSecret, repositoryId, world),
    refuseShadowed(config, api, world),
  ])
  const isAppToken = config.secretsToken.reveal().startsWith('ghs_')
  return {
    api,
    isAppToken,
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

async function openPlace(vault: SecretVault, world: World, deadline: Deadline): Promise<Sealer> {
  const publicKey = await retrying(() => vault.publicKey(), world, deadline)
  return openSealer(publicKey).catch((error: unknown) => {
    throw unusableKey(error)
  })
}

/** The run's times are read with the workflow's own token; without one they are unreadable. */
function readTimes(
  runApi: GitHubApi | undefined,
  config: Config,
  world: World,
  deadline: Deadline,
): SecretsRead | Promise<SecretsRead> {
  return runApi
    ? readSecretsRead(runApi, config.place, config.jobId, world, deadline)
    : { unreadable: undefined }
}

/**
 * A repository secret hides the organization's of the same name: this run would write one and the next run read the
 * other. Asked once; a token that may not know about repository secrets cannot tell.
 */
async function refuseShadowed(config: Config, api: GitHubApi, world: World): Promise<void> {
  if (config.place.kind !== 'organization') return
  const { owner, repo } = world.context
  const vault = new SecretVault(api, { kind: 'repository', owner, repo })
  const names = [
    config.refreshTokenSecret,
    ...(config.accessTokenSecret === undefined ? [] : [config.accessTokenSecret]),
  ]
  const shadows = await Promise.all(
    names.map(async (name) => ((await vault.metadata(name).catch(() => undefined)) ? name : undefined)),
  )
  const secretName = shadows.find((name) => name !== undefined)
  if (secretName !== undefined)
    throw new ActionError('secret-shadowed', 'not-sent', { secretName, place: describePlace(vault.place) })
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
