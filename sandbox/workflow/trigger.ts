import type { InputConfig } from '@actions/workflow-parser/model/workflow-template'
import type { Workflow } from './workflow.ts'

/** What started a run. */
export interface Trigger {
  eventName: string
  /** The payload. */
  event: Record<string, unknown>
  /** Every input that the workflow declares; `null` if this event gives none. */
  inputs: Record<string, unknown>
  /** For a called workflow: what its caller passes on. */
  caller?: Caller
}

/** The value of a workflow input. */
export type InputValue = string | number | boolean

/** A job that calls a reusable workflow. */
export interface Caller {
  with?: Record<string, InputValue>
  secrets?: string
  permissions?: Record<string, string>
}

/** The workflow's first schedule fires. */
export function scheduled(workflow: Workflow): Trigger {
  const [first] = workflow.events.schedule ?? []
  if (first === undefined) throw new Error(`${workflow.name} has no schedule`)
  return { eventName: 'schedule', event: { schedule: first.cron }, inputs: undefinedInputs(workflow) }
}

/**
 * Somebody presses "Run workflow".
 *
 * @param given the fields filled in; the rest keep the form's defaults
 * @throws for values without a field, and where the form would not submit
 */
export function dispatched(workflow: Workflow, given: Record<string, string> = {}): Trigger {
  const form = workflow.events.workflow_dispatch
  if (form === undefined) throw new Error(`${workflow.name} cannot be run by hand`)
  const filled = filledIn(form.inputs ?? {}, given)
  return {
    eventName: 'workflow_dispatch',
    event: { inputs: filled, ref: 'refs/heads/main' },
    inputs: { ...undefinedInputs(workflow), ...filled },
  }
}

/** Another event that the workflow listens to. */
export function happened(workflow: Workflow, eventName: string, event: Record<string, unknown>): Trigger {
  if (workflow.events[eventName] === undefined) throw new Error(`${workflow.name} is not on ${eventName}`)
  return { eventName, event, inputs: undefinedInputs(workflow) }
}

/**
 * A job of another workflow calls this one.
 *
 * @param by what started the caller; the called workflow sees the same event
 */
export function called(workflow: Workflow, caller: Caller, by: Omit<Trigger, 'inputs'>): Trigger {
  const call = workflow.events.workflow_call
  if (call === undefined) throw new Error(`${workflow.name} cannot be called`)
  return { ...by, inputs: filledIn(call.inputs ?? {}, caller.with ?? {}), caller }
}

function filledIn(
  declared: Readonly<Record<string, InputConfig>>,
  given: Readonly<Record<string, InputValue>>,
): Record<string, InputValue> {
  const unexpected = Object.keys(given).filter((name) => !(name in declared))
  if (unexpected.length > 0) throw new Error(`Unexpected inputs provided: ${unexpected.join(', ')}`)
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => {
      // By default the form selects the first choice.
      const value = given[name] ?? input.default ?? input.options?.[0] ?? ''
      if (input.required === true && value === '') throw new Error(`Required input '${name}' not provided`)
      if (input.options?.includes(String(value)) === false) {
        throw new Error(
          `Provided value '${String(value)}' for input '${name}' not in the list of allowed values`,
        )
      }
      return [name, value]
    }),
  )
}

function undefinedInputs({ events }: Workflow): Record<string, null> {
  const declared = { ...events.workflow_dispatch?.inputs, ...events.workflow_call?.inputs }
  return Object.fromEntries(Object.keys(declared).map((name) => [name, null]))
}
