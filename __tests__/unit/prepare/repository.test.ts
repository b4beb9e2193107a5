import { expect, test } from '@jest/globals'
import { readRepository } from '../../../src/prepare/repository.ts'
import { FakeGitHubApi, failing, inTurn, ok } from '../../support/world/fake-github-api.ts'
import { fakeWorld } from '../../support/world/fake-world.ts'

const PUSHED = '2026-11-21T03:00:00Z'
const read = (answer: Parameters<typeof inTurn>[0]) =>
  readRepository(new FakeGitHubApi(inTurn(answer)), fakeWorld())

test.each([
  [{ id: 1001, visibility: 'public', private: false, pushed_at: PUSHED }, true],
  [{ id: 1001, visibility: 'private', private: true, pushed_at: PUSHED }, false],
  [{ id: 1001, visibility: 'internal', private: true, pushed_at: PUSHED }, false],
  // Old servers know no visibility.
  [{ id: 1001, private: false, pushed_at: PUSHED }, true],
  [{ id: 1001, private: true, pushed_at: PUSHED }, false],
  [{ id: 1001, pushed_at: PUSHED }, false],
])('%j is public: %s', async (data, isPublic) => {
  expect(await read(ok(200, data))).toEqual({ id: 1001, isPublic, pushedAt: new Date(PUSHED) })
})

test.each([[{}], [{ id: '1', pushed_at: null }], [{ pushed_at: 'never' }], ['<html>']])(
  'of %j nothing is known',
  async (data) => {
    expect(await read(ok(200, data))).toEqual({ id: undefined, isPublic: false, pushedAt: undefined })
  },
)

test('it is advice: whatever goes wrong, nobody is held up', async () => {
  for (const wrong of [failing('server'), failing('forbidden'), new TypeError('bug'), ok(200, null), ok(204)])
    expect(await read(wrong)).toBeUndefined()
})
