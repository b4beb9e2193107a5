import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { answerUnder, Faults } from '../fault.ts'
import { RequestLog } from '../recorded-request.ts'
import type { RecordedRequest } from '../recorded-request.ts'
import type { GitHubToken } from './access.ts'
import { ApiDescription } from './api-description.ts'
import type { DescriptionName } from './api-description.ts'
import type { Policy } from './call.ts'
import { GitHubState } from './github-state.ts'
import type {
  Environment,
  EnvironmentRules,
  PlaceRef,
  SandboxRepository,
  SandboxRun,
} from './github-state.ts'
import type { Kept, Visibility } from './places.ts'
import { RestApi } from './rest-api.ts'

export type { GitHubToken, Permission } from './access.ts'
export type { DescriptionName } from './api-description.ts'
export type { PlaceRef, SandboxJob, SandboxRepository, SandboxRun } from './github-state.ts'
export type { Kept, Visibility } from './places.ts'

/** Where and how the emulated GitHub listens. */
export interface GitHubSandboxOptions {
  /** Shared between servers, to see the order of requests across them. */
  log?: RequestLog
  /** GitHub's time. Default this machine's. */
  clock?: () => Date
  /** `/api/v3` on GitHub Enterprise Server. Default none. */
  basePath?: '' | '/api/v3'
  /** Which of GitHub's API descriptions applies. Default `api.github.com`. */
  description?: DescriptionName
  /** Default `127.0.0.1`. */
  host?: string
  /** Default a free one. */
  port?: number
  tls?: { key: string; cert: string }
}

/** What a stored secret or variable has in addition to its value. */
export interface KeptMeta {
  createdAt?: Date
  updatedAt?: Date
  visibility?: Visibility
  selectedRepositoryIds?: number[]
}

/**
 * Emulates the parts of GitHub's REST API for secrets, variables, environments, runs and repositories, and checks
 * everything against GitHub's own description.
 */
export class GitHubSandbox implements Policy {
  /** Where the REST API begins, for example `http://127.0.0.1:34567/api/v3`. */
  readonly url: string
  readonly faults = new Faults()
  readonly log: RequestLog
  /** Requests, and the sandbox's own answers, that break GitHub's description. */
  readonly violations: string[] = []
  acceptUnopenable = false
  rejectProbeWith: string | undefined
  readLagMs = 0

  readonly #server: Server
  readonly #clock: () => Date
  readonly #state = new GitHubState()
  readonly #api: RestApi

