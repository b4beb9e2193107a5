import type { Dial, HttpClient } from './transport/http-client.ts'
import type { ProxyRefusals } from './transport/proxy-refusals.ts'

/** Time, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch by this machine's clock, which may be wrong: dates shown to people are GitHub's. */
  now(): number
  /** Calls back after that many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, callback: () => void): () => void
}

/** Randomness, so that tests can repeat themselves. */
export interface Random {
  /** A UUID v4. */
  uuid(): string
  /** That many bytes. */
  bytes(count: number): Uint8Array
  /** A number from 0 up to, not including, 1. */
  fraction(): number
}

/** A line on the run's page in GitHub. */
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

/** What the GitHub runner offers to an action. */
export interface Runner {
  /** Hides a value in everything that is printed from now on, by this process and by the runner. */
  mask(value: string): void
  /** Replaces every masked value in a text by `***`. */
  redact(text: string): string
  /** What somebody else's server has said, for a quotation; undefined where it gives a secret away. */
  quote(text: string): string | undefined
  /** Keeps a value for the post step, even if this process dies right after. @throws when the state file cannot be written */
  saveState(name: string, value: string): void
  /** A value that `saveState` of the main step kept; empty when none. */
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

/** What GitHub says of the run that this step belongs to. */
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
  /** Whether somebody started the run by hand, and could enter an `authorization-code`. */
  takesCode: boolean
  /** The branch or tag that it runs on, for example `refs/heads/main`; empty when unknown. */
  ref: string
  /** The cron line that started the run, when it was a schedule. */
  schedule: string | undefined
}

/** Everything outside the process, handed in once by main.ts and post.ts; tests hand in their own. */
export interface World {
  http: HttpClient
  dial: Dial
  proxyRefusals: ProxyRefusals
  runner: Runner
  clock: Clock
  random: Random
  context: RunContext
}

/** Whether this is a further attempt of a run, which may be given the secrets of the first one. */
export function isRerun({ context }: World): boolean {
  return context.runAttempt > 1
}

/** Resolves after that many milliseconds. */
export function sleep(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve)
  })
}
