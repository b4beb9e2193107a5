import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { readActionMetadata } from '../runner/action-metadata.ts'
import type { RunnerSandbox } from '../runner/runner-sandbox.ts'
import type { RunningStep } from '../runner/running-step.ts'
import { asFarAsKnown } from './as-far-as-known.ts'
import { inputsOf, readCompositeAction } from './composite-action.ts'
import type { CompositeAction } from './composite-action.ts'
import { evaluated, evaluatedText, evaluatedTexts, holds, textOf, worst } from './expression.ts'
import type { Result, Scope } from './expression.ts'
import { actionOf, declaredOutputs } from './job-runner.ts'
import type { FoundAction } from './job-runner.ts'
import { asGitHubTakesIt } from './known-context.ts'
import type { StepRun } from './step-run.ts'
import type { RunOfJobs } from './workflow-runner.ts'

/** What all steps of a job share, including those inside composite actions. */
export interface JobOfSteps {
  run: RunOfJobs
  runner: RunnerSandbox
  /** The post steps in the order of their main steps, which the runner reverses. */
  posts: (() => Promise<Result>)[]
}

/** Where steps are: in a job, or in a composite action. */
export interface Whereabouts {
  /** For errors. */
  name: string
  /** Except `env` and `steps`. */
  contexts: Scope['contexts']
  env: Readonly<Record<string, string>>
  /** Whether an outer `continue-on-error` covers failures in here. */
  isForgiven?: boolean
  /** The scope in which the runner re-evaluates `with:` for post steps in here. Default this one. */
  scopeOfPosts?: () => Scope
}

const KEYS = ['id', 'name', 'if', 'uses', 'with', 'run', 'shell', 'env']
const MORE_KEYS = ['continue-on-error', 'timeout-minutes']

/** The steps of a job, or of a composite action in it. */
export class StepSequence {
  readonly steps: StepRun[] = []
  readonly #job: JobOfSteps
  readonly #here: Whereabouts
  /** The context `steps`. */
  readonly #byId: Record<string, object> = {}
  #status: Result = 'success'

  constructor(job: JobOfSteps, here: Whereabouts) {
    this.#job = job
    this.#here = here
  }

