import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { Annotation } from '../../sandbox/runner/step-report.ts'
import { TinyAction } from '../support/sandbox/tiny-action.ts'

/** How GitHub's own runner ran a small action. */
interface Recording {
  name: string
  main: string
  log: string[]
  annotations: Annotation[]
  conclusion: string
  summary: string
  /** The log of its post step. */
  post: string[]
  jobOutputs?: Record<string, string>
}

const recordings = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'support', 'sandbox', 'runner-2.336.0.json'), 'utf8'),
) as { post: string; cases: Recording[] }

/** The runner does not decide how a machine's `PATH` begins. */
const FIRST_OF_PATH = '(first of PATH)'

test.each(recordings.cases)('$name: the sandbox behaves like the real runner', async (recorded) => {
  const { main, log, annotations, conclusion, summary, post, jobOutputs = {} } = recorded
  await using action = new TinyAction({ main, post: recordings.post })
  const report = await action.run()
  const after = await action.runner.post()

  expect({
    log: report.log.slice(report.log.indexOf('##[endgroup]\n') + '##[endgroup]\n'.length),
    annotations: report.annotations,
    conclusion: report.conclusion,
    summary: report.summary,
    outputs: Object.fromEntries(Object.keys(jobOutputs).map((name) => [name, report.outputs[name]])),
    post: after.log.replace(
      JSON.stringify(process.env['PATH']?.split(':')[0]),
      JSON.stringify(FIRST_OF_PATH),
    ),
  }).toEqual({
    log: log.map((line) => `${line}\n`).join(''),
    annotations,
    conclusion,
    summary,
    outputs: jobOutputs,
    post: ['Post job cleanup.', ...post].map((line) => `${line}\n`).join(''),
  })
})
