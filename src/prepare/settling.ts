import type { GitHubFailure } from '../github/github-failure.ts'
import type { Config } from '../inputs/config.ts'
import { isAppToken } from '../inputs/token-shapes.ts'
import { SETTLE_WITHIN } from '../patience.ts'
import { ifTransient } from '../retrying.ts'
import type { Clock } from '../world.ts'

/**
 * GitHub knows a token that was minted seconds ago not everywhere at once, and answers 401, 403 or 404 meanwhile; something
 * in front of GitHub may do so for a moment, too.
 *
 * @see https://github.com/octokit/auth-app.js/issues/65
 */
export class Settling {
  /** Whether something that was refused at first was tried again. */
  hadToWait = false
  readonly #isYoung: boolean
  readonly #clock: Clock
  readonly #until: number

  constructor(config: Config, clock: Clock) {
    // With both inputs equal it is GITHUB_TOKEN, which never may.
    this.#isYoung = isAppToken(config) && !config.secretsToken.equals(config.githubToken)
    this.#clock = clock
    this.#until = clock.now() + SETTLE_WITHIN
  }

  /** How long to wait at least before the next attempt, in milliseconds; undefined: it will not pass. */
  readonly mayPass = (failure: GitHubFailure): number | undefined => {
    const usual = ifTransient(failure)
    if (usual !== undefined || !['rejected', 'forbidden', 'not-found'].includes(failure.kind)) return usual
    const mayBeHiccup = this.#isYoung || failure.evidence.requestId === undefined
    if (!mayBeHiccup || this.#clock.now() >= this.#until) return undefined
    this.hadToWait = true
    return 0
  }
}
