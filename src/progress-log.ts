import { both } from './bilingual.ts'
import type { Bilingual, Language } from './bilingual.ts'
import type { Recovery } from './report/result.ts'
import type { World } from './world.ts'

/**
 * Logs what a run is doing: in the leading language, in collapsible groups, each line with the seconds elapsed. Best
 * effort: an unwritable log must not end a run that may hold the only copy of a token.
 */
export class ProgressLog {
  readonly #world: Pick<World, 'clock' | 'runner'>
  readonly #language: Language
  readonly #startedAt: number
  #inGroup = false
  /** The last command shown, and the key that its value is sealed to. */
  #shown: { recovery: Recovery; keyId: string } | undefined

  constructor(world: Pick<World, 'clock' | 'runner'>, language: Language) {
    this.#world = world
    this.#language = language
    this.#startedAt = world.clock.now()
  }

  /** Opens a group for the next phase of the run. */
  begin(title: Bilingual): void {
    this.end()
    this.#inGroup = true
    bestEffort(() => this.#world.runner.startGroup(title[this.#language]))
  }

  /** Closes the open group, if any. */
  end(): void {
    if (this.#inGroup) bestEffort(() => this.#world.runner.endGroup())
    this.#inGroup = false
  }

  say(line: Bilingual): void {
    const { clock, runner } = this.#world
    const seconds = ((clock.now() - this.#startedAt) / 1000).toFixed(1)
    bestEffort(() => runner.info(`${seconds} s  ${line[this.#language]}`))
  }

  /**
   * Prints the recovery command at once, because this process may not live to write its report. A token resealed to the
   * same key needs no second command.
   *
   * @param keyId of the key that the value is sealed to
   */
  showCommand(recovery: Recovery, keyId: string): void {
    if (this.#shown?.keyId === keyId) return
    const isFirst = this.#shown === undefined
    this.#shown = { recovery, keyId }
    // Outside any group: GitHub shows groups collapsed.
    this.end()
    this.say(
      isFirst
        ? both(
            'The new refresh token is not stored yet. If this run does not store it, and nobody else changes the secret, this command does:',
            '新的刷新令牌还没有存入。如果本次运行最终没能存入，Secret 也没有被别处改动，请执行这条命令：',
          )
        : both(
            'GitHub has changed its key. Use this command instead of the one above, which no longer works:',
            'GitHub 更换了公钥，上面的命令已失效，请改用这一条：',
          ),
    )
    bestEffort(() => this.#world.runner.info(recovery.command))
  }

  /** The last command shown. */
  get shown(): Recovery | undefined {
    return this.#shown?.recovery
  }
}

function bestEffort(print: () => void): void {
  try {
    print()
  } catch {
    // There is nobody to tell.
  }
}
