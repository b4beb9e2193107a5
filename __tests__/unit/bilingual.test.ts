import { expect, test } from '@jest/globals'
import { spaced } from '../../src/bilingual.ts'

test('Chinese that goes on after Latin letters has a space before it', () => {
  expect([spaced('仓库 acme/crm'), spaced('环境“prod”')]).toEqual(['仓库 acme/crm ', '环境“prod”'])
})
