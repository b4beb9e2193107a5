import type { Route, RouteParameters } from './github-api.ts'
import type { Place } from './place.ts'

/** The routes for the secrets of one kind of place; the compiler knows that GitHub has each of them. */
export interface SecretRoutes {
  publicKey: Route
  read: Route
  write: Route
  remove: Route
}

const ROUTES: Record<Place['kind'], SecretRoutes> = {
  repository: {
    publicKey: 'GET /repos/{owner}/{repo}/actions/secrets/public-key',
    read: 'GET /repos/{owner}/{repo}/actions/secrets/{secret_name}',
    write: 'PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}',
    remove: 'DELETE /repos/{owner}/{repo}/actions/secrets/{secret_name}',
  },
  environment: {
    publicKey: 'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key',
    read: 'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}',
    write: 'PUT /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}',
    remove: 'DELETE /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}',
  },
  organization: {
    publicKey: 'GET /orgs/{org}/actions/secrets/public-key',
    read: 'GET /orgs/{org}/actions/secrets/{secret_name}',
    write: 'PUT /orgs/{org}/actions/secrets/{secret_name}',
    remove: 'DELETE /orgs/{org}/actions/secrets/{secret_name}',
  },
  dependabot: {
    publicKey: 'GET /repos/{owner}/{repo}/dependabot/secrets/public-key',
    read: 'GET /repos/{owner}/{repo}/dependabot/secrets/{secret_name}',
    write: 'PUT /repos/{owner}/{repo}/dependabot/secrets/{secret_name}',
    remove: 'DELETE /repos/{owner}/{repo}/dependabot/secrets/{secret_name}',
  },
  codespaces: {
    publicKey: 'GET /repos/{owner}/{repo}/codespaces/secrets/public-key',
    read: 'GET /repos/{owner}/{repo}/codespaces/secrets/{secret_name}',
    write: 'PUT /repos/{owner}/{repo}/codespaces/secrets/{secret_name}',
    remove: 'DELETE /repos/{owner}/{repo}/codespaces/secrets/{secret_name}',
  },
}

/** The routes for the secrets of a place. */
export function secretRoutes(place: Place): SecretRoutes {
  return ROUTES[place.kind]
}

/** What fills the place's part of its routes. Octokit percent-encodes each. */
export function placeParameters(place: Place): RouteParameters {
  switch (place.kind) {
    case 'organization':
      return { org: place.owner }
    case 'environment':
      return { owner: place.owner, repo: place.repo, environment_name: place.environment }
    case 'repository':
    case 'dependabot':
    case 'codespaces':
      return { owner: place.owner, repo: place.repo }
  }
}
