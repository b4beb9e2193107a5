import type { CATALOGUE } from './catalogue.ts'
import type { Cause } from './entry.ts'
import type { FxiaokeEvidence, GitHubEvidence } from './evidence.ts'
import type { CodeFate } from './fate.ts'

type Declared = typeof CATALOGUE

/** A stable error id, which people may match on. */
export type ErrorId = keyof Declared

/** The causes of an error. */
export type CauseOf<Id extends ErrorId> = keyof Declared[Id]['causes']

/**
 * A failure with this cause: what became of the stored refresh token, and of the code if the run was given one, with
 * the facts that the cause carries.
 */
export type FailureOf<Id extends ErrorId, Name extends CauseOf<Id>> =
  Declared[Id]['causes'][Name] extends Cause<infer Known, infer F>
    ? { id: Id; cause: Name; fate: F; code?: CodeFate } & Known
    : never

/** Every way in which a run can fail, as the catalogue declares it. */
export type Failure = {
  [Id in ErrorId]: { [Name in CauseOf<Id>]: FailureOf<Id, Name> }[CauseOf<Id>]
}[ErrorId]

/** Which failure it is, without its facts. */
export type NameOf<F extends Failure> = F extends unknown ? Pick<F, 'id' | 'cause'> : never

/** A failure before the stored refresh token's fate is known. */
export type WithoutFate<F extends Failure> = F extends unknown ? Omit<F, 'fate'> : never

/** What is known about the answer behind a failure; empty if there is no such answer. */
export function evidenceOf(failure: Failure): Partial<GitHubEvidence & FxiaokeEvidence> {
  return 'evidence' in failure ? failure.evidence : {}
}
