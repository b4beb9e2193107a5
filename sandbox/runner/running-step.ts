import type { ActionProcess } from './action-process.ts'
import type { StepLog } from './step-log.ts'
import type { StepReport } from './step-report.ts'

/** A step whose process is running. */
export interface RunningStep {
  readonly pid: number
  /** Settles with everything the step left behind, however it ends. */
  readonly done: Promise<StepReport>
  /** Sends a signal to the process. */
  signal(signal: NodeJS.Signals): void
  /** Cancels the step like the runner, and settles when its process is gone. */
  cancel(): Promise<void>
  /** Ends the step like a `timeout-minutes`: with the same signals, but as a failure. */
  timeOut(minutes: number): Promise<void>
  /** Shuts down the whole runner: cancels the step and skips every later one, including its post step. */
  shutDown(): Promise<void>
  /**
   * Settles when a line matches, as printed or as shown; at once if one already has.
   *
   * @throws when the step ends without such a line
   */
  onLog(pattern: RegExp): Promise<void>
}

/** Watches the lines of a step for a pattern. @see RunningStep.onLog */
export function untilLogged(pattern: RegExp, process: ActionProcess, log: StepLog): Promise<void> {
  const matches = (text: string): boolean =>
    new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(text)
  return new Promise((resolve, reject) => {
    const seen = (): boolean => log.lines.some(matches) || process.raw.split('\n').some(matches)
    if (seen()) {
      resolve()
      return
    }
    const stop = log.listen((line) => {
      if (!matches(line) && !log.lines.slice(-1).some(matches)) return
      stop()
      resolve()
    })
    const missed = (): void => {
      stop()
      if (seen()) resolve()
      else
        reject(
          new Error(`the step ended before its log matched ${String(pattern)}:\n${log.lines.join('\n')}`),
        )
    }
    process.ended.then(missed, missed)
  })
}

/** A step whose process the operating system refused to start; its log says why. */
export function notStarted(log: StepLog, durationMs: number): RunningStep {
  const report: StepReport = {
    exitCode: null,
    signal: null,
    conclusion: 'failure',
    outputs: {},
    skippedAcrossJobs: [],
    state: {},
    exportedEnvironment: {},
    log: `${log.lines.join('\n')}\n`,
    rawLog: '',
    summary: '',
    rawSummary: '',
    annotations: log.annotations,
    masks: [],
    durationMs,
  }
  return {
    pid: 0,
    done: Promise.resolve(report),
    signal: () => undefined,
    cancel: () => Promise.resolve(),
    timeOut: () => Promise.resolve(),
    shutDown: () => Promise.resolve(),
    onLog: () => Promise.reject(new Error('the step did not start')),
  }
}
