import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } from '@actions/workflow-parser'
import { convertActionTemplate, parseAction } from '@actions/workflow-parser/actions/index'
import { parse } from 'yaml'

/** The root of the project. */
export const ROOT = join(import.meta.dirname, '..', '..', '..')

/** How workflows name this action. */
export const THIS_ACTION = 'org/fxiaoke-refresh-action'

/** A step, as far as the rules care. */
export interface Step {
  id?: string
  name?: string
  uses?: string
  run?: string
  if?: string
  with?: Record<string, unknown>
  env?: Record<string, unknown>
}

/** A job, as far as the rules care. */
export interface Job {
  uses?: string
  'runs-on'?: string
  if?: string
  needs?: string | string[]
  permissions?: Record<string, string>
  'timeout-minutes'?: number
  environment?: { name?: string; deployment?: boolean }
  concurrency?: { group?: string; 'cancel-in-progress'?: boolean; queue?: string }
  strategy?: Record<string, unknown>
  steps?: Step[]
}

/** A workflow, as far as the rules care. */
export interface Workflow {
  name?: string
  on?: Record<string, unknown>
  concurrency?: unknown
  permissions?: Record<string, string>
  jobs: Record<string, Job>
}

/** A workflow of this repository. */
export interface WorkflowFile {
  /** From the root of the project, with slashes. */
  path: string
  text: string
  workflow: Workflow
}

/** The workflows in a folder of the project. */
export function workflowFiles(folder: string): WorkflowFile[] {
  const names = readdirSync(join(ROOT, folder)).filter((name) => /\.ya?ml$/.test(name))
  return names.sort().map((name) => {
    const file = join(ROOT, folder, name)
    const text = readFileSync(file, 'utf8')
    return { path: relative(ROOT, file).replaceAll('\\', '/'), text, workflow: parse(text) as Workflow }
  })
}

/** The errors that GitHub's own parser finds in a workflow. */
export async function parserErrors({ path, text }: WorkflowFile): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: path, content: text }, new NoOperationTraceWriter())
  const syntax = context.errors.getErrors().map(({ message }) => message)
  if (value === undefined) return [...syntax, 'the parser gave nothing back']
  const { errors = [] } = await convertWorkflowTemplate(context, value)
  return [...syntax, ...errors.map(({ Message }) => Message)]
}

/** The `action.yml` in a folder of the project. */
export function actionText(folder: string): string {
  return readFileSync(join(ROOT, folder, 'action.yml'), 'utf8')
}

/** The errors that GitHub's own parser finds in it. */
export function actionErrors(folder: string): string[] {
  const file = { name: `${folder}/action.yml`, content: actionText(folder) }
  const { context, value } = parseAction(file, new NoOperationTraceWriter())
  if (value !== undefined) convertActionTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}

/** The steps of a job that use this action. */
export function rotations(job: Job): Step[] {
  return (job.steps ?? []).filter(({ uses }) => uses?.startsWith(`${THIS_ACTION}@`))
}
