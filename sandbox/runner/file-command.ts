/**
 * Reads what an action wrote to `GITHUB_OUTPUT`, `GITHUB_STATE` or `GITHUB_ENV`: `name=value` lines and
 * `name<<delimiter` blocks. A later value of a name replaces an earlier one.
 *
 * @throws for a line that is neither, and for a block without its end (of a process killed while it wrote).
 *   The error's `read` holds what came before, which is what the runner keeps.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
 */
export function parseFileCommand(text: string): Record<string, string> {
  const read: Record<string, string> = {}
  const lines = text.split(/(?<=\n)/)
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const plain = withoutNewline(line)
    if (plain === '') continue
    const equals = plain.indexOf('=')
    const heredoc = plain.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new FileCommandError(`Invalid format '${plain}'. Name must not be empty`, read)
      read[plain.slice(0, equals)] = plain.slice(equals + 1)
    } else if (heredoc >= 0) {
      const [name, delimiter] = [plain.slice(0, heredoc), plain.slice(heredoc + 2)]
      if (name === '' || delimiter === '') {
        throw new FileCommandError(
          `Invalid format '${plain}'. Name must not be empty and delimiter must not be empty`,
          read,
        )
      }
      read[name] = readBlock(lines, delimiter, read)
    } else {
      throw new FileCommandError(`Invalid format '${plain}'`, read)
    }
  }
  return read
}

/** A file of commands that the runner cannot read to its end. */
export class FileCommandError extends Error {
  /** What was read before the fault. */
  readonly read: Record<string, string>

  constructor(message: string, read: Record<string, string>) {
    super(message)
    this.read = read
  }
}

/** Takes the lines of a block, and its end, off the front of the list. */
function readBlock(lines: string[], delimiter: string, read: Record<string, string>): string {
  let value = ''
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (withoutNewline(line) === delimiter) return withoutNewline(value)
    value += line
  }
  throw new FileCommandError(`Invalid value. Matching delimiter not found '${delimiter}'`, read)
}

function withoutNewline(line: string): string {
  return line.replace(process.platform === 'win32' ? /\r?\n$/ : /\n$/, '')
}
