import { expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StepReport } from '../../sandbox/runner/step-report.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { expectPromise, whereabouts } from '../support/faults/promise.ts'

const KILL_AT = import.meta.resolve('../support/faults/kill-at.mjs')

/** Runs main, killed at its nth step after the request to Fxiaoke, and then the post step. */
async function killedAt(
  nth: number,
  sandbox: Sandbox,
): Promise<{ main: StepReport; post: StepReport; steps: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'))
  try {
    const file = join(folder, 'steps')
    const machineEnv = { NODE_OPTIONS: `--import=${KILL_AT}`, KILL_AT: String(nth), KILL_STEPS: file }
    const ended = await sandbox.runAndPost({}, { machineEnv })
    return { ...ended, steps: readFileSync(file, 'utf8').trimEnd().split('\n') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * A process killed between the arrival of Fxiaoke's answer and the write of the journal loses the token, which cannot be
 * helped (docs/adr/0006-what-cannot-be-saved.md). Nothing is lost after that.
 */
test('main loses no token if it is killed at any step after the journal is written', async () => {
  const found: Record<string, number> = {}
  let latestLoss: string[] = []
  for (let nth = 1; ; nth += 1) {
    await using sandbox = await Sandbox.open()
    const { main, post, steps } = await killedAt(nth, sandbox)
    const where = whereabouts(sandbox, { main, post })
    // The report must be true even if the token is lost.
    expectPromise(sandbox, { main, post }, steps.includes('wrote sealed0_0'))
    if (main.signal === null) break
    expect(steps).toHaveLength(nth)
    found[where] = (found[where] ?? 0) + 1
    if (where === 'lost') latestLoss = steps
  }
  process.stdout.write(
    `kill sweep: the latest step at which a kill loses the token is "${latestLoss.at(-1)}" (ADR 0006); where it was: ${JSON.stringify(found)}\n`,
  )
  expect(latestLoss.at(-1)).toBe('about to write sealed0_0')
  // Only the masks come between the answer and the journal: nothing that waits or can fail.
  expect(latestLoss.slice(1, -1).filter((step) => !/^(bytes came|these bytes|printed)/.test(step))).toEqual(
    [],
  )
}, 600_000)
