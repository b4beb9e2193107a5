import type { Runner } from '../world.ts'

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
  const values = SECRET_INPUTS.map((name) => raw[name])
  if (code !== '' && !isStart(code)) values.push(code, ...codeInUrl(code))
  const secrets = values.filter((value) => value !== '')
  for (const value of secrets) runner.mask(value)
  return secrets
}

/** Whether this `authorization-code` asks for a link. */
export function isStart(code: string): boolean {
  return code.toLowerCase() === 'start'
}

/** The code inside a landed URL: the value itself, and as it stands in the URL. */
function codeInUrl(url: string): string[] {
  if (!URL.canParse(url)) return []
  const plain = new URL(url).searchParams.get('code') ?? ''
  const asWritten = /[?&]code=([^&#]*)/.exec(url)?.[1] ?? ''
  return [plain, asWritten]
}
