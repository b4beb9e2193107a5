import { expect, test } from '@jest/globals'
import { spaced } from '../../src/bilingual.ts'

test('adds a space between Latin letters and the Chinese text after them', () => {
  expect([spaced('仓库 acme/crm'), spaced('环境“prod”')]).toEqual(['仓库 acme/crm ', '环境“prod”'])
})
