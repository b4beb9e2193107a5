import type { Dial, HttpClient } from './transport/http-client.ts'
import type { ProxyLockout } from './transport/proxy-lockout.ts'

/** Time, injected so that tests need not wait. */
export interface Clock {
  /**
   * Milliseconds since the epoch by this machine's clock, which may be wrong. Dates shown to people come from GitHub.
   */
  now(): number
  /** Calls back after that many milliseconds. @returns cancels the callback */
  after(milliseconds: number, callback: () => void): () => void
}

/** Randomness, injected so that tests are reproducible. */
export interface Random {
  /** A UUID v4. */
  uuid(): string
  /** That many bytes. */
  bytes(count: number): Uint8Array
  /** A number in [0, 1). */
  fraction(): number
}

/** A message on the run's page on GitHub. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice'
  title: string
  message: string
}

/** The signals of the process, held from just before the refresh token is spent. */
export interface HeldSignals {
  /** Calls back once, at the first signal; at once when one has already come. */
  onFirst(callback: (signal: string) => void): void
}

/** What the GitHub runner offers an action. */
export interface Runner {
  /** Hides a value in everything that this process and the runner print from now on. */
  mask(value: string): void
  /** Replaces every masked value in a text with `***`. */
  redact(text: string): string
  /** A remote server's words, as they may be quoted; undefined if they would leak a secret. */
  quote(text: string): string | undefined
  /**
   * Saves a value for the post step, even if this process dies right afterwards. @throws when the state file cannot be
   * written
   */
  saveState(name: string, value: string): void
  /** A value saved by the main step's `saveState`; empty if there is none. */
  state(name: string): string
  setOutput(name: string, value: string): void
  /** Appends Markdown to the job summary. */
  addSummary(markdown: string): Promise<void>
  annotate(annotation: Annotation): void
  /** Prints a line of the log, redacted. */
  info(line: string): void
  /** Prints a line that only debug runs show, redacted. */
  debug(line: string): void
  startGroup(title: string): void
  endGroup(): void
  /** Ignores SIGINT, SIGTERM, SIGHUP and SIGBREAK from now on. */
  holdSignals(): HeldSignals
}

/** What GitHub says about the run that this step belongs to. */
export interface RunContext {
  owner: string
  repo: string
  /** The repository's numeric id; unknown on old servers. */
  repositoryId: number | undefined
  /** The id of its owner; unknown on old servers. */
  ownerId: number | undefined
  runId: number
  /** 1 for the first attempt, more for a re-run. */
  runAttempt: number
  runnerName: string
  /** For example `https://github.com`. */
  serverUrl: string
  /** Whether the run was started by hand, on a form with a field for `authorization-code`. */
  takesCode: boolean
  /** The branch or tag of the run, for example `refs/heads/main`; empty when unknown. */
  ref: string
  /** The cron line, if a schedule started the run. */
  schedule: string | undefined
}

/** Everything outside the process, passed in once by main.ts and post.ts; tests pass their own. */
export interface World {
  http: HttpClient
  dial: Dial
  proxyLockout: ProxyLockout
  runner: Runner
  clock: Clock
  random: Random
  context: RunContext
}

/** Whether this is a later attempt of a run, which may be given the first attempt's secrets. */
export function isRerun({ context }: World): boolean {
  return context.runAttempt > 1
}

/** Resolves after that many milliseconds. */
export function sleep(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve)
  })
}
