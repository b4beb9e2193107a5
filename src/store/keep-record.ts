import { describedToken } from '../stale-copy.ts'
import type { Seen } from '../fxiaoke/exchange.ts'
import { endOfAccessToken } from '../fxiaoke/expiry.ts'
import type { Grant } from '../fxiaoke/grant.ts'
import type { GitHubFailure } from '../github/github-failure.ts'
import type { Ready } from '../prepare/ready.ts'
import { formatRecord } from '../record.ts'
import { lifeSince } from '../report/life.ts'
import { RECORD_WITHIN } from '../patience.ts'
import type { World } from '../world.ts'
import { nextRecord } from './next-record.ts'
import type { Stored } from './store.ts'
import { readStoredAt, writeRecord } from './write-record.ts'

/** What became of the record. */
export interface RecordOutcome {
  /** The variable. */
  name: string
  /** Why it was not written; undefined if it was. */
  failure: GitHubFailure | undefined
}

/**
 * Writes the record of the stored tokens, after the secrets and never before.
 *
 * @param kept what was exchanged, and what was stored of it
 * @returns undefined if no record is kept, or nothing was stored
 */
export async function keepRecord(
  kept: { grant: Grant; answer: Seen; issuedAt: number; stored: Stored; ready: Ready },
  world: World,
): Promise<RecordOutcome | undefined> {
  const { answer, issuedAt, stored, ready } = kept
  const { recorded, vault, refresh, access, api } = ready
  // Without GitHub's time we could not say when a secret was stored.
  if (!recorded || !api.time.isTold) return undefined
  const { name, binding, variables, record: previous, exists } = recorded
  const deadline = { at: world.clock.now() + RECORD_WITHIN }
  const storedAt =
    'from' in stored.refresh
      ? await readStoredAt(vault, refresh.name, stored.refresh, world, {
          // Keep half the time for the write: even without this timestamp, the record tells when the access token
          // expires.
          at: deadline.at - RECORD_WITHIN / 2,
        })
      : undefined
  const { runId, runAttempt } = world.context
  const record = nextRecord({
    ...kept,
    binding,
    previous,
    described: describedToken(ready),
    storedAt,
    accessTokenExpiresAt: endOfAccessToken(answer, issuedAt),
    refreshTokenExpiresAt: lifeSince(issuedAt).until,
    writtenBy: `${runId}/${runAttempt}`,
  })
  if (!record) return undefined
  const text = formatRecord(record, binding)
  const failure = await writeRecord(
    variables,
    name,
    text,
    access?.visibility ?? refresh.visibility,
    exists,
    world,
    deadline,
  )
  return { name, failure }
}
