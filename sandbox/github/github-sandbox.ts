import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { answerUnder, Faults } from '../fault.ts'
import type { Answer } from '../fault.ts'
import { RequestLog } from '../recorded-request.ts'
import type { RecordedRequest } from '../recorded-request.ts'
import { deny } from './access.ts'
import type { Denial, GitHubToken, Need } from './access.ts'
import { OpenApi } from './openapi.ts'
import type { DescriptionName, MatchedOperation } from './openapi.ts'
import { SecretPlace } from './secret-place.ts'
import type { KeptSecret, Visibility } from './secret-place.ts'

/**
 * A place as the REST API writes it, names not encoded: `repos/acme/crm/actions`,
 * `repos/acme/crm/environments/prod eu`, `orgs/acme/actions`, `repos/acme/crm/dependabot`, `repos/acme/crm/codespaces`.
 */
export type PlaceRef = string

/** A repository of the sandbox. */
export interface SandboxRepository {
  fullName: string
  id?: number
  visibility?: 'public' | 'private' | 'internal'
  pushedAt?: Date
  environments?: string[]
}

/** A job of a run. */
export interface SandboxJob {
  id: number
  startedAt: Date
  status?: string
  runnerName?: string
  name?: string
}

/** A workflow run. */
export interface SandboxRun {
  repository: string
  id: number
  createdAt: Date
  attempt?: number
  runStartedAt?: Date
  jobs?: SandboxJob[]
}

/** How to start the sandbox. */
export interface GitHubSandboxOptions {
  log?: RequestLog
  /** GitHub's time. Default this machine's. */
  clock?: () => Date
  basePath?: '' | '/api/v3'
  description?: DescriptionName
  host?: string
  port?: number
  tls?: { key: string; cert: string }
}

/** GitHub takes no longer value. */
const LONGEST_VALUE = 48 * 1024

const DOES_NOT_OPEN = 'Bad request - validation failed due to an improperly encrypted secret'

/** What a request comes to. A body of `undefined` is none. */
interface Outcome {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

/** GitHub's REST API on loopback, as far as secrets, runs and repositories go, held against GitHub's own description. */
export class GitHubSandbox {
  readonly faults = new Faults()
  readonly log: RequestLog
  readonly violations: string[] = []
  /** Whether bytes that no key opens are accepted, as GitHub has done; the value is then empty. */
  acceptUnopenable = false
  /** Another message of the 422 for bytes that no key opens. */
  rejectProbeWith: string | undefined
  readonly #options: GitHubSandboxOptions
  readonly #api: OpenApi
  readonly #server: http.Server
  readonly #repositories = new Map<string, Required<SandboxRepository>>()
  readonly #organizations = new Set<string>()
  readonly #tokens = new Map<string, GitHubToken>()
  readonly #runs: SandboxRun[] = []
  readonly #places = new Map<string, SecretPlace>()
  #requestsLeft = 5000

  private constructor(options: GitHubSandboxOptions) {
    this.#options = options
    this.log = options.log ?? new RequestLog()
    this.#api = OpenApi.load(options.description ?? 'api.github.com')
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#serve(request, response)
    }
    const base = ['GET /repos/o/r', 'GET /repos/o/r/actions/runs/1', 'GET /repos/o/r/actions/jobs/1']
    const secrets = [
      'GET /repos/o/r/actions/secrets/public-key',
      'GET /repos/o/r/actions/secrets/S',
      'PUT /repos/o/r/actions/secrets/S',
    ]
    for (const line of [...base, ...secrets]) {
      const [method = '', path = ''] = line.split(' ')
      this.#api.warm(method, path)
    }
    this.#server = options.tls ? https.createServer(options.tls, listener) : http.createServer(listener)
  }

  /** Starts listening. */
  static async start(options: GitHubSandboxOptions = {}): Promise<GitHubSandbox> {
    const sandbox = new GitHubSandbox(options)
    await new Promise<void>((resolve) =>
      sandbox.#server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve),
    )
    return sandbox
  }

