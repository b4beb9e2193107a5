import { ActionError } from '../errors/action-error.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Sealed, Sealer } from '../github/sealing.ts'
import type { SecretVault, Visibility } from '../github/secret-vault.ts'
import type { Warning } from '../report/warning.ts'
import { retrying } from '../retrying.ts'
import type { Deadline, MayPass } from '../retrying.ts'
import { Secret } from '../secret.ts'
import type { World } from '../world.ts'

/** An ephemeral key, a MAC, and some: the length of a sealed box. */
const PROBE_BYTES = 80

/** GitHub's words for a value that its private key does not open. */
const DOES_NOT_OPEN = /improperly encrypted/i

/** What to prove, and with what. */
export interface Proof {
  vault: SecretVault
  /** The name of the probe, a secret that nobody uses. */
  probe: string
  /** The secret that is to be written later. */
  secretName: string
  /** Seals a throw-away value, should GitHub refuse the bytes for a reason that proves nothing. */
  sealer: Sealer
  /** For an organization: nobody but this repository. */
  visibility: Visibility | undefined
  /** Which failures are tried again. */
  mayPass?: MayPass<GitHubFailure>
}

/**
 * Proves that secrets of this place can be written, and leaves nothing behind: writes bytes that no key opens, which
 * GitHub refuses, but only after it has found that the token may write (docs/adr/0001-a-probe-that-is-refused.md).
 *
 * @returns a warning when a probe that GitHub accepted could not be deleted
 * @throws {ActionError} `secrets-token-cannot-write`
 * @throws {GitHubFailure} for what is not an answer to the question
 */
export async function proveWritable(
  { vault, probe, secretName, sealer, visibility, mayPass }: Proof,
  world: World,
  deadline: Deadline,
): Promise<Warning | undefined> {
  const write = (sealed: Sealed): Promise<unknown> =>
    retrying(() => vault.write(probe, sealed, visibility), world, deadline, mayPass)
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
      if (!(second instanceof GitHubFailure)) throw second
      const isFull =
        second.kind === 'invalid' && (await isHeldByFullPlace(vault, secretName, world, deadline))
      // A place that takes no further secret still takes a new value for one that it holds.
      if (isFull) return undefined
      // An attempt that nobody answered may have stored the throw-away value after all.
      if (second.maybeDone) await removeProbe(vault, probe, world, deadline)
      throw cannotWrite(second, vault, 'probe-refused')
    }
  }
  return removeProbe(vault, probe, world, deadline)
}

async function isHeldByFullPlace(
  vault: SecretVault,
  secretName: string,
  world: World,
  deadline: Deadline,
): Promise<boolean> {
  const count = await retrying(() => vault.count(), world, deadline)
  if (count < vault.limit) return false
  return (await retrying(() => vault.metadata(secretName), world, deadline)) !== undefined
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
