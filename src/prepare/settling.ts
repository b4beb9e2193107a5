import type { GitHubFailure } from '../github/github-failure.ts'
import type { Config } from '../inputs/config.ts'
import { isAppToken } from '../inputs/token-shapes.ts'
import { SETTLE_WITHIN } from '../patience.ts'
import { ifTransient } from '../retrying.ts'
import type { Clock } from '../world.ts'

/**
 * Decides whether a refusal may be a hiccup. A token minted seconds ago takes a while to reach all of GitHub, which
 * answers 401, 403 or 404 meanwhile; a proxy in front of GitHub may do so for a moment, too.
 *
 * @see https://github.com/octokit/auth-app.js/issues/65
 */
export class Settling {
  /** Whether a refusal was retried. */
  hadToWait = false
  readonly #isYoung: boolean
  readonly #clock: Clock
  readonly #until: number

  constructor(config: Config, clock: Clock) {
    this.#isYoung = isAppToken(config)
    this.#clock = clock
    this.#until = clock.now() + SETTLE_WITHIN
  }

  /** The minimum wait before a retry, in milliseconds; undefined if a retry is pointless. */
  readonly mayPass = (failure: GitHubFailure): number | undefined => {
    const usual = ifTransient(failure)
    if (usual !== undefined || !['rejected', 'forbidden', 'not-found'].includes(failure.kind)) return usual
    const mayBeHiccup = this.#isYoung || failure.evidence.requestId === undefined
    if (!mayBeHiccup || this.#clock.now() >= this.#until) return undefined
    this.hadToWait = true
    return 0
  }
}
