import { ActionError } from './errors/action-error.ts'
import type { GitHubEvidence } from './errors/evidence.ts'
import type { Seen } from './fxiaoke/exchange.ts'
import { describePlace } from './github/place.ts'
import { fitsIntoSecret } from './github/secret-size.ts'
import type { Ready } from './prepare/ready.ts'
import type { Secret } from './secret.ts'
import type { ShareOutcome, Stored, StoreOutcome } from './store/store.ts'
import { isWritten } from './store/write-secret.ts'

/**
 * Judges an exchange after everything that can be stored is stored. Success is decided here and nowhere else.
 *
 * @param answer what Fxiaoke answered
 * @param stored what became of each secret
 * @returns undefined for success, or the first error in this order: refresh token not stored, access token not stored,
 *   a flaw in the answer, shares not stored
 */
export function verdict(answer: Seen, stored: Stored, ready: Ready): ActionError | undefined {
  const place = describePlace(ready.vault.place)
  if (!isStored(stored.refresh)) {
    const secret = { place, secretName: ready.refresh.name }
    const why = whyUnstored(stored.refresh, answer.refreshToken)
    return new ActionError({ id: 'store-failed', fate: 'unstored', ...secret, ...why })
  }
  if (stored.access && !isStored(stored.access)) {
    const secret = { place, secretName: ready.access?.name ?? '' }
    const answered = answerTo(stored.access)
    return new ActionError({
      id: 'store-failed',
      cause: 'access-token',
      fate: 'replaced',
      ...secret,
      ...answered,
    })
  }
  if (answer.flaw) return new ActionError({ ...answer.flaw, fate: 'replaced' })

  return shareError(stored.shares)
}

/** The error for shares that are not stored though all else is; undefined if all are. */
export function shareError(shares: readonly ShareOutcome[]): ActionError | undefined {
  const [first, ...others] = shares.filter(({ outcome }) => !isStored(outcome))
  if (!first) return undefined
  return new ActionError({
    id: 'share-failed',
    cause: 'not-written',
    fate: 'replaced',
    failed: [first, ...others].map(({ share }) => describePlace(share.vault.place)),
    ...answerTo(first.outcome),
  })
}

/** Whether the secret holds what it should, as far as anybody can tell. */
export function isStored(outcome: StoreOutcome): boolean {
  return outcome.kind === 'unchanged' || isWritten(outcome)
}

function whyUnstored(outcome: StoreOutcome, refreshToken: Secret) {
  if (outcome.kind === 'changed-meanwhile') return { cause: 'changed' } as const
  if (!fitsIntoSecret(refreshToken)) return { cause: 'too-large', ...answerTo(outcome) } as const
  const maybeDone = outcome.kind === 'failed' && outcome.maybeDone && ({ maybeDone: true } as const)
  return { cause: 'refresh-token', ...answerTo(outcome), ...maybeDone } as const
}

/** GitHub's last answer, if it gave one. */
function answerTo(outcome: StoreOutcome): { evidence?: GitHubEvidence } {
  return outcome.kind === 'failed' ? { evidence: outcome.failure.evidence } : {}
}
