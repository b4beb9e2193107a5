import type { IncomingHttpHeaders } from 'node:http'

/** A request as received, with its body parsed if it is JSON. */
export interface IncomingRequest {
  method: string
  /** As sent, with the query. */
  path: string
  headers: IncomingHttpHeaders
  body: unknown
}

export const TOKEN_PATH = '/oauth2.0/token'
export const AUTHORIZE_PATH = '/oauth2.0/authorize'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const FIELDS: Record<string, readonly string[]> = {
  refresh_token: ['grantType', 'appId', 'appSecret', 'refreshToken'],
  authorization_code: ['grantType', 'appId', 'appSecret', 'redirectUrl', 'code'],
}
/** Headers that send Fxiaoke something its manual does not ask for. */
const UNWANTED_HEADERS = ['authorization', 'cookie', 'thirdtraceid', 'x-fs-ea', 'x-fs-userid']

/** Finds where a request deviates from the manual, whether or not the real gateway would mind. */
export class Strictness {
  readonly #traceIds = new Set<string>()

  /** @returns one sentence per deviation */
  faultsOf(request: IncomingRequest): string[] {
    const url = new URL(request.path, 'http://fxiaoke.invalid')
    if (url.pathname === AUTHORIZE_PATH && request.method === 'GET') return []
    if (url.pathname !== TOKEN_PATH) return [`unknown path ${url.pathname}`]
    if (request.method !== 'POST') return [`method ${request.method}, not POST`]
    return [...this.#query(url.searchParams), ...headerFaults(request.headers), ...bodyFaults(request.body)]
  }

  #query(query: URLSearchParams): string[] {
    const faults = [...query.keys()]
      .filter((name) => name !== 'thirdTraceId')
      .map((name) => `unknown query parameter ${name}`)
    const [traceId, ...more] = query.getAll('thirdTraceId')
    if (traceId === undefined) return [...faults, 'thirdTraceId is missing']
    if (more.length > 0) faults.push('thirdTraceId is given twice')
    if (!UUID_V4.test(traceId)) faults.push('thirdTraceId is no UUID v4')
    if (this.#traceIds.has(traceId)) faults.push('thirdTraceId was used before')
    this.#traceIds.add(traceId)
    return faults
  }
}

function headerFaults(headers: IncomingHttpHeaders): string[] {
  const faults = UNWANTED_HEADERS.filter((name) => headers[name] !== undefined).map(
    (name) => `unwanted header ${name}`,
  )
  const type = headers['content-type'] ?? 'none'
  if (!/^application\/json\s*(;\s*charset=utf-8)?$/i.test(type)) faults.push(`content type ${type}`)
  return faults
}

function bodyFaults(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return ['the body is no JSON object']
  const { grantType } = body as Record<string, unknown>
  const known = typeof grantType === 'string' ? FIELDS[grantType] : undefined
  if (known === undefined) return ['grantType is missing or unknown']
  return Object.entries(body).flatMap(([name, value]) => {
    if (!known.includes(name)) return [`unknown body field ${name}`]
    return typeof value === 'string' ? [] : [`body field ${name} is no string`]
  })
}
