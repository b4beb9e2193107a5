import { format, inspect } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { Secret } from '../../src/secret.ts'

const VALUE = 'FSREFTOK_hidden'
const secret = new Secret(VALUE)

describe('a secret cannot be printed by accident', () => {
  test.each<[string, () => unknown]>([
    ['String()', () => String(secret)],
    // The linter forbids these mistakes.
    ['a template', () => `a ${secret as unknown as string} b`],
    ['concatenation', () => 'a ' + (secret as unknown as string)],
    ['joining a list', () => [secret].join()],
    ['toLocaleString', () => secret.toLocaleString()],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['util.inspect', () => inspect({ secret }, { showHidden: true, depth: 9, getters: true })],
    ['console.log', () => format('%s %o %O %j', secret, secret, secret, secret)],
    [
      'the names and values of its fields',
      () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret)]),
    ],
    ['a copy', () => inspect(Object.assign({}, secret))],
    ['a clone', () => inspect(structuredClone(secret))],
    ['an error', () => inspect(new Error('failed', { cause: secret }))],
    ['valueOf', () => inspect(secret.valueOf())],
  ])('through %s', (_, show) => {
    expect(show()).not.toContain('hidden')
  })

  test('and shows a placeholder instead', () => {
    expect(String(secret)).toBe('***')
    expect(JSON.stringify({ secret })).toBe('{"secret":"***"}')
    expect(inspect(secret)).toBe('Secret(***)')
    expect(Number(secret)).toBeNaN()
  })
})

test('reveal() returns the value', () => {
  expect(secret.reveal()).toBe(VALUE)
})

describe('equality', () => {
  test('compares the values', () => {
    expect(secret.equals(new Secret(VALUE))).toBe(true)
    expect(secret.equals(new Secret('FSREFTOK_Hidden'))).toBe(false)
    expect(secret.equals(new Secret(''))).toBe(false)
    expect(secret.equals(undefined)).toBe(false)
  })
})
