import type { ErrorId, Failure } from './failure.ts'
import type { CodeFate, Fate } from './fate.ts'

/** The only error that a step of the run throws. Its text is made from the catalogue, at the very end. */
export class ActionError extends Error {
  override readonly name = 'ActionError'
  readonly failure: Failure

  /**
   * @param failure which one it is, and what is known of it, for the catalogue to speak of
   * @param underlying the error behind it, never printed
   */
  constructor(failure: Failure, underlying?: unknown) {
    super(failure.id, { cause: underlying })
    this.failure = failure
  }

  /** The stable id, see docs/errors.md. */
  get id(): ErrorId {
    return this.failure.id
  }

  /** What has become of the stored refresh token. */
  get fate(): Fate {
    return this.failure.fate
  }

  /** The same error in a run that was given a code, of which this has become; what is known already stays. */
  ofCode(code: CodeFate): ActionError {
    return new ActionError({ code, ...this.failure }, this.cause)
  }
}
