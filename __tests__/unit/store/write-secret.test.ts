import { describe, expect, test } from '@jest/globals'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import type { Sealed } from '../../../src/github/sealing.ts'
import { SecretVault } from '../../../src/github/secret-vault.ts'
import { GUARD_AFTER } from '../../../src/patience.ts'
import { writeSecret } from '../../../src/store/write-secret.ts'
import type { WriteOrder, WriteOutcome } from '../../../src/store/write-secret.ts'
import { DOES_NOT_OPEN, FakeGitHubApi, failing, ok } from '../../support/world/fake-github-api.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'

const OLD = '2026-11-21T03:00:00Z'
const NEWER = '2026-11-24T03:00:05Z'
const FIFTEEN_MINUTES = 15 * 60_000

const SEALED: Sealed = { encryptedValue: 'Zmlyc3Q=', keyId: '1' }
const SEALED_ANEW: Sealed = { encryptedValue: 'c2Vjb25k', keyId: '2' }

/** A step of the script: an answer, or one that takes its time, in milliseconds. */
type Step = HttpAnswer | Error | { after: number; then: HttpAnswer | Error }

const UNANSWERED = failing('unanswered', { maybeDone: true })
/** No answer came, as slowly as the transport allows to the first attempt. */
const SLOW: Step = { after: 8_000, then: UNANSWERED }
const unchanged = ok(200, { updated_at: OLD })
const changed = ok(200, { updated_at: NEWER })

/** What a write comes to when GitHub answers so, one step after the other. */
async function outcomeOf(
  steps: readonly Step[],
  order: Partial<WriteOrder> = {},
  within = FIFTEEN_MINUTES,
): Promise<{ outcome: WriteOutcome; api: FakeGitHubApi; waits: readonly number[]; took: number }> {
  const world = fakeWorld()
  const left = [...steps]
  const api = new FakeGitHubApi(({ line }) => {
    const step = left.shift() ?? new Error(`unexpected request: ${line}`)
    if (!('after' in step)) return step
    world.clock.advance(step.after)
    return step.then
  })
  const vault = new SecretVault(api, { kind: 'repository', owner: 'acme', repo: 'crm' })
  const work = writeSecret(
    {
      vault,
      name: 'X',
      visibility: undefined,
      sealed: SEALED,
      reseal: undefined,
      replaces: { updatedAt: OLD },
      ...order,
    },
    world,
    { at: START + within },
  )
  const outcome = await world.clock.leapUntil(work)
  expect(left).toEqual([])
  return { outcome, api, waits: world.clock.waits, took: world.clock.now() - START }
}

const methods = (api: FakeGitHubApi): string => api.lines.map((line) => line.split(' ')[0]).join(' ')
const valuesOf = (api: FakeGitHubApi): unknown[] =>
  api.sent.filter(({ line }) => line.startsWith('PUT')).map(({ parameters }) => parameters['encrypted_value'])

describe('a write', () => {
  test.each([
    [201, 'created'],
    [204, 'updated'],
  ])('that GitHub answers with %d: %s', async (status, kind) => {
    const { outcome, api } = await outcomeOf([ok(status)])
    expect(outcome).toEqual({ kind })
    expect(methods(api)).toBe('PUT')
  })

  test('that something else answers with 200 is tried again', async () => {
    const { outcome, api } = await outcomeOf([ok(200, '<html>'), ok(204)])
    expect(outcome).toEqual({ kind: 'updated' })
    expect(methods(api)).toBe('PUT PUT')
  })

  test('gives the first attempt little time, so that its retry needs no guard, and the later ones more', async () => {
    const { api } = await outcomeOf([SLOW, failing('server'), failing('server'), ok(204)])
    expect(api.sent.map(({ answerWithin }) => answerWithin)).toEqual([8_000, 30_000, 30_000, 30_000])
  })
})

