import type { RunnerSandbox } from '../runner/runner-sandbox.ts'
import type { StepReport } from '../runner/step-report.ts'
import type { Result } from './expression.ts'

/** A step that has run, or was skipped. */
export interface StepRun {
  /** Its `uses:` or its `run:`. */
  does: string
  outcome: Result
  /** The outcome, unless `continue-on-error` excuses a failure. */
  conclusion: Result
  /** `with:` and `env:` as evaluated; empty if the step was skipped. */
  with: Record<string, string>
  env: Record<string, string>
  outputs: Record<string, string>
  shell?: string
  /** Those of a composite action. */
  steps?: StepRun[]
  /** What an action left behind, if the runner ran it. */
  main?: StepReport
  post?: StepReport
}

/** What a step is given. */
export type StepGiven = Pick<StepRun, 'does' | 'with' | 'env' | 'shell'>

/** The result of a stand-in. */
export interface StandInEnd {
  outcome: Result
  outputs?: Record<string, string>
  /** Values it registered as secrets. */
  masks?: readonly string[]
  /** Its post step. */
  post?: () => void
}

/** Stands in for a script or a third-party action. */
export type StandIn = (step: StepGiven, runner: RunnerSandbox) => StandInEnd | Promise<StandInEnd>
