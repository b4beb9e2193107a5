import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFileCommands } from '../../../sandbox/runner/file-command.ts'
import type { StepGiven } from '../../../sandbox/workflow/step-run.ts'

/** Whether this machine has the tools of `ubuntu-latest` that the examples' scripts use everywhere. */
export const CAN_RUN_SCRIPTS =
  process.platform === 'linux' && ['bash', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0)

/** What a script left behind. */
export interface ScriptEnd {
  outcome: 'success' | 'failure'
  outputs: Record<string, string>
  summary: string
  log: string
}

/**
 * Runs the script of a step as the runner does when no shell is named.
 *
 * @param own what the machine and the runner set; the step's `env:` goes before
 */
export async function runInBash({ does, env }: StepGiven, own: Record<string, string>): Promise<ScriptEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'script-'))
  const [script = '', output = '', summary = ''] = ['step.sh', 'output', 'summary'].map((name) =>
    join(folder, name),
  )
  try {
    writeFileSync(script, does)
    writeFileSync(output, '')
    writeFileSync(summary, '')
    const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary }
    const shell = spawn('bash', ['-e', script], {
      env: { ...own, ...files, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let log = ''
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (piece) => (log += String(piece)))
    const exitCode = await new Promise<number | null>((resolve) => shell.on('close', resolve))
    return {
      outcome: exitCode === 0 ? 'success' : 'failure',
      outputs: Object.fromEntries(readFileCommands(readFileSync(output, 'utf8'))),
      summary: readFileSync(summary, 'utf8'),
      log,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
