import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import { ActionError } from '../errors/action-error.ts'
import type { GitHubApi } from '../github/github-api.ts'
import { GitHubFailure, tooLate } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import { loadSodium, openSealer } from '../github/sealing.ts'
import type { Sealer } from '../github/sealing.ts'
import { SecretVault } from '../github/secret-vault.ts'
import type { SecretMetadata } from '../github/secret-vault.ts'
import type { Config } from '../inputs/config.ts'
import { probeName } from '../inputs/read-config.ts'
import { isAppToken } from '../inputs/token-shapes.ts'
import { PREPARE_WITHIN } from '../patience.ts'
import type { Warning } from '../report/warning.ts'
import { askTwice, retrying, within } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'
import { find, openOnes, required } from './finding.ts'
import type { Finding } from './finding.ts'
import { look } from './look.ts'
import type { Look, PreparedSecret } from './look.ts'
import { openRecord } from './recorded.ts'
import type { Recorded } from './recorded.ts'
import type { RepositoryFacts } from './repository.ts'
import { readSecretsRead } from './run-times.ts'
import type { SecretsRead } from './run-times.ts'
import { Settling } from './settling.ts'
import { prepareShares, unusableKey } from './share.ts'
import type { PreparedShare } from './share.ts'
import { refuseShadowed } from './shadow.ts'
import { openSurroundings } from './surroundings.ts'
import type { Surroundings } from './surroundings.ts'
import { tellApart } from './tell-apart.ts'
import { keptVisibility, onlyThisRepository } from './visibility.ts'
import { proveWritable, WriteProbe } from './write-proof.ts'

declare const prepared: unique symbol

/**
 * A place proven to be writable, and everything known about it. Only `prepare` makes one, and nothing is spent without
 * one.
 */
export interface Ready extends Look {
  readonly [prepared]: true
  api: GitHubApi
  /** Whether `secrets-token` is an installation token of a GitHub App. */
  isAppToken: boolean
  vault: SecretVault
  sealer: Sealer
  /** Undefined: the access token is not stored. */
  access: PreparedSecret | undefined
  /** When everything that precedes sending the token must be finished. */
  deadline: Deadline
  /** Undefined for a run that was given a code instead of a stored token. */
  secretsRead: SecretsRead | undefined
  shares: readonly PreparedShare[]
  /** For advice only, so only the report waits for it. */
  repository: Promise<RepositoryFacts | undefined>
  warnings: readonly Warning[]
  /** Lines for the log about what could not be determined. */
  notes: readonly Bilingual[]
}

/** A place that is not ready, and what was learnt about it all the same. */
export interface Unready {
  /** All reasons, in the order of a run. The first one ends it. */
  errors: readonly [ActionError, ...ActionError[]]
  /** Whether the place is writable all the same. */
  isWritable: boolean
  /** `updated_at` of the stored refresh token, which shows how long it will live. */
  storedAt: string | undefined
  warnings: readonly Warning[]
}

/**
 * Asks GitHub everything that must be known before the refresh token may be spent, concurrently where possible: the
 * public key (with a trial seal), the metadata of both secrets, proof that the place is writable, and when this run
 * read its secrets. It stores nothing. It asks everything whatever fails, so that a person can fix all problems in one
 * go.
 *
 * @param config the validated inputs
 * @param around the APIs to ask
 * @returns `Unready` explains why, with the fate `not-sent`
 */
