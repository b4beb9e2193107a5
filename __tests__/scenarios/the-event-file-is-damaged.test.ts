import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

/** A path as nobody would choose it, which the runner would take for a command. */
const ODD_PATH = 'event\n::error::not ours.json'

test.each([
  ['is missing', undefined],
  ['is empty', ''],
  ['is no JSON', '{"schedule":'],
  ['is null', 'null'],
  ['is a list', '[]'],
])('the event file %s: it says nothing, and the run goes on', async (_, text) => {
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
