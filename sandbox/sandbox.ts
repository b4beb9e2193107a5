import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { FxiaokeSandbox } from './fxiaoke/fxiaoke-sandbox.ts'
import type { FxiaokeOptions } from './fxiaoke/fxiaoke-sandbox.ts'
import { GitHubSandbox } from './github/github-sandbox.ts'
import { RequestLog } from './recorded-request.ts'
import { assertNoLeak } from './runner/leak-check.ts'
import { RunnerSandbox } from './runner/runner-sandbox.ts'
import type { StepOptions } from './runner/runner-sandbox.ts'
import type { RunningStep } from './runner/running-step.ts'
import type { StepReport } from './runner/step-report.ts'
import { SILENCE_ENV } from './silence.ts'

/** Where the secrets live, and how the servers behave. */
export interface SandboxOptions {
  /** Default `acme/crm`. */
  repository?: string
  visibility?: 'public' | 'private' | 'internal'
  /** How many days ago the repository was last pushed to. Default 2. */
  pushedDaysAgo?: number
  /** When `secrets-token` expires, verbatim from GitHub's header `github-authentication-token-expiration`. */
  secretsTokenExpires?: string
  /** Keep the secrets in this environment of the repository. */
  environment?: string
  /** Keep the secrets in the organization that owns the repository. */
  organization?: boolean
  github?: Omit<NonNullable<Parameters<typeof GitHubSandbox.start>[0]>, 'log' | 'clock'>
  fxiaoke?: Omit<FxiaokeOptions, 'log' | 'clock'>
  /** Set by tests that provoke violations; otherwise closing throws on them. */
  expectViolations?: boolean
}

/** How one run of the workflow differs from the default. */
export interface RunOptions extends Omit<StepOptions, 'with'> {
  /** Default a new run. */
  runId?: number
  attempt?: number
  /** Default `schedule`. */
  eventName?: string
  /** Default a weekly schedule. */
  event?: unknown
  /** When the run was queued. Default now. */
  createdAt?: Date
  /** When its job started. Default now. */
  startedAt?: Date
  /** The job's id as known to the runner; empty for an old runner. Default the job's. */
  jobId?: string
  runnerName?: string
  serverUrl?: string
  /** Whether time is simulated for the action. Default true. */
  leap?: boolean
}

const DAY = 24 * 3_600_000
const WEEKLY = { schedule: '17 3 * * 1' }
const LEAPING_CLOCK = pathToFileURL(join(import.meta.dirname, 'leaping-clock.mjs')).href
const FIRST_RUN = 19_400_000_001
const FIRST_JOB = 54_000_000_001
const RUNNER_NAME = 'GitHub Actions 7'

/** Everything wired up for the common case: a repository whose two secrets hold a live Fxiaoke login. */
export class Sandbox implements AsyncDisposable {
  readonly repository: string
  /** The place of the secrets, as in REST paths. */
  readonly place: string
  readonly repositoryId = 4242
  readonly appId = 'FSAID_1319CC5'
  readonly appSecret = '5f6a3c90d2e14b7c8e01a2b3c4d5e6f7'
  readonly redirectUrl = 'https://crm.acme.example/fxiaoke/callback'
  /** Fine-grained, with exactly the permissions that the place needs. */
  readonly secretsToken = 'github_pat_11AAAAAAA0sandboxSandboxSandbox_writesTheSecrets'
  /** `GITHUB_TOKEN` of a workflow with `actions: read`. */
  readonly workflowToken = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'
  readonly log: RequestLog
  readonly github: GitHubSandbox
  readonly fxiaoke: FxiaokeSandbox
  /** The initial login, stored three days before the first run. */
  readonly refreshToken: string
  readonly accessToken: string

  readonly #options: SandboxOptions
  readonly #clock: SandboxClock
  readonly #runners: RunnerSandbox[] = []
  #runs = 0

