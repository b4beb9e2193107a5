import { trim, trimStart } from './dotnet-text.ts'

/** A command that an action printed to the runner. */
export interface WorkflowCommand {
  /** In lower case, because case is ignored. */
  name: string
  /** By name in lower case. */
  properties: Record<string, string>
  data: string
}

/** The escapes of each form for its delimiters. `%25` must come last, because it protects the others. */
const ESCAPED = {
  data: { '%0D': '\r', '%0A': '\n', '%25': '%' },
  property: { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' },
  old: { '%3B': ';', '%0D': '\r', '%0A': '\n', '%5D': ']', '%25': '%' },
}

/**
 * Parses a printed line as a workflow command, exactly as leniently as the runner: `::name key=value::data` after white
 * space, or the old form `##[name key=value]data` anywhere in the line.
 *
 * @param known whether a command of that name exists, in lower case
 * @returns undefined for a plain line
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function parseWorkflowCommand(
  line: string,
  known: (name: string) => boolean,
): WorkflowCommand | undefined {
  return present(line, known) ?? old(line, known)
}

function present(line: string, known: (name: string) => boolean): WorkflowCommand | undefined {
  const text = trimStart(line)
  if (!text.startsWith('::')) return undefined
  const end = text.indexOf('::', 2)
  if (end < 0) return undefined
  const { name, rest } = headOf(text.slice(2, end))
  if (!known(name)) return undefined
  return {
    name,
    properties: propertiesOf(trim(rest), ',', ESCAPED.property),
    data: unescape(text.slice(end + 2), ESCAPED.data),
  }
}

function old(line: string, known: (name: string) => boolean): WorkflowCommand | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  const { name, rest } = headOf(line.slice(start + 3, end))
  if (!known(name)) return undefined
  return {
    name,
    properties: propertiesOf(rest, ';', ESCAPED.old),
    data: unescape(line.slice(end + 1), ESCAPED.old),
  }
}

function headOf(head: string): { name: string; rest: string } {
  const space = head.indexOf(' ')
  const name = space < 0 ? head : head.slice(0, space)
  return { name: name.toLowerCase(), rest: space < 0 ? '' : head.slice(space + 1) }
}

/** .NET's `Split` collapses several `=` in a row, and drops those before the key. */
const PROPERTY = /^=*([^=]+)=+([^=][^]*)$/

function propertiesOf(
  text: string,
  separator: string,
  escaped: Readonly<Record<string, string>>,
): Record<string, string> {
  const pairs = text.split(separator).map((pair) => PROPERTY.exec(pair))
  return Object.fromEntries(
    pairs.flatMap((pair) =>
      pair === null ? [] : [[(pair[1] ?? '').toLowerCase(), unescape(pair[2] ?? '', escaped)]],
    ),
  )
}

function unescape(text: string, escaped: Readonly<Record<string, string>>): string {
  return Object.entries(escaped).reduce((all, [code, character]) => all.replaceAll(code, character), text)
}
