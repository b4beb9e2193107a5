import { describedToken } from '../decide.ts'
import type { Seen } from '../fxiaoke/exchange.ts'
import { endOfAccessToken } from '../fxiaoke/expiry.ts'
import type { Grant } from '../fxiaoke/grant.ts'
import type { GitHubFailure } from '../github/github-failure.ts'
import type { Ready } from '../prepare/prepare.ts'
import { writeTokenRecord } from '../record.ts'
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
  /** Why it was not written, if it was not. */
  failure: GitHubFailure | undefined
}

/**
 * Writes what the stored tokens are into the variable beside them, after the secrets and never before.
 *
 * @param kept what was exchanged, and what became of it
 * @returns undefined where no record is kept, or nothing was stored
 */
export async function keepRecord(
  kept: { grant: Grant; answer: Seen; issuedAt: number; stored: Stored; ready: Ready },
  world: World,
): Promise<RecordOutcome | undefined> {
  const { answer, issuedAt, stored, ready } = kept
  const { recorded, vault, refresh, access, api } = ready
  // Without GitHub's time nothing could be said of when a secret was stored.
  if (!recorded || !api.time.isTold) return undefined
  const { name, binding, variables, record: previous, exists } = recorded
  const deadline = { at: world.clock.now() + RECORD_WITHIN }
  const storedAt =
    'from' in stored.refresh
      ? await readStoredAt(vault, refresh.name, stored.refresh, world, {
          // Half of it is for the write: a record without this time still tells the access token's end.
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
  const text = writeTokenRecord(record, binding)
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
