import { GitHubFailure } from '../github/github-failure.ts'
import type { Sealed } from '../github/sealing.ts'
import type { SecretVault, Visibility } from '../github/secret-vault.ts'
import { GUARD_AFTER, MOST_RESEALS, WRITE_ANSWER_WITHIN } from '../patience.ts'
import { retrying } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'

/** `updatedAt` of the secret that a write is meant to replace; null when it is to create one. */
export interface Replaces {
  updatedAt: string | null
}

/** One secret to be written. */
export interface WriteOrder {
  vault: SecretVault
  name: string
  visibility: Visibility | undefined
  sealed: Sealed
  /** Seals the value again, after GitHub has refused it for its key. Undefined where the value is no longer known. */
  reseal: (() => Promise<Sealed>) | undefined
  /**
   * What is being replaced: a late retry first makes sure that nobody has stored a newer value since. Undefined: there is nothing to guard.
   */
  replaces: Replaces | undefined
}

/** What came of it. */
export type WriteOutcome =
  | { kind: 'created' | 'updated' }
  /**
   * The secret is not the one any more that was to be replaced, so it was left alone. `maybeOurs`: an attempt of this
   * run went unanswered before, and may be what changed it.
   */
  | { kind: 'changed-meanwhile'; maybeOurs: boolean }
  | { kind: 'failed'; failure: GitHubFailure; maybeDone: boolean }

/**
 * Writes a secret, with patience: no answer, 5xx and limits are tried again until the deadline, a 422 once more with
 * the place's present key.
 *
 * @param order what to write; only 201 and 204 count as written
 * @returns what came of it; never throws for anything that GitHub does
 */
export async function writeSecret(
  order: WriteOrder,
  world: World,
  deadline: Deadline,
): Promise<WriteOutcome> {
  const { vault, name, visibility, replaces } = order
  let sealed = order.sealed
  let maybeDone = false
  let written = 0
  let lastSafe = world.clock.now()

  const writeOnce = async (): Promise<WriteOutcome> => {
    if (written > 0 && replaces !== undefined && world.clock.now() - lastSafe > GUARD_AFTER) {
      const current = await vault.metadata(name)
      if ((current?.updatedAt ?? null) !== replaces.updatedAt)
        return { kind: 'changed-meanwhile', maybeOurs: maybeDone }
    }
    lastSafe = world.clock.now()
    const answerWithin = WRITE_ANSWER_WITHIN[written] ?? WRITE_ANSWER_WITHIN[1]
    written += 1
    try {
      return { kind: await vault.write(name, sealed, visibility, answerWithin) }
    } catch (error) {
      if (error instanceof GitHubFailure) maybeDone ||= error.maybeDone
      throw error
    }
  }

  for (let reseals = 0; ; reseals += 1) {
    try {
      return await retrying(writeOnce, world, deadline)
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error
      if (error.kind !== 'invalid' || !order.reseal || reseals >= MOST_RESEALS)
        return { kind: 'failed', failure: error, maybeDone }
      try {
        sealed = await retrying(order.reseal, world, deadline)
      } catch (keyError) {
        if (!(keyError instanceof GitHubFailure)) throw keyError
        return { kind: 'failed', failure: keyError, maybeDone }
      }
    }
  }
}
