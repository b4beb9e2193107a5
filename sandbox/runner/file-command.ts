/**
 * Reads what an action wrote to `GITHUB_OUTPUT`, `GITHUB_STATE` or `GITHUB_ENV`: `name=value` lines and
 * `name<<delimiter` blocks, one by one, so that everything before a fault counts.
 *
 * @throws for a line that is neither, and for an unterminated block (from a process killed while writing)
 * @see https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
 */
export function* readFileCommands(text: string): Generator<[name: string, value: string]> {
  const lines = text.split(/(?<=\n)/)
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const plain = withoutNewline(line)
    if (plain === '') continue
    const equals = plain.indexOf('=')
    const heredoc = plain.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      yield [plain.slice(0, equals), plain.slice(equals + 1)]
    } else if (heredoc >= 0) {
      const [name, delimiter] = [plain.slice(0, heredoc), plain.slice(heredoc + 2)]
      if (name === '' || delimiter === '') {
        throw new Error(`Invalid format '${plain}'. Name must not be empty and delimiter must not be empty`)
      }
      yield [name, readBlock(lines, delimiter)]
    } else {
      throw new Error(`Invalid format '${plain}'`)
    }
  }
}

/** Removes the lines of a block, and its delimiter, from the front of the list. */
function readBlock(lines: string[], delimiter: string): string {
  let value = ''
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (withoutNewline(line) === delimiter) return withoutNewline(value)
    if (!line.endsWith('\n')) throw new Error('Invalid value. EOF marker missing new line.')
    value += line
  }
  throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
}

function withoutNewline(line: string): string {
  return line.replace(process.platform === 'win32' ? /\r?\n$/ : /\n$/, '')
}
