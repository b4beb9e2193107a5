import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

/** GitHub's own descriptions of its REST API that the sandbox can hold requests against. */
export type DescriptionName = 'api.github.com' | 'ghes-3.19'

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: object
}

interface Operation {
  operationId: string
  parameters?: (Parameter | Reference)[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, Reference | ResponseDescription>
}

interface Reference {
  $ref: string
}

interface ResponseDescription {
  content?: Record<string, { schema?: object; examples?: Record<string, { value?: unknown } | Reference> }>
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, unknown>>
}

/** A request matched to an operation of the description. */
export interface MatchedOperation {
  /** For example `/repos/{owner}/{repo}/actions/secrets/{secret_name}`. */
  template: string
  parameters: Record<string, string>
  operation: Operation
}

/** GitHub answers these everywhere, whether an operation lists them or not. */
const ANYWHERE: readonly number[] = [401, 403, 404, 422, 429, 500, 502, 503]

const loaded = new Map<DescriptionName, OpenApi>()

/** GitHub's OpenAPI description, read from the package that GitHub's own libraries are made from. */
export class OpenApi {
  readonly #document: Document
  readonly #routes: {
    method: string
    template: string
    pattern: RegExp
    names: string[]
    operation: Operation
  }[]
  readonly #ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: true })
  readonly #validators = new Map<string, ValidateFunction>()

  private constructor(name: DescriptionName) {
    const folder = dirname(createRequire(import.meta.url).resolve('@octokit/openapi'))
    this.#document = JSON.parse(readFileSync(join(folder, 'generated', `${name}.json`), 'utf8')) as Document
    formats.default(this.#ajv)
    this.#ajv.addSchema(this.#document, 'github')
    this.#routes = Object.entries(this.#document.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        template,
        ...patternOf(template),
        operation,
      })),
    )
  }

  /** Reads a description, once for each process: it has 13 MB. */
  static load(name: DescriptionName): OpenApi {
    const known = loaded.get(name) ?? new OpenApi(name)
    loaded.set(name, known)
    return known
  }

  /** The operation that a request means. A template without parameters goes before one with. */
  match(method: string, path: string): MatchedOperation | undefined {
    const candidates = this.#routes.filter((route) => route.method === method && route.pattern.test(path))
    const [best] = candidates.toSorted((one, other) => one.names.length - other.names.length)
    if (!best) return undefined
    const values = best.pattern.exec(path)?.slice(1) ?? []
    const parameters = Object.fromEntries(
      best.names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')]),
    )
    return { template: best.template, parameters, operation: best.operation }
  }

  /** What is wrong with a request, a sentence each. */
  requestProblems(matched: MatchedOperation, query: URLSearchParams, body: unknown): string[] {
    const { operation, parameters } = matched
    const described = (operation.parameters ?? []).map((one) => this.#resolve<Parameter>(one))
    const problems: string[] = []
    const check = (parameter: Parameter, value: string): void => {
      const typed = /^\d+$/.test(value) && isNumeric(parameter.schema) ? Number(value) : value
      problems.push(...this.#problems(parameter.schema, typed, `${parameter.in} parameter ${parameter.name}`))
    }
    for (const parameter of described) {
      const value = parameter.in === 'path' ? parameters[parameter.name] : query.get(parameter.name)
      if (parameter.in === 'header') continue
      if (value !== null && value !== undefined) check(parameter, value)
      else if (parameter.required) problems.push(`${parameter.in} parameter ${parameter.name} is missing`)
    }
    for (const name of query.keys())
      if (!described.some((one) => one.in === 'query' && one.name === name))
        problems.push(`unknown query ${name}`)

    const schema = operation.requestBody?.content['application/json']?.schema
    if (schema) problems.push(...this.#problems(schema, body, 'body'))
    else if (body !== undefined) problems.push('a body where none is described')
    if (schema && typeof body === 'object' && body !== null && 'properties' in schema)
      for (const name of Object.keys(body))
        if (!(name in (schema.properties as object))) problems.push(`unknown body field ${name}`)
    return problems
  }

  /** What is wrong with an answer, a sentence each. */
  answerProblems({ operation }: MatchedOperation, status: number, body: unknown): string[] {
    const described = operation.responses[String(status)]
    if (!described) return ANYWHERE.includes(status) ? [] : [`status ${status} is not described`]
    const content = this.#resolve<ResponseDescription>(described).content?.['application/json']
    if (!content?.schema) return body === undefined ? [] : [`status ${status} is described without a body`]
    return this.#problems(content.schema, body, `answer ${status}`)
  }

  /** Compiles what an operation is held against, so that the first request of a test is not a slow one. */
  warm(method: string, path: string): void {
    const matched = this.match(method, path)
    if (!matched) return
    this.requestProblems(matched, new URLSearchParams(), undefined)
    for (const status of [200, 201]) this.answerProblems(matched, status, undefined)
  }

  /** GitHub's own example of the successful answer of an operation. */
  example({ operation }: MatchedOperation): Record<string, unknown> {
    const described = operation.responses['200']
    const examples =
      described && this.#resolve<ResponseDescription>(described).content?.['application/json']?.examples
    const [first] = Object.values(examples ?? {})
    const { value } = this.#resolve<{ value?: unknown }>(first ?? {})
    return structuredClone((value ?? {}) as Record<string, unknown>)
  }

  #problems(schema: object, value: unknown, what: string): string[] {
    const key = JSON.stringify(schema)
    const validate = this.#validators.get(key) ?? this.#ajv.compile(rebased(schema))
    this.#validators.set(key, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${what}${instancePath} ${message ?? 'is wrong'}`,
    )
  }

  #resolve<T>(value: T | Reference): T {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) return value
    const [, , kind = '', name = ''] = value.$ref.split('/')
    return this.#document.components[kind]?.[name] as T
  }
}

function patternOf(template: string): { pattern: RegExp; names: string[] } {
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name)
  return { pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '([^/]+)')}$`), names }
}

/** The schemas refer to the document that they stand in. */
function rebased(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"github#/')) as object
}

function isNumeric(schema: object): boolean {
  return 'type' in schema && (schema.type === 'integer' || schema.type === 'number')
}
