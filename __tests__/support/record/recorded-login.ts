import { randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { TokenPair } from '../../../sandbox/fxiaoke/token-ledger.ts'
import { Sandbox } from '../../../sandbox/sandbox.ts'
import type { SandboxOptions } from '../../../sandbox/sandbox.ts'
import type { StepReport } from '../../../sandbox/runner/step-report.ts'
import { RecordKeeper } from './kept-record.ts'
import type { KeptRecord } from './kept-record.ts'

const HOUR = 3_600_000

/**
 * A sandbox whose login was renewed an hour ago and whose record says so, as docs/record.md describes it. That this is what a
 * run leaves behind is asserted where runs write records, so no process has to be started for it.
 *
 * @param place as the record is bound to it
 */
export async function openRecorded(options: SandboxOptions = {}, place?: string): Promise<Sandbox> {
  const sandbox = await Sandbox.open(options)
  const { openUserId, refreshToken, accessToken } = JSON.parse(await refreshed(sandbox)) as TokenPair
  sandbox.store('FXIAOKE_REFRESH_TOKEN', refreshToken)
  sandbox.store('FXIAOKE_ACCESS_TOKEN', accessToken)
  const keeper = new RecordKeeper(sandbox, place)
  const inHours = (hours: number): string => stamp(new Date(sandbox.now().getTime() + hours * HOUR))
  const record = {
    v: 1,
    refreshToken: {
      mark: keeper.mark('refreshToken', refreshToken),
      previous: keeper.mark('refreshToken', sandbox.refreshToken),
      storedAt: storedAt(sandbox),
      expiresAt: inHours(60 * 24),
    },
    accessToken: { mark: keeper.mark('accessToken', accessToken), expiresAt: inHours(2) },
    openUserId,
    writtenBy: '19400000000/1',
  } satisfies KeptRecord
  keeper.writeText(keeper.sealed(record))
  sandbox.advance(HOUR)
  return sandbox
}

/** Fxiaoke's answer to a request with the first refresh token, which is spent by it. */
export async function refreshed(sandbox: Sandbox): Promise<string> {
  const { appId, appSecret, refreshToken } = sandbox
  const answer = await fetch(`${sandbox.fxiaoke.url}/oauth2.0/token?thirdTraceId=${randomUUID()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grantType: 'refresh_token', appId, appSecret, refreshToken }),
  })
  return answer.text()
}

/** A time as GitHub writes it, in whole seconds. */
function stamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`
}

/** When the refresh token was stored, as GitHub tells it. */
export function storedAt(sandbox: Sandbox): string {
  const { updatedAt } = sandbox.github.secret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN') ?? {}
  if (updatedAt === undefined) throw new Error('no refresh token is stored')
  return stamp(updatedAt)
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
