import { both } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import type { Evidence } from '../evidence.ts'
import type { Fate } from '../fate.ts'

/** What there is to say of one error. */
export interface CatalogueEntry {
  /** A headline without a full stop. */
  title: Bilingual
  /** The headline for what was seen, where it differs. */
  titleOf?: (evidence: Evidence) => Bilingual | undefined
  /** What happened, one to three sentences. */
  happened: (evidence: Evidence) => Bilingual
  /** What to do now: steps, in order; each one sentence or two. */
  next: (evidence: Evidence) => readonly Bilingual[]
  /** For docs: when it occurs, without evidence, with the possible causes. */
  about: Bilingual
  /** For docs: the fates of the stored refresh token with which it can come, the usual one first. */
  fates: readonly Fate[]
  /** For docs: the values of `Evidence.cause` that it knows, each with a heading. Empty: it has one cause only. */
  causes: Readonly<Record<string, Bilingual>>
}

/** One of several causes of an error. */
export interface Cause extends Pick<CatalogueEntry, 'happened' | 'next'> {
  /** The heading in docs. */
  when: Bilingual
  /** A headline of its own, where that of the error would lead astray. */
  title?: Bilingual
}

/**
 * The parts of an entry that depend on the cause.
 *
 * @param usual the cause to assume where the evidence names none, or one that is not known
 * @param causes by `Evidence.cause`
 */
export function byCause<Name extends string>(
  usual: NoInfer<Name>,
  causes: Readonly<Record<Name, Cause>>,
): Pick<CatalogueEntry, 'titleOf' | 'happened' | 'next' | 'causes'> {
  const known = new Map<string | undefined, Cause>(Object.entries(causes))
  const causeOf = (evidence: Evidence): Cause => known.get(evidence.cause) ?? causes[usual]
  return {
    titleOf: (evidence) => causeOf(evidence).title,
    happened: (evidence) => causeOf(evidence).happened(evidence),
    next: (evidence) => causeOf(evidence).next(evidence),
    causes: Object.fromEntries(Object.entries<Cause>(causes).map(([name, { when }]) => [name, when])),
  }
}

/**
 * A value from the evidence, in quotes.
 *
 * @param value as seen; it is printed raw, so the report has to escape the whole text
 * @param otherwise what to say where it is not known
 */
export function cited(value: string | undefined, otherwise: Bilingual): Bilingual {
  return value === undefined || value === '' ? otherwise : { en: `“${value}”`, zh: `“${value}”` }
}

/** Names listed before the rest is only counted. */
const MOST_NAMES = 10

/**
 * A list of places, cut where it would become longer than a person reads.
 *
 * @param places in words
 * @param otherwise what to say where there are none
 */
export function listed(places: readonly Bilingual[] | undefined, otherwise: Bilingual): Bilingual {
  if (places === undefined || places.length === 0) return otherwise
  const shown = places.slice(0, MOST_NAMES)
  const left = places.length - shown.length
  return both(
    `${shown.map(({ en }) => en).join(', ')}${left > 0 ? ` and ${left} more` : ''}`,
    `${shown.map(({ zh }) => zh).join('、')}${left > 0 ? ` 等 ${places.length} 处` : ''}`,
  )
}