describe('trying again', () => {
  test.each(['unanswered', 'server', 'limited'] as const)('after %s', async (kind) => {
    const { outcome, api, waits } = await outcomeOf([failing(kind), failing(kind), ok(204)])
    expect(outcome).toEqual({ kind: 'updated' })
    expect(methods(api)).toBe('PUT PUT PUT')
    expect(waits).toEqual([1_000, 2_000])
  })

  test.each(['rejected', 'sso', 'forbidden', 'not-found', 'unexpected', 'invalid'] as const)(
    'not after %s, which stays as it is',
    async (kind) => {
      const failure = failing(kind)
      const { outcome, api } = await outcomeOf([failure])
      expect(outcome).toEqual({ kind: 'failed', failure, maybeDone: false })
      expect(methods(api)).toBe('PUT')
    },
  )

  test('up to the deadline', async () => {
    const failure = failing('server', { maybeDone: true })
    const { outcome, took } = await outcomeOf([failure, failure, failure, failure, failure], {}, 30_000)
    expect(outcome).toEqual({ kind: 'failed', failure, maybeDone: true })
    expect(took).toBe(15_000)
  })

  test('not when GitHub asks to wait longer than there is time', async () => {
    const failure = failing('limited', { retryAfter: FIFTEEN_MINUTES })
    const { outcome, took } = await outcomeOf([failure])
    expect(outcome).toEqual({ kind: 'failed', failure, maybeDone: false })
    expect(took).toBe(0)
  })

  test('one attempt that may have been carried out is remembered, whatever the last one says', async () => {
    const failure = failing('forbidden')
    expect((await outcomeOf([UNANSWERED, failure])).outcome).toEqual({
      kind: 'failed',
      failure,
      maybeDone: true,
    })
    expect((await outcomeOf([failing('limited'), failure])).outcome).toMatchObject({ maybeDone: false })
  })

  test('a bug is thrown', async () => {
    await expect(outcomeOf([new TypeError('bug')])).rejects.toThrow(TypeError)
  })
})

describe('a late retry first makes sure that nobody has stored a newer value', () => {
  const late = failing('limited', { retryAfter: 60_000 })

  test('ten seconds are not late', async () => {
    const { api } = await outcomeOf([failing('limited', { retryAfter: GUARD_AFTER }), ok(204)])
    expect(GUARD_AFTER).toBe(10_000)
    expect(methods(api)).toBe('PUT PUT')
  })

  test('a millisecond more is', async () => {
    const { outcome, api } = await outcomeOf([
      failing('limited', { retryAfter: GUARD_AFTER + 1 }),
      unchanged,
      ok(204),
    ])
    expect(methods(api)).toBe('PUT GET PUT')
    expect(outcome).toEqual({ kind: 'updated' })
  })

  test('the time that the attempt itself took counts: eight seconds of silence and a wait of one are early enough', async () => {
    expect(methods((await outcomeOf([SLOW, ok(204)])).api)).toBe('PUT PUT')
    const slower: Step = { after: 9_001, then: UNANSWERED }
    expect(methods((await outcomeOf([slower, unchanged, ok(204)])).api)).toBe('PUT GET PUT')
  })

  test('it is left alone when it has changed', async () => {
    const { outcome, api } = await outcomeOf([late, changed])
    expect(outcome).toEqual({ kind: 'changed-meanwhile', maybeOurs: false })
    expect(methods(api)).toBe('PUT GET')
  })

  test('which an unanswered attempt of this run may have done', async () => {
    const slower: Step = { after: 30_000, then: UNANSWERED }
    expect((await outcomeOf([slower, changed])).outcome).toEqual({
      kind: 'changed-meanwhile',
      maybeOurs: true,
    })
  })

  test('it is left alone when it has been deleted', async () => {
    expect((await outcomeOf([late, failing('not-found')])).outcome).toEqual({
      kind: 'changed-meanwhile',
      maybeOurs: false,
    })
  })

  test('a secret that did not exist still must not', async () => {
    const order = { replaces: { updatedAt: null } }
    expect((await outcomeOf([late, failing('not-found'), ok(201)], order)).outcome).toEqual({
      kind: 'created',
    })
    expect((await outcomeOf([late, changed], order)).outcome).toEqual({
      kind: 'changed-meanwhile',
      maybeOurs: false,
    })
  })

  test('every late retry anew', async () => {
    const { api } = await outcomeOf([late, unchanged, late, unchanged, late, changed])
    expect(methods(api)).toBe('PUT GET PUT GET PUT GET')
  })

  test('while GitHub does not say, nothing is written', async () => {
    const { outcome, api } = await outcomeOf([
      late,
      failing('server'),
      failing('unanswered'),
      unchanged,
      ok(204),
    ])
    expect(methods(api)).toBe('PUT GET GET GET PUT')
    expect(outcome).toEqual({ kind: 'updated' })
  })

  test('and if it never says, nothing was done', async () => {
    const failure = failing('forbidden')
    expect((await outcomeOf([late, failure])).outcome).toEqual({ kind: 'failed', failure, maybeDone: false })
  })

  test('a share is not guarded: its place belongs to nobody’s rotation', async () => {
    const { outcome, api } = await outcomeOf([late, ok(204)], { replaces: undefined })
    expect(methods(api)).toBe('PUT PUT')
    expect(outcome).toEqual({ kind: 'updated' })
  })
})

