import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { SchemaChecker } from './schema-checker.ts'
import type { Schema } from './schema-checker.ts'

/** GitHub's own descriptions of its REST API, against which the sandbox can check requests. */
export type DescriptionName = 'api.github.com' | 'ghes-3.17' | 'ghes-3.19'

interface Reference {
  $ref: string
}

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
}

interface ResponseDescription {
  content?: Record<string, { schema?: Schema; examples?: Record<string, { value?: unknown } | Reference> }>
}

interface Operation {
  parameters?: (Parameter | Reference)[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, Reference | ResponseDescription>
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, unknown>>
}

/** The segments of a described path; undefined stands for a parameter. */
interface DescribedPath {
  template: string
  segments: (string | undefined)[]
  names: string[]
  operations: Record<string, Operation>
}

/** A request matched to an operation of the description. */
export interface MatchedOperation {
  /** For example `/repos/{owner}/{repo}/actions/secrets/{secret_name}`. */
  template: string
  /** Decoded. */
  parameters: Readonly<Record<string, string>>
  operation: Operation
}

/** The parts of a request that the description covers. */
export interface DescribedRequest {
  query: URLSearchParams
  contentType: string | undefined
  /** Parsed; undefined if there is none. */
  body: unknown
}

/** Statuses that GitHub uses whether or not an operation lists them; 409 for an existing variable. */
const ANYWHERE: readonly number[] = [401, 403, 404, 409, 422, 429]

const loaded = new Map<DescriptionName, ApiDescription>()

/** GitHub's OpenAPI description, from the package that GitHub's own libraries are generated from. */
export class ApiDescription {
  readonly #document: Document
  readonly #checker: SchemaChecker
  /** By number of segments. */
  readonly #paths = new Map<number, DescribedPath[]>()

  private constructor(name: DescriptionName) {
    // Not the package's index, which loads every description.
    const folder = dirname(createRequire(import.meta.url).resolve('@octokit/openapi'))
    this.#document = JSON.parse(readFileSync(join(folder, 'generated', `${name}.json`), 'utf8')) as Document
    this.#checker = new SchemaChecker(this.#document.components['schemas'] as Record<string, Schema>)
    for (const [template, operations] of Object.entries(this.#document.paths)) {
      const segments = template.split('/')
      const names = segments.flatMap((segment) => parameterOf(segment) ?? [])
      const path = { template, names, operations, segments: segments.map(literalOf) }
      this.#paths.set(segments.length, [...(this.#paths.get(segments.length) ?? []), path])
    }
  }

  /** Reads a description, once per process: it is 13 MB. */
  static load(name: DescriptionName): ApiDescription {
    const known = loaded.get(name)
    if (known) return known
    const description = new ApiDescription(name)
    loaded.set(name, description)
    return description
  }

  /**
   * Finds the operation for a request. Literal paths take precedence over parameters.
   *
   * @param path as sent, without query
   * @returns a sentence if there is none
   */
  match(method: string, path: string): MatchedOperation | string {
    const segments = path.split('/')
    const candidates = (this.#paths.get(segments.length) ?? [])
      .filter((one) => one.segments.every((literal, at) => fits(segments[at], literal)))
      .toSorted((one, other) => one.names.length - other.names.length)
    if (candidates.length === 0) return 'there is no such route'
    const best = candidates.find(({ operations }) => method.toLowerCase() in operations)
    const operation = best?.operations[method.toLowerCase()]
    if (!best || !operation) return `the route has no method ${method}`
    const values = segments.filter((_, at) => best.segments[at] === undefined)
    try {
      const decoded = best.names.map((name, at) => [name, decodeURIComponent(values[at] ?? '')] as const)
      return { template: best.template, parameters: Object.fromEntries(decoded), operation }
    } catch {
      return 'the path is not well percent-encoded'
    }
  }

  /** What is wrong with a request, one sentence per problem. */
  requestProblems({ operation, parameters }: MatchedOperation, request: DescribedRequest): string[] {
    const described = (operation.parameters ?? []).map((one) => this.#resolve<Parameter>(one))
    const inPath = described.filter((one) => one.in === 'path')
    const inQuery = described.filter((one) => one.in === 'query')
    return [
      ...inPath.flatMap((one) => this.#parameterProblems(one, parameters[one.name])),
      ...inQuery.flatMap((one) => this.#parameterProblems(one, request.query.get(one.name) ?? undefined)),
      ...strayQuery(request.query, inQuery),
      ...this.#bodyProblems(operation, request),
    ]
  }

  /** What is wrong with an answer, one sentence per problem. */
  answerProblems({ operation }: MatchedOperation, status: number, body: unknown): string[] {
    const described = operation.responses[String(status)]
    if (!described)
      return ANYWHERE.includes(status) || status >= 500 ? [] : [`status ${status} is not described`]
    const content = this.#resolve<ResponseDescription>(described).content
    if (!content) return body === undefined ? [] : [`status ${status} is described without a body`]
    const schema = content['application/json']?.schema
    return schema ? this.#checker.problems(schema, body, `body of ${status}`, 'open') : []
  }

  /** GitHub's own example of an operation's 200 answer. */
  example({ operation }: MatchedOperation): Record<string, unknown> {
    const described = operation.responses['200']
    const content = described && this.#resolve<ResponseDescription>(described).content
    const [first = {}] = Object.values(content?.['application/json']?.examples ?? {})
    return (this.#resolve<{ value?: unknown }>(first).value ?? {}) as Record<string, unknown>
  }

  #parameterProblems(parameter: Parameter, value: string | undefined): string[] {
    const what = `${parameter.in} parameter ${parameter.name}`
    if (value === undefined) return parameter.required ? [`${what} is missing`] : []
    return this.#checker.problems(parameter.schema, typed(value, parameter.schema), what, 'closed')
  }

  #bodyProblems({ requestBody }: Operation, { contentType, body }: DescribedRequest): string[] {
    if (!requestBody) return body === undefined ? [] : ['there is a body, and none is described']
    if (body === undefined) return requestBody.required ? ['the body is missing'] : []
    const [mediaType = ''] = (contentType ?? '').split(';')
    const schema = requestBody.content[mediaType.trim().toLowerCase()]?.schema
    return schema
      ? this.#checker.problems(schema, body, 'body', 'closed')
      : [`the content type is ${contentType ?? 'missing'}`]
  }

  #resolve<T>(value: T | Reference): T {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) return value
    const [, , kind = '', name = ''] = value.$ref.split('/')
    return this.#document.components[kind]?.[name] as T
  }
}

/** @param literal undefined for a parameter, which matches anything but an empty segment */
function fits(segment: string | undefined, literal: string | undefined): boolean {
  return literal === undefined ? segment !== '' : segment === literal
}

function parameterOf(segment: string): string | undefined {
  return /^\{([^}]+)\}$/.exec(segment)?.[1]
}

function literalOf(segment: string): string | undefined {
  return parameterOf(segment) === undefined ? segment : undefined
}

/** Converts a parameter's text to the type in its schema, if possible. */
function typed(value: string, { type }: Schema): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+$/.test(value) ? Number(value) : value
  if (type === 'boolean') return value === 'true' || (value === 'false' ? false : value)
  return value
}

function strayQuery(query: URLSearchParams, described: Parameter[]): string[] {
  return [...new Set(query.keys())].flatMap((name) => {
    if (!described.some((one) => one.name === name)) return [`query parameter ${name} is unknown`]
    return query.getAll(name).length > 1 ? [`query parameter ${name} is repeated`] : []
  })
}
