import { both, spaced } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import { ActionError } from '../errors/action-error.ts'
import type { GitHubApi } from '../github/github-api.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import { SecretVault } from '../github/secret-vault.ts'
import type { Config } from '../inputs/config.ts'
import { retrying } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'

/**
 * Refuses to run if a repository secret hides an organization secret of the same name: this run would write one, and
 * the next run would read the other.
 *
 * @returns lines for the log, if the token is not allowed to see repository secrets
 */
export async function refuseShadowed(
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
