import * as core from '@actions/core'
import { Redactor } from '../report/redactor.ts'
import { Secret } from '../secret.ts'
import type { HeldSignals, Runner } from '../world.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const

/** GitHub's runner, through `@actions/core`. */
export function actionsRunner(): Runner {
  const redactor = new Redactor()
  // A log that nobody can read any more (a full disk, a closed pipe) is no reason to lose a token.
  process.stdout.on('error', () => undefined)
  return {
    mask(value) {
      if (value === '') return
      redactor.add(new Secret(value))
      core.setSecret(value)
    },
    redact: (text) => redactor.redact(text),
    saveState: core.saveState,
    state: core.getState,
    setOutput: core.setOutput,
    async addSummary(markdown) {
      await core.summary.addRaw(markdown, true).write()
    },
    annotate({ level, title, message }) {
      core[level](redactor.redact(message), { title: redactor.redact(title) })
    },
    info(line) {
      core.info(printable(redactor.redact(line)))
    },
    debug(line) {
      core.debug(redactor.redact(line))
    },
    startGroup(title) {
      core.startGroup(redactor.redact(title))
    },
    endGroup: core.endGroup,
    holdSignals,
  }
}

/** The runner takes a line that begins with `::` or `##[` for a command, wherever its text came from. */
function printable(line: string): string {
  return line.replace(/^(\s*)(::|##\[)/gm, '$1\u200b$2')
}

function holdSignals(): HeldSignals {
  let first: string | undefined
  const waiting: ((signal: string) => void)[] = []
  for (const signal of SIGNALS)
    process.on(signal, () => {
      first ??= signal
      for (const callback of waiting.splice(0)) callback(first)
    })
  return {
    onFirst(callback) {
      if (first === undefined) waiting.push(callback)
      else callback(first)
    },
  }
}
