import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ActionProcess } from './action-process.ts'
import type { ProcessEnd } from './action-process.ts'
import { readActionMetadata } from './action-metadata.ts'
import type { ActionMetadata } from './action-metadata.ts'
import { trim } from './dotnet-text.ts'
import type { JobContext } from './job-context.ts'
import { notStarted, untilLogged } from './running-step.ts'
import type { RunningStep } from './running-step.ts'
import { SecretMasker } from './secret-masker.ts'
import { StepCommands } from './step-commands.ts'
import { contextVariables, machineEnvironment } from './step-environment.ts'
import type { RunnerFolders } from './step-environment.ts'
import { StepFiles } from './step-files.ts'
import { inputVariables, printInputs, SECRET_INPUTS, stepInputs, warnOfInputs } from './step-inputs.ts'
import { StepLog } from './step-log.ts'
import type { Conclusion, StepReport } from './step-report.ts'
import { StepValues } from './step-values.ts'

/** One `uses:` step of a workflow. */
export interface StepOptions {
  with: Record<string, string>
  /** Additional environment variables, as from a workflow's `env:`. Shown in the log. */
  env?: Record<string, string>
  /** Environment variables of the machine that the runner runs on. Not shown. */
  machineEnv?: Record<string, string>
  /** Default this project's action, as another repository names it. */
  uses?: string
  /** The folder of `action.yml`. Default the root of this project. */
  action?: string
  /** Step debug logging. */
  debug?: boolean
  /** The inputs that come from `secrets.*`. Default `SECRET_INPUTS`. */
  secretInputs?: readonly string[]
  /** Cancels the step when a line of its log matches. */
  cancelAfter?: RegExp
  /** The grace period of a cancelled step, relative to the real runner's. Default a twentieth. */
  cancelScale?: number
}

/** One `run:` step of a workflow. */
export interface ScriptOptions extends Pick<StepOptions, 'env' | 'machineEnv' | 'debug' | 'cancelScale'> {
  run: string
  shell?: string
}

/** Which post step, and its inputs. */
export interface PostOptions {
  /** The main step. Default the one started last. */
  of?: RunningStep
  /**
   * The value of `with:` now, if it differs from the main step's: the runner evaluates it anew.
   *
   * @see https://github.com/actions/runner/issues/2800
   */
  with?: Record<string, string>
}

interface StartedStep {
  options: StepOptions
  metadata: ActionMetadata
}

/** One process that the runner runs: a main step, a post step or a script. */
interface Stage {
  /** Undefined: a script. */
  uses?: string
  command: readonly [program: string, ...words: string[]]
  options: Omit<ScriptOptions, 'run' | 'shell'>
  log: StepLog
  inputs: ReadonlyMap<string, string>
  /** The main step's saved state, for the post step. */
  state: Record<string, string>
}

/** Why the runner ended a step early, and its conclusion. */
interface Stopped {
  conclusion: Conclusion
  says: string
}

/** A stage whose process has ended. */
interface EndedStage {
  process: ActionProcess
  log: StepLog
  files: StepFiles
  values: StepValues
  commands: StepCommands
  stopped: Stopped | undefined
  startedAt: number
}

const THIS_ACTION = 'acme/fxiaoke-refresh-action@v1'

const PROJECT = join(import.meta.dirname, '..', '..')

/** The longest environment variable on Windows, where a longer one keeps the process from starting. */
const LONGEST_VARIABLE = 32_767

