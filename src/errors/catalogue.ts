import type { CatalogueEntry } from './entries/entry.ts'
import { FXIAOKE } from './entries/fxiaoke.ts'
import { GITHUB } from './entries/github.ts'
import { SET_UP } from './entries/set-up.ts'
import { STORING } from './entries/storing.ts'
import type { ErrorId } from './error-id.ts'

export type { CatalogueEntry } from './entries/entry.ts'
export { fateSentence } from './entries/fates.ts'

/**
 * Everything that is said of errors, in English and in Chinese: log, summary and docs/errors.md are made from it, and
 * nothing else builds such text.
 */
export const CATALOGUE: Readonly<Record<ErrorId, CatalogueEntry>> = {
  ...SET_UP,
  ...GITHUB,
  ...FXIAOKE,
  ...STORING,
}

/**
 * The page about an error, from the root of this repository.
 *
 * @param id the error
 * @param language of the page
 * @returns for example `docs/errors.md#invalid-input`
 */
export function docsPath(id: ErrorId, language: 'en' | 'zh' = 'en'): string {
  return `docs/errors${language === 'zh' ? '.zh-CN' : ''}.md#${id}`
}
