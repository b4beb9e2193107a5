import type { ActionMetadata } from './action-metadata.ts'
import { evaluateDefault } from './job-context.ts'
import type { JobContext } from './job-context.ts'
import type { StepLog } from './step-log.ts'

/** The inputs that workflows fill from `secrets.*`, so that the runner knows their values in advance. */
export const SECRET_INPUTS: readonly string[] = [
  'app-secret',
  'refresh-token',
  'access-token',
  'secrets-token',
  'github-token',
]

/**
 * The inputs of a step: those from `with:`, in order, then the defaults of the rest.
 *
 * @param given the step's `with:` block; names are case-insensitive
 */
export function stepInputs(
  given: Record<string, string>,
  metadata: ActionMetadata,
  job: JobContext,
): Map<string, string> {
  const inputs = new Map(Object.entries(given))
  const names = new Set([...inputs.keys()].map((name) => name.toLowerCase()))
  for (const [name, input] of metadata.inputs) {
    if (!names.has(name.toLowerCase())) inputs.set(name, evaluateDefault(input.default, job))
  }
  return inputs
}

/** Issues the runner's warnings: for deprecated inputs, and for names that the action does not declare. */
export function warnOfInputs(given: Record<string, string>, metadata: ActionMetadata, log: StepLog): void {
  const valid = [...metadata.inputs.keys()]
  const known = new Map([...metadata.inputs].map(([name, input]) => [name.toLowerCase(), input]))
  for (const name of Object.keys(given)) {
    const message = known.get(name.toLowerCase())?.deprecationMessage
    if (message !== undefined) {
      log.annotate('warning', `Input '${name}' has been deprecated with message: ${message}`)
    }
  }
  const unexpected = Object.keys(given).filter((name) => !known.has(name.toLowerCase()))
  if (unexpected.length === 0) return
  const list = (names: string[]): string => `'${names.join("', '")}'`
  log.annotate('warning', `Unexpected input(s) ${list(unexpected)}, valid inputs are [${list(valid)}]`)
}

/** The block that GitHub shows before an action starts: all inputs that are not empty. */
export function printInputs(
  uses: string,
  inputs: ReadonlyMap<string, string>,
  environment: Record<string, string>,
  log: StepLog,
): void {
  log.write(`##[group]Run ${uses}`)
  log.write('with:')
  for (const [name, value] of inputs) if (value !== '') log.write(`  ${name}: ${value}`)
  if (Object.keys(environment).length > 0) log.write('env:')
  for (const [name, value] of Object.entries(environment)) log.write(`  ${name}: ${value}`)
  log.write('##[endgroup]')
}

/** `INPUT_` variables: upper case, spaces replaced by `_`, hyphens unchanged. */
export function inputVariables(inputs: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...inputs].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  )
}
