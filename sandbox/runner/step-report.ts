/** A line on the run's page. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice'
  title: string
  message: string
}

/** How GitHub would call the end of a step. */
export type Conclusion = 'success' | 'failure' | 'cancelled'

/** Everything that a step left behind. */
export interface StepReport {
  /** `null` when a signal ended the process, or when it could not be started. */
  exitCode: number | null
  signal: NodeJS.Signals | null
  conclusion: Conclusion
  /** As later steps of the same job read them. */
  outputs: Record<string, string>
  /** Outputs that GitHub would not hand to another job, because they hold a masked value. */
  skippedAcrossJobs: string[]
  /** What the post step receives. */
  state: Record<string, string>
  /** Variables written to `GITHUB_ENV` for later steps. */
  exportedEnvironment: Record<string, string>
  /** The log as its file on GitHub reads: masked, commands as `##[group]`, `##[error]`, `##[debug]`. */
  log: string
  /** Every byte that the process printed, before masking. */
  rawLog: string
  /** The job summary as it is uploaded: masked; empty when it was refused for its size. */
  summary: string
  /** The summary file before masking. */
  rawSummary: string
  annotations: Annotation[]
  /** What `::add-mask::` registered, in order. */
  masks: string[]
  durationMs: number
}
