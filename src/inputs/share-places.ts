import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import { isOwnerName, isRepositoryName } from '../github/names.ts'
import { samePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'

/**
 * Reads `share-access-token-with`: one place per line.
 *
 * @param value the input
 * @returns the places in order, and one sentence for each invalid line
 */
export function readSharePlaces(value: string): { places: Place[]; problems: Bilingual[] } {
  const places: Place[] = []
  const problems: Bilingual[] = []
  const lines = value.split(/\r\n|[\n\r]/).map((line) => line.trim())
  for (const line of lines) {
    if (line === '') continue
    const place = readSharePlace(line)
    if (!place) {
      problems.push(
        both(
          `share-access-token-with: "${line}" is not a place. Write owner/repo, owner/repo/environments/NAME, ` +
            'owner/repo/dependabot, owner/repo/codespaces or orgs/NAME, one a line.',
          `share-access-token-with：“${line}”不是有效的位置，应写成 owner/repo、owner/repo/environments/NAME、` +
            'owner/repo/dependabot、owner/repo/codespaces 或 orgs/NAME，每行一个。',
        ),
      )
    } else if (places.some((other) => samePlace(other, place))) {
      problems.push(
        both(
          `share-access-token-with: "${line}" is named twice.`,
          `share-access-token-with：“${line}”写了两次。`,
        ),
      )
    } else {
      places.push(place)
    }
  }
  return { places, problems }
}

/** Reads one line of `share-access-token-with`; undefined if it is not a place. */
export function readSharePlace(line: string): Place | undefined {
  const [first = '', second = '', third, ...rest] = line.split('/')
  if (first === 'orgs') {
    if (third !== undefined || !isOwnerName(second)) return undefined
    return { kind: 'organization', owner: second }
  }
  if (!isOwnerName(first) || !isRepositoryName(second)) return undefined
  const repository = { owner: first, repo: second }
  if (third === undefined) return { kind: 'repository', ...repository }
  if (third === 'environments') {
    const environment = rest.join('/').trim()
    return isEnvironmentName(environment) ? { kind: 'environment', ...repository, environment } : undefined
  }
  if (rest.length > 0) return undefined
  if (third === 'dependabot' || third === 'codespaces') return { kind: third, ...repository }
  return undefined
}

/** GitHub accepts nearly any name up to 255 characters. `.` and `..` would break out of the route. */
export function isEnvironmentName(name: string): boolean {
  return name.length > 0 && name.length <= 255 && !/\p{Cc}/u.test(name) && !/^\.{1,2}$/.test(name)
}
