/** A message on the run's page. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice'
  title: string
  message: string
}

/** The conclusion that GitHub would report for a step. */
export type Conclusion = 'success' | 'failure' | 'cancelled'

/** Everything a step left behind. */
export interface StepReport {
  /** `null` if a signal ended the process, or it could not be started. */
  exitCode: number | null
  signal: NodeJS.Signals | null
  conclusion: Conclusion
  /** As later steps of the same job read them. */
  outputs: Record<string, string>
  /** Outputs that GitHub would not pass to another job, because they contain a masked value. */
  skippedAcrossJobs: string[]
  /** What the post step receives. */
  state: Record<string, string>
  /** Variables written to `GITHUB_ENV` for later steps. */
  exportedEnvironment: Record<string, string>
  /** The log as in GitHub's log file: masked, commands as `##[group]`, `##[error]`, `##[debug]`. */
  log: string
  /** Every byte that the process printed, before masking. */
  rawLog: string
  /** The job summary as uploaded: masked; empty if it was refused for its size. */
  summary: string
  /** The summary file before masking. */
  rawSummary: string
  annotations: Annotation[]
  /** What `::add-mask::` registered, in order. */
  masks: string[]
  durationMs: number
}