  private constructor(
    options: SandboxOptions,
    parts: { log: RequestLog; clock: SandboxClock; github: GitHubSandbox; fxiaoke: FxiaokeSandbox },
  ) {
    this.#options = options
    this.#clock = parts.clock
    this.log = parts.log
    this.github = parts.github
    this.fxiaoke = parts.fxiaoke
    this.repository = options.repository ?? 'acme/crm'
    this.place = placeOf(this.repository, options)
    this.#populateGitHub()
    this.fxiaoke.addApp({ appId: this.appId, appSecret: this.appSecret, redirectUrl: this.redirectUrl })
    const login = this.fxiaoke.issue(this.appId)
    this.refreshToken = login.refreshToken
    this.accessToken = login.accessToken
    this.store('FXIAOKE_REFRESH_TOKEN', login.refreshToken, this.ago(3 * DAY))
    this.store('FXIAOKE_ACCESS_TOKEN', login.accessToken, this.ago(3 * DAY))
  }

  /** Starts both servers. Close the sandbox, or declare it with `await using`. */
  static async open(options: SandboxOptions = {}): Promise<Sandbox> {
    const log = new RequestLog()
    const clock = new SandboxClock()
    const shared = { log, clock: () => clock.now() }
    const github = await GitHubSandbox.start({ ...options.github, ...shared })
    const fxiaoke = await FxiaokeSandbox.start({ ...options.fxiaoke, ...shared })
    return new Sandbox(options, { log, clock, github, fxiaoke })
  }

  /** The time on both servers. */
  now(): Date {
    return this.#clock.now()
  }

  /** That long before now. */
  ago(milliseconds: number): Date {
    return new Date(this.now().getTime() - milliseconds)
  }

  /** Lets time pass for both servers. */
  advance(milliseconds: number): void {
    this.#clock.advance(milliseconds)
  }

