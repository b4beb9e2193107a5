/** A command that an action printed to the runner. */
export interface WorkflowCommand {
  name: string
  properties: Record<string, string>
  data: string
}

/**
 * Reads a printed line as a workflow command, exactly as lenient as the runner: leading white space is
 * skipped, and of two `::` the first pair counts.
 *
 * @returns undefined for a plain line
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function parseWorkflowCommand(line: string): WorkflowCommand | undefined {
  const text = line.trimStart()
  if (!text.startsWith('::')) return undefined
  const end = text.indexOf('::', 2)
  if (end < 0) return undefined
  const head = text.slice(2, end)
  const space = head.indexOf(' ')
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase()
  if (name === '') return undefined
  const properties: Record<string, string> = {}
  for (const pair of space < 0
    ? []
    : head
        .slice(space + 1)
        .trim()
        .split(',')) {
    const equals = pair.indexOf('=')
    if (equals > 0 && equals < pair.length - 1) {
      properties[pair.slice(0, equals)] = unescapeData(
        pair
          .slice(equals + 1)
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ','),
      )
    }
  }
  return { name, properties, data: unescapeData(text.slice(end + 2)) }
}

/** `%25` comes last: it is what protects the other two. */
function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}
