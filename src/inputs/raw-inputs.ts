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

/** The inputs as they were given, trimmed. */
export type RawInputs = Readonly<Record<InputName, string>>

const SECRET_INPUTS = [
  'app-secret',
  'refresh-token',
  'access-token',
  'secrets-token',
  'github-token',
] as const

/**
 * Hides every secret input. The first thing a run does: nothing may print before.
 *
 * @param raw the inputs, trimmed
 * @param runner hides them
 * @returns the values that were hidden
 */
export function maskInputs(raw: RawInputs, runner: Runner): string[] {
  const code = raw['authorization-code']
  const values = SECRET_INPUTS.flatMap((name) => [raw[name], unquoted(raw[name])])
  values.push(...codesIn(code))
  // Whatever it is given as: a token in the place of a name must not be printed either.
  values.push(...INPUT_NAMES.map((name) => raw[name]).filter((value) => isTokenLike(unquoted(value))))
  const secrets = [...new Set(values)].filter((value) => value !== '')
  for (const value of secrets) runner.mask(value)
  return secrets
}

/** Whether this `authorization-code` asks for a link: `start` is the only word in it. */
export function isStart(code: string): boolean {
  return /^[^a-z\d_]*start[^a-z\d_]*$/i.test(code)
}

/** Inputs whose values stand in addresses, in requests and in the report. */
export const PLAIN_INPUTS = INPUT_NAMES.filter(
  (name) => name !== 'authorization-code' && !SECRET_INPUTS.some((secret) => secret === name),
)

/** Of these, what is a secret input's value is no name, however short it is. */
const NAMES: readonly InputName[] = [
  'environment',
  'refresh-token-secret',
  'access-token-secret',
  'record-variable',
]

/** A shorter secret may stand in a longer value by chance. */
const SHORTEST_WITHIN = 12

/**
 * Whether a plain input begins like a token, or holds the value of a secret one: in whatever case, since hosts and names of
 * secrets have none.
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
 * What has to be hidden of what was pasted to authorize: the code, as it is and as it is written, and all that it came in. An
 * address without a code is not hidden, which would be missing in the link, nor what is too short, which would be missing in
 * other words.
 */
function codesIn(pasted: string): string[] {
  const found = readPastedCode(pasted)
  if (isStart(pasted) || found?.code === '') return []
  if (!found) return pasted.length < SHORTEST_HIDDEN ? [] : [pasted, unquoted(pasted)]
  const { code } = found
  const asWritten = /(?:^|[?&\s])code=([^\s&#"'<>]*)/.exec(pasted)?.[1] ?? ''
  return [pasted, unquoted(pasted), code, asWritten]
}
