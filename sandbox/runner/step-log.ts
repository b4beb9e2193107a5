import type { SecretMasker } from './secret-masker.ts'
import type { Annotation } from './step-report.ts'

/** Longer messages are truncated, in the log too. */
const LONGEST_MESSAGE = 4096

/** How many messages of each level become annotations; all of them appear in the log. */
const MOST_ANNOTATIONS = 10

/** The log of one step, with secrets masked. @see ExecutionContext.cs of actions/runner */
export class StepLog {
  /** What a person sees, line by line. */
  readonly lines: string[] = []
  readonly annotations: Annotation[] = []
  /** Whether step debug logging is on. */
  readonly debugging: boolean
  readonly #masker: SecretMasker
  readonly #listeners = new Set<(line: string) => void>()

  /** @param masker shared by all steps of a job */
  constructor(masker: SecretMasker, debugging: boolean) {
    this.#masker = masker
    this.debugging = debugging
  }

  /** Calls back for every printed line from now on, once it is processed. @returns stops listening */
  listen(listener: (line: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Notifies the listeners that a printed line is processed. */
  tell(printed: string): void {
    for (const listener of [...this.#listeners]) listener(printed)
  }

  /** Writes one or more lines. */
  write(text: string): void {
    this.lines.push(...this.#masker.mask(text).split('\n'))
  }

  /** Writes a line that is shown only with step debug logging. */
  debug(text: string): void {
    if (!this.debugging) return
    for (const line of text.split(/\r?\n/)) this.write(`##[debug]${line}`)
  }

  /** Adds an annotation, which is also a line of the log. Its title is neither logged nor masked. */
  annotate(level: Annotation['level'], message: string, title = ''): void {
    const masked = this.#masker.mask(message).slice(0, LONGEST_MESSAGE)
    const before = this.annotations.filter((annotation) => annotation.level === level)
    if (before.length < MOST_ANNOTATIONS) this.annotations.push({ level, title, message: masked })
    if (masked !== '') this.write(`##[${level}]${masked}`)
  }

  /** Logs a command that could not be carried out. */
  error(what: string, error: unknown): void {
    this.annotate('error', what)
    this.annotate('error', (error as Error).message)
  }
}
