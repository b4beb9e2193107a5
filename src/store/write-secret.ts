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
  /** Called before each attempt; set for the refresh token alone. @param at GitHub's time */
  onAttempt?: (at: number) => void
}

/** What came of it. */
export type WriteOutcome =
  /** `from`, `to`: GitHub's time before and after the write, in milliseconds. */
  | { kind: 'created' | 'updated'; from: number; to: number }
  /**
   * GitHub confirmed none of our attempts, yet the secret has changed. `presumed`: it changed while an attempt was in
   * flight, so we take the change for ours. `changed-meanwhile`: it changed at another time, so we left somebody else's
   * value alone.
   */
  | { kind: 'presumed' | 'changed-meanwhile'; updatedAt: string }
  /** `maybeDone`: an attempt may have succeeded, and nothing shows that it did not. */
  | { kind: 'failed'; failure: GitHubFailure; maybeDone: boolean }

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
  /** When each attempt was in flight, in GitHub's time. */
  readonly #attempts: { from: number; to: number }[] = []
  #sealed: Sealed
  /** Whether an attempt ended without an answer that settles what became of it. */
  #maybeDone = false
  /**
   * Whether an attempt may have been sent. Even if it was refused, a proxy may have done so after GitHub carried it
   * out.
   */
  #maybeSent = false
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
    if (this.#attempts.length > 0 || isOld) {
      const seen = await this.#look()
      if (seen) return seen
    }
    const attempt = { from: time.now(), to: Infinity }
    onAttempt?.(attempt.from)
    const answerWithin = WRITE_ANSWER_WITHIN[this.#attempts.push(attempt) - 1] ?? WRITE_ANSWER_WITHIN[1]
    try {
      const kind = await vault.write(name, this.#sealed, visibility, answerWithin)
      return { kind, from: attempt.from, to: time.now() }
    } catch (error) {
      if (error instanceof GitHubFailure) {
        this.#maybeDone ||= error.maybeDone
        this.#maybeSent ||= error.maybeDone || error.kind !== 'unanswered'
      }
      throw error
    } finally {
      attempt.to = time.now()
    }
  }

  /** @returns undefined if the secret has not changed @throws {GitHubFailure} */
  async #look(): Promise<WriteOutcome | undefined> {
    const { vault, name, guard } = this.#order
    if (!guard) return undefined
    const metadata = await vault.metadata(name)
    if (!metadata || !hasChanged(guard, metadata)) return undefined
    const { updatedAt } = metadata
    const isOurs = this.#attempts.some(({ from, to }) => isDuring(updatedAt, from, to))
    return { kind: isOurs ? 'presumed' : 'changed-meanwhile', updatedAt }
  }

  /** A write that GitHub did not confirm may have succeeded all the same, so look before giving up. */
  async #giveUp(failure: GitHubFailure): Promise<WriteOutcome> {
    if (this.#order.guard && this.#attempts.length > 0) {
      try {
        // Reads may not show the latest write yet.
        if (this.#maybeDone) await sleep(this.#world.clock, READS_LAG)
        const seen = await this.#look()
        if (seen) return seen
        return { kind: 'failed', failure, maybeDone: false }
      } catch (error) {
        if (!(error instanceof GitHubFailure)) throw error
        // We cannot look, so we do not know.
        return { kind: 'failed', failure, maybeDone: this.#maybeSent }
      }
    }
    return { kind: 'failed', failure, maybeDone: this.#maybeDone }
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
      return this.#order.onAttempt && !this.#world.proxyRefusals.isEnough ? PROXY_REFUSAL_WAIT : undefined
    }
    if (failure.transient || failure.kind === 'unanswered') return failure.retryAfter ?? 0
    const mayBeHiccup = ['rejected', 'forbidden', 'not-found'].includes(failure.kind)
    if (!mayBeHiccup || !this.#order.guard) return undefined
    const now = this.#world.clock.now()
    this.#settleUntil ??= now + SETTLE_WRITE_WITHIN
    return now < this.#settleUntil ? 0 : undefined
  }
}
