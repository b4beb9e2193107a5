import { ActionError } from '../errors/action-error.ts'
import { GitHubFailure, tooLate } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import { loadSodium, openSealer } from '../github/sealing.ts'
import type { Sealer } from '../github/sealing.ts'
import { SecretVault } from '../github/secret-vault.ts'
import type { SecretMetadata } from '../github/secret-vault.ts'
import type { Config } from '../inputs/config.ts'
import { probeName } from '../inputs/read-config.ts'
import { askTwice, retrying, within } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'
import { find } from './finding.ts'
import type { Finding } from './finding.ts'
import { look } from './look.ts'
import type { Look, PreparedSecret } from './look.ts'
import { openRecord } from './recorded.ts'
import { readSecretsRead } from './run-times.ts'
import type { SecretsRead } from './run-times.ts'
import { Settling } from './settling.ts'
import { unusableKey } from './share.ts'
import type { Surroundings } from './surroundings.ts'
import { keptVisibility, onlyThisRepository } from './visibility.ts'
import { proveWritable, WriteProbe } from './write-proof.ts'

/** The questions of the preparation, and what they share: the place, the patience and the deadline. */
export class Preparation {
  readonly vault: SecretVault
  readonly probe: WriteProbe
  readonly settling: Settling
  /** `updated_at` of the stored refresh token, once it has been read. */
  storedAt: string | undefined
  readonly #config: Config
  readonly #world: World
  readonly #around: Surroundings
  readonly #repositoryId: number | undefined
  readonly #deadline: Deadline

  /**
   * @param repositoryId of the repository that runs the workflow; only a new organization secret needs it
   * @param deadline for everything that comes before the token is sent
   */
  constructor(
    config: Config,
    world: World,
    around: Surroundings,
    repositoryId: number | undefined,
    deadline: Deadline,
  ) {
    this.#config = config
    this.#world = world
    this.#around = around
    this.#repositoryId = repositoryId
    this.#deadline = deadline
    this.vault = new SecretVault(around.api, config.place)
    this.probe = new WriteProbe(this.vault, probeName(config.refreshTokenSecret))
    this.settling = new Settling(config, world.clock)
  }

  /** Asks one question, and takes every answer for a finding. It gets no more time than all of them together. */
  check<T>(ask: () => Promise<T>): Promise<Finding<T>> {
    return find(() => within(this.#deadline, this.#world.clock, ask, tooLate), this.#config.place)
  }

  /** Proves that the place is writable. @returns what seals for its public key */
  async writable(): Promise<Sealer> {
    const { place, refreshTokenSecret } = this.#config
    const { mayPass } = this.settling
    const publicKey = await retrying(() => this.vault.publicKey(), this.#world, this.#deadline, mayPass)
    await loadSodium().catch((error: unknown) => {
      throw new ActionError({ id: 'internal-error', cause: 'no-webassembly', fate: 'not-sent' }, error)
    })
    const sealer = await openSealer(publicKey).catch((error: unknown) => {
      throw unusableKey(error)
    })
    const visibility = place.kind === 'organization' ? onlyThisRepository(this.#repositoryId) : undefined
    const proof = { probe: this.probe, secretName: refreshTokenSecret, sealer, visibility, mayPass }
    await proveWritable(proof, this.#world, this.#deadline)
    return sealer
  }

  /** Looks at the refresh token's secret and at the record. */
  look(): Promise<Look> {
    const { place, refreshTokenSecret, intent } = this.#config
    const read = async (): Promise<PreparedSecret> => {
      const isNeeded = intent.kind !== 'authorize' || place.kind === 'organization'
      const refresh = await this.#secret(refreshTokenSecret, isNeeded)
      this.storedAt = refresh.metadata?.updatedAt
      return refresh
    }
    const { api } = this.#around
    return look(read, openRecord(this.#config, api, this.#world), api, this.#world)
  }

  /** @returns undefined if the access token is not stored */
  async accessSecret(): Promise<PreparedSecret | undefined> {
    const { place, accessTokenSecret } = this.#config
    if (accessTokenSecret === undefined) return undefined
    return this.#secret(accessTokenSecret, place.kind === 'organization')
  }

  /** When this run read its secrets. @returns undefined for a run that brings a code instead of a stored token */
  async secretsRead(): Promise<SecretsRead | undefined> {
    const { intent, place, jobId } = this.#config
    const { runApi } = this.#around
    if (intent.kind === 'authorize') return undefined
    // Without the workflow's own token it cannot be read.
    if (!runApi) return { unreadable: undefined }
    return readSecretsRead(runApi, place, jobId, this.#world, this.#deadline).catch((error: unknown) => {
      throw error instanceof GitHubFailure && error.kind === 'limited' ? limited(error, place) : error
    })
  }

  /** @param isNeeded whether something depends on the secret, so that a 404 is not believed at once */
  async #secret(name: string, isNeeded: boolean): Promise<PreparedSecret> {
    const { vault, settling } = this
    const deadline = this.#deadline
    const read = (): Promise<SecretMetadata | undefined> =>
      retrying(() => vault.metadata(name), this.#world, deadline, settling.mayPass)
    const metadata = await askTwice(read, (seen) => !seen && isNeeded, this.#world)
    const visibility = await keptVisibility(vault, name, metadata, this.#repositoryId, this.#world, deadline)
    return { name, metadata, visibility }
  }
}

/** GitHub is rate-limiting `github-token`, not `secrets-token`. */
function limited(failure: GitHubFailure, at: Place): ActionError {
  const { evidence } = failure
  const place = describePlace(at)
  const id = 'github-unreachable'
  return new ActionError({ id, cause: 'github-token-limited', fate: 'not-sent', place, evidence }, failure)
}
