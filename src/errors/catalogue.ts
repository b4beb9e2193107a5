import type { Bilingual } from '../bilingual.ts'
import type { CatalogueEntry, Cause } from './entry.ts'
import { OTHER_ANSWERS } from './entries/other-answers.ts'
import { REACHING_FXIAOKE } from './entries/reaching-fxiaoke.ts'
import { REACHING_GITHUB } from './entries/reaching-github.ts'
import { REFUSALS } from './entries/refusals.ts'
import { SECRETS_TOKEN } from './entries/secrets-token.ts'
import { BEFORE_SPENDING } from './entries/before-spending.ts'
import { INTERNAL } from './entries/internal.ts'
import { STORING } from './entries/storing.ts'
import type { ErrorId, Failure } from './failure.ts'
import type { Fate } from './fate.ts'

export { codeSentence, fateSentence } from './wording/fates.ts'

/**
 * Every way in which a run can fail, in the order in which a run can meet it, with all its texts in English and in
 * Chinese. The log, the summary, docs/errors.md and the type `Failure` derive from this alone.
 */
export const CATALOGUE = {
  ...BEFORE_SPENDING,
  ...SECRETS_TOKEN,
  ...REACHING_GITHUB,
  ...REACHING_FXIAOKE,
  ...REFUSALS,
  ...OTHER_ANSWERS,
  ...STORING,
  ...INTERNAL,
} satisfies Record<string, CatalogueEntry>

/** The ids, in the same order. */
export const ERROR_IDS = Object.keys(CATALOGUE) as readonly ErrorId[]

/** The text for one failure. */
export interface FailureWords {
  title: Bilingual
  happened: Bilingual
  next: readonly Bilingual[]
}

/** Looks up the text for a failure. */
export function wordsOf(failure: Failure): FailureWords {
  const entry: CatalogueEntry = CATALOGUE[failure.id]
  // The type `Failure` guarantees that the cause is declared and accepts the facts that the failure carries.
  const cause = entry.causes[failure.cause] as Cause<Failure, Fate>
  return {
    title: cause.title ?? entry.title,
    happened: cause.happened(failure),
    next: cause.next(failure),
  }
}

/**
 * The page about an error, relative to the root of this repository.
 *
 * @param id the error
 * @param language the page's language
 * @returns for example `docs/errors.md#invalid-input`
 */
export function docsPath(id: ErrorId, language: 'en' | 'zh' = 'en'): string {
  return `docs/errors${language === 'zh' ? '.zh-CN' : ''}.md#${id}`
}
