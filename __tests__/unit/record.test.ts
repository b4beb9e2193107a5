import { createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { HomePlace } from '../../src/github/place.ts'
import { markOf, parseRecord, recordPlace, formatRecord } from '../../src/record.ts'
import type { RecordBinding, TokenRecord } from '../../src/record.ts'
import { Secret } from '../../src/secret.ts'

const IDS = { repositoryId: 4242, ownerId: 77 }
const PROD: HomePlace = { kind: 'environment', owner: 'acme', repo: 'crm', environment: 'Prod' }
const BINDING: RecordBinding = {
  appSecret: new Secret('example-app-secret'),
  place: recordPlace(PROD, IDS, 'FXIAOKE_REFRESH_TOKEN') ?? '',
}

/** The test vector for every implementation. */
const VECTOR =
  '{"v":1,"refreshToken":{"mark":"aoOGvZR-tsaoC5jN9VNO5A","storedAt":"2026-11-26T03:17:09Z","expiresAt":"2027-01-25T03:17:07Z"},' +
  '"accessToken":{"mark":"YzAg_gHgnx1Y3SCYeYZTbw","expiresAt":"2026-11-26T05:17:07Z"},"openUserId":"FSUID_example",' +
  '"writtenBy":"777/1","seal":"xFbBT9hFO_x_FLuWMzpKzw"}'
const RECORD: TokenRecord = {
  refreshToken: {
    mark: 'aoOGvZR-tsaoC5jN9VNO5A',
    storedAt: '2026-11-26T03:17:09Z',
    expiresAt: '2027-01-25T03:17:07Z',
  },
  accessToken: { mark: 'YzAg_gHgnx1Y3SCYeYZTbw', expiresAt: '2026-11-26T05:17:07Z' },
  openUserId: 'FSUID_example',
  writtenBy: '777/1',
}

/** Any object with a valid seal. */
function sealed(record: object): string {
  const text = JSON.stringify(record).slice(0, -1)
  const { appSecret, place } = BINDING
  const hmac = createHmac('sha256', appSecret.reveal()).update(`${place}\n${text}`).digest()
  return `${text},"seal":"${hmac.subarray(0, 16).toString('base64url')}"}`
}

describe('the place of a record', () => {
  test.each<[HomePlace, string, string | undefined]>([
    [{ kind: 'repository', owner: 'acme', repo: 'crm' }, 'FXIAOKE_REFRESH_TOKEN', 'repositories/4242'],
    [PROD, 'fxiaoke_refresh_token', 'repositories/4242/environments/prod'],
    [{ kind: 'organization', owner: 'acme' }, 'FXIAOKE_REFRESH_TOKEN', 'organizations/77'],
    [PROD, 'tenant_a', 'repositories/4242/environments/prod/secrets/TENANT_A'],
  ])('for %j and %s', (place, secretName, expected) => {
    expect(recordPlace(place, IDS, secretName)).toBe(expected)
  })

  test('is unknown without the id from GitHub', () => {
    const none = { repositoryId: undefined, ownerId: undefined }
    expect(recordPlace(PROD, none, 'FXIAOKE_REFRESH_TOKEN')).toBeUndefined()
  })
})

describe('a mark', () => {
  test('matches the test vector', () => {
    expect(markOf('refreshToken', new Secret('FSREFTOK_example'), BINDING)).toBe('aoOGvZR-tsaoC5jN9VNO5A')
    expect(markOf('accessToken', new Secret('FSTOK_example'), BINDING)).toBe('YzAg_gHgnx1Y3SCYeYZTbw')
  })

  test('of the same token differs by place, app and kind', () => {
    const token = new Secret('FSREFTOK_example')
    const marks = [
      markOf('refreshToken', token, BINDING),
      markOf('accessToken', token, BINDING),
      markOf('refreshToken', token, { ...BINDING, place: 'repositories/4242' }),
      markOf('refreshToken', token, { ...BINDING, appSecret: new Secret('another') }),
    ]
    expect(new Set(marks).size).toBe(marks.length)
    for (const mark of marks) expect(mark).toMatch(/^[\w-]{22}$/)
  })
})

describe('a record', () => {
  test('is written and read as in the test vector', () => {
    expect(formatRecord(RECORD, BINDING)).toBe(VECTOR)
    expect(parseRecord(VECTOR, BINDING)).toEqual(RECORD)
    expect(parseRecord(`${VECTOR}\n`, BINDING)).toEqual(RECORD)
  })

  test('needs only its writer', () => {
    const bare = { writtenBy: '1/1' }
    expect(parseRecord(formatRecord(bare, BINDING), BINDING)).toEqual(bare)
  })

  test.each<[string, string, Partial<RecordBinding>]>([
    ['the app secret has changed', VECTOR, { appSecret: new Secret('new') }],
    ['it was copied from another place', VECTOR, { place: 'repositories/1' }],
    ['the user was edited', VECTOR.replace('FSUID_example', 'FSUID_other'), {}],
    ['an expiry was edited', VECTOR.replace('2027-01-25', '2028-01-25'), {}],
    ['a mark was edited', VECTOR.replace('aoOG', 'aoOH'), {}],
    ['the seal is not last', VECTOR.replace('"}', '","more":1}'), {}],
    ['it is truncated', VECTOR.slice(0, -1), {}],
    ['it is not JSON', 'hello', {}],
    ['it is as large as GitHub accepts', '['.repeat(48 * 1024), {}],
    ['it is empty', '', {}],
    ['it is not ours', '{"accessToken":{"expiresAt":"2026-11-26T05:17:07Z"}}', {}],
    ['it is too long', formatRecord({ ...RECORD, openUserId: 'U'.repeat(10_000) }, BINDING), {}],
  ])('is rejected if %s', (_, text, binding) => {
    expect(parseRecord(text, { ...BINDING, ...binding })).toBeUndefined()
  })

  test('of another version or with an invalid field is rejected even with a valid seal', () => {
    const good = { v: 1, ...RECORD }
    expect(parseRecord(sealed(good), BINDING)).toEqual(RECORD)
    for (const odd of [
      { ...good, v: 2 },
      { ...good, refreshToken: null },
      { ...good, refreshToken: { mark: 1 } },
      { ...good, refreshToken: { mark: 'm', storedAt: 'yesterday' } },
      { ...good, accessToken: { mark: 'm', expiresAt: 'tomorrow' } },
      { ...good, writtenBy: undefined },
      { ...good, openUserId: 7 },
    ])
      expect(parseRecord(sealed(odd), BINDING)).toBeUndefined()
  })

  test('cannot be altered without the app secret', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(VECTOR.length - 1), (inserted, at) => {
        fc.pre(inserted.trim() !== '')
        const text = VECTOR.slice(0, at) + inserted + VECTOR.slice(at)
        const read = parseRecord(text, BINDING)
        expect(read === undefined || text.trim() === VECTOR).toBe(true)
      }),
    )
  })
})
