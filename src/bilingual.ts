/** The same plain text (no Markdown, no HTML) in English and in Chinese. */
export interface Bilingual {
  en: string
  zh: string
}

/**
 * The same text in both languages, as they are written side by side.
 *
 * @param en English
 * @param zh Chinese
 */
export function both(en: string, zh: string): Bilingual {
  return { en, zh }
}
