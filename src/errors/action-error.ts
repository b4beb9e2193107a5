import type { ErrorId } from './error-id.ts'
import type { Evidence } from './evidence.ts'
import type { Fate } from './fate.ts'

/** The only error that crosses a door of the run. Its text is made from the catalogue, at the very end. */
export class ActionError extends Error {
  override readonly name = 'ActionError'
  readonly id: ErrorId
  readonly fate: Fate
  readonly evidence: Evidence

  /**
   * @param id the stable id, see docs/errors.md
   * @param fate what has become of the stored refresh token
   * @param evidence what was seen, for the catalogue to speak of
   * @param cause the error behind it, never printed
   */
  constructor(id: ErrorId, fate: Fate, evidence: Evidence = {}, cause?: unknown) {
    super(id, { cause })
    this.id = id
    this.fate = fate
    this.evidence = evidence
  }
}
