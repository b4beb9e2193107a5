import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'

/** What somebody else's server has said, for a quotation; undefined where it gives a secret away. */
export type Quote = (text: string) => string | undefined

/** Stands for such a text. */
const WITHHELD: Bilingual = both('(withheld, since it may hold a secret)', '（可能含有密钥，不予显示）')

/**
 * Text that somebody else's server sent. It may echo a secret, hold control characters or workflow commands, so it
 * is kept shut until the report opens it through `printable`.
 */
export class RemoteText {
  readonly #raw: string

  /** @param raw the text as received */
  constructor(raw: string) {
    this.#raw = raw
  }

  /** The text as received, for classification only. */
  get raw(): string {
    return this.#raw
  }

  /**
   * The text as it may be printed: withheld whole where it gives a secret away, else cut, then escaped.
   *
   * @param quote withholds it where it gives a secret away
   * @param limit characters to keep
   * @returns the same in both languages, unless it is withheld
   */
  printable(quote: Quote, limit = 300): Bilingual {
    const quoted = quote(this.#raw)
    if (quoted === undefined) return WITHHELD
    // By code point, so that no character is cut in half.
    const characters = Array.from(quoted)
    const cut = characters.length > limit ? `${characters.slice(0, limit).join('')}…` : quoted
    // Line breaks and other controls could start a workflow command or repaint the log; bidi controls could lie.
    const printable = cut.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
    return both(printable, printable)
  }

  toString(): string {
    return '[remote text]'
  }

  toJSON(): string {
    return '[remote text]'
  }
}
