import type { GitHubApi } from '../github/github-api.ts'
import type { SecretMetadata, Visibility } from '../github/secret-vault.ts'
import { METADATA_FRESH_FOR } from '../patience.ts'
import { askTwice } from '../retrying.ts'
import type { World } from '../world.ts'
import { readRecord } from './recorded.ts'
import type { Recorded } from './recorded.ts'

/** One of the two secrets of the place. */
export interface PreparedSecret {
  name: string
  /** Undefined: there is no such secret yet. */
  metadata: SecretMetadata | undefined
  visibility: Visibility | undefined
}

/** One snapshot of what is stored for the login. */
export interface Look {
  refresh: PreparedSecret
  /** Undefined: no record is kept. */
  recorded: Recorded | undefined
  /** When the look began, by this machine's clock, in milliseconds. */
  lookedAt: number
  /**
   * GitHub's time when it answered with the refresh token's metadata, in milliseconds. Anything stored earlier is older
   * than the token that this run will get.
   */
  spentAt: number
}

/**
 * Reads the refresh token's metadata and the record. If the record describes another secret than the one found, either
 * read may be stale, so it reads both again.
 *
 * @param readSecret reads the metadata
 * @param recorded where the record is; undefined if none is kept
 */
export async function look(
  readSecret: () => Promise<PreparedSecret>,
  recorded: Recorded | undefined,
  { time }: Pick<GitHubApi, 'time'>,
  world: World,
): Promise<Look> {
  const secret = async (): Promise<Omit<Look, 'recorded'>> => {
    const lookedAt = world.clock.now()
    const refresh = await readSecret()
    return { refresh, lookedAt, spentAt: time.now() }
  }
  const once = async (): Promise<Look> => {
    const [seen, read] = await Promise.all([secret(), recorded && readRecord(recorded, world)])
    // Waiting for the record must not let the metadata go stale.
    const isOld = read !== undefined && world.clock.now() - seen.lookedAt > METADATA_FRESH_FOR
    return { ...(isOld ? await secret() : seen), recorded: read }
  }
  const isOfAnother = ({ refresh, recorded: read }: Look): boolean => {
    const storedAt = read?.record?.refreshToken?.storedAt
    return storedAt !== undefined && storedAt !== refresh.metadata?.updatedAt
  }
  return askTwice(once, isOfAnother, world)
}
