/** What a recovery command does, as a shell would understand it. */
export interface RecoveryCommand {
  /** The path of the secret, below the API's root. */
  path: string
  fields: Record<string, string>
  /** Whether it goes on to write. @param updatedAt as `gh` would print it; undefined for a 404 */
  goesOn: (updatedAt: string | undefined) => boolean
}

const QUOTED = `'((?:[^']|'\\\\'')*)'`
const WRITE = `(?<write>gh api .*?) && echo 'stored' ;; \\*\\) echo `
const FORMS = [
  // Writes if the time of the secret is the one that was read, or if there is no secret, whichever was so.
  `^case "\\$\\((?<look>gh api .*?) --jq \\.updated_at (?:2>&1|2>/dev/null)\\)" in (?<pattern>\\*'HTTP 404'\\*|'[^']*')\\) ${WRITE}`,
  // Writes if there is no secret, or its time is one of those that jq is told.
  `^found="\\$\\((?<look>gh api .*?) --jq 'if (?<times>[^']*) then "unchanged" else \\.updated_at end' 2>&1\\)"; case "\\$found" in \\*unchanged\\*\\|\\*'HTTP 404'\\*\\) ${WRITE}`,
].map((form) => new RegExp(form))

/** The recovery commands in a log. */
export function commandsIn(log: readonly string[]): string[] {
  return log.flatMap((text) => text.split('\n')).filter((line) => line.includes('encrypted_value='))
}

/**
 * Reads a recovery command.
 *
 * @throws when it is not one that this reader knows: then a shell has to be asked what it does, and this be mended
 */
export function readCommand(command: string): RecoveryCommand {
  const parts = FORMS.map((form) => form.exec(command.trim())?.groups).find((groups) => groups !== undefined)
  const { look = '', pattern = '', times, write = '' } = parts ?? {}
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
    goesOn: (updatedAt) => {
      if (times !== undefined) return updatedAt === undefined || times.split(' or ').some(holdsFor(updatedAt))
      return pattern.startsWith('*') ? updatedAt === undefined : `'${updatedAt ?? ''}'` === pattern
    },
  }
}

/** What jq says to `.updated_at < "…"` and `.updated_at == "…"`. */
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
