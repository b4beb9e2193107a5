import { ActionError } from '../errors/action-error.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Sealed, Sealer } from '../github/sealing.ts'
import type { SecretVault, Visibility } from '../github/secret-vault.ts'
import type { Warning } from '../report/warning.ts'
import { retrying } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import { Secret } from '../secret.ts'
import type { World } from '../world.ts'

/** An ephemeral key, a MAC, and some: the length of a sealed box. */
const PROBE_BYTES = 80

/** GitHub's words for a value that its private key does not open. */
const DOES_NOT_OPEN = /improperly encrypted/i

/**
 * Proves that secrets of this place can be written, and leaves nothing behind: writes bytes that no key opens, which
 * GitHub refuses, but only after it has found that the token may write (docs/adr/0001-a-probe-that-is-refused.md).
 *
 * @param vault the place
 * @param name of the probe, a secret that nobody uses
 * @param sealer seals a throw-away value, should GitHub refuse the bytes for a reason that proves nothing
 * @param visibility for an organization: nobody but this repository
 * @returns a warning when a probe that GitHub accepted could not be deleted
 * @throws {ActionError} `secrets-token-cannot-write`
 * @throws {GitHubFailure} for what is not an answer to the question
 */
export async function proveWritable(
  vault: SecretVault,
  name: string,
  sealer: Sealer,
  visibility: Visibility | undefined,
  world: World,
  deadline: Deadline,
): Promise<Warning | undefined> {
  const write = (sealed: Sealed): Promise<unknown> =>
    retrying(() => vault.write(name, sealed, visibility), world, deadline)
  const bytes = Buffer.from(world.random.bytes(PROBE_BYTES)).toString('base64')
  try {
    await write({ encryptedValue: bytes, keyId: sealer.keyId })
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error
    if (error.kind !== 'invalid') throw cannotWrite(error, vault, 'forbidden')
    if (DOES_NOT_OPEN.test(error.evidence.said?.raw ?? '')) return undefined
    try {
      await write(sealer.seal(new Secret('write probe')))
    } catch (second) {
      throw second instanceof GitHubFailure ? await withoutTraces(second, name, vault) : second
    }
  }
  return removeProbe(vault, name, world, deadline)
}

/** An attempt that nobody answered may have stored the throw-away value after all. */
async function withoutTraces(failure: GitHubFailure, name: string, vault: SecretVault): Promise<Error> {
  if (failure.maybeDone) await vault.remove(name).catch(() => undefined)
  return cannotWrite(failure, vault, 'probe-refused')
}

async function removeProbe(
  vault: SecretVault,
  name: string,
  world: World,
  deadline: Deadline,
): Promise<Warning | undefined> {
  try {
    await retrying(() => vault.remove(name), world, deadline)
    return undefined
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error
    return { id: 'probe-left-behind', name, place: describePlace(vault.place) }
  }
}

/**
 * The place's public key could be read, so a refused write means a token that may read and not write. A 404 is how
 * GitHub says that to tokens from which it hides what they may not do.
 */
function cannotWrite(
  failure: GitHubFailure,
  { place }: SecretVault,
  cause: 'forbidden' | 'probe-refused',
): Error {
  // What is known better, and a redirect, are told as everywhere else.
  const { reason, status = 0 } = failure.evidence
  const isRedirect = status >= 300 && status < 400
  if (reason !== undefined || isRedirect) return failure
  if (!['forbidden', 'not-found', 'invalid', 'unexpected'].includes(failure.kind)) return failure
  const { evidence } = failure
  return new ActionError(
    { id: 'secrets-token-cannot-write', cause, fate: 'not-sent', place: describePlace(place), evidence },
    failure,
  )
}
