import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AnswerReader } from '../../../src/fxiaoke/read-answer.ts'
import type { AnswerFields } from '../../../src/fxiaoke/read-answer.ts'

const SENT = 'FSREFTOK_sent_0123456789'
const NEW = 'FSREFTOK_new_0123456789'
const ACCESS = 'FSTOK_new_0123456789'

/** What was asked of the reader. */
interface Reading {
  status?: number
  complete?: boolean
  sent?: string | undefined
  /** Lengths of the pieces; the rest comes in one. */
  pieces?: readonly number[]
}

/** Reads an answer that comes in these pieces. */
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

/** A value of the sandbox's making, in any JSON. */
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

/** An answer with a refresh token among other members, at any depth, and where its last quote is. */
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

describe('a new refresh token is read once its last quote has come', () => {
  test('behind any number of members of that name that are none', () => {
    const none = Array.from({ length: 300 }, (_, index) => `"m${index}":{"refreshToken":"none${index}"}`)
    expect(refreshTokenOf(`{${none.join(',')},"errorCode":0,"refreshToken":"${NEW}"}`)).toBe(NEW)
  })

  test('at any depth, wherever the answer is cut, and not before', () => {
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

  test('in whatever pieces it comes', () => {
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
    ['behind a message with a line end', `{"errorMessage":"a\nb","refreshToken":"${NEW}"}`],
    ['before what is no JSON', `{"refreshToken":"${NEW}","expiresIn":NaN}`],
    ['in a page', `<html><script>x = {"refreshToken":"${NEW}"}</script>`],
    ['behind a head that was taken for the body', `HTTP/1.1 200 OK\r\n\r\n{"refreshToken":"${NEW}"}`],
    ['beside the one that was sent', `{"refreshToken":"${SENT}","data":{"refreshToken":"${NEW}"}}`],
    ['in an error', `{"errorCode":50009,"data":{"refreshToken":"${NEW}"}}`],
  ])('%s', (_, body) => {
    expect(refreshTokenOf(body)).toBe(NEW)
  })

  test('an escape stands for what it means', () => {
    expect(refreshTokenOf('{"refreshToken":"FSREFTOK_new_\\u003d\\u003d0123"}')).toBe('FSREFTOK_new_==0123')
  })

  test('JSON in a string is read, though that be all there is', () => {
    const body = JSON.stringify({ errorCode: 0, refreshToken: NEW, accessToken: ACCESS })
    expect(read(JSON.stringify(body))).toMatchObject({
      refreshToken: NEW,
      accessToken: ACCESS,
      success: true,
    })
    expect(refreshTokenOf(JSON.stringify([JSON.stringify(body)]))).toBe(NEW)
    expect(refreshTokenOf(JSON.stringify({ errorCode: 0, data: [body] }))).toBe(NEW)
  })

  test('percent signs of a form stand for what they mean, and its last value needs an end', () => {
    const body = 'expires_in=7200&refresh_token=FSREFTOK_new_%3D%3D0123'
    expect(refreshTokenOf(body)).toBe('FSREFTOK_new_==0123')
    expect(refreshTokenOf(body, { complete: false })).toBeUndefined()
  })

  test('the one at the top goes before those below, and of two side by side the last', () => {
    const other = 'FSREFTOK_other_0123456789'
    expect(refreshTokenOf(`{"data":{"refreshToken":"${other}"},"refreshToken":"${NEW}"}`)).toBe(NEW)
    expect(refreshTokenOf(`{"refreshToken":"${NEW}","data":{"refreshToken":"${other}"}}`)).toBe(NEW)
    expect(refreshTokenOf(`{"refreshToken":"${other}","refreshToken":"${NEW}"}`)).toBe(NEW)
  })
})

describe('at the top of a success any text is a token', () => {
  test.each(['x', 'must not be blank', '令牌', 'FSREF****'])('%s', (value) => {
    const body = JSON.stringify({ errorCode: 0, refreshToken: value })
    expect(read(body)).toMatchObject({ refreshToken: value, early: value })
    const late = JSON.stringify({ refreshToken: value, errorCode: 0 })
    expect(read(late)).toMatchObject({ refreshToken: value, early: value })
    expect(refreshTokenOf(late.replace(',"errorCode":0}', ''), { complete: false })).toBeUndefined()
  })

  test('of one without a code, which its access token shows, once it is whole', () => {
    const body = JSON.stringify({ refreshToken: 'x', accessToken: 'y' })
    expect(read(body)).toMatchObject({ refreshToken: 'x', accessToken: 'y', early: undefined })
    expect(refreshTokenOf(body.slice(0, -1), { complete: false })).toBeUndefined()
    expect(refreshTokenOf(body, { status: 400 })).toBeUndefined()
  })
})

describe('anywhere else it must look like one', () => {
  test.each([
    ['a validator', '{"errorCode":10006,"refreshToken":"must not be blank"}'],
    ['a masked echo', '{"errorCode":10006,"refreshToken":"FSREFTOK_0123****6789"}'],
    ['an echo that was cut', `{"errorCode":10006,"refreshToken":"${SENT.slice(0, -1)}"}`],
    ['an echo with something behind it', `{"errorCode":10006,"refreshToken":"${SENT};"}`],
    ['an echo that was cut, in what says no code', `{"refreshToken":"${SENT.slice(0, -3)}"}`],
    [
      'an echo that was cut, below the top of a success',
      `{"errorCode":0,"sent":{"refreshToken":"${SENT.slice(0, -1)}"}}`,
    ],
    ['too short', '{"errorCode":10006,"refreshToken":"FSREFTOK_short"}'],
    ['another prefix, in an error', '{"errorCode":10006,"refreshToken":"required-but-missing"}'],
    [
      'another prefix, in an error of OAuth',
      '{"error":"invalid_request","refresh_token":"required-but-missing"}',
    ],
    ['short, below the top of a success', '{"errorCode":0,"data":{"refreshToken":"short"}}'],
    ['the one that was sent', `{"errorCode":0,"refreshToken":"${SENT}"}`],
    ['nothing', '{"errorCode":0,"refreshToken":""}'],
    ['null', '{"errorCode":0,"refreshToken":null,"a":"b"}'],
    ['a number', '{"errorCode":0,"refreshToken":1234567890123456}'],
    ['an impossible escape', '{"errorCode":0,"refreshToken":"FSREFTOK_0123456789\\x41"}'],
    ['a value of that name', `{"parameter":"refreshToken","value":"${NEW}"}`],
  ])('%s is none', (_, body) => {
    expect(refreshTokenOf(body)).toBeUndefined()
  })

  test('where nothing says an error, the prefix does not matter; with a code, it never does', () => {
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

  test('an access token too', () => {
    expect(read(`{"errorCode":1,"accessToken":"must not be blank"}`).accessToken).toBeUndefined()
    expect(read(`{"errorCode":0,"data":{"accessToken":"${ACCESS}"}}`).accessToken).toBe(ACCESS)
  })
})

describe('what looks like a token is hidden', () => {
  test.each([
    ['both', `{"accessToken":"${ACCESS}","refreshToken":"${NEW}"}`, [ACCESS, NEW]],
    ['nested, in snake case', `{"data":{"access_token":"${ACCESS}"}}`, [ACCESS]],
    ['what is none', '{"errorCode":10006,"refreshToken":"must not be blank"}', ['must not be blank']],
    ['in a message', `{"errorCode":1,"errorMessage":"bad ${NEW}, sorry"}`, [NEW]],
    [
      'escaped in a message',
      '{"errorCode":1,"errorMessage":"bad FSTOK_abcdefgh\\u003d"}',
      ['FSTOK_abcdefgh='],
    ],
    ['in another member', `{"token":"${ACCESS}"}`, [ACCESS]],
    ['in a page', `<html>${NEW}</html>`, [NEW]],
    ['cut by one character', `{"refreshToken":"${NEW.slice(0, -1)}`, [NEW.slice(0, -1)]],
    ['cut, and of no known form', '{"refreshToken":"abcdefgh', ['abcdefgh']],
  ])('%s', (_, body, hidden) => {
    expect(read(body, { complete: false }).tokenLike).toEqual(expect.arrayContaining(hidden))
  })
})

describe('the rest of an answer', () => {
  test('of the manual', () => {
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

  test('of the live gateway, which has no trace id and says everything twice', () => {
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
  ])('the best message of %s is %s', (body, message) => {
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
  ])('errorCode %s is %s', (value, code) => {
    expect(read(`{"errorCode":${value}}`).errorCode).toBe(code)
  })

  test('a number counts once something follows it: 2000 may be the beginning of 20005', () => {
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

describe('in linear time', () => {
  const start = `{"accessToken":"${ACCESS}","refreshToken":"${NEW}","x":`
  /** Milliseconds of work, whatever else the machine does, for an answer that comes in pieces of this length. */
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
  ])('4 MiB or less of %s', (_, body, piece) => {
    // Squared, each of these takes minutes.
    expect(timeOf(body, piece)).toBeLessThan(5_000)
  })
})
