import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AnswerReader } from '../../../src/fxiaoke/read-answer.ts'
import type { AnswerFields } from '../../../src/fxiaoke/read-answer.ts'

const SENT = 'FSREFTOK_sent_0123456789'
const NEW = 'FSREFTOK_new_0123456789'
const ACCESS = 'FSTOK_new_0123456789'

/** The options of a read. */
interface Reading {
  status?: number
  complete?: boolean
  sent?: string | undefined
  /** The lengths of the pieces; the rest is one piece. */
  pieces?: readonly number[]
}

/** Reads an answer in these pieces. */
function read(
  body: string,
  reading: Reading = {},
): AnswerFields & { early: string | undefined; judged: string } {
  const { status = 200, complete = true, pieces = [] } = reading
  const reader = new AnswerReader('sent' in reading ? reading.sent : SENT)
  let at = 0
  let judged = 'more'
  for (const length of [...pieces, body.length]) {
    const judgement = reader.read(body.slice(at, at + length))
    if (judgement !== 'more') judged = judgement
    at += length
  }
  const early = reader.refreshToken
  return { ...reader.end({ status, headers: new Map(), body, complete }), early, judged }
}

const refreshTokenOf = (body: string, reading?: Reading): string | undefined =>
  read(body, reading).refreshToken

/** A token like those of the sandbox. */
const token = fc.stringMatching(/^FSREFTOK_[0-9A-Za-z.~-]{8,60}$/)

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.constantFrom('"', '\\', '\n', '{', '}', '[', ']', ':', ',', '&', '=', 'refreshToken', '0'), {
      maxLength: 8,
    })
    .map((parts) => parts.join('')),
)

const otherName = anyText.filter((name) => !/refresh_?token/i.test(name))

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    anyText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(otherName, fc.constant('accessToken')), tie('value'), { maxKeys: 3 }),
  ),
}))

const member = fc.tuple(otherName, anyValue)

/** An answer with a refresh token among other members, at any depth, and the position after its closing quote. */
const answer = fc
  .record({
    before: fc.array(member, { maxLength: 3 }),
    token,
    name: fc.constantFrom('refreshToken', 'refresh_token', '\\u0072efreshToken'),
    within: fc.array(fc.constantFrom('{"data":', '[', '{"a":[1,"b",'), { maxLength: 3 }),
    after: fc.array(member, { maxLength: 3 }),
    comma: fc.constantFrom(',', ' ,\n  '),
    mark: fc.constantFrom('', '\uFEFF', '\n'),
  })
  .map(({ before, token: value, name, within, after, comma, mark }) => {
    const write = ([key, one]: [string, unknown]): string => `${JSON.stringify(key)}:${JSON.stringify(one)}`
    const head = `${mark}{${before.map((one) => write(one) + comma).join('')}${within.length > 0 ? `"x":${within.join('')}{` : ''}"${name}":"${value}"`
    const close = within.map((open) => (open === '[' ? ']' : open.endsWith('[1,"b",') ? ']}' : '}')).reverse()
    const text = `${head}${within.length > 0 ? `}${close.join('')}` : ''}${after.map((one) => comma + write(one)).join('')}}`
    return { text, token: value, arrivedAt: head.length }
  })

