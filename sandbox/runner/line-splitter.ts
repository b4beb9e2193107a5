/** Splits a stream into lines at `\n`, `\r\n` and a lone `\r`, like .NET's reader: each of them ends a command. */
export class LineSplitter {
  #pending = ''

  /** @returns the lines that this piece completes */
  push(piece: string): string[] {
    const text = this.#pending + piece
    // A trailing `\r` may be half of a `\r\n`: it waits for the next piece.
    const lines = text.split(/\r\n|\n|\r(?!$)/)
    this.#pending = lines.pop() ?? ''
    return lines
  }

  /** @returns the unfinished last line, if there is one */
  end(): string[] {
    const rest = this.#pending.replace(/\r$/, '')
    const ended = this.#pending !== ''
    this.#pending = ''
    return ended ? [rest] : []
  }
}
