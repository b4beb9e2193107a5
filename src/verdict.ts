import { ActionError } from './errors/action-error.ts'
import type { Evidence } from './errors/evidence.ts'
import type { Seen } from './fxiaoke/exchange.ts'
import { describePlace } from './github/place.ts'
import { fitsIntoSecret } from './github/secret-size.ts'
import type { Ready } from './prepare/prepare.ts'
import type { Stored, StoreOutcome } from './store/store.ts'

/**
 * Judges an exchange, once everything that could be stored is stored. Success is decided here and nowhere else.
 *
 * @param answer as seen
 * @param stored what became of each secret
 * @returns undefined for success, or the error: a refresh token that is not stored comes first, then an access token,
 *   then what was wrong with the answer, then the shares
 */
export function verdict(answer: Seen, stored: Stored, ready: Ready): ActionError | undefined {
  const place = describePlace(ready.vault.place)
  if (!isStored(stored.refresh)) {
    const cause = fitsIntoSecret(answer.refreshToken) ? 'refresh-token' : 'too-large'
    const evidence = evidenceOf(stored.refresh, cause)
    return new ActionError('store-failed', 'unstored', { ...evidence, place, secretName: ready.refresh.name })
  }
  if (stored.access && !isStored(stored.access)) {
    const evidence = evidenceOf(stored.access, 'access-token')
    const secretName = ready.access?.name ?? ''
    return new ActionError('store-failed', 'replaced', {
      ...evidence,
      cause: 'access-token',
      place,
      secretName,
    })
  }
  if (answer.flaw) return new ActionError(answer.flaw.id, 'replaced', answer.flaw.evidence)

  const failed = stored.shares.filter(({ outcome }) => !isStored(outcome))
  if (failed.length === 0) return undefined
  return new ActionError('share-failed', 'replaced', {
    ...(failed[0] && evidenceOf(failed[0].outcome, 'share')),
    failed: failed.map(({ share }) => describePlace(share.vault.place)),
  })
}

/** Whether the secret now holds what it should. */
export function isStored(outcome: StoreOutcome): boolean {
  return outcome.kind === 'created' || outcome.kind === 'updated' || outcome.kind === 'unchanged'
}

function evidenceOf(outcome: StoreOutcome, cause: string): Evidence {
  if (outcome.kind === 'changed-meanwhile') return { cause: 'changed' }
  if (outcome.kind !== 'failed') return { cause }
  return { ...outcome.failure.evidence, cause, ...(outcome.maybeDone && { maybeDone: true }) }
}
