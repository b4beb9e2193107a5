import { readFileSync } from 'node:fs'
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import type { EventsConfig } from '@actions/workflow-parser/model/workflow-template'
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { asFarAsKnown } from './as-far-as-known.ts'

/** A workflow file as GitHub's own parser reads it, expressions not evaluated. */
export interface Workflow {
  name: string
  /** Its triggers. */
  events: EventsConfig
  /** For all jobs that do not override them. */
  permissions: TemplateToken | undefined
  concurrency: TemplateToken | undefined
  jobs: ReadonlyMap<string, MappingToken>
  /** `outputs:` of `workflow_call`: expressions over `jobs`, by name. */
  outputs: ReadonlyMap<string, TemplateToken>
}

/**
 * Reads a workflow.
 *
 * @param content default the file's
 * @throws for what GitHub rejects, and for what this sandbox does not know
 */
export async function readWorkflow(file: string, content = readFileSync(file, 'utf8')): Promise<Workflow> {
  const { context, value } = parseWorkflow({ name: file, content }, new NoOperationTraceWriter())
  if (value === undefined) throw new Error(`${file} is empty`)
  const { events, errors = [] } = await convertWorkflowTemplate(context, value)
  const complaints = [
    ...context.errors.getErrors().map(({ message }) => message),
    ...errors.map(({ Message }) => Message),
  ]
  if (complaints.length > 0) throw new Error(`${file}: ${complaints.join('\n')}`)

  const root = asFarAsKnown(value, ['name', 'on', 'permissions', 'concurrency', 'jobs'], file)
  return {
    name: root.find('name')?.assertScalar('name').toString() ?? file,
    events,
    permissions: root.find('permissions'),
    concurrency: root.find('concurrency'),
    jobs: new Map(entries(root.find('jobs')).map(([id, job]) => [id, job.assertMapping(`job ${id}`)])),
    outputs: outputsOfCall(root.find('on')),
  }
}

function outputsOfCall(on: TemplateToken | undefined): Map<string, TemplateToken> {
  const inside = (token: TemplateToken | undefined, name: string): TemplateToken | undefined =>
    token === undefined || token.isScalar ? undefined : token.assertMapping(name).find(name)
  const outputs = entries(inside(inside(on, 'workflow_call'), 'outputs'))
  return new Map(
    outputs.flatMap(([name, output]) => {
      const value = output.assertMapping(name).find('value')
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function entries(mapping: TemplateToken | undefined): [string, TemplateToken][] {
  if (mapping === undefined) return []
  return [...mapping.assertMapping('a mapping')].map(({ key, value }) => [key.toString(), value])
}
