import { styleText } from 'node:util'
import type { StepReport } from '../runner/step-report.ts'
import type { Sandbox } from '../sandbox.ts'
import { ending, shownLog } from './shown-log.ts'

/** Shows what happens in a sandbox, and keeps account of what was announced but did not happen. */
export class Stage {
  readonly sandbox: Sandbox
  /** The announcements that did not come true. */
  readonly broken: string[] = []
  readonly #print: (text: string) => void

  /** @param print gets whole lines */
  constructor(sandbox: Sandbox, print: (text: string) => void) {
    this.sandbox = sandbox
    this.#print = print
  }

  /** A sentence for the person who watches. */
  say(text: string): void {
    this.#print(`\n${text}`)
  }

  /** Shows a step: its log, its summary, its outputs. */
  step(title: string, report: StepReport): void {
    this.#print(`\n${styleText('bold', `${title}: ${ending(report)}`)}`)
    this.#print(indented(shownLog(report), '│ '))
    if (report.summary.trim() !== '') {
      this.#print(styleText('bold', 'Job summary (its Markdown; GitHub shows it as in docs/job-summary.png)'))
      this.#print(indented(report.summary.trimEnd(), '┆ '))
    }
    const outputs = Object.entries(report.outputs).filter(([, value]) => value !== '')
    if (outputs.length === 0) return
    this.#print(styleText('bold', 'Outputs'))
    for (const [name, value] of outputs) {
      this.#print(`  ${name} = ${report.skippedAcrossJobs.includes(name) ? '***' : value}`)
    }
  }

  /** Shows which refresh token GitHub holds, and which one Fxiaoke takes for the live one. */
  tokens(): void {
    const { sandbox } = this
    const [stored, live] = [sandbox.stored(), sandbox.fxiaoke.liveRefreshToken(sandbox.appId)]
    const verdict = stored === live ? styleText('green', 'the same') : styleText('red', 'NOT THE SAME')
    this.#print(`\n${styleText('bold', 'Refresh token')}`)
    this.#print(`  stored in GitHub:    ${short(stored)}`)
    this.#print(`  live, says Fxiaoke:  ${short(live)}   ${verdict}`)
  }

  /** The requests that both servers have seen since the last call. */
  requests(): void {
    this.#print(`\n${styleText('bold', 'Requests')}`)
    const lines = this.sandbox.log.lines().slice(this.#requestsShown)
    this.#requestsShown += lines.length
    this.#print(indented(lines.join('\n'), '  '))
  }
  #requestsShown = 0

  /** Says whether something that was announced is so. */
  announced(what: string, isSo: boolean): void {
    if (!isSo) this.broken.push(what)
    this.#print(isSo ? styleText('green', `  ✓ ${what}`) : styleText('red', `  ✗ ${what}`))
  }

  /** Announces that none of the sandbox's secrets can be seen in the steps. */
  nothingLeaked(...reports: StepReport[]): void {
    const leaks = reports.flatMap((report) => {
      try {
        this.sandbox.assertNoLeak(report)
        return []
      } catch (error) {
        return [(error as Error).message]
      }
    })
    this.announced(['no secret can be seen anywhere', ...leaks].join('; but '), leaks.length === 0)
  }
}

/** Enough of a made-up token to tell it from another. */
function short(token: string | undefined): string {
  return token === undefined ? 'none' : `${token.slice(0, 9)}…${token.slice(-6)}`
}

function indented(text: string, mark: string): string {
  return text
    .split('\n')
    .map((line) => `  ${mark}${line}`)
    .join('\n')
}
