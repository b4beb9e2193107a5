import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { docsPath } from '../../../src/errors/catalogue.ts'
import { ERROR_IDS } from '../../../src/errors/catalogue.ts'

const ROOT = new URL('../../../', import.meta.url)

test('the pages match the output of the generator', () => {
  const check = spawnSync(process.execPath, ['docs/generate-errors.ts', '--check'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(check.stderr).toBe('')
  expect(check.status).toBe(0)
})

describe.each(['en', 'zh'] as const)('the page in %s', (language) => {
  test.each(ERROR_IDS)('has the anchor of %s', (id) => {
    const [path = '', anchor = ''] = docsPath(id, language).split('#')
    const page = readFileSync(new URL(path, ROOT), 'utf8')
    expect(page.match(new RegExp(`^## ${anchor}$`, 'gm'))).toHaveLength(1)
  })
})
