/**
 * Shows the built action at work in an emulated runner, against an emulated GitHub and Fxiaoke: `npm run demo`, `npm
 * run demo -- rotation` for one scenario, `--full` for complete logs. Writes the job summaries to an HTML page. Exits
 * with 1 if anything does not go as announced.
 */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import { SCENARIOS } from './demo/scenarios.ts'
import type { Scenario } from './demo/scenarios.ts'
import { Stage } from './demo/stage.ts'
import { Sandbox } from './sandbox.ts'
import { summaryPage } from './summary-page.ts'

const MAIN = join(import.meta.dirname, '..', 'dist', 'main', 'index.js')

async function play(scenario: Scenario, inFull: boolean): Promise<Stage> {
  console.log(`\n${styleText(['bold', 'inverse'], ` ${scenario.title} (${scenario.name}) `)}`)
  for (const line of scenario.about) console.log(line)
  console.log()
  const sandbox = await Sandbox.open()
  const stage = new Stage(sandbox, console.log, inFull)
  try {
    await scenario.play(stage)
  } finally {
    await sandbox.close().catch((error: unknown) => {
      stage.announced(`both servers were used as their manuals say; but ${String(error)}`, false)
    })
  }
  console.log(
    stage.broken.length === 0
      ? styleText('bold', `Verdict: ${scenario.verdict}`)
      : styleText(['bold', 'red'], 'Verdict: this did not go as announced.'),
  )
  return stage
}

/** @returns where the page is */
function writePage(stages: ReadonlyMap<Scenario, Stage>): string {
  const texts = [...stages].flatMap(([{ title }, { summaries }]) => [
    `# ${title}`,
    ...summaries.flatMap(({ step, markdown }) => [`\`${step}\``, markdown]),
  ])
  const file = join(mkdtempSync(join(tmpdir(), 'fxiaoke-refresh-demo-')), 'summaries.html')
  writeFileSync(file, summaryPage(...texts))
  return file
}

async function demo(name: string | undefined, inFull: boolean): Promise<number> {
  const chosen = SCENARIOS.filter((scenario) => name === undefined || scenario.name === name)
  if (chosen.length === 0) {
    const names = SCENARIOS.map((scenario) => scenario.name).join(', ')
    console.error(`There is no scenario "${name ?? ''}". There are: ${names}.`)
    return 1
  }
  if (!existsSync(MAIN)) {
    console.error('The action is not built yet: run "npm run build" first.')
    return 1
  }
  const stages = new Map<Scenario, Stage>()
  for (const scenario of chosen) stages.set(scenario, await play(scenario, inFull))
  const broken = [...stages].flatMap(([scenario, stage]) =>
    stage.broken.map((failure) => `${scenario.name}: ${failure}`),
  )
  console.log(`\nThe job summaries, as GitHub shows them: ${writePage(stages)}`)
  if (!inFull) console.log('Whole logs, Markdown, outputs and requests: npm run demo -- --full')
  console.log(broken.length === 0 ? 'All went as announced.' : `Not as announced:\n${broken.join('\n')}`)
  return broken.length === 0 ? 0 : 1
}

const { values, positionals } = parseArgs({ options: { full: { type: 'boolean' } }, allowPositionals: true })
process.exitCode = await demo(positionals[0], values.full === true)
