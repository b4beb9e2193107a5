import type { Runner } from '../world.ts'
import { readPastedCode, unquoted } from './pasted.ts'
import { isTokenLike } from './token-shapes.ts'

/** The inputs of action.yml, by name. */
export const INPUT_NAMES = [
  'app-id',
  'app-secret',
  'refresh-token',
  'access-token',
  'min-validity-minutes',
  'authorization-code',
  'redirect-url',
  'expected-open-user-id',
  'cloud-domain',
  'secrets-token',
  'github-token',
  'environment',
  'organization',
  'refresh-token-secret',
  'access-token-secret',
  'record-variable',
  'share-access-token-with',
  'dry-run',
  'github-api-url',
  'job-id',
] as const

/** The name of an input. */
export type InputName = (typeof INPUT_NAMES)[number]

/** The inputs as given, trimmed. */
export type RawInputs = Readonly<Record<InputName, string>>

const SECRET_INPUTS = [
  'app-secret',
  'refresh-token',
  'access-token',
  'secrets-token',
  'github-token',
] as const

/**
 * Masks every secret input. A run does this first, before anything can print.
 *
 * @param raw the inputs, trimmed
 * @param runner masks them
 * @returns the masked values
 */
export function maskInputs(raw: RawInputs, runner: Runner): string[] {
  const code = raw['authorization-code']
  const values = SECRET_INPUTS.flatMap((name) => [raw[name], unquoted(raw[name])])
  values.push(...codesIn(code))
  // Whichever input they are in: a token given as a name must not be printed either.
  values.push(...INPUT_NAMES.map((name) => raw[name]).filter((value) => isTokenLike(unquoted(value))))
  const secrets = [...new Set(values)].filter((value) => value !== '')
  for (const value of secrets) runner.mask(value)
  return secrets
}

/** Whether this `authorization-code` asks for a link: its only word is `start`. */
export function isStart(code: string): boolean {
  return /^[^a-z\d_]*start[^a-z\d_]*$/i.test(code)
}

/** Inputs whose values appear in URLs, requests and the report. */
export const PLAIN_INPUTS = INPUT_NAMES.filter(
  (name) => name !== 'authorization-code' && !SECRET_INPUTS.some((secret) => secret === name),
)

/** In these, a secret's value is suspicious however short it is. */
const NAMES: readonly InputName[] = [
  'environment',
  'refresh-token-secret',
  'access-token-secret',
  'record-variable',
]

/** A shorter secret may occur in a longer value by chance. */
const SHORTEST_WITHIN = 12

/**
 * Whether a plain input begins like a token or contains the value of a secret input. Ignores case, because hosts and
 * secret names do.
 */
export function holdsSecret(input: InputName, raw: RawInputs): boolean {
  const value = raw[input].toLowerCase()
  return (
    isTokenLike(unquoted(raw[input])) ||
    SECRET_INPUTS.map((name) => raw[name].toLowerCase()).some((secret) =>
      secret.length < SHORTEST_WITHIN
        ? secret !== '' && secret === value && NAMES.includes(input)
        : value.includes(secret),
    )
  )
}

/** Shorter words without a code in them stand in other texts, too. */
const SHORTEST_HIDDEN = 16

/**
 * What to mask of what was pasted to authorize: the code, as is and as encoded, and the whole text. A URL without a
 * code is not masked, because that would mangle the link; nor is anything too short, because that would mangle other
 * words.
 */
function codesIn(pasted: string): string[] {
  const found = readPastedCode(pasted)
  if (isStart(pasted) || found?.code === '') return []
  if (!found) return pasted.length < SHORTEST_HIDDEN ? [] : [pasted, unquoted(pasted)]
  const { code } = found
  const asWritten = /(?:^|[?&\s])code=([^\s&#"'<>]*)/.exec(pasted)?.[1] ?? ''
  return [pasted, unquoted(pasted), code, asWritten]
}
