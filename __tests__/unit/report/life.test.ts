import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { ERROR_IDS } from '../../../src/errors/catalogue.ts'
import type { ErrorId, Failure } from '../../../src/errors/failure.ts'
import type { Fate } from '../../../src/errors/fate.ts'
import { countdown, isUrgent, lifeBar, lifeSince } from '../../../src/report/life.ts'
import type { Result } from '../../../src/report/result.ts'
import { DAY, life, NOW, SAMPLES } from '../../support/report/samples.ts'

function ended(more: Partial<Result>): Result {
  return { language: 'en', now: NOW, secrets: [], warnings: [], ...more }
}

/** The sample of an error with another fate of the token. */
function failed(id: ErrorId, fate: Fate, more: { cause?: string } = {}): ActionError {
  return new ActionError({ ...SAMPLES.get(`error-${id}`)?.error?.failure, fate, ...more } as Failure)
}

test('a refresh token lives for 60 days', () => {
  expect(lifeSince(NOW.getTime())).toEqual({ since: NOW, until: new Date(NOW.getTime() + 60 * DAY) })
})

describe('the countdown', () => {
  test.each(ERROR_IDS.filter((id) => id !== 'authorization-required'))('of %s has a known expiry', (id) => {
    const error = failed(id, 'not-sent')
    expect(countdown(ended({ error, refreshTokenLife: life(20) }))?.en).toContain('2026-12-14 02:44 UTC')
    expect(countdown(ended({ error }))?.en).toContain('This run cannot tell')
  })

  test.each([
    ['a success', undefined, 20, /^The stored refresh token lives until .*, in 20 days\.$/],
    ['a token that may be spent', failed('fxiaoke-error', 'unknown'), 20, /^If it was not spent/],
    [
      'discarded tokens of a refresh',
      failed('wrong-account', 'discarded', { cause: 'refreshed' }),
      20,
      /^If it was not spent/,
    ],
    [
      'discarded tokens of an authorization',
      failed('wrong-account', 'discarded', { cause: 'authorized' }),
      20,
      /^The stored refresh token lives/,
    ],
    ['a refusal', failed('refresh-token-rejected', 'refused'), 20, /^By its age alone/],
    ['a shadowed secret', failed('secret-shadowed', 'not-sent'), 20, /that the organization stores/],
    ['a past expiry', failed('fxiaoke-quota', 'refused'), -3, /^By its age, .* expired on 2026-11-21/],
  ])('has its own words for %s', (_, error, daysLeft, text) => {
    const result = ended({ refreshTokenLife: life(daysLeft), ...(error && { error }) })
    expect(countdown(result)?.en).toMatch(text)
  })

  test.each([
    ['the new one is not stored', failed('store-failed', 'unstored'), life(20)],
    ['the tokens were discarded and nothing is known', failed('wrong-account', 'discarded'), null],
  ])('is missing if %s', (_, error, known) => {
    expect(countdown(ended({ error, ...(known && { refreshTokenLife: known }) }))).toBeUndefined()
  })

  test('is missing before the first token', () => {
    const error = failed('authorization-required', 'not-sent')
    expect(countdown(ended({ error, hasNoToken: true }))).toBeUndefined()
    expect(countdown(ended({ error }))).toBeDefined()
  })
})

test.each([
  [14, false],
  [13, true],
  [-3, true],
])('isUrgent with %d days left is %s', (daysLeft, urgent) => {
  expect(isUrgent(ended({ refreshTokenLife: life(daysLeft) }))).toBe(urgent)
})

test.each([
  ['a new token', life(60), '██████████'],
  ['a token stored during the run', lifeSince(NOW.getTime() - 100_000), '██████████'],
  ['a token with 30 days left', life(30), '█████░░░░░'],
  ['a token that expires tomorrow', life(1), '█░░░░░░░░░'],
  ['an expired token', life(-3), '░░░░░░░░░░'],
])('the bar shows the remaining life of %s', (_, known, bar) => {
  expect(lifeBar(known, NOW)).toBe(bar)
})
