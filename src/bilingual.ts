/** The same plain text (no Markdown, no HTML) in English and in Chinese. */
export interface Bilingual {
  en: string
  zh: string
}

/** A language that everything is said in. */
export type Language = keyof Bilingual

/**
 * The same text in both languages, as they are written side by side.
 *
 * @param en English
 * @param zh Chinese
 */
export function both(en: string, zh: string): Bilingual {
  return { en, zh }
}

/** The language that does not lead. */
export function otherLanguage(leading: Language): Language {
  return leading === 'en' ? 'zh' : 'en'
}

/** A Chinese text with a space after it where a Chinese one is to follow and it ends in Latin letters. */
export function spaced(zh: string): string {
  return /[\x21-\x7e]$/.test(zh) ? `${zh} ` : zh
}
