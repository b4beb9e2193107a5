import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** One input that `action.yml` declares. */
export interface ActionInput {
  default: string
  deprecationMessage: string | undefined
}

/** The part of `action.yml` that the runner acts on. */
export interface ActionMetadata {
  inputs: Map<string, ActionInput>
  main: string
  post: string | undefined
}

/**
 * Reads the `action.yml` of a JavaScript action.
 *
 * @param folder the action's root folder
 * @returns the inputs in order, and the entry files relative to the folder
 * @throws if this runner cannot run the action as GitHub would
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */
export function readActionMetadata(folder: string): ActionMetadata {
  const document = asRecord(parse(readFileSync(join(folder, 'action.yml'), 'utf8')), 'action.yml')
  const runs = asRecord(document['runs'], 'runs')
  const using = asText(runs['using'], 'runs.using')
  const here = `node${process.versions.node.split('.')[0] ?? ''}`
  if (using !== 'node24') throw new Error(`action.yml: runs.using is ${using}, not node24`)
  if (using !== here) throw new Error(`the sandbox runs on ${here}, but the action asks for ${using}`)
  const post = runs['post'] === undefined ? undefined : asText(runs['post'], 'runs.post')
  const condition = runs['post-if']
  if (condition !== undefined && condition !== 'always()') {
    throw new Error(
      `action.yml: this runner knows runs.post-if: always() only, not ${JSON.stringify(condition)}`,
    )
  }
  return { inputs: readInputs(document['inputs']), main: asText(runs['main'], 'runs.main'), post }
}

function readInputs(declared: unknown): Map<string, ActionInput> {
  const inputs = new Map<string, ActionInput>()
  for (const [name, value] of Object.entries(asRecord(declared ?? {}, 'inputs'))) {
    const input = asRecord(value ?? {}, `inputs.${name}`)
    const [fallback, message] = [input['default'], input['deprecationMessage']]
    inputs.set(name, {
      default: fallback === undefined || fallback === null ? '' : asText(fallback, `inputs.${name}.default`),
      deprecationMessage:
        message === undefined ? undefined : asText(message, `inputs.${name}.deprecationMessage`),
    })
  }
  return inputs
}

function asRecord(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`action.yml: ${where} is not a mapping`)
  }
  return value as Record<string, unknown>
}

/** YAML numbers and booleans reach an action as text, exactly as written. */
function asText(value: unknown, where: string): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new Error(`action.yml: ${where} is not text`)
  }
  return String(value)
}
