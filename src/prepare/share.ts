import { GitHubFailure, unansweredInTime } from '../github/github-failure.ts'
import type { GitHubApi } from '../github/github-api.ts'
import { Limiter } from '../github/limiter.ts'
import type { Place } from '../github/place.ts'
import { openSealer } from '../github/sealing.ts'
import type { Sealer } from '../github/sealing.ts'
import { SecretVault } from '../github/secret-vault.ts'
import type { Visibility } from '../github/secret-vault.ts'
import { SHARES_PREPARED_WITHIN } from '../patience.ts'
import { retrying, within } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'
import { keptVisibility } from './visibility.ts'

/** A place from `share-access-token-with`, ready to be written, or the reason why not. */
export type PreparedShare = { vault: SecretVault } & (
  { sealer: Sealer; visibility: Visibility | undefined } | { failure: GitHubFailure }
)

/** Leaves two of the concurrent requests for the rotation itself. */
const SHARES_AT_ONCE = 6

/**
 * Fetches what is needed to write each share. A failure is recorded, not thrown.
 *
 * @param repositoryId of this repository, the only one that may read a new organization secret
 */
export async function prepareShares(
  api: GitHubApi,
  places: readonly Place[],
  secretName: string | undefined,
  repositoryId: number | undefined,
  world: World,
): Promise<PreparedShare[]> {
  if (secretName === undefined) return []
  const limiter = new Limiter(SHARES_AT_ONCE)
  const deadline: Deadline = { at: world.clock.now() + SHARES_PREPARED_WITHIN }
  return Promise.all(
    places.map((place) =>
      limiter.run(() => {
        const vault = new SecretVault(api, place)
        const prepare = (): Promise<PreparedShare> =>
          prepareShare(vault, secretName, repositoryId, world, deadline)
        return within(deadline, world.clock, prepare, () => ({ vault, failure: unansweredInTime() }))
      }),
    ),
  )
}

async function prepareShare(
  vault: SecretVault,
  secretName: string,
  repositoryId: number | undefined,
  world: World,
  deadline: Deadline,
): Promise<PreparedShare> {
  try {
    const [sealer, visibility] = await Promise.all([
      retrying(async () => openSealer(await vault.publicKey()), world, deadline),
      vault.place.kind === 'organization'
        ? retrying(async () => vault.metadata(secretName), world, deadline).then((metadata) =>
            keptVisibility(vault, secretName, metadata, repositoryId, world, deadline),
          )
        : undefined,
    ])
    return { vault, sealer, visibility }
  } catch (error) {
    return { vault, failure: error instanceof GitHubFailure ? error : unusableKey(error) }
  }
}

/** The failure for a public key that is not one. */
export function unusableKey(cause: unknown): GitHubFailure {
  return new GitHubFailure('unexpected', { request: 'GET public-key', network: 'unreadable' }, { cause })
}
