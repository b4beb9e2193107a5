import { ActionError } from '../errors/action-error.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import type { Place } from '../github/place.ts'
import { explainFailure } from './explain-failure.ts'

/** What one check of the preparation found out. */
export type Finding<T> =
  | { kind: 'proven'; value: T }
  /** A run would fail for this. */
  | { kind: 'open'; error: ActionError }

/**
 * What a check found out. It never throws, so that all checks can be told together; a bug of ours excepted.
 *
 * @param check fails with a `GitHubFailure`, or with the `ActionError` that it knows better
 * @param place that it was about
 */
export async function find<T>(check: () => Promise<T>, place: Place): Promise<Finding<T>> {
  try {
    return { kind: 'proven', value: await check() }
  } catch (error) {
    if (error instanceof GitHubFailure) return { kind: 'open', error: explainFailure(error, place) }
    if (error instanceof ActionError) return { kind: 'open', error }
    throw error
  }
}

/**
 * What has to be proven before anything is spent. The one place where a check that is open ends a run.
 *
 * @throws {ActionError} fate `not-sent`
 */
export function required<T>(finding: Finding<T>): T {
  if (finding.kind === 'open') throw finding.error
  return finding.value
}

/** Why a run would fail, in the order of the findings; each reason once, however many checks have met it. */
export function openOnes(findings: readonly Finding<unknown>[]): readonly ActionError[] {
  const errors = findings.flatMap((finding) => (finding.kind === 'open' ? [finding.error] : []))
  return errors.filter(
    ({ failure: { id, cause } }, index) =>
      errors.findIndex(({ failure }) => failure.id === id && failure.cause === cause) === index,
  )
}
