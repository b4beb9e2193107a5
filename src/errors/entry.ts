import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { Fate } from './fate.ts'

/** What there is to say of one error. */
export interface CatalogueEntry {
  /** A headline without a full stop. */
  title: Bilingual
  /** For docs: when it occurs. */
  about: Bilingual
  /** By name, the usual one first. */
  causes: Readonly<Record<string, Cause<never, Fate>>>
}

/** What there is to say of one cause of an error. `Known` is what a failure of this cause carries, and nothing else. */
export interface CauseWords<Known> {
  /** The heading in docs; not needed where an error has one cause only. */
  when?: Bilingual
  /** A headline of its own, where that of the error would lead astray. */
  title?: Bilingual
  /** What happened, one to three sentences. */
  happened: (known: Known) => Bilingual
  /** What to do now: steps, in order; each one sentence or two. */
  next: (known: Known) => readonly Bilingual[]
}

/** One cause of an error, and what can have become of the stored refresh token when it comes. */
export interface Cause<Known, F extends Fate> extends CauseWords<Known> {
  fates: readonly F[]
}

/**
 * Declares causes that carry the same facts: `causesWith<AtPlace>()` is a function that makes one cause of the fates it
 * can come with, the usual one first, and of its words. The type `Failure` is made of these declarations.
 */
export function causesWith<Known extends object>() {
  return <const F extends Fate>(fates: readonly F[], words: CauseWords<Known>): Cause<Known, F> => ({
    fates,
    ...words,
  })
}

/** A value as it was seen, in quotes. It is raw: the report escapes the whole text. */
export function cited(value: string): string {
  return `“${value}”`
}

/** Names listed before the rest is only counted. */
const MOST_NAMES = 10

/** A list of places in words, cut where it would become longer than a person reads. */
export function listed(places: readonly Bilingual[]): Bilingual {
  const shown = places.slice(0, MOST_NAMES)
  const left = places.length - shown.length
  return both(
    `${shown.map(({ en }) => en).join(', ')}${left > 0 ? ` and ${left} more` : ''}`,
    `${shown.map(({ zh }) => zh).join('、')}${left > 0 ? ` 等 ${places.length} 处` : ''}`,
  )
}