  /** The base URL of the REST API. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    const host = this.#options.host ?? '127.0.0.1'
    return `${this.#options.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}${this.#options.basePath ?? ''}`
  }

  addRepository(repository: SandboxRepository): void {
    const id = repository.id ?? 1000 + this.#repositories.size
    const defaults = { visibility: 'private' as const, pushedAt: this.#now(), environments: [] }
    this.#repositories.set(repository.fullName.toLowerCase(), { ...defaults, id, ...repository })
  }

  addOrganization(login: string): void {
    this.#organizations.add(login.toLowerCase())
  }

  addToken(token: GitHubToken): void {
    this.#tokens.set(token.token, token)
  }

  addRun(run: SandboxRun): void {
    this.#runs.push(run)
  }

  putSecret(
    ref: PlaceRef,
    name: string,
    value: string,
    meta: {
      createdAt?: Date
      updatedAt?: Date
      visibility?: Visibility
      selectedRepositoryIds?: number[]
    } = {},
  ): void {
    const updatedAt = meta.updatedAt ?? this.#now()
    const visibility = ref.startsWith('orgs/') ? { visibility: 'private' as const } : {}
    this.#place(ref).set({ ...visibility, name, value, createdAt: updatedAt, ...meta, updatedAt })
  }

  /** A stored secret with its value, which the real GitHub shows nobody. */
  secret(ref: PlaceRef, name: string): KeptSecret | undefined {
    return this.#place(ref).get(name)
  }

  secretNames(ref: PlaceRef): string[] {
    return this.#place(ref)
      .all()
      .map(({ name }) => name)
  }

  deleteSecret(ref: PlaceRef, name: string): void {
    this.#place(ref).delete(name)
  }

  /** Opens a box sealed to any key that the place ever had. @throws when none opens it */
  open(ref: PlaceRef, sealed: string): string {
    return this.#place(ref).openEver(sealed)
  }

  rotateKey(ref: PlaceRef): void {
    this.#place(ref).rotateKey()
  }

