import * as core from '@actions/core'
import { Redactor } from '../report/redactor.ts'
import { Secret } from '../secret.ts'
import type { HeldSignals, Runner } from '../world.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const

/** GitHub's runner, through `@actions/core`. */
export function actionsRunner(): Runner {
  const redactor = new Redactor()
  // A broken log (a full disk, a closed pipe) must not cost us a token.
  process.stdout.on('error', () => undefined)
  return {
    mask(value) {
      if (value === '') return
      redactor.add(new Secret(value))
      core.setSecret(value)
    },
    redact: (text) => redactor.redact(text),
    quote: (text) => redactor.quotable(text),
    saveState: core.saveState,
    state: core.getState,
    setOutput: core.setOutput,
    async addSummary(markdown) {
      await core.summary.addRaw(markdown, true).write()
    },
    annotate({ level, title, message }) {
      core[level](inert(redactor.redact(message)), { title: inert(redactor.redact(title)) })
    },
    info(line) {
      core.info(inert(redactor.redact(line)))
    },
    debug(line) {
      core.debug(inert(redactor.redact(line)))
    },
    startGroup(title) {
      core.startGroup(inert(redactor.redact(title)))
    },
    endGroup: core.endGroup,
    holdSignals,
  }
}

/**
 * Defuses workflow commands in a text, wherever its words came from: `##[` anywhere in a line, and `::` at its start or
 * after anything that .NET considers white space.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function inert(text: string): string {
  return text.replace(/##(?=\[)/g, '##\u200b').replace(/^([\s\u0085\u200b]*):(?=:)/gm, '$1:\u200b')
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
