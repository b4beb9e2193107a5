import { spawnSync } from 'node:child_process'
import type { RunnerSandbox } from '../../../sandbox/runner/runner-sandbox.ts'
import type { StepGiven } from '../../../sandbox/workflow/step-run.ts'

/** Whether this machine has the tools of `ubuntu-latest` that the scripts of examples and of our own workflows use. */
export const CAN_RUN_SCRIPTS =
  process.platform === 'linux' && ['bash', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0)

/** What a script left behind. */
export interface ScriptEnd {
  outcome: 'success' | 'failure'
  outputs: Record<string, string>
  summary: string
  /** What it printed. */
  log: string
}

/**
 * Runs the script of a step.
 *
 * @param machineEnv the machine's own variables; the step's `env:` overrides them
 */
export async function runInBash(
  { does: run, env, shell }: StepGiven,
  runner: RunnerSandbox,
  machineEnv: Record<string, string> = {},
): Promise<ScriptEnd> {
  const step = runner.startScript({ run, env, machineEnv, ...(shell !== undefined && { shell }) })
  const { conclusion, outputs, summary, rawLog: log } = await step.done
  return { outcome: conclusion === 'success' ? 'success' : 'failure', outputs, summary, log }
}
