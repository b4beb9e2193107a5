import { describePlace } from '../github/place.ts'
import { fitsSealed } from '../github/secret-size.ts'
import type { Config } from '../inputs/config.ts'
import type { JournalEntry } from '../journal.ts'
import type { Recovery } from '../report/result.ts'
import { recoveryCommand } from './recovery-command.ts'

/**
 * How a person stores a journaled refresh token by hand.
 *
 * @param entry the journaled token
 * @param serverUrl of GitHub's website
 * @returns undefined for a token that is too large: GitHub does not take it, however it is sent
 */
export function recoveryOf(entry: JournalEntry, config: Config, serverUrl: string): Recovery | undefined {
  if (!fitsSealed(entry)) return undefined
  const { place, refreshTokenSecret: name, githubApiUrl } = config
  const { replaces, visibility } = entry
  const command = recoveryCommand({
    place,
    secretName: name,
    sealed: entry,
    replaces,
    visibility,
    githubApiUrl,
    serverUrl,
  })
  return { command, name, place: describePlace(place) }
}
