import { both, spaced } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import { ActionError } from '../errors/action-error.ts'
import { openGitHubApi } from '../github/github-api.ts'
import type { GitHubApi } from '../github/github-api.ts'
import { GitHubFailure, unansweredInTime } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import { loadSodium, openSealer } from '../github/sealing.ts'
import type { Sealer } from '../github/sealing.ts'
import { SecretVault } from '../github/secret-vault.ts'
import type { SecretMetadata } from '../github/secret-vault.ts'
import type { Config } from '../inputs/config.ts'
import { looksLikeWorkflowToken, probeName } from '../inputs/read-config.ts'
import { ASK_AGAIN_AFTER, PREPARE_WITHIN } from '../patience.ts'
import type { Warning } from '../report/warning.ts'
import { retrying, within } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import { sleep } from '../world.ts'
import type { World } from '../world.ts'
import { explainFailure } from './explain-failure.ts'
import { find, required } from './finding.ts'
import { look } from './look.ts'
import type { Look, PreparedSecret } from './look.ts'
import { openRecord } from './recorded.ts'
import type { Recorded } from './recorded.ts'
import { readRepository } from './repository.ts'
import type { RepositoryFacts } from './repository.ts'
import { readSecretsRead } from './run-times.ts'
import type { SecretsRead } from './run-times.ts'
import { isAppToken, Settling } from './settling.ts'
import { prepareShares, unusableKey } from './share.ts'
import type { PreparedShare } from './share.ts'
import { keptVisibility, onlyThisRepository } from './visibility.ts'
import { proveWritable } from './write-proof.ts'

declare const prepared: unique symbol

/** A place that is proven to be writable, and all that is known of it. Only `prepare` makes one; only a Ready can be refreshed. */
export interface Ready extends Look {
  readonly [prepared]: true
  api: GitHubApi
  /** Whether `secrets-token` is an installation token of a GitHub App. */
  isAppToken: boolean
  vault: SecretVault
  sealer: Sealer
  /** Undefined: the access token is not stored. */
  access: PreparedSecret | undefined
  /** When everything that comes before the token is sent has to be over. */
  deadline: Deadline
  /** Undefined for a run that brings a code instead of a stored token. */
  secretsRead: SecretsRead | undefined
  shares: readonly PreparedShare[]
  /** For advice only, so that nothing waits for it but the report. */
  repository: Promise<RepositoryFacts | undefined>
  warnings: readonly Warning[]
  /** Lines for the log: what could not be found out. */
  notes: readonly Bilingual[]
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
  const deadline: Deadline = { at: world.clock.now() + PREPARE_WITHIN }
  let storedAt: string | undefined
  let notice: (refresh?: PreparedSecret) => void = () => undefined
  const noticed = new Promise<void>((resolve) => {
    notice = (refresh) => {
      storedAt = refresh?.metadata?.updatedAt
      resolve()
    }
  })
  try {
    return await within(
      deadline,
      world.clock,
      () => ask(config, deadline, notice, world),
      tooLate(config.place),
    )
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    // However it failed, a person wants to know how long the stored token still lives.
    await Promise.race([noticed, sleep(world.clock, ASK_AGAIN_AFTER)])
    return { error: looksLikeWorkflowToken(config) ? asWorkflowTokens(error) : error, storedAt }
  }
}

/** Requests that are answered byte by byte can outlast every patience of their own. */
function tooLate(place: Place): () => never {
  return () => {
    throw explainFailure(unansweredInTime(), place)
  }
}

