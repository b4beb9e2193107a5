import { GitHubFailure, unansweredInTime } from '../github/github-failure.ts'
import type { SecretVault } from '../github/secret-vault.ts'
import type { VariableVault } from '../github/variable-vault.ts'
import type { Visibility } from '../github/secret-vault.ts'
import { GIVE_OR_TAKE } from '../patience.ts'
import { askTwice, retrying, within } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'

/**
 * `updated_at` of a secret that this run has just written, if it certainly stems from that write: it lies between the
 * start of the write and its answer. An earlier one is a stale read, so we ask once more; a later one is somebody
 * else's.
 *
 * @param from, to GitHub's time before and after the write, in milliseconds
 * @param deadline for the whole record
 * @returns undefined if that is uncertain
 */
export async function readStoredAt(
  vault: Pick<SecretVault, 'metadata'>,
  name: string,
  { from, to }: { from: number; to: number },
  world: World,
  deadline: Deadline,
): Promise<string | undefined> {
  const look = async (): Promise<string | undefined> => (await vault.metadata(name))?.updatedAt
  const read = async (): Promise<string | undefined> => {
    try {
      return await within(deadline, world.clock, look, () => undefined)
    } catch (error) {
      if (error instanceof GitHubFailure) return undefined
      throw error
    }
  }
  const isSince = (updatedAt = ''): boolean => Date.parse(updatedAt) >= from - GIVE_OR_TAKE
  const updatedAt = await askTwice(read, (seen) => !isSince(seen), world)
  const isOurs = isSince(updatedAt) && Date.parse(updatedAt ?? '') <= to + GIVE_OR_TAKE
  return isOurs ? updatedAt : undefined
}

/**
 * Writes the record, retrying only after 5xx or no answer.
 *
 * @param deadline for the whole record
 * @returns the failure, if any: never a reason to fail a run that has stored its secrets
 */
export async function writeRecord(
  variables: VariableVault,
  name: string,
  text: string,
  visibility: Visibility | undefined,
  exists: boolean,
  world: World,
  deadline: Deadline,
): Promise<GitHubFailure | undefined> {
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
  return within(deadline, world.clock, write, unansweredInTime)
}
