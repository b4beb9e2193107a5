import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MUTATIONS } from './mutations.ts'
import type { Mutation } from './mutations.ts'

/**
 * Breaks a copy of the action in one way after another, and reports after how many histories the simulator notices.
 *
 *     node_modules/.bin/node simulator/mutate.ts [words of a name]
 */
const root = path.resolve(import.meta.dirname, '..')

function histories({ edits }: Mutation): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'mutation-'))
  try {
    for (const name of ['src', 'simulator', 'package.json'])
      cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
    for (const { file, from, to } of edits) {
      const source = readFileSync(path.join(copy, 'src', file), 'utf8')
      writeFileSync(
        path.join(copy, 'src', file),
        source.replace(from, () => to),
      )
    }
    const { stdout } = spawnSync(
      process.execPath,
      ['simulator/simulate.ts', '--histories', '2000', '--from', '1', '--first'],
      { cwd: copy, encoding: 'utf8' },
    )
    const [, count] = /Simulated: (\d+) new/.exec(stdout) ?? []
    const [, rule] = /BROKEN {2}([^:]+)/.exec(stdout) ?? []
    return rule === undefined
      ? `NOT caught within ${count ?? 0} histories`
      : `caught by ${rule} within ${count} histories`
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const wanted = process.argv.slice(2).join(' ')
for (const mutation of MUTATIONS.filter(({ name }) => name.includes(wanted))) {
  const outcome = histories(mutation)
  console.log(`${mutation.name}: ${outcome}`)
  if (!outcome.startsWith('caught')) process.exitCode = 1
}
