import type { SecretMetadata, SecretVault, Visibility } from '../github/secret-vault.ts'
import { retrying } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'

/**
 * The visibility to send when writing an organization secret: its current one, because every write replaces it. A new
 * secret is for this repository alone.
 *
 * @returns undefined for places without visibility
 * @throws {GitHubFailure}
 */
export async function keptVisibility(
  vault: SecretVault,
  secretName: string,
  metadata: SecretMetadata | undefined,
  repositoryId: number | undefined,
  world: World,
  deadline: Deadline,
): Promise<Visibility | undefined> {
  if (vault.place.kind !== 'organization') return undefined
  if (metadata === undefined) return onlyThisRepository(repositoryId)
  const { visibility } = metadata
  if (visibility === 'all' || visibility === 'private') return { visibility }
  const ids = await retrying(() => vault.selectedRepositories(secretName), world, deadline)
  return { visibility: 'selected', selected_repository_ids: ids }
}

/** Lets no other repository of the organization read a secret. */
export function onlyThisRepository(repositoryId: number | undefined): Visibility {
  return { visibility: 'selected', selected_repository_ids: repositoryId === undefined ? [] : [repositoryId] }
}
