import { describe, expect, test } from '@jest/globals'
import type { Seen } from '../../../src/fxiaoke/exchange.ts'
import { markOf } from '../../../src/record.ts'
import type { TokenRecord } from '../../../src/record.ts'
import { Secret } from '../../../src/secret.ts'
import { nextRecord } from '../../../src/store/next-record.ts'
import type { Recording } from '../../../src/store/next-record.ts'
import type { Stored } from '../../../src/store/store.ts'

const BINDING = { appSecret: new Secret('app-secret'), place: 'repositories/1001' }
const refreshMark = (token: string): string => markOf('refreshToken', new Secret(token), BINDING)
const accessMark = (token: string): string => markOf('accessToken', new Secret(token), BINDING)

const UPDATED = { kind: 'updated', from: 0, to: 0 } as const
const UNCHANGED = { kind: 'unchanged' } as const
const FAILED = { kind: 'failed' } as Stored['refresh']

const PREVIOUS: TokenRecord = {
  refreshToken: { mark: refreshMark('FSREFTOK_old'), storedAt: '2026-11-21T03:00:00Z' },
  accessToken: { mark: accessMark('FSTOK_old'), expiresAt: '2026-11-21T05:00:00Z' },
  openUserId: 'FSUID_1',
  writtenBy: '1/1',
}

type Changes = Partial<Omit<Recording, 'answer' | 'stored'>> & {
  answer?: Partial<Seen>
  stored?: Partial<Stored>
}

function next(changes: Changes = {}): TokenRecord | undefined {
  const answer = {
    refreshToken: new Secret('FSREFTOK_new'),
    accessToken: new Secret('FSTOK_new'),
    openUserId: 'FSUID_1',
    ...changes.answer,
  } as Seen
  return nextRecord({
    grant: { kind: 'refresh_token', refreshToken: new Secret('FSREFTOK_old') },
    binding: BINDING,
    previous: PREVIOUS,
    described: PREVIOUS.refreshToken,
    storedAt: '2026-11-24T03:00:02Z',
    accessTokenExpiresAt: new Date('2026-11-24T05:00:00Z'),
    refreshTokenExpiresAt: new Date('2027-01-23T03:00:00Z'),
    writtenBy: '42/1',
    ...changes,
    answer,
    stored: { refresh: UPDATED, access: UPDATED, shares: [], ...changes.stored },
  })
}

const NEW_REFRESH = {
  mark: refreshMark('FSREFTOK_new'),
  previous: refreshMark('FSREFTOK_old'),
  storedAt: '2026-11-24T03:00:02Z',
  expiresAt: '2027-01-23T03:00:00Z',
}
const NEW_ACCESS = { mark: accessMark('FSTOK_new'), expiresAt: '2026-11-24T05:00:00Z' }

test('both halves describe the new tokens', () => {
  expect(next()).toEqual({
    refreshToken: NEW_REFRESH,
    accessToken: NEW_ACCESS,
    openUserId: 'FSUID_1',
    writtenBy: '42/1',
  })
})

test('the first record of a place has the mark of the spent token', () => {
  expect(next({ previous: undefined, described: undefined })).toMatchObject({ refreshToken: NEW_REFRESH })
})

describe('each half changes only if its own secret was stored', () => {
  test('so a failed access token keeps its old half', () => {
    expect(next({ stored: { access: FAILED } })).toMatchObject({
      refreshToken: NEW_REFRESH,
      accessToken: PREVIOUS.accessToken,
    })
  })

  test('so a failed refresh token keeps its old half', () => {
    expect(next({ stored: { refresh: FAILED } })).toMatchObject({
      refreshToken: PREVIOUS.refreshToken,
      accessToken: NEW_ACCESS,
      openUserId: 'FSUID_1',
    })
  })

  test('so nothing is written if neither was stored', () => {
    expect(next({ stored: { refresh: FAILED, access: FAILED } })).toBeUndefined()
    expect(next({ stored: { refresh: UNCHANGED, access: UNCHANGED } })).toBeUndefined()
  })

  test('so an unchanged refresh token keeps its half only if that describes the secret', () => {
    expect(next({ stored: { refresh: UNCHANGED } })?.refreshToken).toEqual(PREVIOUS.refreshToken)
    expect(next({ stored: { refresh: UNCHANGED }, described: undefined })?.refreshToken).toBeUndefined()
  })

  test('so an access token without a secret leaves its half alone', () => {
    expect(next({ stored: { access: undefined } })?.accessToken).toEqual(PREVIOUS.accessToken)
  })
})

test('an uncertain write time is left out', () => {
  expect(next({ storedAt: undefined })?.refreshToken).toEqual({ ...NEW_REFRESH, storedAt: undefined })
})

test('an unknown expiry is left out', () => {
  expect(next({ accessTokenExpiresAt: undefined })?.accessToken).toEqual({
    ...NEW_ACCESS,
    expiresAt: undefined,
  })
})

describe('the user', () => {
  const nobody = { answer: { openUserId: undefined } }

  test('stays if the answer names none and the recorded token was sent', () => {
    expect(next(nobody)?.openUserId).toBe('FSUID_1')
  })

  test('is unknown if the answer names none and another token was sent', () => {
    expect(next({ ...nobody, described: undefined })?.openUserId).toBeUndefined()
    const byHand = { kind: 'refresh_token', refreshToken: new Secret('FSREFTOK_by_hand') } as const
    expect(next({ ...nobody, grant: byHand })?.openUserId).toBeUndefined()
  })

  test('is replaced or cleared if an unrecorded token comes back unchanged', () => {
    const unchanged = { stored: { refresh: { kind: 'unchanged' } as const }, described: undefined }
    expect(next({ ...unchanged, ...nobody })?.openUserId).toBeUndefined()
    expect(next({ ...unchanged, answer: { openUserId: 'FSUID_2' } })?.openUserId).toBe('FSUID_2')
  })

  test('is replaced by an authorization, which keeps the recorded mark', () => {
    const grant = {
      kind: 'authorization_code',
      code: new Secret('code'),
      redirectUrl: 'https://example.com',
    } as const
    expect(next({ grant, answer: { openUserId: 'FSUID_2' } })).toMatchObject({
      openUserId: 'FSUID_2',
      refreshToken: { previous: PREVIOUS.refreshToken?.mark },
    })
    expect(next({ grant, ...nobody })?.openUserId).toBeUndefined()
  })
})
