import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { INPUT_NAMES, isStart, maskInputs } from '../../../src/inputs/raw-inputs.ts'
import { exampleInputs } from '../../support/world/example-inputs.ts'
import { FakeRunner } from '../../support/world/fake-world.ts'

test('the inputs match action.yml', () => {
  const metadata = parse(readFileSync(join(import.meta.dirname, '../../../action.yml'), 'utf8')) as {
    inputs: Record<string, unknown>
  }
  expect([...INPUT_NAMES].sort()).toEqual(Object.keys(metadata.inputs).sort())
})

describe('masking the inputs', () => {
  test('covers every given secret, and nothing else', () => {
    const runner = new FakeRunner()
    const hidden = maskInputs(exampleInputs({ 'access-token': 'FSTOK_stored' }), runner)
    expect(runner.masks).toEqual([
      'example-app-secret',
      'FSREFTOK_stored',
      'FSTOK_stored',
      'ghp_writes',
      'ghs_workflow',
    ])
    expect(hidden).toEqual(runner.masks)
  })

  test('skips empty secrets, because an empty mask would hide everything', () => {
    const runner = new FakeRunner()
    maskInputs(exampleInputs({ 'app-secret': '', 'secrets-token': '', 'github-token': '' }), runner)
    expect(runner.masks).toEqual(['FSREFTOK_stored'])
  })

  test.each([
    ['start', []],
    ['START', []],
    ['any-code', ['any-code']],
    ['star', []],
    [
      'https://example.com/callback?state=s&code=a%2Bb#end',
      ['https://example.com/callback?state=s&code=a%2Bb#end', 'a+b', 'a%2Bb'],
    ],
    ['https://example.com/callback?code=x', ['https://example.com/callback?code=x', 'x']],
    ['https://example.com/callback?errorcode=x', []],
    ['https://example.com/callback', []],
    ['a login, I do not know which', ['a login, I do not know which']],
  ])('covers the code in the authorization-code %s', (code, masks) => {
    const runner = new FakeRunner()
    maskInputs(exampleInputs({ 'authorization-code': code }), runner)
    expect(runner.masks.slice(4)).toEqual(masks)
  })
})

test.each([
  ['start', true],
  ['Start', true],
  ['“start”', true],
  ['Start.', true],
  ['填 start', true],
  ['started', false],
  ['start again', false],
  ['', false],
])('%j asks for a link: %s', (code, asks) => {
  expect(isStart(code)).toBe(asks)
})
