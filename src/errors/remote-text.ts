import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'

/** A remote server's words, as they may be quoted; undefined if they would leak a secret. */
export type Quote = (text: string) => string | undefined

/** Stands in for such a text. */
const WITHHELD: Bilingual = both('(withheld, since it may hold a secret)', '（可能含有密钥，不予显示）')

/**
 * Text from a remote server. It may echo a secret or contain control characters or workflow commands, so it stays shut
 * until the report opens it through `printable`.
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
   * The text, made fit to print: withheld as a whole if it would leak a secret, otherwise truncated and escaped.
   *
   * @param quote withholds the text if it would leak a secret
   * @param limit how many characters to keep
   * @returns the same in both languages, unless it is withheld
   */
  printable(quote: Quote, limit = 300): Bilingual {
    const quoted = quote(this.#raw)
    if (quoted === undefined) return WITHHELD
    // By code point, so that no character is cut in half.
    const characters = Array.from(quoted)
    const cut = characters.length > limit ? `${characters.slice(0, limit).join('')}…` : quoted
    // Line breaks and other control characters could start a workflow command or repaint the log; bidi controls could
    // mislead.
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