/** Emulates GitHub's runner for one job, in a temporary folder of its own. */
export class RunnerSandbox implements AsyncDisposable {
  readonly job: JobContext
  readonly #root: string
  readonly #folders: RunnerFolders
  readonly #masker = new SecretMasker()
  readonly #exported: Record<string, string> = {}
  #paths: string[] = []
  readonly #processes = new Set<ActionProcess>()
  readonly #started = new Map<RunningStep, StartedStep>()
  #shutDown = false

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
      workspace: job.workspace ?? folder('crm', 'crm'),
      eventFile: join(folder('_temp', '_github_workflow'), 'event.json'),
    }
    writeFileSync(this.#folders.eventFile, JSON.stringify(job.event ?? {}))
    for (const secret of [job.githubToken, ...(job.secrets ?? [])]) this.#masker.add(trim(secret))
  }

  /** @param job what GitHub says about the job; its secrets are masked from the start */
  static create(job: JobContext): RunnerSandbox {
    return new RunnerSandbox(job)
  }

  /**
   * Starts the main step of an action.
   *
   * @throws when `action.yml` cannot be run as GitHub would run it, and after a shutdown
   */
  start(options: StepOptions): RunningStep {
    this.#checkShutDown()
    const metadata = readActionMetadata(options.action ?? PROJECT)
    for (const name of options.secretInputs ?? SECRET_INPUTS) this.#masker.add(trim(options.with[name] ?? ''))
    const log = new StepLog(this.#masker, options.debug ?? false)
    const inputs = stepInputs(options.with, metadata, this.job)
    warnOfInputs(options.with, metadata, log)
    const { uses = THIS_ACTION } = options
    printInputs(uses, inputs, { ...this.#exported, ...options.env }, log)
    const step = this.#run({
      uses,
      command: commandOf(options, metadata.main),
      state: {},
      inputs,
      options,
      log,
    })
    if (options.cancelAfter !== undefined) {
      step.onLog(options.cancelAfter).then(
        () => step.cancel(),
        () => undefined,
      )
    }
    this.#started.set(step, { options, metadata })
    return step
  }

  /**
   * Starts a script like the runner on Linux and macOS.
   *
   * @throws for a shell other than bash, and after a shutdown
   * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
   */
  startScript(options: ScriptOptions): RunningStep {
    this.#checkShutDown()
    const { run, shell } = options
    if (shell !== undefined && shell !== 'bash') throw new Error(`shell: ${shell} is unknown to the sandbox`)
    const words = shell === undefined ? ['-e'] : ['--noprofile', '--norc', '-e', '-o', 'pipefail']
    const file = join(this.#folders.temp, `${randomUUID()}.sh`)
    writeFileSync(file, run)
    const log = new StepLog(this.#masker, options.debug ?? false)
    return this.#run({ command: ['bash', ...words, file], state: {}, inputs: new Map(), options, log })
  }

  /**
   * Starts the post step of an action, once its main step has ended, however it ended.
   *
   * @throws if there is none, and after a shutdown, which skips it
   */
  async startPost({ of, with: again }: PostOptions = {}): Promise<RunningStep> {
    const step = of ?? [...this.#started.keys()].at(-1)
    const started = step && this.#started.get(step)
    if (step === undefined || started === undefined) throw new Error('no step has been started')
    const { options, metadata } = started
    const { state } = await step.done
    this.#checkShutDown()
    if (metadata.post === undefined) throw new Error('the action has no post step')
    const log = new StepLog(this.#masker, options.debug ?? false)
    log.write('Post job cleanup.')
    const inputs = stepInputs(again ?? options.with, metadata, this.job)
    const { uses = THIS_ACTION } = options
    return this.#run({ uses, command: commandOf(options, metadata.post), state, inputs, options, log })
  }

  /** Runs a post step to its end. @see startPost */
  async post(options?: PostOptions): Promise<StepReport> {
    const step = await this.startPost(options)
    return step.done
  }

  /** Masks a value from now on. */
  mask(value: string): void {
    this.#masker.add(value)
  }

  /** Whether a text contains a masked value, so that GitHub does not pass it to another job. */
  holdsMasked(text: string): boolean {
    return this.#masker.mask(text) !== text
  }

  /** Whether the runner was shut down under a step. @see RunningStep.shutDown */
  get isShutDown(): boolean {
    return this.#shutDown
  }

  /** Kills whatever is still running and removes the folder. */
  async close(): Promise<void> {
    const running = [...this.#processes]
    for (const process of running) process.signal('SIGKILL')
    await Promise.allSettled(running.map((process) => process.ended))
    rmSync(this.#root, { recursive: true, force: true })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** After a shutdown the runner skips every step, post steps too, whatever their condition. */
  #checkShutDown(): void {
    if (this.#shutDown) throw new Error('the runner was shut down: it skips all further steps')
  }

  #run(stage: Stage): RunningStep {
    const { options, log } = stage
    const startedAt = performance.now()
    const [files, values] = [new StepFiles(this.#folders.temp), new StepValues()]
    const env = this.#environment(stage, files)
    const tooLong = Object.keys(stage.state).find(
      (name) => (stage.state[name]?.length ?? 0) > LONGEST_VARIABLE,
    )
    if (tooLong !== undefined) {
      log.annotate('error', `The environment variable name or value is too long: STATE_${tooLong}`)
      return notStarted(log, performance.now() - startedAt)
    }

    const commands = new StepCommands(log, this.#masker, values, env)
    const process = new ActionProcess(stage.command, {
      cwd: this.#folders.workspace,
      env,
      onLine: (line) => {
        commands.printed(line)
      },
    })
    this.#processes.add(process)
    let stopped: Stopped | undefined
    const stop = (as: Stopped): Promise<void> => {
      stopped ??= as
      return process.cancel(options.cancelScale ?? 1 / 20)
    }
    const done = process.ended
      .finally(() => this.#processes.delete(process))
      .then((end) => {
        files.process(values, log)
        return this.#report(end, { process, log, files, values, commands, stopped, startedAt })
      })
    return {
      pid: process.pid,
      done,
      cancel: () => stop({ conclusion: 'cancelled', says: 'The operation was canceled.' }),
      timeOut: (minutes) =>
        stop({
          conclusion: 'failure',
          says: `The action 'Run ${stage.uses ?? ''}' has timed out after ${minutes} minutes.`,
        }),
      shutDown: () => {
        this.#shutDown = true
        return stop({ conclusion: 'cancelled', says: 'The operation was canceled.' })
      },
      onLog: (pattern) => untilLogged(pattern, process, log),
      signal: (signal) => {
        process.signal(signal)
      },
    }
  }

  /** Later entries win: by `env:`, a step can set its own state and inputs, but none of the job's contexts. */
  #environment({ uses, options, inputs, state }: Stage, files: StepFiles): Record<string, string> {
    const given = {
      ...machineEnvironment(this.#folders),
      ...options.machineEnv,
      ...this.#exported,
      ...options.env,
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      ...inputVariables(inputs),
    }
    return {
      ...given,
      PATH: [...this.#paths.toReversed(), given['PATH'] ?? ''].join(delimiter),
      ...contextVariables(this.job, this.#folders, options.debug ?? false, uses),
      ...files.environment,
    }
  }

  #report(end: ProcessEnd, step: EndedStage): StepReport {
    const { files, log, values, commands, stopped } = step
    for (const why of [commands.refused?.message, stopped?.says]) {
      if (why !== undefined) log.annotate('error', why)
    }
    Object.assign(this.#exported, values.variables)
    for (const folder of values.paths) {
      this.#paths = [...this.#paths.filter((known) => known !== folder), folder]
    }
    const succeeded = end.exitCode === 0 && !values.failed && commands.refused === undefined
    const { outputs, state } = values
    return {
      ...end,
      conclusion: stopped?.conclusion ?? (succeeded ? 'success' : 'failure'),
      outputs,
      skippedAcrossJobs: Object.entries(outputs)
        .filter(([, value]) => this.holdsMasked(value))
        .map(([name]) => name),
      state,
      exportedEnvironment: values.variables,
      log: `${log.lines.join('\n')}\n`,
      rawLog: step.process.raw,
      summary: files.summary(this.#masker),
      rawSummary: files.text('GITHUB_STEP_SUMMARY'),
      annotations: log.annotations,
      masks: commands.masks,
      durationMs: performance.now() - step.startedAt,
    }
  }
}

function commandOf({ action }: StepOptions, script: string): Stage['command'] {
  return [process.execPath, join(action ?? PROJECT, script)]
}
