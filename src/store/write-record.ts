import { GitHubFailure } from '../github/github-failure.ts'
import type { SecretVault } from '../github/secret-vault.ts'
import type { VariableVault } from '../github/variable-vault.ts'
import type { Visibility } from '../github/secret-vault.ts'
import { ASK_AGAIN_AFTER, GIVE_OR_TAKE, RECORD_WITHIN } from '../patience.ts'
import { retrying, within } from '../retrying.ts'
import { sleep } from '../world.ts'
import type { World } from '../world.ts'

/**
 * `updated_at` of a secret that this run has just written, where it is certain to be of that write: it lies between the
 * times when the write began and was answered. An earlier one is a lagging read, and asked for once more; a later one is
 * somebody else's.
 *
 * @param from, to GitHub's time before and after the write, in milliseconds
 * @returns undefined where it is not certain
 */
export async function readStoredAt(
  vault: Pick<SecretVault, 'metadata'>,
  name: string,
  { from, to }: { from: number; to: number },
  world: World,
): Promise<string | undefined> {
  for (let looks = 0; looks < 2; looks += 1) {
    if (looks > 0) await sleep(world.clock, ASK_AGAIN_AFTER)
    try {
      const updatedAt = (await vault.metadata(name))?.updatedAt
      const at = updatedAt === undefined ? -Infinity : Date.parse(updatedAt)
      if (at > to + GIVE_OR_TAKE) return undefined
      if (at >= from - GIVE_OR_TAKE) return updatedAt
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error
    }
  }
  return undefined
}

/**
 * Writes the record: once, and again only after 5xx or no answer.
 *
 * @returns why it was not written, if it was not: never a reason to fail a run that has stored its secrets
 */
export async function writeRecord(
  variables: VariableVault,
  name: string,
  text: string,
  visibility: Visibility | undefined,
  exists: boolean,
  world: World,
): Promise<GitHubFailure | undefined> {
  const deadline = { at: world.clock.now() + RECORD_WITHIN }
  const again = ({ kind }: GitHubFailure): number | undefined =>
    kind === 'server' || kind === 'unanswered' ? 0 : undefined
  const write = async (): Promise<GitHubFailure | undefined> => {
    try {
      await retrying(() => variables.store(name, text, visibility, exists), world, deadline, again)
      return undefined
    } catch (error) {
      if (error instanceof GitHubFailure) return error
      throw error
    }
  }
  return within(deadline, world.clock, write, () => new GitHubFailure('unanswered', { network: 'timeout' }))
}
