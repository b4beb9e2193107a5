import type { History } from './history.ts'
import { noise } from './noise.ts'
import { openBox, PUBLIC_KEYS } from './sealed-boxes.ts'
import { START } from './timeline.ts'
import type { Timeline } from './timeline.ts'

/** The repository, and the organization that owns it. */
export const OWNER = 'acme'
export const REPO = 'crm'
export const REPOSITORY_ID = 1001
export const OWNER_ID = 1002
export const ENVIRONMENT = 'prod'
export const ELSEWHERE = 'north'

/** What a secret held at some point. */
export interface Version {
  /** When it was written, in milliseconds since the epoch. */
  at: number
  /** Undefined: GitHub could not open the sealed box, or the secret was deleted. */
  value: string | undefined
  deleted: boolean
  createdAt: number
  /** Who wrote it. */
  by: string
  /** Of an organization secret. */
  visibility: string | undefined
}

/** An answer. */
export interface GitHubResponse {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** A write of a secret that GitHub carried out. */
export interface Write {
  place: string
  name: string
  value: string | undefined
  /** What the secret held before. */
  before: Version | undefined
  keyId: string
  status: number
  visibility: string | undefined
}

/** What GitHub knows about a run and its job. */
export interface RunFacts {
  id: number
  jobId: number
  createdAt: number
  startedAt: number
}

class SecretPlace {
  readonly secrets = new Map<string, Version[]>()
  /** Everything a variable ever held, oldest first. */
  readonly variables = new Map<string, { at: number; value: string | undefined }[]>()
  /** Which key pair was current from when on. */
  keys: { index: number; since: number }[]

  constructor(first: number) {
    this.keys = [{ index: first % PUBLIC_KEYS.length, since: 0 }]
  }
}

/** The parts of GitHub's REST API that the action uses, which remembers every secret at every time. */
export class SimulatedGitHub {
  readonly runs = new Map<number, RunFacts>()
  readonly #history: History
  readonly #timeline: Timeline
  readonly #places = new Map<string, SecretPlace>()
  #reads = 0

  constructor(history: History, timeline: Timeline) {
    this.#history = history
    this.#timeline = timeline
  }

  /** Everything a secret ever held, oldest first. */
  versions(place: string, name: string): readonly Version[] {
    return this.#place(place).secrets.get(name.toUpperCase()) ?? []
  }

  /** What a secret holds now, or held then. */
  current(place: string, name: string, at = this.#timeline.now): Version | undefined {
    const version = this.versions(place, name).findLast((one) => one.at <= at)
    return version?.deleted === true ? undefined : version
  }

  /** Writes a secret, bypassing the API. */
  write(
    place: string,
    name: string,
    value: string | undefined,
    by: string,
    { deleted = false, visibility }: { deleted?: boolean; visibility?: string } = {},
  ): void {
    const versions = this.#place(place).secrets.get(name.toUpperCase()) ?? []
    const { now } = this.#timeline
    const before = this.current(place, name)
    const createdAt = before?.createdAt ?? now
    const kept = visibility ?? before?.visibility ?? (place.startsWith('orgs/') ? 'private' : undefined)
    versions.push({ at: now, value, deleted, createdAt, by, visibility: kept })
    this.#place(place).secrets.set(name.toUpperCase(), versions)
  }

