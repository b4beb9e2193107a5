import { GitHubFailure } from '../github/github-failure.ts'
import type { GitHubClock } from '../github/github-clock.ts'
import type { Sealed } from '../github/sealing.ts'
import type { SecretVault, Visibility } from '../github/secret-vault.ts'
import {
  LOOK_AGAIN_AFTER,
  MOST_RESEALS,
  PROXY_REFUSAL_WAIT,
  READS_LAG,
  SETTLE_WRITE_WITHIN,
  WRITE_ANSWER_WITHIN,
} from '../patience.ts'
import { retrying } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import { sleep } from '../world.ts'
import type { World } from '../world.ts'
import { hasChanged, isDuring } from './guard.ts'
import type { Guard } from './guard.ts'

/** One secret to write. */
export interface WriteOrder {
  vault: Pick<SecretVault, 'metadata' | 'write'>
  /** GitHub's time. */
  time: Pick<GitHubClock, 'now'>
  name: string
  visibility: Visibility | undefined
  sealed: Sealed
  /**
   * Seals the value to the place's current key, after GitHub has rejected the old one. Undefined if the value is no
   * longer known.
   */
  reseal: (() => Promise<Sealed>) | undefined
  /** Protects a newer value from being overwritten. Undefined: anything may be overwritten. */
  guard: (Guard & { lookedAt: number }) | undefined
  /** Whether the value would be lost: it is the new refresh token. */
  isAtStake?: boolean
  /** Called before each attempt. @param at GitHub's time */
  onAttempt?: (at: number) => void
}

/** What came of it. */
export type WriteOutcome =
  /** `from`, `to`: GitHub's time before and after the write, in milliseconds. */
  | { kind: 'created' | 'updated'; from: number; to: number }
  /**
   * GitHub confirmed none of our attempts, yet the secret has changed. `presumed`: it changed while an attempt that may
   * have been carried out was in flight, so we take the change for ours. `changed-meanwhile`: it changed otherwise, so
   * we left somebody else's value alone.
   */
  | { kind: 'presumed' | 'changed-meanwhile'; updatedAt: string }
  /** `maybeDone`: an attempt may have succeeded, and nothing shows that it did not. */
  | { kind: 'failed'; failure: GitHubFailure; maybeDone: boolean }

/** Whether the secret holds what was to be written, as far as anybody can tell. */
export function isWritten({ kind }: { kind: string }): boolean {
  return kind === 'created' || kind === 'updated' || kind === 'presumed'
}

/**
 * Writes a secret, with retries until the deadline: after no answer, 5xx and rate limits, and after a 422 with the
 * place's current key. If there is a guard, every retry looks at the secret first, and so does giving up.
 *
 * @param order what to write; only 201 and 204 count as written
 * @param deadline for all attempts
 * @returns what came of it; never throws because of GitHub
 */
export async function writeSecret(
  order: WriteOrder,
  world: World,
  deadline: Deadline,
): Promise<WriteOutcome> {
  return new Write(order, world, deadline).run()
}

class Write {
  readonly #order: WriteOrder
  readonly #world: World
  readonly #deadline: Deadline
  #attempts = 0
  /** When the failed attempts that may have been carried out all the same were in flight, in GitHub's time. */
  readonly #maybeDone: { from: number; to: number }[] = []
  #sealed: Sealed
  #settleUntil: number | undefined

  constructor(order: WriteOrder, world: World, deadline: Deadline) {
    this.#order = order
    this.#world = world
    this.#deadline = deadline
    this.#sealed = order.sealed
  }

  async run(): Promise<WriteOutcome> {
    for (let reseals = 0; ; reseals += 1) {
      try {
        return await this.#trying(() => this.#attempt())
      } catch (error) {
        if (!(error instanceof GitHubFailure)) throw error
        const { reseal } = this.#order
        if (error.kind !== 'invalid' || !reseal || reseals >= MOST_RESEALS) return this.#giveUp(error)
        try {
          this.#sealed = await this.#trying(reseal)
        } catch (keyError) {
          if (!(keyError instanceof GitHubFailure)) throw keyError
          return this.#giveUp(keyError)
        }
      }
    }
  }

  async #attempt(): Promise<WriteOutcome> {
    const { vault, time, name, visibility, guard, onAttempt } = this.#order
    const isOld = guard && this.#world.clock.now() - guard.lookedAt > LOOK_AGAIN_AFTER
    if (this.#attempts > 0 || isOld) {
      const seen = await this.#look()
      if (seen) return seen
    }
    const from = time.now()
    onAttempt?.(from)
    const answerWithin = WRITE_ANSWER_WITHIN[this.#attempts === 0 ? 0 : 1]
    this.#attempts += 1
    try {
      const kind = await vault.write(name, this.#sealed, visibility, answerWithin)
      return { kind, from, to: time.now() }
    } catch (error) {
      const isUndone = error instanceof GitHubFailure && error.isUndone
      if (!isUndone) this.#maybeDone.push({ from, to: time.now() })
      throw error
    }
  }

  /** @returns undefined if the secret has not changed @throws {GitHubFailure} */
  async #look(): Promise<WriteOutcome | undefined> {
    const { vault, name, guard } = this.#order
    if (!guard) return undefined
    const metadata = await vault.metadata(name)
    if (!metadata || !hasChanged(guard, metadata)) return undefined
    const { updatedAt } = metadata
    const isOurs = this.#maybeDone.some(({ from, to }) => isDuring(updatedAt, from, to))
    return { kind: isOurs ? 'presumed' : 'changed-meanwhile', updatedAt }
  }

  /** A write that GitHub did not confirm may have succeeded all the same, so look before giving up. */
  async #giveUp(failure: GitHubFailure): Promise<WriteOutcome> {
    const maybeDone = this.#maybeDone.length > 0
    if (!this.#order.guard || this.#attempts === 0) return { kind: 'failed', failure, maybeDone }
    try {
      // Reads may not show the latest write yet.
      if (maybeDone) await sleep(this.#world.clock, READS_LAG)
      return (await this.#look()) ?? { kind: 'failed', failure, maybeDone: false }
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error
      // We cannot look, so we do not know.
      return { kind: 'failed', failure, maybeDone }
    }
  }

  #trying<T>(attempt: () => Promise<T>): Promise<T> {
    return retrying(attempt, this.#world, this.#deadline, (failure: GitHubFailure) => this.#mayPass(failure))
  }

  /**
   * The place is proven to be writable, so for a while 401, 403 and 404 count as hiccups. With a token at stake,
   * refusals by a proxy and bad certificates are retried too; a rejected proxy password only rarely, because more
   * attempts could lock the account.
   *
   * @returns the minimum wait in milliseconds, or undefined if a retry is pointless
   */
  #mayPass(failure: GitHubFailure): number | undefined {
    if (failure.evidence.proxyStatus === 407) {
      return this.#order.isAtStake === true && !this.#world.proxyLockout.isEnough
        ? PROXY_REFUSAL_WAIT
        : undefined
    }
    if (failure.transient || failure.kind === 'unanswered') return failure.retryAfter ?? 0
    const mayBeHiccup = ['rejected', 'forbidden', 'not-found'].includes(failure.kind)
    if (!mayBeHiccup || !this.#order.guard) return undefined
    const now = this.#world.clock.now()
    this.#settleUntil ??= now + SETTLE_WRITE_WITHIN
    return now < this.#settleUntil ? 0 : undefined
  }
}
