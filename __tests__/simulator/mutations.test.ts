import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { MUTATIONS } from '../../simulator/mutations.ts'

test.each(MUTATIONS)('“$name” still applies', ({ edits }) => {
  for (const { file, from } of edits) {
    const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8')
    expect({ file, from, times: source.split(from).length - 1 }).toEqual({ file, from, times: 1 })
  }
})
