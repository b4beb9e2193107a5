import { ActionError } from '../errors/action-error.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Sealed, Sealer } from '../github/sealing.ts'
import type { SecretVault, Visibility } from '../github/secret-vault.ts'
import { REMOVE_PROBE_WITHIN } from '../patience.ts'
import type { Warning } from '../report/warning.ts'
import { askTwice, ifTransient, retrying, within } from '../retrying.ts'
import type { Deadline, MayPass } from '../retrying.ts'
import { Secret } from '../secret.ts'
import type { World } from '../world.ts'

/** The length of a sealed box: an ephemeral key, a MAC and some ciphertext. */
const PROBE_BYTES = 80

/** GitHub's words for a value that its private key cannot open. */
const DOES_NOT_OPEN = /improperly encrypted/i

/** What to prove, and how. */
export interface Proof {
  probe: WriteProbe
  /** The secret that will be written later. */
  secretName: string
  /** Seals a dummy value, in case GitHub refuses the bytes for a reason that proves nothing. */
  sealer: Sealer
  /** For an organization: this repository alone. */
  visibility: Visibility | undefined
  /** Which failures are retried. */
  mayPass?: MayPass<GitHubFailure>
}

/** A secret that nobody uses. If it gets stored, it must be removed, however the run ends. */
export class WriteProbe {
  readonly vault: SecretVault
  readonly #name: string
  #isThere: 'yes' | 'maybe' | 'no' = 'no'
  /** GitHub may still carry out an attempt that timed out, even after the probe is removed. */
  #mayStillArrive = false

  constructor(vault: SecretVault, name: string) {
    this.vault = vault
    this.#name = name
  }

  /** Whether GitHub may hold the probe: it accepted it, or did not answer. */
  get mayBeThere(): boolean {
    return this.#isThere !== 'no'
  }

  /** A warning, unless the probe is known to be gone. */
  get warnings(): Warning[] {
    const place = describePlace(this.vault.place)
    return this.mayBeThere ? [{ id: 'probe-left-behind', name: this.#name, place }] : []
  }

  /** @throws {GitHubFailure} */
  async write(
    sealed: Sealed,
    { visibility, mayPass = ifTransient }: Pick<Proof, 'visibility' | 'mayPass'>,
    world: World,
    deadline: Deadline,
  ): Promise<void> {
    const attempt = async (): Promise<void> => {
      const before = this.#isThere
      this.#isThere = 'maybe'
      try {
        await this.vault.write(this.#name, sealed, visibility)
        this.#isThere = 'yes'
      } catch (error) {
        if (error instanceof GitHubFailure) {
          if (error.isUndone) this.#isThere = before
          this.#mayStillArrive ||= error.evidence.network === 'timeout'
        }
        throw error
      }
    }
    await retrying(attempt, world, deadline, mayPass)
  }

  /** GitHub refuses these bytes, so it will refuse an attempt that arrives late too. */
  refused(): void {
    this.#mayStillArrive = false
  }

  /** Removes the probe, best effort: one that stays behind is only a warning. */
  async remove(world: World): Promise<void> {
    const deadline = { at: world.clock.now() + REMOVE_PROBE_WITHIN }
    const attempt = async (): Promise<boolean> => {
      try {
        return await this.vault.remove(this.#name)
      } catch (error) {
        if (error instanceof GitHubFailure && error.maybeDone) this.#isThere = 'maybe'
        throw error
      }
    }
    const remove = async (): Promise<void> => {
      const isDone = await askTwice(
        () => retrying(attempt, world, deadline),
        (wasThere) => !wasThere,
        world,
      )
      // Once GitHub has accepted the probe, a 404 is a stale read, unless an earlier attempt may have removed it.
      if (isDone || this.#isThere === 'maybe') this.#isThere = this.#mayStillArrive ? 'maybe' : 'no'
    }
    try {
      await within(deadline, world.clock, remove, () => undefined)
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error
    }
  }
}

/**
 * Proves that secrets of this place can be written, and leaves nothing behind. It writes bytes that no key can open:
 * GitHub refuses them, but only after checking that the token may write (docs/adr/0001-a-probe-that-is-refused.md).
 *
 * @param proof its probe knows afterwards whether it may have been left behind
 * @throws {ActionError} `secrets-token-cannot-write`
 * @throws {GitHubFailure} if the answer settles nothing
 */
export async function proveWritable(proof: Proof, world: World, deadline: Deadline): Promise<void> {
  const { probe } = proof
  try {
    await askGitHub(proof, world, deadline)
  } finally {
    // Even an attempt without an answer may have stored it.
    if (probe.mayBeThere) await probe.remove(world)
  }
}

async function askGitHub(proof: Proof, world: World, deadline: Deadline): Promise<void> {
  const { probe, secretName, sealer } = proof
  const { vault } = probe
  const bytes = Buffer.from(world.random.bytes(PROBE_BYTES)).toString('base64')
  try {
    await probe.write({ encryptedValue: bytes, keyId: sealer.keyId }, proof, world, deadline)
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error
    if (error.kind !== 'invalid') throw cannotWrite(error, vault, 'forbidden')
    if (DOES_NOT_OPEN.test(error.evidence.said?.raw ?? '')) return probe.refused()
    try {
      await probe.write(sealer.seal(new Secret('write probe')), proof, world, deadline)
    } catch (second) {
      if (!(second instanceof GitHubFailure)) throw second
      const isFull =
        second.kind === 'invalid' && (await isHeldByFullPlace(vault, secretName, world, deadline))
      // A full place rejects new secrets, but accepts new values for existing ones.
      if (!isFull) throw cannotWrite(second, vault, 'probe-refused')
    }
  }
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

/**
 * The place's public key was readable, so a refused write means that the token may read but not write. A 404 can mean
 * the same: GitHub hides from some tokens what they may not do.
 */
function cannotWrite(
  failure: GitHubFailure,
  { place }: SecretVault,
  cause: 'forbidden' | 'probe-refused',
): Error {
  // Specific reasons and redirects are explained as everywhere else.
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