describe('a new refresh token is read at its closing quote', () => {
  test('after any number of members of that name that are not tokens', () => {
    const none = Array.from({ length: 300 }, (_, index) => `"m${index}":{"refreshToken":"none${index}"}`)
    expect(refreshTokenOf(`{${none.join(',')},"errorCode":0,"refreshToken":"${NEW}"}`)).toBe(NEW)
  })

  test('at any depth and any cut, and not before', () => {
    fc.assert(
      fc.property(answer, fc.double({ min: 0, max: 1, noNaN: true }), (one, part) => {
        for (const cut of [one.arrivedAt - 1, one.arrivedAt, Math.round(part * one.text.length)]) {
          const { refreshToken, early } = read(one.text.slice(0, cut), { complete: false })
          expect(refreshToken).toBe(cut >= one.arrivedAt ? one.token : undefined)
          expect(early).toBe(refreshToken)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('in pieces of any size', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          answer.map(({ text }) => text),
          anyText,
        ),
        fc.array(fc.nat({ max: 9 })),
        (text, pieces) => {
          expect(read(text, { pieces })).toEqual(read(text))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ['nested', `{"errorCode":0,"data":{"refreshToken":"${NEW}","expiresIn":7200}}`],
    ['in snake case', `{"access_token":"${ACCESS}","refresh_token":"${NEW}"}`],
    ['form-encoded', `access_token=${ACCESS}&refresh_token=${NEW}&expires_in=7200`],
    ['form-encoded, at its end', `expires_in=7200&refresh_token=${NEW}`],
    ['in a list', `[{"refreshToken":"${NEW}"}]`],
    [
      'in JSON within a string',
      JSON.stringify({ errorCode: 0, data: JSON.stringify({ refreshToken: NEW }) }),
    ],
    ['after a message with a line break', `{"errorMessage":"a\nb","refreshToken":"${NEW}"}`],
    ['before invalid JSON', `{"refreshToken":"${NEW}","expiresIn":NaN}`],
    ['in a page', `<html><script>x = {"refreshToken":"${NEW}"}</script>`],
    ['after a head that was taken for the body', `HTTP/1.1 200 OK\r\n\r\n{"refreshToken":"${NEW}"}`],
    ['beside the sent one', `{"refreshToken":"${SENT}","data":{"refreshToken":"${NEW}"}}`],
    ['in an error', `{"errorCode":50009,"data":{"refreshToken":"${NEW}"}}`],
  ])('%s', (_, body) => {
    expect(refreshTokenOf(body)).toBe(NEW)
  })

  test('with escapes decoded', () => {
    expect(refreshTokenOf('{"refreshToken":"FSREFTOK_new_\\u003d\\u003d0123"}')).toBe('FSREFTOK_new_==0123')
  })

  test('in JSON inside a string, even if that is the whole answer', () => {
    const body = JSON.stringify({ errorCode: 0, refreshToken: NEW, accessToken: ACCESS })
    expect(read(JSON.stringify(body))).toMatchObject({
      refreshToken: NEW,
      accessToken: ACCESS,
      success: true,
    })
    expect(refreshTokenOf(JSON.stringify([JSON.stringify(body)]))).toBe(NEW)
    expect(refreshTokenOf(JSON.stringify({ errorCode: 0, data: [body] }))).toBe(NEW)
  })

  test('in a form with percent-encoding, where the last value needs an end', () => {
    const body = 'expires_in=7200&refresh_token=FSREFTOK_new_%3D%3D0123'
    expect(refreshTokenOf(body)).toBe('FSREFTOK_new_==0123')
    expect(refreshTokenOf(body, { complete: false })).toBeUndefined()
  })

  test('with the top level first, and the last of two on the same level', () => {
    const other = 'FSREFTOK_other_0123456789'
    expect(refreshTokenOf(`{"data":{"refreshToken":"${other}"},"refreshToken":"${NEW}"}`)).toBe(NEW)
    expect(refreshTokenOf(`{"refreshToken":"${NEW}","data":{"refreshToken":"${other}"}}`)).toBe(NEW)
    expect(refreshTokenOf(`{"refreshToken":"${other}","refreshToken":"${NEW}"}`)).toBe(NEW)
  })
})

describe('at the top level of a success any text is a token', () => {
  test.each(['x', 'must not be blank', '令牌', 'FSREF****'])('%s', (value) => {
    const body = JSON.stringify({ errorCode: 0, refreshToken: value })
    expect(read(body)).toMatchObject({ refreshToken: value, early: value })
    const late = JSON.stringify({ refreshToken: value, errorCode: 0 })
    expect(read(late)).toMatchObject({ refreshToken: value, early: value })
    expect(refreshTokenOf(late.replace(',"errorCode":0}', ''), { complete: false })).toBeUndefined()
  })

  test('even without a code, once an access token and the end show a success', () => {
    const body = JSON.stringify({ refreshToken: 'x', accessToken: 'y' })
    expect(read(body)).toMatchObject({ refreshToken: 'x', accessToken: 'y', early: undefined })
    expect(refreshTokenOf(body.slice(0, -1), { complete: false })).toBeUndefined()
    expect(refreshTokenOf(body, { status: 400 })).toBeUndefined()
  })
})

describe('anywhere else a value must look like a token', () => {
  test.each([
    ['a validation message', '{"errorCode":10006,"refreshToken":"must not be blank"}'],
    ['a masked echo', '{"errorCode":10006,"refreshToken":"FSREFTOK_0123****6789"}'],
    ['a cut echo', `{"errorCode":10006,"refreshToken":"${SENT.slice(0, -1)}"}`],
    ['an echo with a suffix', `{"errorCode":10006,"refreshToken":"${SENT};"}`],
    ['a cut echo without a code', `{"refreshToken":"${SENT.slice(0, -3)}"}`],
    [
      'a cut echo below the top of a success',
      `{"errorCode":0,"sent":{"refreshToken":"${SENT.slice(0, -1)}"}}`,
    ],
    ['a short value', '{"errorCode":10006,"refreshToken":"FSREFTOK_short"}'],
    ['another prefix, in an error', '{"errorCode":10006,"refreshToken":"required-but-missing"}'],
    [
      'another prefix, in an error of OAuth',
      '{"error":"invalid_request","refresh_token":"required-but-missing"}',
    ],
    ['a short value below the top of a success', '{"errorCode":0,"data":{"refreshToken":"short"}}'],
    ['the sent one', `{"errorCode":0,"refreshToken":"${SENT}"}`],
    ['an empty text', '{"errorCode":0,"refreshToken":""}'],
    ['null', '{"errorCode":0,"refreshToken":null,"a":"b"}'],
    ['a number', '{"errorCode":0,"refreshToken":1234567890123456}'],
    ['an impossible escape', '{"errorCode":0,"refreshToken":"FSREFTOK_0123456789\\x41"}'],
    ['a value with that name', `{"parameter":"refreshToken","value":"${NEW}"}`],
  ])('unlike %s', (_, body) => {
    expect(refreshTokenOf(body)).toBeUndefined()
  })

  test('but its prefix does not matter without an error or for a code', () => {
    const other = 'rt.0123456789abcdef'
    const body = JSON.stringify({ data: { refreshToken: other }, errorCode: 0 })
    expect(refreshTokenOf(body)).toBe(other)
    expect(refreshTokenOf(JSON.stringify({ errorCode: 1, refreshToken: other }), { sent: undefined })).toBe(
      other,
    )
    expect(refreshTokenOf(JSON.stringify({ errorCode: 1, refreshToken: other }), { sent: 'no-prefix' })).toBe(
      other,
    )
  })

  test('and so must an access token', () => {
    expect(read(`{"errorCode":1,"accessToken":"must not be blank"}`).accessToken).toBeUndefined()
    expect(read(`{"errorCode":0,"data":{"accessToken":"${ACCESS}"}}`).accessToken).toBe(ACCESS)
  })
})

describe('a value that looks like a token is hidden', () => {
  test.each([
    ['both tokens', `{"accessToken":"${ACCESS}","refreshToken":"${NEW}"}`, [ACCESS, NEW]],
    ['nested, in snake case', `{"data":{"access_token":"${ACCESS}"}}`, [ACCESS]],
    ['an implausible value', '{"errorCode":10006,"refreshToken":"must not be blank"}', ['must not be blank']],
    ['in a message', `{"errorCode":1,"errorMessage":"bad ${NEW}, sorry"}`, [NEW]],
    [
      'escaped in a message',
      '{"errorCode":1,"errorMessage":"bad FSTOK_abcdefgh\\u003d"}',
      ['FSTOK_abcdefgh='],
    ],
    ['in another member', `{"token":"${ACCESS}"}`, [ACCESS]],
    ['in an HTML page', `<html>${NEW}</html>`, [NEW]],
    ['cut by one character', `{"refreshToken":"${NEW.slice(0, -1)}`, [NEW.slice(0, -1)]],
    ['cut and of unknown form', '{"refreshToken":"abcdefgh', ['abcdefgh']],
  ])('%s', (_, body, hidden) => {
    expect(read(body, { complete: false }).tokenLike).toEqual(expect.arrayContaining(hidden))
  })
})

describe('the other fields', () => {
  test('are read from the answer in the manual', () => {
    const body = {
      openUserId: 'FSUID_1',
      accessToken: ACCESS,
      refreshToken: NEW,
      expiresIn: 7200,
      errorCode: 0,
      errorMessage: 'success',
      traceId: 'E-O.fk1.8bd6',
    }
    expect(read(JSON.stringify(body))).toMatchObject({
      ...body,
      whole: true,
      isStructured: true,
      success: true,
    })
    expect(read(JSON.stringify({ data: body }))).toMatchObject({ ...body, whole: true, success: true })
    expect(
      read(new URLSearchParams(Object.entries(body).map(([k, v]) => [k, String(v)])).toString()),
    ).toMatchObject({
      ...body,
      expiresIn: '7200',
      whole: true,
    })
  })

  test('are read from the answer of the live gateway, which has no trace id and duplicate messages', () => {
    const body =
      '{"errorCode":10006,"errorMessage":"the parameter appSecret is missing or illegal","errorDescription":"缺少参数或参数不合法","error":"非法请求","error_description":"缺少参数或参数不合法"}'
    expect(read(body)).toMatchObject({
      errorCode: 10006,
      errorMessage: 'the parameter appSecret is missing or illegal',
      success: false,
      traceId: undefined,
      refreshToken: undefined,
    })
  })

  test.each([
    ['{"errorMessage":"","errorDescription":"b","error":"d"}', 'b'],
    ['{"error_description":"c","error":"d"}', 'c'],
    ['{"error":"d"}', 'd'],
    ['{}', undefined],
  ])('have as the best message of %s: %s', (body, message) => {
    expect(read(body).errorMessage).toBe(message)
  })

  test.each([
    ['0', 0],
    ['-1', -1],
    ['"10006"', 10006],
    ['" -2 "', -2],
    ['1.5', undefined],
    ['"E1"', undefined],
    ['""', undefined],
    ['null', undefined],
    ['1e400', undefined],
  ])('have the errorCode %s as %s', (value, code) => {
    expect(read(`{"errorCode":${value}}`).errorCode).toBe(code)
  })

  test('have a number only once something follows it, because 2000 may become 20005', () => {
    expect(read('{"errorCode":20005', { complete: false }).errorCode).toBeUndefined()
    expect(read('{"errorCode":20005,', { complete: false }).errorCode).toBe(20005)
    expect(read('{"errorCode":20005 ', { complete: false }).errorCode).toBe(20005)
  })

  test.each([
    ['', 'more', false],
    ['<html>', 'more', false],
    ['{"errorCode":20005,"errorMessage":"expired', 'more', true],
    ['{"errorCode":20005,"errorMessage":"expired"}', 'whole', true],
    [`{"accessToken":"${ACCESS}","refreshToken":"FSREF`, 'more', true],
    [`{"accessToken":"${ACCESS}","refreshToken":"${NEW}"`, 'enough', true],
    [`{"accessToken":"${ACCESS}","refreshToken":"${NEW}"}`, 'whole', true],
    ['{"echo":{"refreshToken":"x"}', 'more', true],
  ])('%j: %s, structured: %s', (body, judged, isStructured) => {
    expect(read(body, { complete: false })).toMatchObject({ judged, isStructured })
  })
})

describe('the time is linear', () => {
  const start = `{"accessToken":"${ACCESS}","refreshToken":"${NEW}","x":`
  /** The CPU time in milliseconds for an answer in pieces of this length. */
  const timeOf = (body: string, piece: number): number => {
    const pieces = Array.from({ length: Math.ceil(body.length / piece) }, () => piece)
    const before = process.cpuUsage()
    expect(read(body, { pieces }).refreshToken).toBe(NEW)
    return process.cpuUsage(before).user / 1000
  }

  test.each([
    ['digits', start + '1'.repeat(4 * 1024 * 1024), 16 * 1024],
    ['quotes', start + '"\\"'.repeat(1024 * 1024), 16 * 1024],
    ['brackets', start + '{"a":['.repeat(700 * 1024), 16 * 1024],
    ['empty objects', `{"refreshToken":"${NEW}"}${'{}'.repeat(2 * 1024 * 1024)}`, 16 * 1024],
    ['refresh tokens', start + `{"refreshToken":"${NEW}"},`.repeat(100 * 1024), 16 * 1024],
    ['the beginning of a token, over and over', `${start}"${'FS'.repeat(1024 * 1024)}"}`, 16 * 1024],
    [
      'digits for a code',
      `{"errorCode":"${'1'.repeat(1024 * 1024)}",${start.slice(1)}${`{"refreshToken":"${NEW}"},`.repeat(300)}`,
      16 * 1024,
    ],
    ['pairs', `refreshToken=${NEW}&${'a=b&'.repeat(1024 * 1024)}`, 16 * 1024],
    ['digits, byte by byte', start + '1'.repeat(64 * 1024), 1],
    ['text, byte by byte', `${start}"${'a'.repeat(64 * 1024)}`, 1],
  ])('for up to 4 MiB of %s', (_, body, piece) => {
    // In quadratic time, each of these would take minutes.
    expect(timeOf(body, piece)).toBeLessThan(5_000)
  })
})
