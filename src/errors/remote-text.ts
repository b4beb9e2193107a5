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
   * @param quote gives other words where the text gives a secret away
   * @param limit characters to keep
   */
  printable(quote: (text: string) => string, limit = 300): string {
    const quoted = quote(this.#raw)
    // By code point, so that no character is cut in half.
    const characters = Array.from(quoted)
    const cut = characters.length > limit ? `${characters.slice(0, limit).join('')}…` : quoted
    // Line breaks and other controls could start a workflow command or repaint the log; bidi controls could lie.
    return cut.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
  }

  toString(): string {
    return '[remote text]'
  }

  toJSON(): string {
    return '[remote text]'
  }
}