async function ask(
  config: Config,
  deadline: Deadline,
  notice: (refresh?: PreparedSecret) => void,
  world: World,
): Promise<Ready> {
  const { place } = config
  const api = openGitHubApi(config.githubApiUrl, config.secretsToken, world)
  const vault = new SecretVault(api, place)
  const runApi = config.githubToken && openGitHubApi(config.githubApiUrl, config.githubToken, world)
  const authorizing = config.intent.kind === 'authorize'
  const settling = new Settling(config, world.clock)

  const readFacts = (): Promise<RepositoryFacts | undefined> => readRepository(runApi ?? api, world)
  // Only a new organization secret needs the repository's id, and only old servers do not tell it to the run.
  const inOrganization = [place, ...config.shares].some(({ kind }) => kind === 'organization')
  const facts = inOrganization && world.context.repositoryId === undefined ? await readFacts() : undefined
  const repositoryId = world.context.repositoryId ?? facts?.id

  // The key is asked for first, since the proof waits for it.
  const writable = async (): Promise<{ sealer: Sealer; warnings: Warning[] }> => {
    const publicKey = await retrying(() => vault.publicKey(), world, deadline, settling.mayPass)
    await loadSodium().catch((error: unknown) => {
      throw new ActionError({ id: 'internal-error', cause: 'no-webassembly', fate: 'not-sent' }, error)
    })
    const sealer = await openSealer(publicKey).catch((error: unknown) => {
      throw unusableKey(error)
    })
    const visibility = place.kind === 'organization' ? onlyThisRepository(repositoryId) : undefined
    const probe = probeName(config.refreshTokenSecret)
    const warning = await proveWritable(
      { vault, probe, secretName: config.refreshTokenSecret, sealer, visibility, mayPass: settling.mayPass },
      world,
      deadline,
    )
    return { sealer, warnings: warning ? [warning] : [] }
  }
  const secret = async (name: string, somethingHangsOnIt: boolean): Promise<PreparedSecret> => {
    const read = (): Promise<SecretMetadata | undefined> =>
      retrying(() => vault.metadata(name), world, deadline, settling.mayPass)
    let metadata = await read()
    if (!metadata && somethingHangsOnIt) {
      // One 404 can be a hiccup.
      await sleep(world.clock, ASK_AGAIN_AFTER)
      metadata = await read()
    }
    const visibility = await keptVisibility(vault, name, metadata, repositoryId, world, deadline)
    return { name, metadata, visibility }
  }
  const refreshSecret = async (): Promise<PreparedSecret> => {
    try {
      const refresh = await secret(config.refreshTokenSecret, !authorizing || place.kind === 'organization')
      notice(refresh)
      return refresh
    } catch (error) {
      notice()
      throw error
    }
  }
  const record = openRecord(config, api, world)
  const { accessTokenSecret } = config
  const accessSecret =
    accessTokenSecret === undefined
      ? undefined
      : (): Promise<PreparedSecret> => secret(accessTokenSecret, place.kind === 'organization')
  const times = async (): Promise<SecretsRead> =>
    runApi
      ? readSecretsRead(runApi, place, config.jobId, world, deadline).catch((error: unknown) => {
          throw error instanceof GitHubFailure && error.kind === 'limited' ? limited(error, place) : error
        })
      : // Without the workflow's own token they cannot be read.
        { unreadable: undefined }

  const check = <T>(asked: () => Promise<T>): Promise<T> => required(find(asked, place))
  const secrets = (): Promise<[Look, PreparedSecret | undefined]> =>
    Promise.all([check(() => look(refreshSecret, record, api, world)), accessSecret && check(accessSecret)])
  // For advice only: nothing waits for it but the report.
  const repository = facts ? Promise.resolve(facts) : readFacts()
  const [{ sealer, warnings }, read, secretsRead, shares, notes] = await Promise.all([
    check(writable),
    secrets(),
    authorizing ? undefined : check(times),
    prepareShares(api, config.shares, accessTokenSecret, repositoryId, world),
    check(() => refuseShadowed(config, api, world, deadline)),
  ])
  // What was read before the token was known everywhere may be wrong.
  const [looked, access] = settling.hadToWait ? await secrets() : read
  return {
    api,
    isAppToken: isAppToken(config),
    vault,
    sealer,
    ...looked,
    access,
    deadline,
    secretsRead,
    shares,
    warnings,
    notes: looked.recorded?.unreadable ? [...notes, unreadableRecord(looked.recorded)] : notes,
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

function unreadableRecord({ name }: Recorded): Bilingual {
  return both(
    `GitHub: secrets-token cannot read the variable ${name}, so times alone tell whether this copy is the newest.`,
    `GitHub：secrets-token 读不到变量 ${name}，只能凭时间判断手里的令牌是不是最新的。`,
  )
}

/**
 * A repository secret hides the organization's of the same name: this run would write one and the next run read the other.
 *
 * @returns lines for the log: a token that may not know about repository secrets cannot tell
 */
async function refuseShadowed(
  config: Config,
  api: GitHubApi,
  world: World,
  deadline: Deadline,
): Promise<Bilingual[]> {
  if (config.place.kind !== 'organization') return []
  const { owner, repo } = world.context
  const vault = new SecretVault(api, { kind: 'repository', owner, repo })
  const names = [config.refreshTokenSecret, config.accessTokenSecret].filter((name) => name !== undefined)
  const place = describePlace(vault.place)
  const looks = names.map(async (secretName): Promise<Bilingual | undefined> => {
    try {
      const shadow = await retrying(() => vault.metadata(secretName), world, deadline)
      if (!shadow) return undefined
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.transient) throw error
      return both(
        `GitHub: secrets-token cannot see whether a secret ${secretName} of ${place.en} hides the organization's.`,
        `GitHub：secrets-token 看不到${spaced(place.zh)}是否有同名的 ${secretName} 遮盖了组织的 Secret。`,
      )
    }
    throw new ActionError({
      id: 'secret-shadowed',
      cause: 'repository-secret',
      fate: 'not-sent',
      place,
      secretName,
    })
  })
  return (await Promise.all(looks)).filter((line) => line !== undefined)
}

/**
 * Looks again at the refresh token's secret and the record, unless that was done just now.
 *
 * @param ready as prepared
 * @param freshFor milliseconds for which a look counts as fresh
 * @param deadline for all attempts
 * @throws {ActionError} fate `not-sent`
 */
export async function lookAgain(
  ready: Ready,
  world: World,
  freshFor: number,
  deadline: Deadline = ready.deadline,
): Promise<Ready> {
  if (world.clock.now() - ready.lookedAt <= freshFor) return ready
  const { vault, refresh, recorded, api } = ready
  const secret = async (): Promise<PreparedSecret> => ({
    ...refresh,
    metadata: await retrying(() => vault.metadata(refresh.name), world, deadline),
  })
  const again = async (): Promise<Ready> => ({ ...ready, ...(await look(secret, recorded, api, world)) })
  return required(find(() => within(deadline, world.clock, again, tooLate(vault.place)), vault.place))
}