export async function prepare(
  config: Config,
  world: World,
  around: Surroundings = openSurroundings(config, world),
): Promise<Ready | Unready> {
  const { place } = config
  const { api, runApi } = around
  const deadline: Deadline = { at: world.clock.now() + PREPARE_WITHIN }
  let storedAt: string | undefined
  const vault = new SecretVault(api, place)
  const authorizing = config.intent.kind === 'authorize'
  const settling = new Settling(config, world.clock)

  // Only a new organization secret needs the repository's id, and only old servers do not give it to the run.
  const inOrganization = [place, ...config.shares].some(({ kind }) => kind === 'organization')
  const facts =
    inOrganization && world.context.repositoryId === undefined ? await around.repository() : undefined
  const repositoryId = world.context.repositoryId ?? facts?.id

  // Ask for the key first, because the proof waits for it.
  const probe = new WriteProbe(vault, probeName(config.refreshTokenSecret))
  const writable = async (): Promise<Sealer> => {
    const publicKey = await retrying(() => vault.publicKey(), world, deadline, settling.mayPass)
    await loadSodium().catch((error: unknown) => {
      throw new ActionError({ id: 'internal-error', cause: 'no-webassembly', fate: 'not-sent' }, error)
    })
    const sealer = await openSealer(publicKey).catch((error: unknown) => {
      throw unusableKey(error)
    })
    const visibility = place.kind === 'organization' ? onlyThisRepository(repositoryId) : undefined
    const secretName = config.refreshTokenSecret
    const proof = { probe, secretName, sealer, visibility, mayPass: settling.mayPass }
    await proveWritable(proof, world, deadline)
    return sealer
  }
  const secret = async (name: string, somethingHangsOnIt: boolean): Promise<PreparedSecret> => {
    const read = (): Promise<SecretMetadata | undefined> =>
      retrying(() => vault.metadata(name), world, deadline, settling.mayPass)
    const metadata = await askTwice(read, (seen) => !seen && somethingHangsOnIt, world)
    const visibility = await keptVisibility(vault, name, metadata, repositoryId, world, deadline)
    return { name, metadata, visibility }
  }
  const refreshSecret = async (): Promise<PreparedSecret> => {
    const refresh = await secret(config.refreshTokenSecret, !authorizing || place.kind === 'organization')
    storedAt = refresh.metadata?.updatedAt
    return refresh
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
      : // Unreadable without the workflow's own token.
        { unreadable: undefined }

  const check = <T>(asked: () => Promise<T>): Promise<Finding<T>> =>
    find(() => within(deadline, world.clock, asked, tooLate), place)
  const secrets = (): Promise<[Finding<Look>, Finding<PreparedSecret | undefined>]> =>
    Promise.all([
      check(() => look(refreshSecret, record, api, world)),
      check(async () => accessSecret && (await accessSecret())),
    ])
  // For advice only: only the report waits for it.
  const repository = around.repository()
  const [writing, read, timing, shares, shadowing] = await Promise.all([
    check(writable),
    secrets(),
    check(async () => (authorizing ? undefined : await times())),
    prepareShares(api, config.shares, accessTokenSecret, repositoryId, world),
    check(() => refuseShadowed(config, api, world, deadline)),
  ])
  // Answers from before the token was known everywhere may be wrong.
  const [looking, reading] = settling.hadToWait && writing.kind === 'proven' ? await secrets() : read

  const [first, ...others] = openOnes([writing, looking, reading, timing, shadowing])
  if (first) {
    const tell = (error: ActionError): Promise<ActionError> =>
      within(
        deadline,
        world.clock,
        () => tellApart(error, config, around, world),
        () => error,
      )
    const errors = [await tell(first), ...(await Promise.all(others.map(tell)))] as const
    return { errors, isWritable: writing.kind === 'proven', storedAt, warnings: probe.warnings }
  }
  const sealer = required(writing)
  const looked = required(looking)
  const notes = required(shadowing)
  return {
    api,
    isAppToken: isAppToken(config),
    vault,
    sealer,
    ...looked,
    access: required(reading),
    deadline,
    secretsRead: required(timing),
    shares,
    warnings: probe.warnings,
    notes: looked.recorded?.unreadable ? [...notes, unreadableRecord(looked.recorded)] : notes,
    repository,
  } as unknown as Ready
}

/** GitHub is rate-limiting `github-token`, not `secrets-token`. */
function limited(failure: GitHubFailure, at: Place): ActionError {
  const { evidence } = failure
  const place = describePlace(at)
  const id = 'github-unreachable'
  return new ActionError({ id, cause: 'github-token-limited', fate: 'not-sent', place, evidence }, failure)
}

function unreadableRecord({ name }: Recorded): Bilingual {
  return both(
    `GitHub: secrets-token cannot read the variable ${name}, so times alone tell whether this copy is the newest.`,
    `GitHub：secrets-token 读不到变量 ${name}，只能凭时间判断手里的令牌是不是最新的。`,
  )
}

/**
 * Looks again at the refresh token's secret and the record, unless the last look is fresh.
 *
 * @param ready the last look
 * @param freshFor how long a look counts as fresh, in milliseconds
 * @param deadline for all attempts
 * @throws {ActionError} with the fate `not-sent`
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
  return required(await find(() => within(deadline, world.clock, again, tooLate), vault.place))
}
