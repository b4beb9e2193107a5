import type { CATALOGUE } from './catalogue.ts'
import type { Cause } from './entries/entry.ts'
import type { FxiaokeEvidence, GitHubEvidence } from './evidence.ts'
import type { CodeFate } from './fate.ts'

type Declared = typeof CATALOGUE

/** One of the stable error ids: people match on these. */
export type ErrorId = keyof Declared

/** The causes of an error. */
export type CauseOf<Id extends ErrorId> = keyof Declared[Id]['causes']

/**
 * A failure with this cause: what has become of the stored refresh token, of the code where the run was given one, and the
 * facts that the cause carries.
 */
export type FailureOf<Id extends ErrorId, Name extends CauseOf<Id>> =
  Declared[Id]['causes'][Name] extends Cause<infer Known, infer F>
    ? { id: Id; cause: Name; fate: F; code?: CodeFate } & Known
    : never

/** Every way in which a run can fail, as the catalogue declares it. */
export type Failure = {
  [Id in ErrorId]: { [Name in CauseOf<Id>]: FailureOf<Id, Name> }[CauseOf<Id>]
}[ErrorId]

/** Which failure it is, before what it carries. */
export type NameOf<F extends Failure> = F extends unknown ? Pick<F, 'id' | 'cause'> : never

/** A failure before it is known what has become of the stored refresh token. */
export type WithoutFate<F extends Failure> = F extends unknown ? Omit<F, 'fate'> : never

/** What was seen of the answer that a failure is about; nothing where it is about none. */
export function evidenceOf(failure: Failure): Partial<GitHubEvidence & FxiaokeEvidence> {
  return 'evidence' in failure ? failure.evidence : {}
}
