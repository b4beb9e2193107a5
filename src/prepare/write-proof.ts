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

/** An ephemeral key, a MAC, and some: the length of a sealed box. */
const PROBE_BYTES = 80

/** GitHub's words for a value that its private key does not open. */
const DOES_NOT_OPEN = /improperly encrypted/i

/** What to prove, and with what. */
export interface Proof {
  probe: WriteProbe
  /** The secret that is to be written later. */
  secretName: string
  /** Seals a throw-away value, should GitHub refuse the bytes for a reason that proves nothing. */
  sealer: Sealer
  /** For an organization: nobody but this repository. */
  visibility: Visibility | undefined
  /** Which failures are tried again. */
  mayPass?: MayPass<GitHubFailure>
}

/** A secret that nobody uses. What is written of it must not stay, whatever else becomes of the run. */
export class WriteProbe {
  readonly vault: SecretVault
  readonly #name: string
  #isThere: 'yes' | 'maybe' | 'no' = 'no'
  /** An attempt that was given up may be carried out after all is over. */
  #mayStillArrive = false

  constructor(vault: SecretVault, name: string) {
    this.vault = vault
    this.#name = name
  }

  /** Whether GitHub may hold it: it took it, or has not answered. */
  get mayBeThere(): boolean {
    return this.#isThere !== 'no'
  }

  /** Says so, where it is not known to be gone. */
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
          if (isUndone(error)) this.#isThere = before
          this.#mayStillArrive ||= error.evidence.network === 'timeout'
        }
        throw error
      }
    }
    await retrying(attempt, world, deadline, mayPass)
  }

  /** GitHub refuses what was written, and so it will whenever that arrives. */
  refused(): void {
    this.#mayStillArrive = false
  }

  /** Never a reason to fail: what could not be removed is a warning. */
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
      // GitHub took it, so that it cannot be missing; unless an attempt before was carried out.
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
 * Proves that secrets of this place can be written, and leaves nothing behind: writes bytes that no key opens, which
 * GitHub refuses, but only after it has found that the token may write (docs/adr/0001-a-probe-that-is-refused.md).
 *
 * @param proof its probe says afterwards whether it may be left behind
 * @throws {ActionError} `secrets-token-cannot-write`
 * @throws {GitHubFailure} for what is not an answer to the question
 */
export async function proveWritable(proof: Proof, world: World, deadline: Deadline): Promise<void> {
  const { probe } = proof
  try {
    await askGitHub(proof, world, deadline)
  } finally {
    // An attempt that nobody answered may have stored it, too.
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
      // A place that takes no further secret still takes a new value for one that it holds.
      if (!isFull) throw cannotWrite(second, vault, 'probe-refused')
    }
  }
}

/** Whether nothing was stored. What something in front of GitHub refuses may have been carried out. */
function isUndone({ maybeDone, kind, evidence }: GitHubFailure): boolean {
  return !maybeDone && (kind === 'unanswered' || kind === 'invalid' || evidence.requestId !== undefined)
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