describe('a 422: the key may have changed', () => {
  const reseal = () => Promise.resolve(SEALED_ANEW)

  test('the value is sealed to the key of now, and written', async () => {
    const { outcome, api } = await outcomeOf([DOES_NOT_OPEN, ok(204)], { reseal })
    expect(outcome).toEqual({ kind: 'updated' })
    expect(valuesOf(api)).toEqual([SEALED.encryptedValue, SEALED_ANEW.encryptedValue])
    expect(api.sent[1]?.parameters['key_id']).toBe('2')
  })

  test('twice, and not for ever', async () => {
    const { outcome, api } = await outcomeOf([DOES_NOT_OPEN, DOES_NOT_OPEN, DOES_NOT_OPEN], { reseal })
    expect(outcome).toEqual({ kind: 'failed', failure: DOES_NOT_OPEN, maybeDone: false })
    expect(api.sent).toHaveLength(3)
  })

  test('where the value is not known any more, it fails', async () => {
    expect((await outcomeOf([DOES_NOT_OPEN])).outcome).toEqual({
      kind: 'failed',
      failure: DOES_NOT_OPEN,
      maybeDone: false,
    })
  })

  test('a key that cannot be had now is asked for again', async () => {
    let asked = 0
    const patiently = (): Promise<Sealed> => {
      asked += 1
      return asked < 3 ? Promise.reject(failing('server')) : reseal()
    }
    const { outcome } = await outcomeOf([DOES_NOT_OPEN, ok(204)], { reseal: patiently })
    expect(outcome).toEqual({ kind: 'updated' })
    expect(asked).toBe(3)
  })

  test('a key that cannot be had at all is the failure, and what went before is remembered', async () => {
    const failure = failing('forbidden')
    const { outcome } = await outcomeOf([UNANSWERED, DOES_NOT_OPEN], {
      reseal: () => Promise.reject(failure),
    })
    expect(outcome).toEqual({ kind: 'failed', failure, maybeDone: true })
  })

  test('a bug in sealing is thrown', async () => {
    const bug = new TypeError('bug')
    await expect(outcomeOf([DOES_NOT_OPEN], { reseal: () => Promise.reject(bug) })).rejects.toBe(bug)
  })

  test('a key that took long: the write is as late as any, and guarded', async () => {
    let asked = 0
    const slowly = (): Promise<Sealed> => {
      asked += 1
      return asked === 1 ? Promise.reject(failing('limited', { retryAfter: 60_000 })) : reseal()
    }
    const { outcome, api } = await outcomeOf([DOES_NOT_OPEN, changed], { reseal: slowly })
    expect(outcome).toEqual({ kind: 'changed-meanwhile', maybeOurs: false })
    expect(methods(api)).toBe('PUT GET')
  })
})
