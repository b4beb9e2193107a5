import type { ErrorId, Failure } from './failure.ts'
import type { CodeFate, Fate } from './fate.ts'

/** The only error that a step of the run throws. The catalogue supplies its text, at the very end. */
export class ActionError extends Error {
  override readonly name = 'ActionError'
  readonly failure: Failure

  /**
   * @param failure which failure it is, with the facts for its text
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

  /** What became of the stored refresh token. */
  get fate(): Fate {
    return this.failure.fate
  }

  /** The same error, plus what became of the code that the run was given, unless the error already says so. */
  ofCode(code: CodeFate): ActionError {
    return new ActionError({ code, ...this.failure }, this.cause)
  }
}
