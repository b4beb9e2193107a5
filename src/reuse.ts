import type { Decision } from './decide.ts'
import { tooLate } from './github/github-failure.ts'
import type { SecretMetadata } from './github/secret-vault.ts'
import type { Outcome } from './outcome.ts'
import { REUSED_SHARES_WITHIN } from './patience.ts'
import type { Ready } from './prepare/ready.ts'
import type { PreparedShare } from './prepare/share.ts'
import { retrying, within } from './retrying.ts'
import { storeShares } from './store/store.ts'
import { shareError } from './verdict.ts'
import type { World } from './world.ts'

/**
 * Hands out the stored access token, which lasts long enough. Shares that are missing, or older than the place's own
 * secret, are new or failed last time, so they are written now.
 */
export async function reuse(
  { accessToken, expiresAt }: Extract<Decision, { kind: 'reuse' }>,
  ready: Ready,
  world: World,
): Promise<Outcome> {
  const now = world.clock.now()
  // The token must not die in our hands.
  const left = Math.min(REUSED_SHARES_WITHIN, (expiresAt.getTime() - ready.api.time.now()) / 2)
  const lookBy = { at: now + left / 2 }
  const own = ready.access
  const isBehind = async (share: PreparedShare): Promise<boolean> => {
    if (!own?.metadata || 'failure' in share) return true
    const look = (): Promise<SecretMetadata | undefined> =>
      retrying(() => share.vault.metadata(own.name), world, lookBy)
    const metadata = await within(lookBy, world.clock, look, tooLate).catch(() => undefined)
    return metadata === undefined || Date.parse(metadata.updatedAt) < Date.parse(own.metadata.updatedAt)
  }
  const behind = await Promise.all(ready.shares.map(isBehind))
  const shares = await storeShares(
    ready.shares.filter((_, index) => behind[index]),
    accessToken,
    ready,
    world,
    { at: now + left },
  )
  return {
    ended: shareError(shares) ?? 'reused',
    ready,
    reused: { accessToken, expiresAt, shares },
  }
}
