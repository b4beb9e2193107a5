/** What a recovery command does, as a shell would understand it. */
export interface RecoveryCommand {
  /** The path of the secret, relative to the API's root. */
  path: string
  fields: Record<string, string>
  /** Whether it would write. @param updatedAt as `gh` would print it; undefined for a 404 */
  goesOn: (updatedAt: string | undefined) => boolean
}

const QUOTED = `'((?:[^']|'\\\\'')*)'`
const WRITE = `(?<write>gh api .*?) && echo 'stored' ;; \\*\\) echo `
/** Writes if there is no secret, or if its timestamp satisfies the jq condition. */
const FORM = new RegExp(
  `^found="\\$\\((?<look>gh api .*?) --jq 'if (?<times>[^']*) then "unchanged" else \\.updated_at end' 2>&1\\)"; case "\\$found" in \\*unchanged\\*\\|\\*'HTTP 404'\\*\\) ${WRITE}`,
)

/** A recovery command in a log. */
export interface ShownCommand {
  command: string
  /** The text above it leaves the choice to the reader, who may know of a newer login that it would replace. */
  isChoice: boolean
}

/** The recovery commands in a log. */
export function commandsIn(log: readonly string[]): ShownCommand[] {
  const lines = log.flatMap((text) => text.split('\n'))
  return lines.flatMap((command, line) => {
    const above = lines[line - 1] ?? ''
    if (!command.includes('encrypted_value=')) return []
    return [{ command, isChoice: above.includes('nobody has authorized in the meantime') }]
  })
}

/**
 * Parses a recovery command.
 *
 * @throws if its form is unknown: then check in a shell what it does, and update this parser
 */
export function readCommand(command: string): RecoveryCommand {
  const { look = '', times = '', write = '' } = FORM.exec(command.trim())?.groups ?? {}
  const path = firstPath(look)
  if (path === undefined || firstPath(write) !== path || !write.includes('--method PUT'))
    throw new Error(`a recovery command that the simulator does not understand: ${command}`)
  const fields = Object.fromEntries(
    [...write.matchAll(new RegExp(`-f ${QUOTED}`, 'g'))].map(([, field = '']) => {
      const [name = '', ...value] = field.split('=')
      return [name, value.join('=')]
    }),
  )
  return {
    path,
    fields,
    goesOn: (updatedAt) => updatedAt === undefined || times.split(' or ').some(holdsFor(updatedAt)),
  }
}

/** Evaluates `.updated_at < "…"` and `.updated_at == "…"` like jq. */
function holdsFor(updatedAt: string): (comparison: string) => boolean {
  return (comparison) => {
    const [, sign, time = ''] = /^\.updated_at (<|==) "([^"]*)"$/.exec(comparison) ?? []
    if (sign === undefined)
      throw new Error(`a comparison that the simulator does not understand: ${comparison}`)
    return sign === '<' ? updatedAt < time : updatedAt === time
  }
}

function firstPath(words: string): string | undefined {
  return new RegExp(QUOTED).exec(words.replace(/--hostname '[^']*'/, ''))?.[1]
}
