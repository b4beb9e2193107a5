import type { Call } from './call.ts'
import type { PlaceRef } from './github-state.ts'
import { invalid } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { paginate } from './paginate.ts'
import { asRepository } from './repository-routes.ts'
import { timestamp } from './timestamp.ts'

/** Who may read an organization's secret or variable. */
export type Visibility = 'all' | 'private' | 'selected'

/** What secrets and variables have in common. */
export interface Kept {
  name: string
  value: string
  createdAt: Date
  updatedAt: Date
  /** Of an organization. */
  visibility?: Visibility
  selectedRepositoryIds?: number[]
}

/** The visibility parameters of a request. */
export interface VisibilityBody {
  visibility?: Visibility
  selected_repository_ids?: number[]
}

/** The longest value that GitHub accepts, in bytes. */
export const LONGEST_VALUE = 48 * 1024

/** The place that a request is about, if it exists. Only environments still need checking here. */
export function placeOf(call: Call): PlaceRef | undefined {
  const { parameters, repository, matched } = call
  const { org, environment_name: environment } = parameters
  if (org !== undefined) return `orgs/${org}/actions`
  const base = `repos/${repository?.fullName ?? ''}`
  if (environment === undefined) return `${base}/${matched.template.split('/')[4] ?? ''}`
  return call.state.environment(repository, environment) && `${base}/environments/${environment}`
}

/** Why GitHub rejects a name. @see https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets */
export function nameRefusal(name: string, kind: 'Secret' | 'Variable'): Outcome | undefined {
  if (/^GITHUB_/i.test(name)) return invalid(`${kind} names must not start with GITHUB_.`)
  if (/^[a-z_][a-z0-9_]*$/i.test(name)) return undefined
  return invalid(
    `${kind} names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_).`,
  )
}

/** Why GitHub rejects a request's visibility. */
export function visibilityRefusal(body: VisibilityBody, before?: Kept): Outcome | undefined {
  const visibility = body.visibility ?? before?.visibility
  return body.selected_repository_ids !== undefined && visibility !== 'selected'
    ? invalid('selected_repository_ids can only be given when visibility is selected')
    : undefined
}

/** Names, times and visibility, as in REST answers. */
export function metadata({ name, createdAt, updatedAt, visibility }: Kept, call: Call): object {
  const times = { created_at: timestamp(createdAt), updated_at: timestamp(updatedAt) }
  if (!visibility) return { name, ...times }
  const { apiUrl, state, parameters, matched } = call
  const kind = matched.template.split('/')[4] ?? ''
  const organization = state.organization(parameters['org'] ?? '') ?? ''
  const selected = `${apiUrl}/orgs/${organization}/actions/${kind}/${name}/repositories`
  return {
    name,
    ...times,
    visibility,
    ...(visibility === 'selected' && { selected_repositories_url: selected }),
  }
}

/** The repositories that may read a secret or a variable of an organization. */
export function selectedRepositories({ selectedRepositoryIds: ids = [] }: Kept, call: Call): Outcome {
  const { items, headers } = paginate(ids, call)
  const [example = {}] = (call.example()['repositories'] ?? []) as Record<string, unknown>[]
  const repositories = items.map((id) => {
    const repository = call.state.repositoryById(id) ?? stranger(id, call)
    return asRepository(example, repository, call)
  })
  return { status: 200, body: { total_count: ids.length, repositories }, headers }
}

/** A repository of the organization of which the sandbox knows only the id. */
function stranger(id: number, { parameters, now }: Call) {
  const fullName = `${parameters['org'] ?? ''}/repository-${id}`
  return { fullName, id, visibility: 'private' as const, pushedAt: now }
}