  private constructor(server: Server, origin: string, options: GitHubSandboxOptions) {
    const { basePath = '', clock = () => new Date(), description = 'api.github.com', log } = options
    this.#server = server
    this.#clock = clock
    this.url = origin + basePath
    this.log = log ?? new RequestLog()
    this.#api = new RestApi({
      description,
      basePath,
      origin,
      clock,
      state: this.#state,
      policy: this,
      violated: (sentence) => this.violations.push(sentence),
    })
  }

  /** Starts a GitHub that knows no repository and no token yet. */
  static async start(options: GitHubSandboxOptions = {}): Promise<GitHubSandbox> {
    const { host = '127.0.0.1', port = 0, tls } = options
    // Load it now, so that no request has to wait for it.
    ApiDescription.load(options.description ?? 'api.github.com')
    const server = tls === undefined ? createServer() : createTlsServer(tls)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve)
    })
    const { port: bound } = server.address() as AddressInfo
    const shown = host.includes(':') ? `[${host}]` : host
    const origin = `${tls === undefined ? 'http' : 'https'}://${shown}:${bound}`
    const sandbox = new GitHubSandbox(server, origin, options)
    server.on('request', (request, response) => {
      sandbox.#serve(request, response).catch((error: unknown) => {
        sandbox.violations.push(`the sandbox itself failed: ${String(error)}`)
        response.destroy()
      })
    })
    return sandbox
  }

  addRepository(repository: SandboxRepository): void {
    this.#state.addRepository(repository, this.#clock())
  }

  /** Adds an organization. Owners of repositories that are not added here are users. */
  addOrganization(login: string): void {
    this.#state.addOrganization(login)
  }

  /** Adds or replaces a token. */
  addToken(token: GitHubToken): void {
    this.#state.addToken(token)
  }

  /** Adds a run, or a later attempt of one. */
  addRun(run: SandboxRun): void {
    this.#state.addRun(run)
  }

  /** Stores a value as a person would, on GitHub's pages. */
  putSecret(place: PlaceRef, name: string, value: string, meta: KeptMeta = {}): void {
    const kept = this.#kept(place, name, value, meta)
    this.#state.place(place).set(kept, kept.updatedAt)
  }

  /** Stores a variable as a person would, on GitHub's pages. */
  putVariable(place: PlaceRef, name: string, value: string, meta: KeptMeta = {}): void {
    const kept = this.#kept(place, name, value, meta)
    this.#state.variables(place).set(kept, kept.updatedAt)
  }

  /** A stored variable, regardless of replication lag. */
  variable(place: PlaceRef, name: string): Kept | undefined {
    return this.#state.variables(place).get(name)
  }

  variables(place: PlaceRef): Kept[] {
    return this.#state.variables(place).all()
  }

  /** The variables of a repository's owner that the repository may read. */
  organizationVariables(fullName: string): Kept[] {
    const [owner = ''] = fullName.split('/')
    const repository = this.#state.repository(fullName)
    const mayRead = ({ visibility, selectedRepositoryIds = [] }: Kept): boolean =>
      visibility === 'all' ||
      (visibility === 'private' && repository?.visibility !== 'public') ||
      selectedRepositoryIds.includes(repository?.id ?? -1)
    return this.variables(`orgs/${owner}/actions`).filter(mayRead)
  }

  deleteVariable(place: PlaceRef, name: string): void {
    this.#state.variables(place).delete(name, this.#clock())
  }

  /** Creates an environment of a repository, or replaces its rules. */
  putEnvironment(fullName: string, name: string, rules: Partial<EnvironmentRules> = {}): void {
    this.#state.putEnvironment(fullName, name, rules, this.#clock())
  }

  /** An environment of a repository, with its rules. */
  environment(fullName: string, name: string): Environment | undefined {
    return this.#state.environment(this.#state.repository(fullName), name)
  }

  /** A stored secret with its value, which the real GitHub never reveals. */
  secret(place: PlaceRef, name: string): Kept | undefined {
    return this.#state.place(place).get(name)
  }

  secretNames(place: PlaceRef): string[] {
    return this.#state
      .place(place)
      .all()
      .map(({ name }) => name)
  }

  deleteSecret(place: PlaceRef, name: string): void {
    this.#state.place(place).delete(name, this.#clock())
  }

  /** Opens a box sealed to any key that the place ever had. @throws if none opens it */
  open(place: PlaceRef, sealedBase64: string): string {
    return Buffer.from(this.#state.place(place).openWithAnyKey(sealedBase64)).toString('utf8')
  }

  /** Gives a place a new key pair; what is sealed to the old one is refused from now on. */
  rotateKey(place: PlaceRef): void {
    this.#state.place(place).rotateKey()
  }

  /**
   * Closes all connections.
   *
   * @throws when there are violations
   */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
    if (this.violations.length > 0)
      throw new Error(`not as GitHub describes it:\n${this.violations.join('\n')}`)
  }

  #kept(place: PlaceRef, name: string, value: string, meta: KeptMeta): Kept {
    const updatedAt = meta.updatedAt ?? this.#clock()
    const visibility = place.startsWith('orgs/') ? { visibility: 'private' as const } : {}
    return { ...visibility, name, value, createdAt: updatedAt, ...meta, updatedAt }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    const { method = '', url: path = '', headers } = request
    const recorded: RecordedRequest = {
      party: 'github',
      method,
      path,
      status: 'pending',
      headers,
      body: undefined,
      at: performance.now(),
    }
    this.log.all.push(recorded)
    const behaviour = this.faults.take(method, path)
    if (behaviour?.kind !== 'reset') {
      const sent = await text(request).catch(() => undefined)
      // A client that disconnected mid-request has asked for nothing.
      if (sent === undefined) return
      recorded.body = parsed(sent)
    }
    // On injected answers too: clients read GitHub's time from any answer.
    response.setHeader('date', this.#clock().toUTCString())
    await answerUnder(
      behaviour,
      response,
      () => this.#api.answer(recorded),
      (status) => {
        recorded.status = status
      },
    )
  }
}

function parsed(body: string): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}
