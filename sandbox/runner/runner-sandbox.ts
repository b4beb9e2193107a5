import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ActionProcess } from './action-process.ts'
import type { ProcessEnd } from './action-process.ts'
import { readActionMetadata } from './action-metadata.ts'
import type { ActionMetadata } from './action-metadata.ts'
import type { JobContext } from './job-context.ts'
import { notStarted, untilLogged } from './running-step.ts'
import type { RunningStep } from './running-step.ts'
import { SecretMasker } from './secret-masker.ts'
import { stepEnvironment } from './step-environment.ts'
import type { RunnerFolders } from './step-environment.ts'
import { StepFiles } from './step-files.ts'
import { inputVariables, printInputs, SECRET_INPUTS, stepInputs, warnOfInputs } from './step-inputs.ts'
import { StepLog } from './step-log.ts'
import type { Conclusion, StepReport } from './step-report.ts'

/** One `uses:` step of a workflow. */
export interface StepOptions {
  with: Record<string, string>
  /** More environment variables, as a workflow's `env:` gives them. Shown in the log. */
  env?: Record<string, string>
  /** Environment variables of the machine that the runner runs on. Not shown. */
  machineEnv?: Record<string, string>
  /** The folder of `action.yml`. Default the root of this project. */
  action?: string
  /** Step debug logging. */
  debug?: boolean
  /** The inputs that come from `secrets.*`. Default `SECRET_INPUTS`. */
  secretInputs?: readonly string[]
  /** Cancels the step when a line of its log matches. */
  cancelAfter?: RegExp
  /** How long a cancelled step is given, compared to the real runner. Default a twentieth. */
  cancelScale?: number
}

interface StartedStep {
  options: StepOptions
  metadata: ActionMetadata
  done: Promise<StepReport>
}

const PROJECT = join(import.meta.dirname, '..', '..')

/** What one environment variable may hold on Windows, where a longer one keeps the process from starting. */
const LONGEST_VARIABLE = 32_767

/** Emulates GitHub's runner for one job, in a temporary folder of its own. */
export class RunnerSandbox implements AsyncDisposable {
  readonly job: JobContext
  readonly #root: string
  readonly #folders: RunnerFolders
  readonly #masker = new SecretMasker()
  readonly #exported: Record<string, string> = {}
  readonly #paths: string[] = []
  readonly #processes = new Set<ActionProcess>()
  #last: StartedStep | undefined

