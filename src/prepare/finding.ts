import { ActionError } from '../errors/action-error.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import type { Place } from '../github/place.ts'
import { explainFailure } from './explain-failure.ts'

/** The result of one check. */
export type Finding<T> =
  | { kind: 'proven'; value: T }
  /** A run would fail because of this. */
  | { kind: 'failed'; error: ActionError }

/**
 * Runs a check. Never throws, except for a bug, so that the results of all checks can be reported together.
 *
 * @param check throws a `GitHubFailure`, or an `ActionError` if it knows more
 * @param place what the check is about
 */
export async function find<T>(check: () => Promise<T>, place: Place): Promise<Finding<T>> {
  try {
    return { kind: 'proven', value: await check() }
  } catch (error) {
    if (error instanceof GitHubFailure) return { kind: 'failed', error: explainFailure(error, place) }
    if (error instanceof ActionError) return { kind: 'failed', error }
    throw error
  }
}

/**
 * Unwraps what must be proven before anything is spent. Only here does a failed check end a run.
 *
 * @throws {ActionError} with the fate `not-sent`
 */
export function required<T>(finding: Finding<T>): T {
  if (finding.kind === 'failed') throw finding.error
  return finding.value
}

/** Why a run would fail, in the order of the findings; each reason once, however many checks ran into it. */
export function failuresIn(findings: readonly Finding<unknown>[]): readonly ActionError[] {
  const errors = findings.flatMap((finding) => (finding.kind === 'failed' ? [finding.error] : []))
  return errors.filter(
    ({ failure: { id, cause } }, index) =>
      errors.findIndex(({ failure }) => failure.id === id && failure.cause === cause) === index,
  )
}
