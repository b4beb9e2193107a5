import type { Call } from './call.ts'
import { failure, invalid, notFound } from './outcome.ts'
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
import type { Versions } from './versions.ts'

interface VariableBody extends VisibilityBody {
  name?: string
  value?: string
}

export function listVariables(call: Call): Outcome {
  return withPlace(call, (place) => {
    const all = place.all(call.asOf)
    const { items, headers } = paginate(all, call)
    const variables = items.map((variable) => shown(variable, call))
    return { status: 200, body: { total_count: all.length, variables }, headers }
  })
}

export function getVariable(call: Call): Outcome {
  return withVariable(call, call.asOf, (variable) => ({ status: 200, body: shown(variable, call) }))
}

export function listVariableRepositories(call: Call): Outcome {
  return withVariable(call, call.asOf, (variable) => selectedRepositories(variable, call))
}

export function createVariable(call: Call): Outcome {
  return withPlace(call, (place) => {
    const body = call.body as VariableBody
    const { name = '', value = '', visibility, selected_repository_ids: ids = [] } = body
    const refusal = nameRefusal(name, 'Variable') ?? valueRefusal(value) ?? visibilityRefusal(body)
    if (refusal) return refusal
    if (place.get(name)) return exists()
    const times = { createdAt: call.now, updatedAt: call.now }
    place.set(
      {
        name,
        value,
        ...times,
        ...(visibility && { visibility }),
        ...(visibility === 'selected' && { selectedRepositoryIds: ids }),
      },
      call.now,
    )
    return { status: 201, body: {} }
  })
}

export function updateVariable(call: Call): Outcome {
  return withVariable(call, undefined, (before, place) => {
    const body = call.body as VariableBody
    const { name = before.name, value = before.value, visibility = before.visibility } = body
    const refusal = nameRefusal(name, 'Variable') ?? valueRefusal(value) ?? visibilityRefusal(body, before)
    if (refusal) return refusal
    const isRenamed = name.toUpperCase() !== before.name
    if (isRenamed && place.get(name)) return exists()
    const { selectedRepositoryIds: ids = [], ...rest } = before
    if (isRenamed) place.delete(before.name, call.now)
    place.set(
      {
        ...rest,
        name,
        value,
        updatedAt: call.now,
        ...(visibility && { visibility }),
        ...(visibility === 'selected' && { selectedRepositoryIds: body.selected_repository_ids ?? ids }),
      },
      call.now,
    )
    return { status: 204 }
  })
}

export function deleteVariable(call: Call): Outcome {
  return withVariable(call, undefined, ({ name }, place) => {
    place.delete(name, call.now)
    return { status: 204 }
  })
}

function shown(variable: Kept, call: Call): object {
  return { ...metadata(variable, call), value: variable.value }
}

function exists(): Outcome {
  return failure(409, 'Already exists - Variable already exists')
}

function valueRefusal(value: string): Outcome | undefined {
  return Buffer.byteLength(value) > LONGEST_VALUE
    ? invalid('Variable value is too large. The maximum size is 48 KB.')
    : undefined
}

function withPlace(call: Call, handle: (place: Versions<Kept>) => Outcome): Outcome {
  const place = placeOf(call)
  return place === undefined ? notFound() : handle(call.state.variables(place))
}

function withVariable(
  call: Call,
  asOf: Date | undefined,
  handle: (variable: Kept, place: Versions<Kept>) => Outcome,
): Outcome {
  return withPlace(call, (place) => {
    const variable = place.get(call.parameters['name'] ?? '', asOf)
    return variable ? handle(variable, place) : notFound()
  })
}
