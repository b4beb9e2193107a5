import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileCommandError, parseFileCommand } from './file-command.ts'
import type { SecretMasker } from './secret-masker.ts'
import type { StepLog } from './step-log.ts'

/** A larger summary is not uploaded. */
const LARGEST_SUMMARY = 1024 * 1024

type FileVariable = 'GITHUB_OUTPUT' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY' | 'GITHUB_ENV' | 'GITHUB_PATH'

const PREFIXES: Record<FileVariable, string> = {
  GITHUB_OUTPUT: 'set_output_',
  GITHUB_STATE: 'save_state_',
  GITHUB_STEP_SUMMARY: 'step_summary_',
  GITHUB_ENV: 'set_env_',
  GITHUB_PATH: 'add_path_',
}

/** The files through which one step hands values to the runner. */
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
   * What a file of `name=value` commands holds. A fault in it is an error in the log; what stands before is kept.
   *
   * @returns the values, and whether the file was read to its end
   */
  values(
    variable: 'GITHUB_OUTPUT' | 'GITHUB_STATE' | 'GITHUB_ENV',
    log: StepLog,
  ): { values: Record<string, string>; whole: boolean } {
    try {
      return { values: parseFileCommand(this.text(variable)), whole: true }
    } catch (error) {
      if (!(error instanceof FileCommandError)) throw error
      const context = variable.replace('GITHUB_', '').toLowerCase()
      log.annotate('error', `Unable to process file command '${context}' successfully.`)
      log.annotate('error', error.message)
      return { values: error.read, whole: false }
    }
  }

  /** @returns the summary as it is uploaded, masked line by line */
  summary(masker: SecretMasker, log: StepLog): string {
    const raw = this.text('GITHUB_STEP_SUMMARY')
    const size = Buffer.byteLength(raw)
    if (size <= LARGEST_SUMMARY)
      return raw
        .split('\n')
        .map((line) => masker.mask(line))
        .join('\n')
    const limit = `${LARGEST_SUMMARY / 1024}k, got ${Math.floor(size / 1024)}k`
    log.annotate(
      'error',
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${limit}. For more information see: ` +
        'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary',
    )
    return ''
  }

  /** The bare content of a file; empty when the action removed it. */
  text(variable: FileVariable): string {
    const file = this.environment[variable]
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }
}
