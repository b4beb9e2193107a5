import type { Seen } from '../fxiaoke/exchange.ts'
import { Limiter } from '../github/limiter.ts'
import { openSealer } from '../github/sealing.ts'
import type { Sealed } from '../github/sealing.ts'
import type { SecretVault } from '../github/secret-vault.ts'
import { journalEntry } from '../journal.ts'
import type { Journaled } from '../journal.ts'
import { STORE_WITHIN } from '../patience.ts'
import type { PreparedSecret, Ready } from '../prepare/prepare.ts'
import type { PreparedShare } from '../prepare/share.ts'
import { unusableKey } from '../prepare/share.ts'
import type { Deadline } from '../retrying.ts'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { writeSecret } from './write-secret.ts'
import type { WriteOutcome } from './write-secret.ts'

/** What became of one secret. */
export type StoreOutcome = WriteOutcome | { kind: 'unchanged' }

/** What became of each. */
export interface Stored {
  refresh: StoreOutcome
  /** Undefined: there was no access token, or it is not to be stored. */
  access: StoreOutcome | undefined
  shares: readonly ShareOutcome[]
}

/** What became of one share. */
export interface ShareOutcome {
  share: PreparedShare
  outcome: WriteOutcome
}

/** What to store. */
export interface StoreOrder {
  answer: Seen
  /** Undefined when Fxiaoke answered the refresh token that is stored already. */
  journaled: Journaled | undefined
  /** The access token that this run was given; the same one is not written again. */
  storedAccessToken: Secret | undefined
  ready: Ready
  /** Told when GitHub has changed the key of the place: what was sealed before opens no more. */
  onSealedAnew: (journaled: Journaled) => void
  /** Told as soon as the refresh token's fate is settled, before any share is written. */
  onRefreshOutcome: (outcome: StoreOutcome) => void
}

/** Shares at the same time: so the first are on their way before all are sealed. */
const SHARES_AT_ONCE = 8

/**
 * Stores the refresh token and the access token together, and the shares after them.
 *
 * @returns what became of each; never throws for anything that GitHub does
 */
export async function store(order: StoreOrder, world: World): Promise<Stored> {
  const { answer, ready } = order
  const deadline: Deadline = { at: world.clock.now() + STORE_WITHIN }

  const storeRefreshToken = async (): Promise<StoreOutcome> => {
    const { journaled } = order
    if (journaled === undefined) return { kind: 'unchanged' }
    const { refreshToken } = answer
    let generation = 0
    const reseal = async (): Promise<Sealed> => {
      const sealed = await sealAnew(ready.vault, refreshToken)
      generation += 1
      order.onSealedAnew(journalEntry({ ...journaled, ...sealed }, world.runner, generation))
      return sealed
    }
    return writeSecret(
      { ...secretOrder(ready.vault, ready.refresh), sealed: journaled, reseal },
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
    return writeSecret({ ...secretOrder(ready.vault, ready.access), sealed, reseal }, world, deadline)
  }

  const [refreshing, accessing] = [storeRefreshToken(), storeAccessToken()]
  // A bug of ours in storing the one must not end the run before the other is stored, so that comes first.
  accessing.catch(() => undefined)
  const refresh = await refreshing
  order.onRefreshOutcome(refresh)
  const access = await accessing
  return { refresh, access, shares: await storeShares(order, world, deadline) }
}

function secretOrder(vault: SecretVault, secret: PreparedSecret) {
  const { name, visibility } = secret
  return { vault, name, visibility, replaces: { updatedAt: secret.metadata?.updatedAt ?? null } }
}

async function sealAnew(vault: SecretVault, value: Secret): Promise<Sealed> {
  const publicKey = await vault.publicKey()
  const sealer = await openSealer(publicKey).catch((error: unknown) => {
    throw unusableKey(error)
  })
  return sealer.seal(value)
}

async function storeShares(order: StoreOrder, world: World, deadline: Deadline): Promise<ShareOutcome[]> {
  const { accessToken } = order.answer
  const name = order.ready.access?.name
  if (accessToken === undefined || name === undefined) return []
  const limiter = new Limiter(SHARES_AT_ONCE)
  return Promise.all(
    order.ready.shares.map((share) =>
      limiter.run(async (): Promise<ShareOutcome> => {
        if ('failure' in share)
          return { share, outcome: { kind: 'failed', failure: share.failure, maybeDone: false } }
        const { vault, visibility, sealer } = share
        const reseal = (): Promise<Sealed> => sealAnew(vault, accessToken)
        const sealed = sealer.seal(accessToken)
        const outcome = await writeSecret(
          { vault, name, visibility, sealed, reseal, replaces: undefined },
          world,
          deadline,
        )
        return { share, outcome }
      }),
    ),
  )
}
