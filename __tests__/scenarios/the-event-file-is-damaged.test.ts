import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

/** An odd path, which the runner would read as a command if it were printed. */
const ODD_PATH = 'event\n::error::not ours.json'

test.each([
  ['is missing', undefined],
  ['is empty', ''],
  ['is not JSON', '{"schedule":'],
  ['is null', 'null'],
  ['is a list', '[]'],
])('ignores an event file that %s', async (_, text) => {
  await using sandbox = await Sandbox.open()
  const folder = mkdtempSync(join(tmpdir(), 'event-'))
  const path = join(folder, ODD_PATH)
  if (text !== undefined) writeFileSync(path, text)
  try {
    const main = await sandbox.run({}, { env: { GITHUB_EVENT_PATH: path } })
    expect(main).toMatchObject({ exitCode: 0, annotations: [], outputs: { status: 'refreshed' } })
    expect(main.rawLog).not.toContain('not ours')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
