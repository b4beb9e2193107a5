import type { Seen } from '../fxiaoke/exchange.ts'
import { unansweredInTime } from '../github/github-failure.ts'
import { Limiter } from '../github/limiter.ts'
import { within } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import { openSealer } from '../github/sealing.ts'
import type { Sealed } from '../github/sealing.ts'
import type { SecretVault } from '../github/secret-vault.ts'
import type { Journal, Journaled } from '../journal.ts'
import { STORE_WITHIN } from '../patience.ts'
import type { PreparedSecret } from '../prepare/look.ts'
import type { Ready } from '../prepare/ready.ts'
import type { PreparedShare } from '../prepare/share.ts'
import { unusableKey } from '../prepare/share.ts'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { guardOf } from './guard.ts'
import { writeSecret } from './write-secret.ts'
import type { WriteOutcome } from './write-secret.ts'

/** What became of one secret. */
export type StoreOutcome = WriteOutcome | { kind: 'unchanged' }

/** What became of each secret. */
export interface Stored {
  refresh: StoreOutcome
  /** Undefined: there was no access token, or it should not be stored. */
  access: StoreOutcome | undefined
  shares: readonly ShareOutcome[]
}

/** What became of one share. */
export interface ShareOutcome {
  share: PreparedShare
  outcome: WriteOutcome
}

/** Concurrent shares. The limit sends the first ones off before all are sealed. */
const SHARES_AT_ONCE = 8

/** What to store. */
export interface StoreOrder {
  answer: Seen
  /** Undefined if Fxiaoke returned the refresh token that is already stored. */
  journaled: Journaled | undefined
  journal: Journal
  /** The access token passed to this run, which need not be written again. */
  storedAccessToken: Secret | undefined
  ready: Ready
  /** Called after resealing because GitHub changed the place's key: the earlier sealed box can no longer be opened. */
  onSealedAnew: (journaled: Journaled) => void
  /** Called as soon as the refresh token's fate is settled, before any share is written. */
  onRefreshOutcome: (outcome: StoreOutcome) => void
}

/**
 * Stores the refresh token and the access token concurrently, then the shares.
 *
 * @returns what became of each; never throws because of GitHub
 */
export async function store(order: StoreOrder, world: World): Promise<Stored> {
  const { answer, ready, journal } = order
  const deadline: Deadline = { at: world.clock.now() + STORE_WITHIN }
  world.proxyLockout.onRefusal((times) => journal.proxyRefused(times))

  const storeRefreshToken = async (): Promise<StoreOutcome> => {
    const { journaled } = order
    if (journaled === undefined) return { kind: 'unchanged' }
    const { refreshToken } = answer
    let hasBegun = false
    return writeSecret(
      {
        ...secretOrder(ready, ready.refresh),
        sealed: journaled,
        isAtStake: true,
        async reseal() {
          const sealed = journal.keep(await sealAnew(ready.vault, refreshToken))
          order.onSealedAnew(sealed)
          return sealed
        },
        onAttempt(at) {
          if (!hasBegun) journal.writeBegins(at)
          hasBegun = true
        },
      },
      world,
      deadline,
    )
  }
  const storeAccessToken = async (): Promise<StoreOutcome | undefined> => {
    const { accessToken } = answer
    if (ready.access === undefined || accessToken === undefined) return undefined
    if (accessToken.equals(order.storedAccessToken) && ready.access.metadata) return { kind: 'unchanged' }
    const reseal = (): Promise<Sealed> => sealAnew(ready.vault, accessToken)
    const sealed = ready.sealer.seal(accessToken)
    return writeSecret({ ...secretOrder(ready, ready.access), sealed, reseal }, world, deadline)
  }

  const [refreshing, accessing] = [storeRefreshToken(), storeAccessToken()]
  // A bug while storing one token must not end the run before the other is stored, so wait before rethrowing.
  accessing.catch(() => undefined)
  const refresh = await refreshing
  order.onRefreshOutcome(refresh)
  const access = await accessing
  const shares = answer.accessToken
    ? await storeShares(ready.shares, answer.accessToken, ready, world, deadline)
    : []
  return { refresh, access, shares }
}

function secretOrder(ready: Ready, secret: PreparedSecret) {
  const { vault, api, lookedAt } = ready
  const { name, visibility } = secret
  return { vault, time: api.time, name, visibility, guard: { ...guardOf(ready, secret), lookedAt } }
}

async function sealAnew(vault: SecretVault, value: Secret): Promise<Sealed> {
  const publicKey = await vault.publicKey()
  const sealer = await openSealer(publicKey).catch((error: unknown) => {
    throw unusableKey(error)
  })
  return sealer.seal(value)
}

/**
 * Writes the access token to the shares, each as far as it gets by the deadline.
 *
 * @returns what became of each; never throws because of GitHub
 */
export async function storeShares(
  shares: readonly PreparedShare[],
  accessToken: Secret,
  ready: Pick<Ready, 'access' | 'api'>,
  world: World,
  deadline: Deadline,
): Promise<ShareOutcome[]> {
  const name = ready.access?.name
  if (name === undefined) return []
  const limiter = new Limiter(SHARES_AT_ONCE)
  return Promise.all(
    shares.map((share) =>
      limiter.run(async (): Promise<ShareOutcome> => {
        if ('failure' in share)
          return { share, outcome: { kind: 'failed', failure: share.failure, maybeDone: false } }
        const { vault, visibility, sealer } = share
        const reseal = (): Promise<Sealed> => sealAnew(vault, accessToken)
        const sealed = sealer.seal(accessToken)
        const { time } = ready.api
        const write = { vault, time, name, visibility, sealed, reseal, guard: undefined }
        const late = (): WriteOutcome => ({ kind: 'failed', failure: unansweredInTime(), maybeDone: true })
        return {
          share,
          outcome: await within(deadline, world.clock, () => writeSecret(write, world, deadline), late),
        }
      }),
    ),
  )
}
