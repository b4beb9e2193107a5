/** The same plain text (no Markdown, no HTML) in English and in Chinese. */
export interface Bilingual {
  en: string
  zh: string
}

/** A language in which every text exists. */
export type Language = keyof Bilingual

/**
 * Pairs the two versions of a text.
 *
 * @param en English
 * @param zh Chinese
 */
export function both(en: string, zh: string): Bilingual {
  return { en, zh }
}

/** The language that comes second. */
export function otherLanguage(leading: Language): Language {
  return leading === 'en' ? 'zh' : 'en'
}

/** A Chinese text, with a trailing space if it ends in Latin letters and more Chinese is to follow. */
export function spaced(zh: string): string {
  return /[\x21-\x7e]$/.test(zh) ? `${zh} ` : zh
}
