import type { Call } from './call.ts'
import type { PlaceRef } from './github-state.ts'
import { invalid, notFound } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { paginate } from './paginate.ts'
import { asRepository } from './repository-routes.ts'
import type { KeptSecret, SecretPlace, Visibility } from './secret-place.ts'
import { timestamp } from './timestamp.ts'

/** GitHub takes no longer value. */
const LONGEST_VALUE = 48 * 1024

const DOES_NOT_OPEN = 'Bad request - validation failed due to an improperly encrypted secret'

interface WriteBody {
  encrypted_value?: string
  key_id?: string
  visibility?: Visibility
  selected_repository_ids?: number[]
}

export function getPublicKey(call: Call): Outcome {
  return withPlace(call, (place) => ({ status: 200, body: place.publicKey }))
}

export function listSecrets(call: Call): Outcome {
  return withPlace(call, (place) => {
    const all = place.all()
    const { items, headers } = paginate(all, call)
    const secrets = items.map((secret) => metadata(secret, call))
    return { status: 200, body: { total_count: all.length, secrets }, headers }
  })
}

export function getSecret(call: Call): Outcome {
  return withSecret(call, (secret) => ({ status: 200, body: metadata(secret, call) }))
}

export function deleteSecret(call: Call): Outcome {
  return withSecret(call, (secret, place) => {
    place.delete(secret.name)
    return { status: 204 }
  })
}

export function listSelectedRepositories(call: Call): Outcome {
  return withSecret(call, ({ selectedRepositoryIds: ids = [] }) => {
    const { items, headers } = paginate(ids, call)
    const [example = {}] = (call.example()['repositories'] ?? []) as Record<string, unknown>[]
    const repositories = items.map((id) => {
      const repository = call.state.repositoryById(id) ?? stranger(id, call)
      return asRepository(example, repository, call)
    })
    return { status: 200, body: { total_count: ids.length, repositories }, headers }
  })
}

export function putSecret(call: Call): Outcome {
  return withPlace(call, (place) => {
    const name = call.parameters['secret_name'] ?? ''
    const body = call.body as WriteBody
    const before = place.get(name)
    const refusal = nameRefusal(name) ?? visibilityRefusal(body)
    if (refusal) return refusal
    const value = newValue(place, body, before, call)
    if (typeof value !== 'string') return value
    const { visibility, selected_repository_ids: selectedRepositoryIds = [] } = body
    place.set({
      name,
      value,
      createdAt: before?.createdAt ?? call.now,
      updatedAt: call.now,
      ...(visibility && { visibility }),
      ...(visibility === 'selected' && { selectedRepositoryIds }),
    })
    return before ? { status: 204 } : { status: 201, body: {} }
  })
}

/** The value that a write stores, or why it stores none. */
function newValue(
  place: SecretPlace,
  { encrypted_value: sealed, key_id: keyId, visibility }: WriteBody,
  before: KeptSecret | undefined,
  { policy }: Call,
): string | Outcome {
  // An organization secret can be given another visibility without saying its value again.
  if (sealed === undefined && keyId === undefined && visibility && before) return before.value
  if (sealed === undefined || keyId === undefined)
    return invalid('Invalid request.\n\n"encrypted_value", "key_id" weren\'t supplied.')
  if (keyId !== place.publicKey.key_id) return invalid(DOES_NOT_OPEN)
  const value = place.openWithPresentKey(sealed)
  if (!value) return policy.acceptUnopenable ? '' : invalid(policy.rejectProbeWith ?? DOES_NOT_OPEN)
  return value.length > LONGEST_VALUE
    ? invalid('Secret value is too large. The maximum size is 48 KB.')
    : Buffer.from(value).toString('utf8')
}

/** @see https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets */
function nameRefusal(name: string): Outcome | undefined {
  if (/^GITHUB_/i.test(name)) return invalid('Secret names must not start with GITHUB_.')
  if (/^[a-z_][a-z0-9_]*$/i.test(name)) return undefined
  return invalid(
    'Secret names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_).',
  )
}

function visibilityRefusal(body: WriteBody): Outcome | undefined {
  return body.selected_repository_ids !== undefined && body.visibility !== 'selected'
    ? invalid('selected_repository_ids can only be given when visibility is selected')
    : undefined
}

function metadata(secret: KeptSecret, { apiUrl, state, parameters }: Call): object {
  const { name, visibility } = secret
  const times = { created_at: timestamp(secret.createdAt), updated_at: timestamp(secret.updatedAt) }
  if (!visibility) return { name, ...times }
  const organization = state.organization(parameters['org'] ?? '') ?? ''
  const selected = `${apiUrl}/orgs/${organization}/actions/secrets/${name}/repositories`
  return {
    name,
    ...times,
    visibility,
    ...(visibility === 'selected' && { selected_repositories_url: selected }),
  }
}

/** The place that the path names: it exists, but for an environment nobody has looked yet. */
function withPlace(call: Call, handle: (place: SecretPlace) => Outcome): Outcome {
  const { repository, parameters } = call
  const environment = parameters['environment_name']
  const exists =
    environment === undefined ||
    repository?.environments.some((one) => one.toLowerCase() === environment.toLowerCase())
  return exists ? handle(call.state.place(placeRef(call))) : notFound()
}

function withSecret(call: Call, handle: (secret: KeptSecret, place: SecretPlace) => Outcome): Outcome {
  return withPlace(call, (place) => {
    const secret = place.get(call.parameters['secret_name'] ?? '')
    return secret ? handle(secret, place) : notFound()
  })
}

function placeRef({ parameters, repository, matched }: Call): PlaceRef {
  if (parameters['org'] !== undefined) return `orgs/${parameters['org']}/actions`
  const base = `repos/${repository?.fullName ?? ''}`
  if (parameters['environment_name'] !== undefined)
    return `${base}/environments/${parameters['environment_name']}`
  return `${base}/${matched.template.split('/')[4] ?? ''}`
}

/** A repository of the organization that the sandbox was told nothing of but its id. */
function stranger(id: number, { parameters, now }: Call) {
  const fullName = `${parameters['org'] ?? ''}/repository-${id}`
  return { fullName, id, visibility: 'private' as const, pushedAt: now, environments: [] }
}