  private constructor(job: JobContext) {
    this.job = job
    this.#root = mkdtempSync(join(tmpdir(), 'runner-'))
    const folder = (...path: string[]): string => {
      const made = join(this.#root, ...path)
      mkdirSync(made, { recursive: true })
      return made
    }
    this.#folders = {
      home: folder('home'),
      temp: folder('_temp'),
      tools: folder('_tool'),
      workspace: folder('crm', 'crm'),
      eventFile: join(folder('_temp', '_github_workflow'), 'event.json'),
    }
    writeFileSync(this.#folders.eventFile, JSON.stringify(job.event ?? {}))
    for (const secret of [job.githubToken, ...(job.secrets ?? [])]) this.#masker.add(secret)
  }

  /** @param job what GitHub says of the job; its secrets are masked from the start */
  static create(job: JobContext): RunnerSandbox {
    return new RunnerSandbox(job)
  }

  /**
   * Starts the main step of an action.
   *
   * @throws when `action.yml` cannot be run as GitHub would run it
   */
  start(options: StepOptions): RunningStep {
    const metadata = readActionMetadata(options.action ?? PROJECT)
    for (const name of options.secretInputs ?? SECRET_INPUTS)
      this.#masker.add(options.with[name]?.trim() ?? '')
    const log = new StepLog(this.#masker, options.debug ?? false)
    const inputs = stepInputs(options.with, metadata, this.job)
    warnOfInputs(options.with, metadata, log)
    printInputs(inputs, { ...this.#exported, ...options.env }, log)
    const step = this.#run(metadata.main, {}, { options, metadata, log })
    if (options.cancelAfter !== undefined) {
      step.onLog(options.cancelAfter).then(
        () => step.cancel(),
        () => undefined,
      )
    }
    this.#last = { options, metadata, done: step.done }
    return step
  }

  /**
   * Starts the post step of the action that was started last, once its main step has ended, however it ended.
   *
   * @throws when there is none
   */
  async startPost(): Promise<RunningStep> {
    if (this.#last === undefined) throw new Error('no step has been started')
    const { options, metadata, done } = this.#last
    const { state } = await done
    if (metadata.post === undefined) throw new Error('the action has no post step')
    const log = new StepLog(this.#masker, options.debug ?? false)
    log.write('Post job cleanup.')
    const variables = Object.fromEntries(
      Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]),
    )
    return this.#run(metadata.post, variables, { options, metadata, log })
  }

  /** Runs the post step to its end. @see startPost */
  async post(): Promise<StepReport> {
    const step = await this.startPost()
    return step.done
  }

  /** Kills what still runs and removes the folder. */
  async close(): Promise<void> {
    const running = [...this.#processes]
    for (const process of running) process.signal('SIGKILL')
    await Promise.allSettled(running.map((process) => process.ended))
    rmSync(this.#root, { recursive: true, force: true })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #run(
    script: string,
    state: Record<string, string>,
    step: { options: StepOptions; metadata: ActionMetadata; log: StepLog },
  ): RunningStep {
    const { options, metadata, log } = step
    const startedAt = performance.now()
    const files = new StepFiles(this.#folders.temp)
    const env = this.#environment(options, metadata, { ...state, ...files.environment })
    const tooLong = Object.keys(state).find((name) => (state[name]?.length ?? 0) > LONGEST_VARIABLE)
    if (tooLong !== undefined) {
      log.annotate('error', `The environment variable name or value is too long: ${tooLong}`)
      return notStarted(log, performance.now() - startedAt)
    }

    const process = new ActionProcess(join(options.action ?? PROJECT, script), {
      cwd: this.#folders.workspace,
      env,
      onLine: (line) => {
        log.printed(line)
      },
    })
    this.#processes.add(process)
    let cancelled = false
    const cancel = (): Promise<void> => {
      cancelled = true
      return process.cancel(options.cancelScale ?? 1 / 20)
    }
    const onLog = (pattern: RegExp): Promise<void> => untilLogged(pattern, process, log)
    const done = process.ended
      .finally(() => this.#processes.delete(process))
      .then((end) => this.#report(end, { process, log, files, cancelled, startedAt }))
    return {
      pid: process.pid,
      done,
      cancel,
      onLog,
      signal: (signal) => {
        process.signal(signal)
      },
    }
  }

  #environment(
    options: StepOptions,
    metadata: ActionMetadata,
    own: Record<string, string>,
  ): Record<string, string> {
    const base = {
      ...stepEnvironment(this.job, this.#folders, options.debug ?? false),
      ...options.machineEnv,
    }
    const path = [...this.#paths.toReversed(), base['PATH'] ?? ''].join(delimiter)
    const inputs = inputVariables(stepInputs(options.with, metadata, this.job))
    return { ...base, PATH: path, ...this.#exported, ...options.env, ...inputs, ...own }
  }

  #report(
    end: ProcessEnd,
    step: { process: ActionProcess; log: StepLog; files: StepFiles; cancelled: boolean; startedAt: number },
  ): StepReport {
    const { files, log } = step
    const outputs = files.values('GITHUB_OUTPUT', log)
    const state = files.values('GITHUB_STATE', log)
    const exported = files.values('GITHUB_ENV', log)
    const summary = files.summary(this.#masker, log)
    Object.assign(this.#exported, exported.values)
    this.#paths.push(...files.text('GITHUB_PATH').split(/\r?\n/).filter(Boolean))
    const whole = outputs.whole && state.whole && exported.whole
    return {
      ...end,
      conclusion: conclude(end.exitCode === 0 && whole, step.cancelled),
      outputs: outputs.values,
      skippedAcrossJobs: Object.entries(outputs.values)
        .filter(([, value]) => this.#masker.mask(value) !== value)
        .map(([name]) => name),
      state: state.values,
      exportedEnvironment: exported.values,
      log: `${log.lines.join('\n')}\n`,
      rawLog: step.process.raw,
      summary,
      rawSummary: files.text('GITHUB_STEP_SUMMARY'),
      annotations: log.annotations,
      masks: log.masks,
      durationMs: performance.now() - step.startedAt,
    }
  }
}

function conclude(succeeded: boolean, cancelled: boolean): Conclusion {
  if (cancelled) return 'cancelled'
  return succeeded ? 'success' : 'failure'
}
