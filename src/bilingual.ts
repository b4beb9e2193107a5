/** The same plain text (no Markdown, no HTML) in English and in Chinese. */
export interface Bilingual {
  en: string
  zh: string
}

/** A Chinese text with a space after it where a Chinese one is to follow and it ends in Latin letters. */
export function spaced(zh: string): string {
  return /[\x21-\x7e]$/.test(zh) ? `${zh} ` : zh
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
