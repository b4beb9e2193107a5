/** What a recovery command does, as a shell would understand it. */
export interface RecoveryCommand {
  /** The path of the secret, below the API's root. */
  path: string
  fields: Record<string, string>
  /** Whether it goes on to write. @param updatedAt as `gh` would print it; undefined for a 404 */
  goesOn: (updatedAt: string | undefined) => boolean
}

const QUOTED = `'((?:[^']|'\\\\'')*)'`
const COMMAND = new RegExp(
  `^case "\\$\\((?<look>gh api .*?) --jq \\.updated_at (?<errors>2>&1|2>/dev/null)\\)" in (?<pattern>\\*'HTTP 404'\\*|'[^']*')\\) ` +
    `(?<write>gh api .*?) && echo 'stored' ;; \\*\\) echo 'not stored: .*' >&2 ; false ;; esac$`,
)

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
  const { look = '', pattern = '', write = '' } = COMMAND.exec(command.trim())?.groups ?? {}
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
    goesOn: (updatedAt) =>
      pattern.startsWith('*') ? updatedAt === undefined : `'${updatedAt ?? ''}'` === pattern,
  }
}

function firstPath(words: string): string | undefined {
  return new RegExp(QUOTED).exec(words.replace(/--hostname '[^']*'/, ''))?.[1]
}