  /** Stops the server. @throws when a request or an answer did not fit GitHub's description */
  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    if (this.violations.length > 0)
      throw new Error(`not as GitHub describes it:\n${this.violations.join('\n')}`)
  }

  #now(): Date {
    return this.#options.clock?.() ?? new Date()
  }

  #place(ref: PlaceRef): SecretPlace {
    const key = ref.toLowerCase()
    const place = this.#places.get(key) ?? new SecretPlace()
    this.#places.set(key, place)
    return place
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    const { method = 'GET', url = '/', headers } = request
    const recorded: RecordedRequest = {
      party: 'github',
      method,
      path: url,
      status: 'pending',
      headers,
      body: undefined,
      at: performance.now(),
    }
    this.log.all.push(recorded)
    const behaviour = this.faults.take(method, url)
    if (behaviour?.kind !== 'reset') recorded.body = parse(await read(request))
    const record = (status: RecordedRequest['status']): void => {
      recorded.status = status
    }
    await answerUnder(behaviour, response, () => this.#answer(recorded), record)
  }

  #answer(request: RecordedRequest): Answer {
    const token = this.#tokens.get(
      /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '',
    )
    const { status, body, headers } = this.#process(request, token)
    this.#requestsLeft -= 1
    return {
      status,
      body: body === undefined ? '' : JSON.stringify(body),
      headers: {
        date: this.#now().toUTCString(),
        'x-github-request-id': randomUUID().slice(0, 18).toUpperCase(),
        'x-ratelimit-limit': '5000',
        'x-ratelimit-remaining': String(this.#requestsLeft),
        'x-ratelimit-reset': String(Math.floor(this.#now().getTime() / 1000) + 3600),
        'x-ratelimit-resource': 'core',
        ...(status !== 204 && { 'content-type': 'application/json; charset=utf-8' }),
        ...(token?.expiresHeader !== undefined && {
          'github-authentication-token-expiration': token.expiresHeader,
        }),
        ...headers,
      },
    }
  }

  #process(request: RecordedRequest, token: GitHubToken | undefined): Outcome {
    const url = new URL(request.path, 'http://github')
    const base = this.#options.basePath ?? ''
    if (request.headers['user-agent'] === undefined)
      return { status: 403, body: failure(403, 'Request forbidden by administrative rules.') }
    const matched = url.pathname.startsWith(base)
      ? this.#api.match(request.method, url.pathname.slice(base.length))
      : undefined
    const what = `${request.method} ${request.path}`
    if (!matched) return this.#violation(what, ['there is no such route'])
    const problems = this.#api.requestProblems(matched, url.searchParams, request.body)
    if (request.body !== undefined && !(request.headers['content-type'] ?? '').startsWith('application/json'))
      problems.push('the content type is not application/json')
    if (problems.length > 0) return this.#violation(what, problems)

    const outcome = this.#handle(matched, url.searchParams, request, token)
    const wrong = this.#api.answerProblems(matched, outcome.status, outcome.body)
    return wrong.length > 0 ? this.#violation(`the sandbox's answer to ${what}`, wrong) : outcome
  }

  #violation(what: string, problems: string[]): Outcome {
    this.violations.push(...problems.map((problem) => `${what}: ${problem}`))
    return { status: 500, body: failure(500, 'not as GitHub describes it') }
  }

  #handle(
    matched: MatchedOperation,
    query: URLSearchParams,
    request: RecordedRequest,
    token: GitHubToken | undefined,
  ): Outcome {
    const { template, parameters } = matched
    const repository =
      parameters['owner'] && `${parameters['owner']}/${parameters['repo'] ?? ''}`.toLowerCase()
    const need = needOf(template, request.method, repository)
    const denial = deny(token, need)
    if (denial) return denied(denial)
    const known =
      repository === undefined || repository === '' ? undefined : this.#repositories.get(repository)
    if (repository && !known) return notFound()

    const { org, environment_name: environment, secret_name: name } = parameters
    if (org !== undefined && !this.#organizations.has(org.toLowerCase())) return notFound()
    if (environment !== undefined && !known?.environments.some((one) => same(one, environment)))
      return notFound()
    if (template.includes('/secrets')) {
      const place = this.#place(placeRef(template, parameters))
      if (template.endsWith('/public-key')) return { status: 200, body: place.publicKey }
      if (template.endsWith('/repositories')) return this.#selected(place.get(name ?? ''), query, matched)
      return this.#secretRoute(request.method, place, name, request.body, query)
    }
    if (template === '/repos/{owner}/{repo}' && known)
      return { status: 200, body: this.#repository(known, matched) }
    return this.#runRoute(matched, parameters)
  }

  #secretRoute(
    method: string,
    place: SecretPlace,
    name: string | undefined,
    body: unknown,
    query: URLSearchParams,
  ): Outcome {
    if (name === undefined) {
      const all = place.all().map((one) => this.#metadata(one))
      return {
        status: 200,
        body: { total_count: all.length, secrets: all.slice(0, Number(query.get('per_page') ?? 30)) },
      }
    }
    if (method === 'PUT') return this.#write(place, name, body as WriteBody)
    const secret = place.get(name)
    if (!secret) return notFound()
    if (method === 'DELETE') {
      place.delete(name)
      return { status: 204 }
    }
    return { status: 200, body: this.#metadata(secret) }
  }

  #write(place: SecretPlace, name: string, body: WriteBody): Outcome {
    if (!/^[a-z_][a-z0-9_]*$/i.test(name) || /^github_/i.test(name))
      return invalid(
        'Secret names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_).',
      )
    const opened = place.openForNow(body.encrypted_value, body.key_id)
    if (opened === undefined && !this.acceptUnopenable) return invalid(this.rejectProbeWith ?? DOES_NOT_OPEN)
    const value = opened ?? ''
    if (Buffer.byteLength(value) > LONGEST_VALUE) return invalid('Secret value is too large. Max is 48 KB.')
    const before = place.get(name)
    const now = this.#now()
    place.set({
      name,
      value,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      ...(body.visibility && { visibility: body.visibility }),
      ...(body.visibility === 'selected' && { selectedRepositoryIds: body.selected_repository_ids ?? [] }),
    })
    return before ? { status: 204 } : { status: 201, body: {} }
  }

  #metadata(secret: KeptSecret): object {
    const times = { created_at: toSecond(secret.createdAt), updated_at: toSecond(secret.updatedAt) }
    if (!secret.visibility) return { name: secret.name, ...times }
    const selected = `${this.url}/orgs/acme/actions/secrets/${secret.name}/repositories`
    return {
      name: secret.name,
      ...times,
      visibility: secret.visibility,
      ...(secret.visibility === 'selected' && { selected_repositories_url: selected }),
    }
  }

  #selected(secret: KeptSecret | undefined, query: URLSearchParams, matched: MatchedOperation): Outcome {
    if (!secret) return notFound()
    const ids = secret.selectedRepositoryIds ?? []
    const size = Math.min(Number(query.get('per_page') ?? 30), 100)
    const page = Number(query.get('page') ?? 1)
    const { repositories = [] } = this.#api.example(matched) as { repositories?: object[] }
    const shown = ids.slice((page - 1) * size, page * size).map((id) => ({ ...repositories[0], id }))
    return { status: 200, body: { total_count: ids.length, repositories: shown } }
  }

  #repository(repository: Required<SandboxRepository>, matched: MatchedOperation): object {
    return {
      ...this.#api.example(matched),
      // GitHub's example lacks what its own schema requires.
      language: 'TypeScript',
      source: undefined,
      parent: undefined,
      template_repository: undefined,
      id: repository.id,
      full_name: repository.fullName,
      visibility: repository.visibility,
      private: repository.visibility !== 'public',
      pushed_at: toSecond(repository.pushedAt),
    }
  }

  #runRoute(matched: MatchedOperation, parameters: Record<string, string>): Outcome {
    const { template } = matched
    const repository = `${parameters['owner'] ?? ''}/${parameters['repo'] ?? ''}`
    const runs = this.#runs.filter((run) => same(run.repository, repository))
    const jobId = parameters['job_id']
    if (jobId !== undefined) {
      const run = runs.find(({ jobs }) => jobs?.some(({ id }) => String(id) === jobId))
      const job = run?.jobs?.find(({ id }) => String(id) === jobId)
      return run && job ? { status: 200, body: jobBody(this.#api.example(matched), run, job) } : notFound()
    }
    const run = runs.findLast(({ id }) => String(id) === parameters['run_id'])
    if (!run) return notFound()
    if (template.endsWith('/jobs')) {
      const example = this.#api.example(matched) as { jobs?: object[] }
      const jobs = (run.jobs ?? []).map((job) => jobBody({ ...example.jobs?.[0] }, run, job))
      return { status: 200, body: { total_count: jobs.length, jobs } }
    }
    const body = {
      ...this.#api.example(matched),
      id: run.id,
      run_attempt: run.attempt ?? 1,
      created_at: toSecond(run.createdAt),
      run_started_at: toSecond(run.runStartedAt ?? run.createdAt),
    }
    return { status: 200, body }
  }
}

