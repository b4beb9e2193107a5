import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NoOperationTraceWriter } from '@actions/workflow-parser'
import { convertActionTemplate, parseAction } from '@actions/workflow-parser/actions/index'
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { evaluateDefault } from '../runner/job-context.ts'
import type { JobContext } from '../runner/job-context.ts'
import { asFarAsKnown } from './as-far-as-known.ts'

/** A composite action as GitHub's own parser reads it, expressions not evaluated. */
export interface CompositeAction {
  /** Inputs by name, with their defaults. */
  inputs: ReadonlyMap<string, string>
  /** Outputs by name. */
  outputs: ReadonlyMap<string, TemplateToken>
  steps: readonly TemplateToken[]
}

const KEYS = ['name', 'description', 'inputs', 'outputs', 'runs']

/**
 * Reads an action of the repository.
 *
 * @param folder that holds its `action.yml`
 * @returns undefined if the action is not composite
 * @throws for what GitHub rejects, and for what this sandbox does not know
 */
export function readCompositeAction(folder: string): CompositeAction | undefined {
  const file = join(folder, 'action.yml')
  const { context, value } = parseAction(
    { name: file, content: readFileSync(file, 'utf8') },
    new NoOperationTraceWriter(),
  )
  if (value === undefined) throw new Error(`${file} cannot be read`)
  const { runs, inputs = [] } = convertActionTemplate(context, value)
  const complaints = context.errors.getErrors().map(({ message }) => message)
  if (complaints.length > 0) throw new Error(`${file}: ${complaints.join('\n')}`)
  if (runs.using !== 'composite') return undefined

  const root = asFarAsKnown(value, KEYS, file)
  const steps = asFarAsKnown(root.find('runs') ?? root, ['using', 'steps'], file).find('steps')
  return {
    inputs: new Map(inputs.map((input) => [input.id, input.default?.toString() ?? ''])),
    outputs: outputsOf(root, file),
    steps: [...(steps?.assertSequence(file) ?? [])],
  }
}

/**
 * What the steps of a composite action see as `inputs`.
 *
 * @throws for an undeclared input, of which GitHub only warns
 */
export function inputsOf(
  { inputs }: CompositeAction,
  given: Readonly<Record<string, string>>,
  job: JobContext,
): Record<string, string> {
  const unexpected = Object.keys(given).filter((name) => !inputs.has(name))
  if (unexpected.length > 0) throw new Error(`Unexpected input(s): ${unexpected.join(', ')}`)
  return Object.fromEntries(
    [...inputs].map(([name, standard]) => [name, given[name] ?? evaluateDefault(standard, job)]),
  )
}

function outputsOf(root: MappingToken, file: string): Map<string, TemplateToken> {
  const outputs = [...(root.find('outputs')?.assertMapping(file) ?? [])]
  return new Map(
    outputs.flatMap(({ key, value }) => {
      const found = value.assertMapping(file).find('value')
      return found === undefined ? [] : [[key.toString(), found]]
    }),
  )
}
