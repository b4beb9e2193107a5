import type { Call } from './call.ts'
import { invalid, notFound } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { paginate } from './paginate.ts'
import {
  LONGEST_VALUE,
  metadata,
  nameRefusal,
  placeOf,
  selectedRepositories,
  visibilityRefusal,
} from './places.ts'
import type { Kept, VisibilityBody } from './places.ts'
import type { SecretPlace } from './secret-place.ts'

/** How many secrets a place can hold. */
const MOST_SECRETS = { organization: 1_000, other: 100 }

const DOES_NOT_OPEN = 'Bad request - validation failed due to an improperly encrypted secret'

interface WriteBody extends VisibilityBody {
  encrypted_value?: string
  key_id?: string
}

export function getPublicKey(call: Call): Outcome {
  return withPlace(call, (place) => ({ status: 200, body: place.publicKey }))
}

export function listSecrets(call: Call): Outcome {
  return withPlace(call, (place) => {
    const all = place.all(call.asOf)
    const { items, headers } = paginate(all, call)
    const secrets = items.map((secret) => metadata(secret, call))
    return { status: 200, body: { total_count: all.length, secrets }, headers }
  })
}

export function getSecret(call: Call): Outcome {
  return withSecret(call, call.asOf, (secret) => ({ status: 200, body: metadata(secret, call) }))
}

export function deleteSecret(call: Call): Outcome {
  return withSecret(call, undefined, (secret, place) => {
    place.delete(secret.name, call.now)
    return { status: 204 }
  })
}

export function listSecretRepositories(call: Call): Outcome {
  return withSecret(call, call.asOf, (secret) => selectedRepositories(secret, call))
}

export function putSecret(call: Call): Outcome {
  return withPlace(call, (place) => {
    const name = call.parameters['secret_name'] ?? ''
    const body = call.body as WriteBody
    const before = place.get(name)
    const refusal = nameRefusal(name, 'Secret') ?? visibilityRefusal(body)
    if (refusal) return refusal
    const value = newValue(place, body, before, call)
    if (typeof value !== 'string') return value
    // A full place still accepts updates.
    if (!before && place.all().length >= mostSecrets(call)) {
      return invalid('Secret could not be created: the maximum number of secrets has been reached.')
    }
    const { visibility, selected_repository_ids: selectedRepositoryIds = [] } = body
    const secret = {
      name,
      value,
      createdAt: before?.createdAt ?? call.now,
      updatedAt: call.now,
      ...(visibility && { visibility }),
      ...(visibility === 'selected' && { selectedRepositoryIds }),
    }
    place.set(secret, call.now)
    return before ? { status: 204 } : { status: 201, body: {} }
  })
}

/** The value that a write stores, or why it is refused. */
function newValue(
  place: SecretPlace,
  { encrypted_value: sealed, key_id: keyId, visibility }: WriteBody,
  before: Kept | undefined,
  { policy }: Call,
): string | Outcome {
  // An organization secret's visibility can be changed without repeating its value.
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

function mostSecrets({ parameters }: Call): number {
  return parameters['org'] === undefined ? MOST_SECRETS.other : MOST_SECRETS.organization
}

function withPlace(call: Call, handle: (place: SecretPlace) => Outcome): Outcome {
  const place = placeOf(call)
  return place === undefined ? notFound() : handle(call.state.place(place))
}

function withSecret(
  call: Call,
  asOf: Date | undefined,
  handle: (secret: Kept, place: SecretPlace) => Outcome,
): Outcome {
  return withPlace(call, (place) => {
    const secret = place.get(call.parameters['secret_name'] ?? '', asOf)
    return secret ? handle(secret, place) : notFound()
  })
}