  /** Stores a value in the place of the secrets, as a person would. */
  store(name: string, value: string, updatedAt: Date = this.now()): void {
    const visibility = { visibility: 'selected' as const, selectedRepositoryIds: [this.repositoryId] }
    this.github.putSecret(this.place, name, value, {
      createdAt: this.ago(400 * DAY),
      updatedAt,
      ...(this.#options.organization === true ? visibility : {}),
    })
  }

  /** The currently stored value. */
  stored(name = 'FXIAOKE_REFRESH_TOKEN'): string | undefined {
    return this.github.secret(this.place, name)?.value
  }

  /** A complete `with:` for the common case. The refresh token is the stored one, as a run queued now reads it. */
  inputs(overrides: Record<string, string> = {}): Record<string, string> {
    const { environment, organization } = this.#options
    return {
      'app-id': this.appId,
      'app-secret': this.appSecret,
      'refresh-token': this.stored() ?? '',
      'secrets-token': this.secretsToken,
      'cloud-domain': this.fxiaoke.url,
      'github-api-url': this.github.url,
      ...(environment === undefined ? {} : { environment }),
      ...(organization === true ? { organization: 'true' } : {}),
      ...overrides,
    }
  }

  /** Starts the main step of a run of the workflow. */
  start(
    overrides?: Record<string, string>,
    options: RunOptions = {},
  ): { step: RunningStep; runner: RunnerSandbox } {
    const {
      runId,
      attempt,
      eventName,
      event,
      createdAt,
      startedAt,
      jobId,
      runnerName,
      serverUrl,
      leap,
      ...step
    } = options
    // GitHub's timestamps are whole seconds: what an earlier run stored must not look as new as this run.
    if (this.#runs > 0) this.advance(2_000)
    const inputs = this.inputs(overrides)
    const id = runId ?? FIRST_RUN + this.#runs
    const job = FIRST_JOB + this.#runs
    this.#runs += 1
    const runner = RunnerSandbox.create({
      repository: this.repository,
      repositoryId: this.repositoryId,
      runId: id,
      runAttempt: attempt ?? 1,
      eventName: eventName ?? 'schedule',
      event: event ?? WEEKLY,
      apiUrl: this.github.url,
      githubToken: this.workflowToken,
      jobId: jobId ?? String(job),
      runnerName: runnerName ?? RUNNER_NAME,
      secrets: this.github.secretNames(this.place).map((name) => this.stored(name) ?? ''),
      ...(serverUrl === undefined ? {} : { serverUrl }),
    })
    this.#runners.push(runner)
    this.github.addRun({
      repository: this.repository,
      id,
      createdAt: createdAt ?? this.now(),
      attempt: attempt ?? 1,
      runStartedAt: this.now(),
      jobs: [
        {
          id: job,
          name: 'rotate',
          startedAt: startedAt ?? this.now(),
          status: 'in_progress',
          runnerName: runnerName ?? RUNNER_NAME,
        },
      ],
    })
    const machineEnv = leap === false ? { ...step.machineEnv } : leaping(step.machineEnv)
    return { runner, step: runner.start({ ...step, machineEnv, with: inputs }) }
  }

  /** Runs the main step to completion. */
  run(overrides?: Record<string, string>, options?: RunOptions): Promise<StepReport> {
    return this.start(overrides, options).step.done
  }

  /** Runs the main step to completion, then the post step. */
  async runAndPost(
    overrides?: Record<string, string>,
    options?: RunOptions,
  ): Promise<{ main: StepReport; post: StepReport }> {
    const { step, runner } = this.start(overrides, options)
    const main = await step.done
    return { main, post: await runner.post() }
  }

  /** Everything that must not leak, by label. */
  secrets(): Record<string, string> {
    const labels: Record<string, string> = {
      'the app secret': this.appSecret,
      'secrets-token': this.secretsToken,
      "the workflow's token": this.workflowToken,
      'the first refresh token': this.refreshToken,
      'the first access token': this.accessToken,
    }
    const known = new Set(Object.values(labels))
    const later = this.fxiaoke.everyToken().filter((token) => !known.has(token))
    return { ...labels, ...Object.fromEntries(later.map((token, index) => [`token ${index + 1}`, token])) }
  }

  /** @throws if any of `secrets()` appears in what a step left behind, or in any request's URL */
  assertNoLeak(report: StepReport): void {
    assertNoLeak(report, this.secrets(), this.log)
  }

  /** Violations of either server's rules so far. */
  get violations(): string[] {
    return [...this.github.violations, ...this.fxiaoke.violations]
  }

  /**
   * Ends every process and both servers.
   *
   * @throws if either server saw unexpected violations
   */
  async close(): Promise<void> {
    for (const runner of this.#runners) await runner.close()
    const closed = await Promise.allSettled([this.github.close(), this.fxiaoke.close()])
    if (this.#options.expectViolations === true) return
    const reasons = closed.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))
    if (reasons.length > 0) throw new Error(reasons.join('\n'))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #populateGitHub(): void {
    const { environment, organization, visibility, pushedDaysAgo, secretsTokenExpires } = this.#options
    const [owner = ''] = this.repository.split('/')
    this.github.addOrganization(owner)
    this.github.addRepository({
      fullName: this.repository,
      id: this.repositoryId,
      visibility: visibility ?? 'private',
      pushedAt: this.ago((pushedDaysAgo ?? 2) * DAY),
      environments: environment === undefined ? [] : [environment],
    })
    this.github.addToken({
      token: this.secretsToken,
      kind: 'fine-grained',
      ...(secretsTokenExpires === undefined ? {} : { expiresHeader: secretsTokenExpires }),
      repositories: [this.repository],
      permissions: {
        metadata: 'read',
        ...(environment === undefined ? {} : { environments: 'write' }),
        ...(organization === true
          ? { organization_secrets: 'write', organization_actions_variables: 'write', secrets: 'read' }
          : {}),
        ...(environment === undefined && organization !== true
          ? { secrets: 'write', actions_variables: 'write' }
          : {}),
      },
    })
    this.github.addToken({
      token: this.workflowToken,
      kind: 'workflow',
      repositories: [this.repository],
      permissions: { actions: 'read', metadata: 'read' },
    })
  }
}

/** Time that passes only when a test advances it, however slow the machine is. */
class SandboxClock {
  #now = Date.now()

  now(): Date {
    return new Date(this.#now)
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
  }
}

function placeOf(repository: string, { environment, organization }: SandboxOptions): string {
  if (organization === true) return `orgs/${repository.split('/', 1).join('')}/actions`
  return environment === undefined
    ? `repos/${repository}/actions`
    : `repos/${repository}/environments/${environment}`
}

function leaping(machineEnv: Record<string, string> = {}): Record<string, string> {
  const given = machineEnv['NODE_OPTIONS']
  const preload = `--import=${LEAPING_CLOCK}`
  return {
    ...machineEnv,
    ...SILENCE_ENV,
    NODE_OPTIONS: given === undefined ? preload : `${given} ${preload}`,
  }
}
