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
  /** Shared with other servers, to see the order of requests across them. */
  log?: RequestLog
  /** GitHub's time. Default this machine's. */
  clock?: () => Date
  /** `/api/v3` on GitHub Enterprise Server. Default none. */
  basePath?: '' | '/api/v3'
  /** Which of GitHub's descriptions holds. Default `api.github.com`. */
  description?: DescriptionName
  /** Default `127.0.0.1`. */
  host?: string
  /** Default a free one. */
  port?: number
  tls?: { key: string; cert: string }
}

/** What a stored secret or variable has besides its value. */
export interface KeptMeta {
  createdAt?: Date
  updatedAt?: Date
  visibility?: Visibility
  selectedRepositoryIds?: number[]
}

/** GitHub's REST API on loopback, as far as secrets, variables, environments, runs and repositories go, held against GitHub's own description. */
export class GitHubSandbox implements Policy {
  /** Where the REST API begins, for example `http://127.0.0.1:34567/api/v3`. */
  readonly url: string
  readonly faults = new Faults()
  readonly log: RequestLog
  /** Requests that do not fit GitHub's description, and own answers that do not. */
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
    // Now, so that no request has to wait for it.
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

  /** Owners of repositories are organizations only if they were added here. */
  addOrganization(login: string): void {
    this.#state.addOrganization(login)
  }

  /** Adds a token, or replaces what is known of it. */
  addToken(token: GitHubToken): void {
    this.#state.addToken(token)
  }

  /** Adds a run, or a further attempt of one. */
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

  /** A stored variable, however far reads lag behind. */
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

  /** A stored secret with its value, which the real GitHub shows nobody. */
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

  /** Opens a box that was sealed to any key that the place ever had. @throws when none opens it */
  open(place: PlaceRef, sealedBase64: string): string {
    return Buffer.from(this.#state.place(place).openWithAnyKey(sealedBase64)).toString('utf8')
  }

  /** Gives a place another key pair: what is sealed to the earlier one is refused from now on. */
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
      // A client that went away before it had said everything has asked for nothing.
      if (sent === undefined) return
      recorded.body = parsed(sent)
    }
    // Also for answers that the fault makes up: a client tells GitHub's time by any answer.
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