  /** What an expression sees after the steps so far. */
  scope(): Scope {
    const { contexts, env } = this.#here
    return { contexts: { ...contexts, env, steps: this.#byId }, status: this.#status }
  }

  /** Runs steps one after the other, or skips them. */
  async run(tokens: Iterable<TemplateToken>): Promise<void> {
    const where = `a step of ${this.#here.name}`
    for (const token of tokens) await this.#step(asFarAsKnown(token, [...KEYS, ...MORE_KEYS], where))
  }

  async #step(step: MappingToken): Promise<void> {
    const scope = this.scope()
    const uses = step.find('uses')
    const does = textOf(uses ?? step.find('run') ?? step)
    const action = uses && actionOf(does, this.#job.run)
    const outputs = action === undefined ? writtenOutputs(does) : declaredOutputs(action.folder)
    const done: StepRun = { does, outcome: 'skipped', conclusion: 'skipped', with: {}, env: {}, outputs }
    this.steps.push(done)
    if (!this.#job.runner.isShutDown && holds(step.find('if'), scope)) {
      done.with = evaluatedTexts(step.find('with'), scope)
      done.env = { ...this.#here.env, ...evaluatedTexts(step.find('env'), scope) }
      const isForgiven = evaluated(step.find('continue-on-error'), scope) === true
      const end = await this.#perform(action, done, step, isForgiven || this.#here.isForgiven === true)
      Object.assign(done, end, { outputs: { ...outputs, ...end.outputs } })
      done.conclusion = concluded(done.outcome, isForgiven)
    }
    if (done.conclusion !== 'skipped') this.#status = worst([this.#status, done.conclusion])
    const id = step.find('id')
    const { outcome, conclusion } = done
    if (id !== undefined) this.#byId[textOf(id)] = { outcome, conclusion, outputs: done.outputs }
  }

  async #perform(
    action: FoundAction | undefined,
    given: StepRun,
    step: MappingToken,
    isForgiven: boolean,
  ): Promise<Partial<StepRun>> {
    const composite = action && readCompositeAction(action.folder)
    const minutes = evaluated(step.find('timeout-minutes'), this.scope()) as number | undefined
    if (action !== undefined && composite === undefined) {
      const running = this.#start(action, given, step, isForgiven)
      return this.#ended(running, given, minutes)
    }
    if (minutes !== undefined) throw new Error(`timeout-minutes of ${given.does} is unknown to the sandbox`)
    return composite === undefined
      ? this.#standIn(given, step)
      : this.#composite(composite, given, step, isForgiven)
  }

  #start(action: FoundAction, given: StepRun, step: MappingToken, isForgiven: boolean): RunningStep {
    const { runner, posts } = this.#job
    const { folder, machineEnv = {} } = action
    const { env } = given
    const running = runner.start({
      uses: given.does,
      action: folder,
      with: action.given(given.with),
      env,
      machineEnv,
      secretInputs: [],
    })
    if (readActionMetadata(folder).post === undefined) return running
    posts.push(async () => {
      const again = evaluatedTexts(step.find('with'), this.#here.scopeOfPosts?.() ?? this.scope())
      given.post = await runner.post({ of: running, with: action.given(again) })
      return concluded(given.post.conclusion, isForgiven)
    })
    return running
  }

  async #ended(running: RunningStep, given: StepRun, minutes: number | undefined): Promise<Partial<StepRun>> {
    const { whileRunning, untilTimeOut } = this.#job.run
    if (minutes !== undefined) {
      if (untilTimeOut === undefined) throw new Error(`nobody says when the time of ${given.does} is over`)
      await Promise.race([running.done, untilTimeOut(running).then(() => running.timeOut(minutes))])
    }
    const [main] = await Promise.all([running.done, whileRunning?.(running)])
    return { main, outcome: main.conclusion, outputs: main.outputs }
  }

  /**
   * Runs the steps of a composite action. Its post steps belong to the outermost composite action, and see only that
   * one's inputs, because a local action nested in another registers there.
   *
   * @see PrepareActionsAsync in ActionManager.cs and RunAsync in CompositeActionHandler.cs of actions/runner
   */
  async #composite(
    action: CompositeAction,
    given: StepRun,
    step: MappingToken,
    isForgiven: boolean,
  ): Promise<Partial<StepRun>> {
    const { job } = this.#job.runner
    const { github = {} } = this.#here.contexts
    const inside: StepSequence = new StepSequence(this.#job, {
      name: given.does,
      contexts: { github, inputs: inputsOf(action, given.with, job) },
      env: given.env,
      isForgiven,
      scopeOfPosts:
        this.#here.scopeOfPosts ??
        (() => {
          const { contexts, status } = inside.scope()
          const inputs = inputsOf(action, evaluatedTexts(step.find('with'), this.scope()), job)
          return { contexts: { ...contexts, inputs: asGitHubTakesIt(inputs) }, status }
        }),
    })
    await inside.run(action.steps)
    const scope = inside.scope()
    const outputs = [...action.outputs].map(([name, value]) => [name, evaluatedText(value, scope)] as const)
    return { steps: inside.steps, outcome: scope.status, outputs: Object.fromEntries(outputs) }
  }

  async #standIn(given: StepRun, step: MappingToken): Promise<Partial<StepRun>> {
    const { runner, posts, run } = this.#job
    const standIn = step.find('uses') === undefined ? run.script : run.actions[given.does.replace(/@.*$/, '')]
    if (standIn === undefined) throw new Error(`nobody stands in for ${given.does}`)
    const shell = step.find('shell')
    if (shell !== undefined) given.shell = textOf(shell)
    const { outcome, outputs, masks = [], post } = await standIn(given, runner)
    for (const mask of masks) runner.mask(mask)
    if (post !== undefined) {
      posts.push(() => {
        post()
        return Promise.resolve('success')
      })
    }
    return { outcome, ...(outputs && { outputs }) }
  }
}

/** `continue-on-error` excuses a failure, not a cancellation. */
function concluded(outcome: Result, isForgiven: boolean): Result {
  return outcome === 'failure' && isForgiven ? 'success' : outcome
}

/** The outputs that a script may write, all empty. */
function writtenOutputs(script: string): Record<string, string> {
  const written = script.matchAll(/\becho "(?<name>[\w-]+)=.*>> "\$GITHUB_OUTPUT"/g)
  return Object.fromEntries([...written].map(({ groups }) => [groups?.['name'] ?? '', '']))
}
