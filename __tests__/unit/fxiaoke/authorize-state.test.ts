import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkState, makeState, STATE_LIFETIME } from '../../../src/fxiaoke/authorize-state.ts'
import type { StateBinding } from '../../../src/fxiaoke/authorize-state.ts'
import { Secret } from '../../../src/secret.ts'
import { START } from '../../support/world/fake-world.ts'

const BINDING: StateBinding = {
  appId: 'FSAID_example',
  appSecret: new Secret('example-app-secret'),
  place: 'acme/crm',
  redirectUrl: 'https://example.com/callback',
}
const NONCE = Uint8Array.from({ length: 16 }, (_, index) => 255 - index)
const STATE = makeState(BINDING, START, NONCE)
const MINUTE = 60_000

describe('a state of ours', () => {
  test('is accepted for any binding and nonce', () => {
    const binding = fc.record({
      appId: fc.string(),
      appSecret: fc.string().map((value) => new Secret(value)),
      place: fc.string({ unit: 'grapheme' }),
      redirectUrl: fc.webUrl(),
    })
    const nonce = fc.uint8Array({ minLength: 16, maxLength: 16 })
    const age = fc.integer({ min: 0, max: STATE_LIFETIME })
    fc.assert(
      fc.property(binding, nonce, age, (bound, random, later) => {
        // In whole seconds, the resolution of a state.
        expect(checkState(makeState(bound, START, random), bound, START + later)).toBeUndefined()
      }),
    )
  })

  test('contains no secret and needs no URL encoding', () => {
    expect(STATE).toMatch(/^[\w-]+\.[\w-]{22}\.[\w-]{43}$/)
    expect(new URL(`https://example.com/?state=${STATE}`).searchParams.get('state')).toBe(STATE)
    expect(STATE).not.toContain('example-app-secret')
  })

  test('differs in nonce and signature from another of the same second', () => {
    const other = makeState(BINDING, START, new Uint8Array(16))
    expect(other.split('.')[0]).toBe(STATE.split('.')[0])
    expect(other.split('.')[2]).not.toBe(STATE.split('.')[2])
  })

  test('ignores the case of the place, as GitHub does', () => {
    expect(checkState(STATE, { ...BINDING, place: 'Acme/CRM' }, START)).toBeUndefined()
  })
})

describe('the age of a state', () => {
  test.each([
    ['is zero', 0, undefined],
    ['is a day', STATE_LIFETIME, undefined],
    ['is a second over a day', STATE_LIFETIME + 1_000, 'state-old'],
    ['is a year', 365 * STATE_LIFETIME, 'state-old'],
    ['is ten minutes ahead by another machine’s clock', -10 * MINUTE, undefined],
    ['is further ahead than clocks differ', -10 * MINUTE - 1_000, 'state-old'],
  ])('%s', (_, age, problem) => {
    expect(checkState(STATE, BINDING, START + age)).toBe(problem)
  })

  test('is limited to 24 hours', () => {
    expect(STATE_LIFETIME).toBe(86_400_000)
  })

  test('does not matter for a foreign state, whose time cannot be trusted', () => {
    const bound = { ...BINDING, appId: 'FSAID_other' }
    expect(checkState(STATE, bound, START + 2 * STATE_LIFETIME)).toBe('state-foreign')
  })
})

describe('a foreign state', () => {
  test.each<[string, Partial<StateBinding>]>([
    ['another app', { appId: 'FSAID_other' }],
    ['another app secret', { appSecret: new Secret('another-app-secret') }],
    ['another place', { place: 'acme/crm2' }],
    ['another kind of place', { place: 'acme/crm/environments/prod' }],
    ['another redirect URL', { redirectUrl: 'https://example.com/Callback' }],
    ['fields that are equal only when joined', { appId: 'FSAID_exampleacme', place: '/crm' }],
  ])('has %s', (_, other) => {
    expect(checkState(STATE, { ...BINDING, ...other }, START)).toBe('state-foreign')
  })

  test('differs in any single character', () => {
    for (let index = 0; index < STATE.length; index += 1)
      for (const sign of ['0', 'A', 'z', '.', '=', 'é']) {
        if (STATE[index] === sign) continue
        const flipped = STATE.slice(0, index) + sign + STATE.slice(index + 1)
        expect([flipped, checkState(flipped, BINDING, START)]).toEqual([
          flipped,
          sign === '.' || sign === 'é' || STATE[index] === '.'
            ? expect.stringMatching(/^state-(?:foreign|missing)$/)
            : 'state-foreign',
        ])
      }
  })

  test('differs in the case of any letter', () => {
    for (const [index, sign] of Array.from(STATE).entries()) {
      const other = sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase()
      if (other === sign) continue
      expect(checkState(STATE.slice(0, index) + other + STATE.slice(index + 1), BINDING, START)).toBe(
        'state-foreign',
      )
    }
  })

  test('counts as missing if it is longer or shorter', () => {
    for (let length = 1; length < STATE.length; length += 1)
      expect(checkState(STATE.slice(0, length), BINDING, START)).toBe('state-missing')
    for (const more of ['.', 'A', '.A', ' ', '=']) {
      expect(checkState(STATE + more, BINDING, START)).toBe('state-missing')
      expect(checkState(more + STATE, BINDING, START)).toBeDefined()
    }
  })

  test('is never accepted, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (state) => {
        expect(checkState(state, BINDING, START)).toBeDefined()
      }),
    )
  })
})

test.each([[null], ['']])('%j is missing', (state) => {
  expect(checkState(state, BINDING, START)).toBe('state-missing')
})
