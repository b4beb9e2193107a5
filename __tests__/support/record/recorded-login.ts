import { expect } from '@jest/globals'
import { Sandbox } from '../../../sandbox/sandbox.ts'
import type { SandboxOptions } from '../../../sandbox/sandbox.ts'
import type { StepReport } from '../../../sandbox/runner/step-report.ts'
import { RecordKeeper } from './kept-record.ts'

const HOUR = 3_600_000

/**
 * A sandbox in which a run has written the record, an hour ago.
 *
 * @param place as the record is bound to it
 */
export async function openRecorded(options: SandboxOptions = {}, place?: string): Promise<Sandbox> {
  const sandbox = await Sandbox.open(options)
  expect((await sandbox.run()).outputs['status']).toBe('refreshed')
  expect(new RecordKeeper(sandbox, place).record.refreshToken?.storedAt).toBe(storedAt(sandbox))
  sandbox.advance(HOUR)
  return sandbox
}

/** When the refresh token was stored, as GitHub tells it. */
export function storedAt(sandbox: Sandbox): string {
  const { updatedAt } = sandbox.github.secret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN') ?? {}
  return `${updatedAt?.toISOString().slice(0, 19) ?? ''}Z`
}

/** Every request to Fxiaoke so far. */
export function exchanges(sandbox: Sandbox): number {
  return sandbox.log.of('fxiaoke').length
}

/** The next run, an hour later, with what is stored then. */
export async function expectNextRunWorks(
  sandbox: Sandbox,
  inputs: Record<string, string> = {},
): Promise<StepReport> {
  sandbox.github.faults.clear()
  sandbox.github.readLagMs = 0
  sandbox.advance(HOUR)
  const next = await sandbox.run(inputs)
  expect(next).toMatchObject({ exitCode: 0, outputs: { status: 'refreshed' } })
  const user = next.outputs['open-user-id']
  expect(sandbox.stored()).toBe(sandbox.fxiaoke.liveRefreshToken(sandbox.appId, user))
  return next
}
