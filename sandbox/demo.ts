/**
 * Shows the built action at work, against an emulated GitHub and an emulated Fxiaoke, in an emulated runner:
 * `npm run demo`, or `npm run demo -- rotation` for one scenario. Ends with exit code 1 when anything does not go as
 * announced.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { SCENARIOS } from './demo/scenarios.ts'
import type { Scenario } from './demo/scenarios.ts'
import { Stage } from './demo/stage.ts'
import { Sandbox } from './sandbox.ts'

const MAIN = join(import.meta.dirname, '..', 'dist', 'main', 'index.js')

/** @returns what did not go as announced */
async function play(scenario: Scenario): Promise<string[]> {
  console.log(`\n${styleText(['bold', 'inverse'], ` ${scenario.title} (${scenario.name}) `)}\n`)
  console.log(scenario.about)
  const sandbox = await Sandbox.open()
  const stage = new Stage(sandbox, console.log)
  try {
    await scenario.play(stage)
  } finally {
    await sandbox.close().catch((error: unknown) => {
      stage.announced(`both servers were used as their manuals say; but ${String(error)}`, false)
    })
  }
  return stage.broken
}

async function demo(name: string | undefined): Promise<number> {
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
  const broken: string[] = []
  for (const scenario of chosen) {
    const failures = await play(scenario)
    broken.push(...failures.map((failure) => `${scenario.name}: ${failure}`))
  }
  console.log(broken.length === 0 ? '\nAll went as announced.' : `\nNot as announced:\n${broken.join('\n')}`)
  return broken.length === 0 ? 0 : 1
}

process.exitCode = await demo(process.argv[2])
