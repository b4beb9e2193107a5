import { ActionError } from '../errors/action-error.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { Limiter } from '../github/limiter.ts'
import type { Config } from '../inputs/config.ts'
import { probeName } from '../inputs/read-config.ts'
import { SHARES_PROVEN_WITHIN } from '../patience.ts'
import type { Ready } from '../prepare/ready.ts'
import type { PreparedShare } from '../prepare/share.ts'
import { proveWritable, WriteProbe } from '../prepare/write-proof.ts'
import type { Warning } from '../report/warning.ts'
import type { World } from '../world.ts'

/** All requests that prove shares at the same time. */
const SHARES_AT_ONCE = 8

/**
 * Proves that the shares can be written. One that is known to fail is not proven again.
 *
 * @returns the shares, and warnings of probes that may be left behind
 */
export async function proveShares(
  config: Config,
  ready: Ready,
  world: World,
): Promise<{ shares: PreparedShare[]; warnings: Warning[] }> {
  const limiter = new Limiter(SHARES_AT_ONCE)
  const deadline = { at: world.clock.now() + SHARES_PROVEN_WITHIN }
  const warnings: Warning[] = []
  const secretName = config.accessTokenSecret ?? ''
  const prove = async (share: PreparedShare): Promise<PreparedShare> => {
    if ('failure' in share) return share
    const probe = new WriteProbe(share.vault, probeName(config.refreshTokenSecret))
    try {
      await proveWritable({ ...share, probe, secretName }, world, deadline)
      return share
    } catch (error) {
      const failure = error instanceof ActionError ? error.cause : error
      if (failure instanceof GitHubFailure) return { vault: share.vault, failure }
      throw error
    } finally {
      warnings.push(...probe.warnings)
    }
  }
  return { shares: await Promise.all(ready.shares.map((share) => limiter.run(() => prove(share)))), warnings }
}
