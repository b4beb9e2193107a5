import { formPermissions } from './place.ts'
import type { Place, Repository } from './place.ts'

/** Lifetime of a new token in days: the most that an organization allows by default. */
const TOKEN_DAYS = 365

/** GitHub does not truncate: it refuses a form with a longer name. */
const LONGEST_TOKEN_NAME = 40
const LONGEST_APP_NAME = 34

/** The only server whose form for fine-grained tokens can be prefilled. */
const GITHUB_COM = 'https://github.com'

/**
 * GitHub's form for a new fine-grained token, prefilled with the permissions to write secrets and variables in these
 * places. The repository must be chosen by hand; on servers other than github.com, everything must.
 *
 * @param places only those with the same owner as the first count
 * @see https://github.blog/changelog/2025-08-26-template-urls-for-fine-grained-pats-and-updated-permissions-ui/
 */
export function newTokenUrl([first, ...more]: readonly [Place, ...Place[]], serverUrl: string): string {
  const url = new URL(`${serverUrl}/settings/personal-access-tokens/new`)
  if (serverUrl === GITHUB_COM)
    url.search = new URLSearchParams({
      name: nameOf(first).slice(0, LONGEST_TOKEN_NAME),
      description: 'Writes the tokens of fxiaoke-refresh-action',
      target_name: first.owner,
      expires_in: String(TOKEN_DAYS),
      ...permissionsOf([first, ...more]),
    }).toString()
  return url.href
}

/**
 * GitHub's form for a new GitHub App, prefilled with the same permissions.
 *
 * @param isOfOrganization whether an organization owns the repository
 * @see https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-using-url-parameters
 */
export function newAppUrl(
  [first, ...more]: readonly [Place, ...Place[]],
  isOfOrganization: boolean,
  { owner, repo }: Repository,
  serverUrl: string,
): string {
  const of = isOfOrganization ? `/organizations/${encodeURIComponent(owner)}` : ''
  const url = new URL(`${serverUrl}${of}/settings/apps/new`)
  url.search = new URLSearchParams({
    name: nameOf(first).slice(0, LONGEST_APP_NAME),
    description: 'Writes the tokens of fxiaoke-refresh-action',
    url: `${serverUrl}/${owner}/${repo}`,
    public: 'false',
    webhook_active: 'false',
    ...permissionsOf([first, ...more]),
  }).toString()
  return url.href
}

/** Includes the owner, because App names are unique across GitHub. */
function nameOf({ owner }: Place): string {
  return `Fxiaoke tokens ${owner}`
}

function permissionsOf(places: readonly [Place, ...Place[]]): Record<string, string> {
  const own = places.filter(({ owner }) => owner.toLowerCase() === places[0].owner.toLowerCase())
  return Object.fromEntries(own.flatMap(formPermissions).map((permission) => [permission, 'write']))
}

/**
 * The settings page of an environment, with its rules, variables and secrets. @param id undefined: the list of
 * environments
 */
export function environmentUrl(repository: Repository, id: number | undefined, serverUrl: string): string {
  return repositorySettings(
    repository,
    id === undefined ? 'environments' : `environments/${id}/edit`,
    serverUrl,
  )
}

export function newEnvironmentUrl(repository: Repository, serverUrl: string): string {
  return repositorySettings(repository, 'environments/new', serverUrl)
}

/** The settings page for what a repository's workflows may do. */
export function actionsSettingsUrl(repository: Repository, serverUrl: string): string {
  return repositorySettings(repository, 'actions', serverUrl)
}

function repositorySettings({ owner, repo }: Repository, page: string, serverUrl: string): string {
  return `${serverUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/settings/${page}`
}
