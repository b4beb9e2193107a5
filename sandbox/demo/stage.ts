import { styleText } from 'node:util'
import type { StepReport } from '../runner/step-report.ts'
import type { Sandbox } from '../sandbox.ts'
import { ending, shownLog, toldIn } from './shown-log.ts'

/** A job summary written during the demo. */
export interface ShownSummary {
  step: string
  markdown: string
}

/** Narrates what happens in a sandbox, briefly or in full, and records announcements that did not come true. */
export class Stage {
  readonly sandbox: Sandbox
  /** The announcements that did not come true. */
  readonly broken: string[] = []
  readonly summaries: ShownSummary[] = []
  readonly #print: (text: string) => void
  readonly #inFull: boolean

  /**
   * @param print receives whole lines
   * @param inFull whether to show complete logs, summaries, outputs and requests
   */
  constructor(sandbox: Sandbox, print: (text: string) => void, inFull: boolean) {
    this.sandbox = sandbox
    this.#print = print
    this.#inFull = inFull
  }

  /** Prints a sentence for the viewer. */
  say(text: string): void {
    this.#print(`  ${text}`)
  }

  /** Shows a step: how it ended, and what it says; in full, its log, its summary and its outputs. */
  step(title: string, report: StepReport): void {
    const markdown = report.summary.trim()
    if (markdown !== '') this.summaries.push({ step: title, markdown })
    this.#print(`  ${styleText('bold', `${title}: ${ending(report)}`)}`)
    if (!this.#inFull) {
      for (const line of toldIn(report)) this.#print(`    ${line}`)
      return
    }
    this.#print(indented(shownLog(report), '│ '))
    if (markdown !== '') {
      this.#print(styleText('bold', '  Job summary, in Markdown'))
      this.#print(indented(markdown, '┆ '))
    }
    const outputs = Object.entries(report.outputs).filter(([, value]) => value !== '')
    if (outputs.length > 0) this.#print(styleText('bold', '  Outputs'))
    for (const [name, value] of outputs)
      this.#print(`    ${name} = ${report.skippedAcrossJobs.includes(name) ? '***' : value}`)
  }

  /** Shows which refresh token GitHub holds, and which one Fxiaoke considers live. */
  tokens(): void {
    const { sandbox } = this
    const [stored, live] = [sandbox.stored(), sandbox.fxiaoke.liveRefreshToken(sandbox.appId)]
    const verdict = stored === live ? styleText('green', 'the same') : styleText('red', 'NOT THE SAME')
    this.#print(
      `  Refresh token: GitHub holds ${short(stored)}, for Fxiaoke ${short(live)} is the live one: ${verdict}`,
    )
  }

  /** In full, the requests that both servers have seen. */
  requests(): void {
    if (!this.#inFull) return
    this.#print(styleText('bold', '  Requests'))
    this.#print(indented(this.sandbox.log.lines().join('\n'), '  '))
  }

  /** Checks an announcement and shows the result. */
  announced(what: string, isSo: boolean): void {
    if (!isSo) this.broken.push(what)
    this.#print(isSo ? styleText('green', `  ✓ ${what}`) : styleText('red', `  ✗ ${what}`))
  }

  /** Checks that the steps reveal none of the sandbox's secrets. */
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

/** Enough of a fake token to tell it from another. */
function short(token: string | undefined): string {
  return token === undefined ? 'none' : `…${token.slice(-6)}`
}

function indented(text: string, mark: string): string {
  return text
    .split('\n')
    .map((line) => `    ${mark}${line}`)
    .join('\n')
}
