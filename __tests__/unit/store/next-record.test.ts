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

test('both halves are of the new tokens', () => {
  expect(next()).toEqual({
    refreshToken: NEW_REFRESH,
    accessToken: NEW_ACCESS,
    openUserId: 'FSUID_1',
    writtenBy: '42/1',
  })
})

test('the first record of a place has nothing of before but the mark of what was spent', () => {
  expect(next({ previous: undefined, described: undefined })).toMatchObject({ refreshToken: NEW_REFRESH })
})

describe('each half changes only when its own secret was stored', () => {
  test('the access token could not be', () => {
    expect(next({ stored: { access: FAILED } })).toMatchObject({
      refreshToken: NEW_REFRESH,
      accessToken: PREVIOUS.accessToken,
    })
  })

  test('the refresh token could not be', () => {
    expect(next({ stored: { refresh: FAILED } })).toMatchObject({
      refreshToken: PREVIOUS.refreshToken,
      accessToken: NEW_ACCESS,
      openUserId: 'FSUID_1',
    })
  })

  test('neither could be: nothing is written', () => {
    expect(next({ stored: { refresh: FAILED, access: FAILED } })).toBeUndefined()
    expect(next({ stored: { refresh: UNCHANGED, access: UNCHANGED } })).toBeUndefined()
  })

  test('an unchanged refresh token keeps its half if that describes the secret, else loses it', () => {
    expect(next({ stored: { refresh: UNCHANGED } })?.refreshToken).toEqual(PREVIOUS.refreshToken)
    expect(next({ stored: { refresh: UNCHANGED }, described: undefined })?.refreshToken).toBeUndefined()
  })

  test('an access token that is not kept leaves the half as it was', () => {
    expect(next({ stored: { access: undefined } })?.accessToken).toEqual(PREVIOUS.accessToken)
  })
})

test('a write whose time is not certain claims none', () => {
  expect(next({ storedAt: undefined })?.refreshToken).toEqual({ ...NEW_REFRESH, storedAt: undefined })
})

test('an end that is unknown is left out', () => {
  expect(next({ accessTokenExpiresAt: undefined })?.accessToken).toEqual({
    ...NEW_ACCESS,
    expiresAt: undefined,
  })
})

describe('whose the tokens are', () => {
  const nobody = { answer: { openUserId: undefined } }

  test('an answer that names nobody leaves who it was, if the described token was sent', () => {
    expect(next(nobody)?.openUserId).toBe('FSUID_1')
  })

  test('and else it is unknown: a login that was stored by hand may be anybody’s', () => {
    expect(next({ ...nobody, described: undefined })?.openUserId).toBeUndefined()
    const byHand = { kind: 'refresh_token', refreshToken: new Secret('FSREFTOK_by_hand') } as const
    expect(next({ ...nobody, grant: byHand })?.openUserId).toBeUndefined()
  })

  test('a token that was stored by hand and is answered unchanged is no longer called that of the one before', () => {
    const unchanged = { stored: { refresh: { kind: 'unchanged' } as const }, described: undefined }
    expect(next({ ...unchanged, ...nobody })?.openUserId).toBeUndefined()
    expect(next({ ...unchanged, answer: { openUserId: 'FSUID_2' } })?.openUserId).toBe('FSUID_2')
  })

  test('authorizing replaces it, and keeps the mark that the record had', () => {
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
