import { describePlace } from '../github/place.ts'
import { fitsSealed } from '../github/secret-size.ts'
import type { Sealed } from '../github/sealing.ts'
import type { Spending } from '../journal.ts'
import type { Recovery } from '../report/result.ts'
import { recoveryCommand } from './recovery-command.ts'

/**
 * How a person stores a new refresh token by hand.
 *
 * @param sealed the new token
 * @param spending what it was exchanged for
 * @param seenChange `updated_at` of a change that this run saw and left alone
 * @returns undefined if the token is too large: GitHub rejects it, however it is sent
 */
export function recoveryOf(sealed: Sealed, spending: Spending, seenChange?: string): Recovery | undefined {
  if (!fitsSealed(sealed)) return undefined
  const { place, secretName, visibility, serverUrl } = spending
  const command = recoveryCommand({
    place,
    secretName,
    sealed,
    guard: spending,
    seenChange,
    visibility,
    githubApiUrl: new URL(spending.githubApiUrl),
    serverUrl,
  })
  return { isChoice: seenChange !== undefined, command, name: secretName, place: describePlace(place) }
}
