import type { RunnerSandbox } from '../runner/runner-sandbox.ts'
import type { StepReport } from '../runner/step-report.ts'
import type { Result } from './expression.ts'

/** A step that has run, or was skipped. */
export interface StepRun {
  /** Its `uses:` or its `run:`. */
  does: string
  outcome: Result
  /** The outcome, but for a failure that `continue-on-error` lets pass. */
  conclusion: Result
  /** `with:` and `env:` as they were evaluated; empty when it was skipped. */
  with: Record<string, string>
  env: Record<string, string>
  outputs: Record<string, string>
  shell?: string
  /** Those of a composite action. */
  steps?: StepRun[]
  /** What an action left behind that the runner ran. */
  main?: StepReport
  post?: StepReport
}

/** What a step is given. */
export type StepGiven = Pick<StepRun, 'does' | 'with' | 'env' | 'shell'>

/** How a stand-in ended. */
export interface StandInEnd {
  outcome: Result
  outputs?: Record<string, string>
  /** Values that it registered as secrets. */
  masks?: readonly string[]
  /** Its post step. */
  post?: () => void
}

/** Does what a script, or somebody else's action, would do. */
export type StandIn = (step: StepGiven, runner: RunnerSandbox) => StandInEnd | Promise<StandInEnd>
