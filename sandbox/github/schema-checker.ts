import { Ajv } from 'ajv'
import type { ErrorObject, ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

/** A schema of OpenAPI 3.0. */
export type Schema = Readonly<Record<string, unknown>>

/** Whether an object may have properties that its schema does not name: a request's may not, an answer's may. */
export type Openness = 'open' | 'closed'

const COMPONENT = '#/components/schemas/'
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const
const SINGLES = ['items', 'not', 'additionalProperties'] as const
const ASSERTIONS = [
  'type',
  'enum',
  'format',
  'pattern',
  'required',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
] as const

/**
 * Validates values against the schemas of one OpenAPI 3.0 document. Schemas are translated and compiled lazily: the
 * document has thousands, and a test needs a dozen.
 */
export class SchemaChecker {
  readonly #components: Readonly<Record<string, Schema>>
  readonly #ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateSchema: false })
  readonly #translated = new Set<string>()
  readonly #validators = {
    open: new WeakMap<Schema, ValidateFunction>(),
    closed: new WeakMap<Schema, ValidateFunction>(),
  }

  /** @param components the document's `components.schemas` */
  constructor(components: Readonly<Record<string, Schema>>) {
    this.#components = components
    formats.default(this.#ajv)
  }

  /** What is wrong with a value, one sentence per problem. @param what names the value in the sentences */
  problems(schema: Schema, value: unknown, what: string, openness: Openness): string[] {
    const compiled = this.#validators[openness]
    const validate = compiled.get(schema) ?? this.#ajv.compile(this.#translate(schema, openness))
    compiled.set(schema, validate)
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${what}${sentence(error)}`)
  }

  /** OpenAPI 3.0 has `nullable` instead of `type: null`, which JSON Schema does not understand. */
  #translate(schema: Schema, openness: Openness): object {
    const { $ref: reference, nullable } = schema
    if (typeof reference === 'string') return this.#reference(reference, openness)
    const translated: Record<string, unknown> = {}
    for (const keyword of ASSERTIONS) if (keyword in schema) translated[keyword] = schema[keyword]
    for (const keyword of LISTS) {
      if (!(keyword in schema)) continue
      translated[keyword] = (schema[keyword] as Schema[]).map((one) => this.#translate(one, openness))
    }
    for (const keyword of SINGLES) {
      const value = schema[keyword]
      if (value === undefined) continue
      translated[keyword] = typeof value === 'object' ? this.#translate(value as Schema, openness) : value
    }
    if ('properties' in schema) {
      const properties = Object.entries(schema['properties'] as Record<string, Schema>)
      translated['properties'] = Object.fromEntries(
        properties.map(([name, property]) => [name, this.#translate(property, openness)]),
      )
      if (openness === 'closed') translated['additionalProperties'] ??= false
    }
    return nullable === true ? { anyOf: [{ type: 'null' }, translated] } : translated
  }

  #reference(reference: string, openness: Openness): object {
    const name = reference.slice(COMPONENT.length)
    const component = reference.startsWith(COMPONENT) ? this.#components[name] : undefined
    if (!component) throw new Error(`the description refers to ${reference}, which it does not have`)
    // Absolute, or ajv would resolve it relative to the referring schema.
    const key = `/${openness}/${name}`
    if (!this.#translated.has(key)) {
      // Add it first, because a schema may refer to itself.
      this.#translated.add(key)
      this.#ajv.addSchema(this.#translate(component, openness), key)
    }
    return { $ref: key }
  }
}

function sentence({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  const { additionalProperty } = params as { additionalProperty?: string }
  return `${instancePath} ${message}${additionalProperty === undefined ? '' : ` (${additionalProperty})`}`
}
