import type { MappingToken } from '@actions/workflow-parser/templates/tokens/index'
import type { StepReport } from '../runner/step-report.ts'
import { declaredOutputs, onRunner, runAction } from './action-step.ts'
import { asFarAsKnown } from './as-far-as-known.ts'
import { evaluated, evaluatedTexts, holds, textOf } from './expression.ts'
import type { Result, Scope } from './expression.ts'
import { grant } from './permissions.ts'
import type { StandInEnd, StepRun } from './step-run.ts'
import type { RunOfJobs } from './workflow-runner.ts'

/** A job that has run, or was skipped. */
export interface JobRun {
  id: string
  /** Its combination. */
  matrix: Readonly<Record<string, unknown>>
  environment: string | undefined
  /** Its concurrency group. */
  group: string | undefined
  result: Result
  outputs: Record<string, string>
  steps: StepRun[]
}

/** How workflows name this project's action. */
const THIS_ACTION = 'org/fxiaoke-refresh-action@v1'

const JOB_KEYS = ['if', 'needs', 'runs-on', 'timeout-minutes', 'permissions', 'environment', 'concurrency']
const MORE_JOB_KEYS = ['strategy', 'env', 'outputs', 'steps']
const STEP_KEYS = ['id', 'name', 'if', 'uses', 'run', 'with', 'env']

let lastJob = 55_000_000_000

/** Runs the steps of a job, then their post steps the other way round. */
export async function runJob(
  id: string,
  token: MappingToken,
  outside: Scope,
  run: RunOfJobs,
): Promise<JobRun> {
  const job = asFarAsKnown(token, [...JOB_KEYS, ...MORE_JOB_KEYS], `job ${id}`)
  const environment = nameOf(evaluated(job.find('environment'), outside))
  const { group } = (evaluated(job.find('concurrency'), outside) ?? {}) as { group?: string }
  grant(evaluated(job.find('permissions') ?? run.workflow.permissions, outside) ?? {}, run)

  run.sandbox.advance(2_000)
  const known = onRunner((lastJob += 1), id, run.sandbox.now())
  run.known.push(known)
  const progress = new JobInProgress(job, known.id, environment, outside, run)
  for (const step of job.find('steps')?.assertSequence('steps') ?? []) {
    await progress.step(asFarAsKnown(step, STEP_KEYS, `a step of job ${id}`))
  }
  await progress.end()
  known.status = 'completed'
  const { matrix = {} } = outside.contexts
  return { id, matrix, environment, group, ...progress.ended() }
}

/** A job whose `if:` did not hold. */
export function skippedJob(id: string): JobRun {
  const nothing = { matrix: {}, environment: undefined, group: undefined }
  return { id, ...nothing, result: 'skipped', outputs: {}, steps: [] }
}

/** A job between its first step and its last post step. */
class JobInProgress {
  readonly #job: MappingToken
  readonly #id: number
  readonly #run: RunOfJobs
  readonly #contexts: Scope['contexts']
  readonly #env: Record<string, string>
  readonly #masked: string[]
  readonly #steps: StepRun[] = []
  /** The context `steps`. */
  readonly #byId: Record<string, object> = {}
  readonly #posts: (() => void | Promise<void>)[] = []
  readonly #left: (() => Promise<void>)[] = []
  #status: Result = 'success'
  #isShutDown = false

  /** @param environment whose secrets and variables it reads now */
  constructor(
    job: MappingToken,
    id: number,
    environment: string | undefined,
    outside: Scope,
    run: RunOfJobs,
  ) {
    const { caller } = run.trigger
    // A called workflow has no secrets but those that it is given.
    const reads = caller === undefined || caller.secrets === 'inherit'
    const secrets = reads ? run.settings.secrets(environment) : {}
    this.#job = job
    this.#id = id
    this.#run = run
    this.#contexts = { ...outside.contexts, secrets, vars: run.settings.variables(environment) }
    this.#env = evaluatedTexts(job.find('env'), this.#scope())
    this.#masked = Object.values(secrets).filter((value) => value !== null)
  }

  /** Runs a step, or skips it. */
  async step(step: MappingToken): Promise<void> {
    const scope = this.#scope()
    const does = textOf(step.find('uses') ?? step.find('run') ?? step)
    const done: StepRun = { does, outcome: 'skipped', with: {}, env: {}, outputs: possibleOutputs(does) }
    if (!this.#isShutDown && holds(step.find('if'), scope)) {
      done.with = evaluatedTexts(step.find('with'), scope)
      done.env = { ...this.#env, ...evaluatedTexts(step.find('env'), scope) }
      Object.assign(done, await (does === THIS_ACTION ? this.#action(done) : this.#standIn(done, step)))
    }
    if (done.outcome === 'failure') this.#status = 'failure'
    const { outcome, outputs } = done
    const id = step.find('id')
    if (id !== undefined) this.#byId[textOf(id)] = { outcome, conclusion: outcome, outputs }
    this.#steps.push(done)
  }

  /** Runs the post steps. */
  async end(): Promise<void> {
    try {
      for (const post of this.#isShutDown ? [] : this.#posts.toReversed()) await post()
    } finally {
      for (const leave of this.#left) await leave()
    }
  }

  ended(): Pick<JobRun, 'result' | 'outputs' | 'steps'> {
    const outputs = evaluatedTexts(this.#job.find('outputs'), this.#scope())
    // Other jobs do not get what holds a masked value.
    for (const [name, value] of Object.entries(outputs)) {
      if (this.#masked.some((secret) => secret !== '' && value.includes(secret))) outputs[name] = ''
    }
    return { result: this.#status, outputs, steps: this.#steps }
  }

  async #action(step: StepRun): Promise<Partial<StepRun>> {
    const job = { id: this.#id, masked: this.#masked }
    const { main, post, leave, isShutDown } = await runAction(step, job, this.#run)
    this.#masked.push(...main.masks)
    this.#isShutDown = isShutDown
    this.#left.push(leave)
    this.#posts.push(async () => {
      const report: StepReport = await post()
      step.post = report
      if (report.conclusion !== 'success') this.#status = 'failure'
    })
    const outcome = main.conclusion === 'success' ? 'success' : 'failure'
    return { main, outcome, outputs: { ...step.outputs, ...main.outputs } }
  }

  async #standIn(given: StepRun, step: MappingToken): Promise<Partial<StepRun>> {
    const { does } = given
    const { actions, script } = this.#run
    const standIn = step.find('uses') === undefined ? script : actions[does.replace(/@.*$/, '')]
    if (standIn === undefined) throw new Error(`nobody stands in for ${does}`)
    const { outcome, outputs, masks = [], post }: StandInEnd = await standIn(given)
    this.#masked.push(...masks)
    if (post !== undefined) this.#posts.push(post)
    return { outcome, outputs: { ...given.outputs, ...outputs } }
  }

  #scope(): Scope {
    return { contexts: { ...this.#contexts, env: this.#env, steps: this.#byId }, status: this.#status }
  }
}

function nameOf(environment: unknown): string | undefined {
  return typeof environment === 'object'
    ? (environment as { name: string } | null)?.name
    : (environment as string)
}

/** The outputs that a step may be asked for, empty: what the action declares, or what the script can write. */
function possibleOutputs(does: string): Record<string, string> {
  if (does === THIS_ACTION) return declaredOutputs()
  const written = does.matchAll(/\becho "(?<name>[\w-]+)=.*>> "\$GITHUB_OUTPUT"/g)
  return Object.fromEntries([...written].map(({ groups }) => [groups?.['name'] ?? '', '']))
}
