import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunnerSandbox } from '../../../sandbox/runner/runner-sandbox.ts'
import type { JobContext } from '../../../sandbox/runner/job-context.ts'
import type { StepOptions } from '../../../sandbox/runner/runner-sandbox.ts'
import type { RunningStep } from '../../../sandbox/runner/running-step.ts'
import type { StepReport } from '../../../sandbox/runner/step-report.ts'

/** The sources of an action that a test writes into a temporary folder. */
export interface TinyActionSource {
  /** The body of main; `env`, `write(file variable, text)` and `log` are at hand. */
  main: string
  post?: string
  /** `inputs:` of action.yml and below, as YAML. */
  inputs?: string
  /** `runs.using` and `runs.post-if`, when they are to be wrong. */
  using?: string
  postIf?: string
}

const PRELUDE = `
import { appendFileSync } from 'node:fs'
const { env } = process
const write = (variable, text) => appendFileSync(env[variable], text)
const log = (...lines) => lines.forEach((line) => process.stdout.write(line + '\\n'))
`

/** An action and a runner for it, gone at the end of the test. */
export class TinyAction implements AsyncDisposable {
  readonly runner: RunnerSandbox
  /** Where its action.yml is. */
  readonly folder: string

  constructor(source: TinyActionSource, job: Partial<JobContext> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'action-'))
    mkdirSync(join(this.folder, 'dist'))
    const put = (name: string, text: string): void => {
      writeFileSync(join(this.folder, name), text)
    }
    put('dist/main.mjs', PRELUDE + source.main)
    put('dist/post.mjs', PRELUDE + (source.post ?? ''))
    const runs = [
      'runs:',
      `  using: ${source.using ?? 'node24'}`,
      '  main: dist/main.mjs',
      '  post: dist/post.mjs',
      `  post-if: ${source.postIf ?? 'always()'}`,
    ]
    put('action.yml', ['name: Tiny', source.inputs ?? '', ...runs].join('\n'))
    this.runner = RunnerSandbox.create({
      repository: 'acme/crm',
      runId: 1,
      apiUrl: 'http://127.0.0.1:1',
      githubToken: 'ghs_ofTheWorkflow',
      ...job,
    })
  }

  start(options: Partial<StepOptions> = {}): RunningStep {
    return this.runner.start({ with: {}, ...options, action: this.folder })
  }

  run(options: Partial<StepOptions> = {}): Promise<StepReport> {
    return this.start(options).done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
