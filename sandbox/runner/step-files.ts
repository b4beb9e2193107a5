import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFileCommands } from './file-command.ts'
import type { SecretMasker } from './secret-masker.ts'
import type { StepLog } from './step-log.ts'
import type { StepValues } from './step-values.ts'

/** Larger summaries are not uploaded. */
const LARGEST_SUMMARY = 1024 * 1024

type FileVariable = 'GITHUB_OUTPUT' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY' | 'GITHUB_ENV' | 'GITHUB_PATH'

const PREFIXES: Record<FileVariable, string> = {
  GITHUB_OUTPUT: 'set_output_',
  GITHUB_STATE: 'save_state_',
  GITHUB_STEP_SUMMARY: 'step_summary_',
  GITHUB_ENV: 'set_env_',
  GITHUB_PATH: 'add_path_',
}

/** The files through which a step passes values to the runner. */
export class StepFiles {
  /** The variables that name the files. */
  readonly environment: Record<FileVariable, string>

  /** @param runnerTemp the job's `RUNNER_TEMP` */
  constructor(runnerTemp: string) {
    const folder = join(runnerTemp, '_runner_file_commands')
    const suffix = randomUUID()
    mkdirSync(folder, { recursive: true })
    const path = (variable: FileVariable): string => {
      const file = join(folder, PREFIXES[variable] + suffix)
      writeFileSync(file, '')
      return file
    }
    this.environment = {
      GITHUB_OUTPUT: path('GITHUB_OUTPUT'),
      GITHUB_STATE: path('GITHUB_STATE'),
      GITHUB_STEP_SUMMARY: path('GITHUB_STEP_SUMMARY'),
      GITHUB_ENV: path('GITHUB_ENV'),
      GITHUB_PATH: path('GITHUB_PATH'),
    }
  }

  /**
   * Processes what the step wrote, in the runner's order. A fault is logged as an error and fails the step; whatever
   * precedes it in the same file is kept.
   */
  process(values: StepValues, log: StepLog): void {
    const each = (variable: FileVariable, take: (name: string, value: string) => void): void => {
      try {
        for (const [name, value] of readFileCommands(this.text(variable))) take(name, value)
      } catch (error) {
        const context = variable.replace('GITHUB_', '').toLowerCase()
        log.error(`Unable to process file command '${context}' successfully.`, error)
        values.failed = true
      }
    }
    for (const line of linesOf(this.text('GITHUB_PATH'))) if (line !== '') values.addPath(line)
    each('GITHUB_ENV', (name, value) => {
      if (values.setVariable(name, value)) log.debug(`${name}='${value}'`)
      else log.annotate('error', "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
    })
    this.#checkSummary(log)
    each('GITHUB_STATE', (name, value) => {
      values.saveState(name, value)
      log.debug(`Save intra-action state ${name} = ${value}`)
    })
    each('GITHUB_OUTPUT', (name, value) => {
      values.setOutput(name, value)
      log.debug(`Set output ${name} = ${value}`)
    })
  }

  /** @returns the summary as uploaded: masked line by line, each line terminated; empty if it is too large */
  summary(masker: SecretMasker): string {
    if (this.#summarySize() > LARGEST_SUMMARY) return ''
    return linesOf(this.text('GITHUB_STEP_SUMMARY'))
      .map((line) => `${masker.mask(line)}\n`)
      .join('')
  }

  /** The raw content of a file; empty if the action removed it. */
  text(variable: FileVariable): string {
    const file = this.environment[variable]
    return existsSync(file) ? new TextDecoder().decode(readFileSync(file)) : ''
  }

  #checkSummary(log: StepLog): void {
    const size = this.#summarySize()
    if (size <= LARGEST_SUMMARY) return
    const limit = `${LARGEST_SUMMARY / 1024}k, got ${Math.floor(size / 1024)}k`
    log.annotate(
      'error',
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${limit}. For more information see: ` +
        'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary',
    )
  }

  #summarySize(): number {
    const file = this.environment.GITHUB_STEP_SUMMARY
    return existsSync(file) ? statSync(file).size : 0
  }
}

/** The lines of a file, the last of which need not be terminated. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
