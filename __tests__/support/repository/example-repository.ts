import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Sandbox } from '../../../sandbox/sandbox.ts'
import { Settings } from '../../../sandbox/workflow/settings.ts'
import type { StandIn } from '../../../sandbox/workflow/step-run.ts'
import type { Trigger } from '../../../sandbox/workflow/trigger.ts'
import { runWorkflow } from '../../../sandbox/workflow/workflow-runner.ts'
import type { Surroundings, WorkflowRun } from '../../../sandbox/workflow/workflow-runner.ts'
import { readWorkflow } from '../../../sandbox/workflow/workflow.ts'
import type { Workflow } from '../../../sandbox/workflow/workflow.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** The folder of the examples. */
export const EXAMPLES = join(ROOT, 'examples')

/** The secrets that the action writes: a workflow asks for them before they are there. */
const TOKENS = ['FXIAOKE_REFRESH_TOKEN', 'FXIAOKE_ACCESS_TOKEN']
/** The variables that may be left out. */
const OPTIONAL = ['FXIAOKE_OPEN_USER_ID', 'FXIAOKE_CLOUD_DOMAIN']
const NOTHING: StandIn = () => ({ outcome: 'success' })

/** An example as a user copies it. */
export function example(name: string): Promise<Workflow> {
  return readWorkflow(join(EXAMPLES, name))
}

/** How a repository is set up. */
export interface RepositoryOptions {
  /** Where the first login is kept. Default `fxiaoke`. */
  environment?: string
  /** Whether everything else is kept in the repository, for several environments. Default in that environment. */
  shared?: boolean
}

/** A repository that is set up as the README says, with a live login, for examples to be copied into. */
export class ExampleRepository implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly settings: Settings
  /** Stand-ins for third-party actions. By default they do nothing. */
  readonly actions: Record<string, StandIn> = { 'actions/checkout': NOTHING }

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
    this.settings = new Settings(sandbox.github, sandbox.repository)
  }

  static async open({ environment = 'fxiaoke', shared }: RepositoryOptions = {}): Promise<ExampleRepository> {
    const sandbox = await Sandbox.open({ environment })
    const repository = new ExampleRepository(sandbox)
    const { settings } = repository
    const values: Record<string, string> = {
      FXIAOKE_APP_ID: sandbox.appId,
      FXIAOKE_REDIRECT_URL: sandbox.redirectUrl,
      FXIAOKE_APP_SECRET: sandbox.appSecret,
      SECRETS_TOKEN: sandbox.secretsToken,
    }
    const place = shared === true ? undefined : environment
    settings.setVariables(picked(values, namedInReadme('Variables')), place)
    settings.setSecrets(picked(values, namedInReadme('Secrets')), place)
    settings.mayBeUnset('secrets', TOKENS)
    settings.mayBeUnset('vars', OPTIONAL)
    return repository
  }

  /** Removes the login, as if nobody had authorized yet. */
  forgetLogin(): void {
    for (const name of TOKENS) this.sandbox.github.deleteSecret(this.sandbox.place, name)
  }

  /** Ages the login by that much. */
  age(milliseconds: number): void {
    const { sandbox } = this
    for (const name of TOKENS) sandbox.store(name, sandbox.stored(name) ?? '', sandbox.ago(milliseconds))
  }

  /**
   * Runs a workflow. Its scripts do nothing, unless told otherwise.
   *
   * @throws when a secret can be seen in what any step of this project's action left behind
   */
  async run(
    workflow: Workflow,
    trigger: Trigger,
    special: Partial<Omit<Surroundings, 'sandbox' | 'settings' | 'actions'>> = {},
  ): Promise<WorkflowRun> {
    const { sandbox, settings, actions } = this
    const run = await runWorkflow(workflow, trigger, {
      sandbox,
      settings,
      actions,
      script: NOTHING,
      ...special,
    })
    for (const report of run.reports) sandbox.assertNoLeak(report)
    return run
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.sandbox.close()
  }
}

/** What the README's five-minute guide says to set up. */
function namedInReadme(kind: 'Variables' | 'Secrets'): string[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const [, list = ''] = new RegExp(`^ +- Environment ${kind.toLowerCase()}: (.+)$`, 'm').exec(readme) ?? []
  const names = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '')
  if (names.length === 0) throw new Error(`README.md names no ${kind}`)
  return names
}

function picked(values: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = values[name]
      if (value === undefined) throw new Error(`README.md names ${name}, for which this test has no value`)
      return [name, value]
    }),
  )
}
