import { expect } from '@jest/globals'
import { happened, scheduled } from '../../../sandbox/workflow/trigger.ts'
import type { Trigger } from '../../../sandbox/workflow/trigger.ts'
import type { WorkflowRun } from '../../../sandbox/workflow/workflow-runner.ts'
import type { Workflow } from '../../../sandbox/workflow/workflow.ts'
import { example, ExampleRepository } from '../repository/example-repository.ts'
import { WatchdogMachine } from './watchdog-machine.ts'
import type { GhWorld } from './watchdog-machine.ts'

const DAY = 24 * 3_600_000
const WEBHOOKS = { feishu: 'FEISHU_WEBHOOK', wecom: 'WECOM_WEBHOOK', dingtalk: 'DINGTALK_WEBHOOK' }
type Chat = keyof typeof WEBHOOKS
const SIGNING_SECRETS = { feishu: 'FEISHU_SIGNING_SECRET', dingtalk: 'DINGTALK_SIGNING_SECRET' }

/** The group chats, in the order in which they are notified. */
export const CHATS = Object.keys(WEBHOOKS) as Chat[]

/** The page of the run that the watchdog is told of. */
export const RUN_URL = 'https://github.com/acme/crm/actions/runs/19400000001'

/** A repository that has rotate.yml and the watchdog. */
export class WatchedRepository implements AsyncDisposable {
  readonly machine: WatchdogMachine
  readonly #repository: ExampleRepository
  readonly #watchdog: Workflow
  readonly #name: string

  private constructor(
    machine: WatchdogMachine,
    repository: ExampleRepository,
    watchdog: Workflow,
    name: string,
  ) {
    this.machine = machine
    this.#repository = repository
    this.#watchdog = watchdog
    this.#name = name
  }

  /** @param lastSuccess how many days ago the rotation went well; never when missing */
  static async open(lastSuccess?: number): Promise<WatchedRepository> {
    const repository = await ExampleRepository.open()
    repository.settings.mayBeUnset('secrets', [...Object.values(WEBHOOKS), ...Object.values(SIGNING_SECRETS)])
    const { name } = await example('rotate.yml')
    const watched = new WatchedRepository(
      await WatchdogMachine.open(),
      repository,
      await example('watchdog.yml'),
      name,
    )
    watched.change((world) => {
      const at = (days: number): string => `${new Date(Date.now() - days * DAY).toISOString().slice(0, 19)}Z`
      const run = (conclusion: string, days: number, event = 'schedule'): GhWorld['runs'][number] => ({
        workflowName: name,
        event,
        conclusion,
        createdAt: at(days),
      })
      const good = lastSuccess === undefined ? [] : [run('success', lastSuccess), run('success', 70)]
      world.workflows.push({ name })
      // A run started by hand may have renewed nothing.
      world.runs.push(run('failure', 0.1), run('success', 0.2, 'workflow_dispatch'), ...good)
    })
    return watched
  }

  /** Changes what `gh` knows. */
  change(what: (world: GhWorld) => void): void {
    const { world } = this.machine
    what(world)
    this.machine.world = world
  }

  /** Stores the webhooks of these chats. */
  tell(...chats: Chat[]): void {
    const secrets = chats.map((chat) => [WEBHOOKS[chat], this.machine.webhook(chat)])
    this.#repository.settings.setSecrets(Object.fromEntries(secrets) as Record<string, string>)
  }

  /** Stores the signing secrets of the robots that have one. */
  sign(secrets: Record<keyof typeof SIGNING_SECRETS, string>): void {
    const { feishu, dingtalk } = SIGNING_SECRETS
    this.#repository.settings.setSecrets({ [feishu]: secrets.feishu, [dingtalk]: secrets.dingtalk })
  }

  /**
   * A run of the rotation has ended.
   *
   * @param run what else is special about it. Default its schedule has started it
   */
  rotated(conclusion: string, run: { event?: string; head_branch?: string } = {}): Promise<WorkflowRun> {
    expect(this.#watchdog.events.workflow_run).toMatchObject({
      types: ['completed'],
      workflows: [this.#name],
    })
    const ended = { name: this.#name, event: 'schedule', head_branch: 'main', conclusion, html_url: RUN_URL }
    const event = { workflow_run: { ...ended, ...run }, repository: { default_branch: 'main' } }
    return this.#run(happened(this.#watchdog, 'workflow_run', event))
  }

  /** A day passes. */
  aDay(): Promise<WorkflowRun> {
    return this.#run(scheduled(this.#watchdog))
  }

  #run(trigger: Trigger): Promise<WorkflowRun> {
    return this.#repository.run(this.#watchdog, trigger, { script: this.machine.script })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.machine[Symbol.asyncDispose]()
    await this.#repository[Symbol.asyncDispose]()
  }
}