interface WriteBody {
  encrypted_value: string
  key_id: string
  visibility?: Visibility
  selected_repository_ids?: number[]
}

/** The permission that a route needs. */
function needOf(template: string, method: string, repository: string | undefined): Need {
  const level = method === 'GET' ? 'read' : 'write'
  const where = repository ? { repository } : {}
  if (template.startsWith('/orgs/')) return { permission: 'organization_secrets', level, ...where }
  if (template.includes('/environments/')) return { permission: 'environments', level, ...where }
  if (template.includes('/dependabot/')) return { permission: 'dependabot_secrets', level, ...where }
  if (template.includes('/codespaces/')) return { permission: 'codespaces_secrets', level, ...where }
  if (template.includes('/actions/secrets')) return { permission: 'secrets', level, ...where }
  if (template.includes('/actions/')) return { permission: 'actions', level, ...where }
  return { permission: 'metadata', level, ...where }
}

function placeRef(template: string, parameters: Record<string, string>): PlaceRef {
  if (parameters['org'] !== undefined) return `orgs/${parameters['org']}/actions`
  const repository = `repos/${parameters['owner'] ?? ''}/${parameters['repo'] ?? ''}`
  if (parameters['environment_name'] !== undefined)
    return `${repository}/environments/${parameters['environment_name']}`
  return `${repository}/${/\/(actions|dependabot|codespaces)\/secrets/.exec(template)?.[1] ?? ''}`
}

function jobBody(example: object, run: SandboxRun, job: SandboxJob): object {
  return {
    ...example,
    id: job.id,
    run_id: run.id,
    run_attempt: run.attempt ?? 1,
    status: job.status ?? 'in_progress',
    conclusion: null,
    completed_at: null,
    started_at: toSecond(job.startedAt),
    runner_name: job.runnerName ?? 'GitHub Actions 7',
    name: job.name ?? 'rotate',
  }
}

function toSecond(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function failure(status: number, message: string): object {
  return { message, documentation_url: 'https://docs.github.com/rest', status: String(status) }
}

function denied({ status, message, headers = {} }: Denial): Outcome {
  return { status, body: failure(status, message), headers }
}

function notFound(): Outcome {
  return { status: 404, body: failure(404, 'Not Found') }
}

function invalid(message: string): Outcome {
  return { status: 422, body: failure(422, message) }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
