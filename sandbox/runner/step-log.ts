import type { SecretMasker } from './secret-masker.ts'
import type { Annotation } from './step-report.ts'
import { parseWorkflowCommand } from './workflow-command.ts'
import type { WorkflowCommand } from './workflow-command.ts'

/** Longer messages are cut before they become annotations. */
const LONGEST_MESSAGE = 4096

/** Commands that GitHub disabled or that no action should print any more. */
const RETIRED = new Set(['set-output', 'save-state', 'set-env', 'add-path'])

/** The log of one step: carries out the commands in what is printed and hides what is secret. */
export class StepLog {
  /** What a person sees, line by line. */
  readonly lines: string[] = []
  readonly annotations: Annotation[] = []
  readonly masks: string[] = []
  readonly #masker: SecretMasker
  readonly #debug: boolean
  readonly #listeners = new Set<(line: string) => void>()
  #resumeToken: string | undefined

  /**
   * @param masker shared by all steps of a job
   * @param debug whether `::debug::` is shown
   */
  constructor(masker: SecretMasker, debug: boolean) {
    this.#masker = masker
    this.#debug = debug
  }

  /** Calls back for every line from now on, as it was printed. @returns how to stop */
  listen(listener: (line: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A line that the action printed. */
  printed(line: string): void {
    const command = parseWorkflowCommand(line)
    if (command === undefined || !this.#carriedOut(command, line)) this.write(line)
    for (const listener of [...this.#listeners]) listener(line)
  }

  /** A line, or several, of the runner's own. */
  write(text: string): void {
    this.lines.push(...this.#masker.mask(text).split(/\r\n|\n|\r/))
  }

  /** An annotation, which is also a line of the log; its title is not shown there. */
  annotate(level: Annotation['level'], message: string, title = ''): void {
    const masked = this.#masker.mask(message).slice(0, LONGEST_MESSAGE)
    this.annotations.push({ level, title: this.#masker.mask(title), message: masked })
    this.write(`##[${level}]${masked}`)
  }

  /** @returns false when the line is to be shown as it is */
  #carriedOut(command: WorkflowCommand, line: string): boolean {
    if (this.#resumeToken !== undefined) {
      if (command.name !== this.#resumeToken) return false
      this.#resumeToken = undefined
      this.write(line)
      return true
    }
    switch (command.name) {
      case 'add-mask':
        this.#addMask(command.data)
        return true
      case 'error':
      case 'warning':
      case 'notice':
        this.annotate(command.name, command.data, command.properties['title'])
        return true
      case 'debug':
        if (this.#debug) this.write(`##[debug]${command.data}`)
        return true
      case 'group':
        this.write(`##[group]${command.data}`)
        return true
      case 'endgroup':
        this.write('##[endgroup]')
        return true
      case 'stop-commands':
        this.#resumeToken = command.data.toLowerCase()
        this.write(line)
        return true
      case 'echo':
        return true
      default:
        return this.#retired(command.name)
    }
  }

  #addMask(value: string): void {
    if (value.trim() === '') {
      this.annotate('warning', "Can't add secret mask for empty string in ##[add-mask] command.")
      return
    }
    this.masks.push(value)
    this.#masker.add(value)
  }

  #retired(name: string): boolean {
    if (!RETIRED.has(name)) return false
    this.annotate('error', `The \`${name}\` command is disabled. Please upgrade to using Environment Files.`)
    return true
  }
}
