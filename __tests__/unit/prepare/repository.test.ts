import { expect, test } from '@jest/globals'
import { readRepository } from '../../../src/prepare/repository.ts'
import { FakeGitHubApi, failing, inTurn, ok } from '../../support/world/fake-github-api.ts'
import { fakeWorld } from '../../support/world/fake-world.ts'

const PUSHED = '2026-11-21T03:00:00Z'
const read = (answer: Parameters<typeof inTurn>[0], ...more: Parameters<typeof inTurn>) => {
  const world = fakeWorld()
  return world.clock.leapUntil(readRepository(new FakeGitHubApi(inTurn(answer, ...more)), world))
}

test.each([
  [{ id: 1001, visibility: 'public', private: false, pushed_at: PUSHED }, true],
  [{ id: 1001, visibility: 'private', private: true, pushed_at: PUSHED }, false],
  [{ id: 1001, visibility: 'internal', private: true, pushed_at: PUSHED }, false],
  // Old servers have no visibility.
  [{ id: 1001, private: false, pushed_at: PUSHED }, true],
  [{ id: 1001, private: true, pushed_at: PUSHED }, false],
  [{ id: 1001, pushed_at: PUSHED }, false],
])('%j is public: %s', async (data, isPublic) => {
  expect(await read(ok(200, data))).toEqual({ id: 1001, isPublic, pushedAt: new Date(PUSHED) })
})

test.each([
  [{}],
  [{ id: '1', pushed_at: null }],
  [{ pushed_at: 'never' }],
  [{ pushed_at: '+275760-09-13T00:00:00Z' }],
])('%j has no known id and push time', async (data) => {
  expect(await read(ok(200, data))).toEqual({ id: undefined, isPublic: false, pushedAt: undefined })
})

test.each([[failing('server')], [ok(200, '<html>')]])('a temporary failure is retried', async (failure) => {
  const read1001 = read(failure, ok(200, { id: 1001, private: true, pushed_at: PUSHED }))
  expect(await read1001).toMatchObject({ id: 1001, isPublic: false })
})

test('any other failure is ignored, because the result is only advice', async () => {
  for (const wrong of [
    failing('limited', { retryAfter: 60_000 }),
    failing('forbidden'),
    new TypeError('bug'),
    failing('not-found'),
  ])
    expect(await read(wrong)).toBeUndefined()
})
