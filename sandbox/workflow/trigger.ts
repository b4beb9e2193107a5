import type { InputConfig } from '@actions/workflow-parser/model/workflow-template'
import type { Workflow } from './workflow.ts'

/** What started a run. */
export interface Trigger {
  eventName: string
  /** The payload. */
  event: Record<string, unknown>
  /** Every input that the workflow declares; `null` where this event gives none. */
  inputs: Record<string, unknown>
  /** Of a called workflow: what its caller lets it have. */
  caller?: Caller
}

/** What an input of a workflow can be. */
export type InputValue = string | number | boolean

/** A job that calls a reusable workflow. */
export interface Caller {
  with?: Record<string, InputValue>
  secrets?: string
  permissions?: Record<string, string>
}

/** A run of the workflow's first schedule. */
export function scheduled(workflow: Workflow): Trigger {
  const [first] = workflow.events.schedule ?? []
  if (first === undefined) throw new Error(`${workflow.name} has no schedule`)
  return { eventName: 'schedule', event: { schedule: first.cron }, inputs: undefinedInputs(workflow) }
}

/**
 * Somebody presses "Run workflow".
 *
 * @param given what is filled in; the rest is left as the form shows it
 * @throws for what the form has no field for, and where it would not let go
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
 * @param by what started the caller: the called workflow sees the same event
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
      // The form shows the first choice.
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
