import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'

/** A repository on GitHub. */
export interface Repository {
  owner: string
  repo: string
}

/** Where a secret can be kept. */
export type Place =
  | ({ kind: 'repository' } & Repository)
  | ({ kind: 'environment'; environment: string } & Repository)
  | ({ kind: 'dependabot' } & Repository)
  | ({ kind: 'codespaces' } & Repository)
  | { kind: 'organization'; owner: string }

/** Whether both mean the same place; GitHub ignores case in all of these names. */
export function samePlace(one: Place, other: Place): boolean {
  return placePath(one).toLowerCase() === placePath(other).toLowerCase()
}

/** The place as it is written in `share-access-token-with`. */
export function placePath(place: Place): string {
  if (place.kind === 'organization') return `orgs/${place.owner}`
  const repository = `${place.owner}/${place.repo}`
  switch (place.kind) {
    case 'repository':
      return repository
    case 'environment':
      return `${repository}/environments/${place.environment}`
    case 'dependabot':
    case 'codespaces':
      return `${repository}/${place.kind}`
  }
}

/** The place in words. */
export function describePlace(place: Place): Bilingual {
  if (place.kind === 'organization') return both(`organization ${place.owner}`, `组织 ${place.owner}`)
  const repository = `${place.owner}/${place.repo}`
  switch (place.kind) {
    case 'repository':
      return both(repository, `仓库 ${repository}`)
    case 'environment':
      return both(
        `environment "${place.environment}" of ${repository}`,
        `仓库 ${repository} 的环境“${place.environment}”`,
      )
    case 'dependabot':
      return both(`Dependabot secrets of ${repository}`, `仓库 ${repository} 的 Dependabot Secret`)
    case 'codespaces':
      return both(`Codespaces secrets of ${repository}`, `仓库 ${repository} 的 Codespaces Secret`)
  }
}

/** The page of GitHub's settings where a person sees the secrets of a place. */
export function settingsUrl(place: Place, serverUrl: string): string {
  if (place.kind === 'organization')
    return `${serverUrl}/organizations/${place.owner}/settings/secrets/actions`
  const settings = `${serverUrl}/${place.owner}/${place.repo}/settings`
  if (place.kind === 'environment') return `${settings}/environments`
  return `${settings}/secrets/${place.kind === 'repository' ? 'actions' : place.kind}`
}

/** Whether this can be the login of a user or an organization (an underscore marks managed users). */
export function isOwnerName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9_-]{0,98})$/i.test(name)
}

/** Whether this can be the name of a repository. */
export function isRepositoryName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name) && name !== '.' && name !== '..'
}