  /** Changes the key of a place. */
  changeKey(place: string): void {
    const { keys } = this.#place(place)
    const last = keys.at(-1)
    keys.push({ index: ((last?.index ?? 0) + 1) % PUBLIC_KEYS.length, since: this.#timeline.now })
  }

  /** The id of a place's current key. */
  keyId(place: string): string {
    return keyId(this.#place(place).keys.at(-1)?.index ?? 0)
  }

  /**
   * Carries out one request.
   *
   * @param wrote called if the request wrote a secret
   * @returns undefined for routes that this GitHub does not have
   */
  handle(
    method: string,
    path: string,
    body: Record<string, unknown>,
    by: string,
    wrote: (write: Write) => void,
  ): GitHubResponse | undefined {
    const [, placePath, rest] = PLACE.exec(path) ?? []
    if (placePath !== undefined && rest !== undefined)
      return this.#handleSecret(method, normalPlace(placePath), rest, body, by, wrote)
    const [, variablePlace, variable = ''] = VARIABLE.exec(path) ?? []
    if (variablePlace !== undefined)
      return this.#handleVariable(method, normalPlace(variablePlace), variable, body)
    if (method !== 'GET') return undefined
    return this.#handleFacts(path)
  }

  #handleFacts(path: string): GitHubResponse | undefined {
    if (path === `/repos/${OWNER}/${REPO}`)
      return found({ id: REPOSITORY_ID, visibility: 'private', private: true, pushed_at: iso(START) })
    const [, environment] = /^\/repos\/[^/]+\/[^/]+\/environments\/([^/]+)$/.exec(path) ?? []
    if (environment !== undefined) return found({ id: 77, name: environment, protection_rules: [] })
    const [, kind, id] = /\/actions\/(runs|jobs)\/(\d+)(?:\/jobs)?$/.exec(path) ?? []
    const facts = [...this.runs.values()].find((one) => (kind === 'runs' ? one.id : one.jobId) === Number(id))
    if (kind === undefined) return undefined
    if (!facts) return notFound()
    const job = {
      id: facts.jobId,
      status: 'in_progress',
      runner_name: 'runner-1',
      started_at: iso(facts.startedAt),
    }
    if (path.endsWith('/jobs')) return found({ total_count: 1, jobs: [job] })
    return found(
      kind === 'runs'
        ? { id: facts.id, created_at: iso(facts.createdAt), run_started_at: iso(facts.createdAt) }
        : job,
    )
  }

  #handleSecret(
    method: string,
    place: string,
    rest: string,
    body: Record<string, unknown>,
    by: string,
    wrote: (write: Write) => void,
  ): GitHubResponse | undefined {
    if (method === 'GET' && rest === 'public-key') {
      const at = this.#timeline.now - this.#lag()
      const key = this.#place(place).keys.findLast(({ since }) => since <= at)
      const bytes = PUBLIC_KEYS[key?.index ?? 0]
      if (!key || !bytes) return undefined
      return found({ key_id: keyId(key.index), key: Buffer.from(bytes).toString('base64') })
    }
    if (method === 'GET' && rest.endsWith('/repositories'))
      return found({ total_count: 1, repositories: [{ id: REPOSITORY_ID }] })
    if (method === 'GET') {
      const version = this.current(place, rest, this.#timeline.now - this.#lag())
      if (!version) return notFound()
      const visibility = place.startsWith('orgs/') ? { visibility: version.visibility } : {}
      return found({
        name: rest.toUpperCase(),
        created_at: iso(version.createdAt),
        updated_at: iso(version.at),
        ...visibility,
      })
    }
    const before = this.current(place, rest)
    if (method === 'DELETE') {
      if (!before) return notFound()
      this.write(place, rest, undefined, by, { deleted: true })
      return { status: 204, body: '' }
    }
    if (method !== 'PUT') return undefined
    const sealedTo = String(body['key_id'])
    const box = openBox(String(body['encrypted_value']))
    const value = box && keyId(box.key) === sealedTo && this.#opens(place, sealedTo) ? box.value : undefined
    if (value === undefined && !this.#history.lenient)
      return {
        status: 422,
        body: { message: 'Bad request - validation failed due to an improperly encrypted secret' },
      }
    const status = before ? 204 : 201
    const visibility = typeof body['visibility'] === 'string' ? body['visibility'] : undefined
    this.write(place, rest, value, by, visibility === undefined ? {} : { visibility })
    wrote({ place, name: rest.toUpperCase(), value, before, keyId: sealedTo, status, visibility })
    return { status, body: status === 201 ? {} : '' }
  }

  #opens(place: string, sealedTo: string): boolean {
    const known = this.#history.keepsKeys ? this.#place(place).keys : this.#place(place).keys.slice(-1)
    return known.some(({ index }) => keyId(index) === sealedTo)
  }

  #handleVariable(
    method: string,
    place: string,
    name: string,
    body: Record<string, unknown>,
  ): GitHubResponse | undefined {
    const { variables } = this.#place(place)
    const { now } = this.#timeline
    const key = (name || String(body['name'])).toUpperCase()
    const versions = variables.get(key) ?? []
    const write = (status: number): GitHubResponse => {
      this.writeVariable(place, key, String(body['value']))
      return { status, body: status === 201 ? {} : '' }
    }
    const isThere = versions.at(-1)?.value !== undefined
    if (method === 'POST' && name === '')
      return isThere
        ? { status: 409, body: { message: 'Already exists - Variable already exists' } }
        : write(201)
    if (method === 'PATCH') return isThere ? write(204) : notFound()
    if (method !== 'GET') return undefined
    const value = this.variable(place, key, now - this.#lag())
    return value === undefined
      ? notFound()
      : found({ name: key, value, created_at: iso(now), updated_at: iso(now) })
  }

  deleteVariable(place: string, name: string): void {
    this.writeVariable(place, name, undefined)
  }

  /** Writes a variable, bypassing the API; undefined deletes it. */
  writeVariable(place: string, name: string, value: string | undefined): void {
    const { variables } = this.#place(place)
    variables.set(name, [...(variables.get(name) ?? []), { at: this.#timeline.now, value }])
  }

  get now(): number {
    return this.#timeline.now
  }

  /** What a variable holds now, or held then. */
  variable(place: string, name: string, at = this.#timeline.now): string | undefined {
    return this.#place(place)
      .variables.get(name)
      ?.findLast((one) => one.at <= at)?.value
  }

  /** The replication lag of a read, drawn at random. */
  #lag(): number {
    const { lag, seed } = this.#history
    this.#reads += 1
    return noise(seed, 'lags', this.#reads) < 0.5 ? 0 : lag * noise(seed, 'lag', this.#reads)
  }

  #place(path: string): SecretPlace {
    const place = this.#places.get(path) ?? new SecretPlace(this.#places.size)
    this.#places.set(path, place)
    return place
  }
}

const PLACE =
  /^\/((?:repos\/[^/]+\/[^/]+\/environments\/[^/]+|repos\/[^/]+\/[^/]+\/(?:actions|dependabot|codespaces)|orgs\/[^/]+\/actions))\/secrets\/(.+)$/

const VARIABLE =
  /^\/((?:repos\/[^/]+\/[^/]+\/environments\/[^/]+|repos\/[^/]+\/[^/]+\/actions|orgs\/[^/]+\/actions))\/variables(?:\/([^/]+))?$/

function normalPlace(path: string): string {
  return decodeURIComponent(path).toLowerCase()
}

function keyId(index: number): string {
  return `56825016724254974${index}`
}

/** To the second, in GitHub's format. */
export function iso(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}

function found(body: unknown): GitHubResponse {
  return { status: 200, body }
}

function notFound(): GitHubResponse {
  return { status: 404, body: { message: 'Not Found' } }
}
