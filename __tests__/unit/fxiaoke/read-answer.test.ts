import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readAnswer } from '../../../src/fxiaoke/read-answer.ts'

const NAME = 'refreshToken'

/** Text that would read as a token, were it not inside a string or an inner object. */
const BAIT = [
  '"refreshToken":"bait"',
  '{"refreshToken":"bait"}',
  '\\"refreshToken\\":\\"bait\\"',
  '","refreshToken":"bait","',
  '\\","refreshToken":"bait"',
  '\\\\","refreshToken":"bait"',
  '}{"refreshToken":"bait"}',
  '","a":{',
  ']]}}',
]

/** Any UTF-16 at all: quotes, backslashes, controls, half surrogates. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('"', '\\', '\n', '{', '}', '[', ']', ':', ',', 'a', NAME, '0'), { maxLength: 8 })
    .map((parts) => parts.join('')),
  fc.constantFrom(...BAIT),
)

const token = fc
  .oneof(fc.stringMatching(/^FSREFTOK_[0-9A-Za-z]{1,40}$/), anyText)
  .filter((text) => text !== '')

/** Any JSON value, with echoes of a token inside. */
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    anyText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(anyText, fc.constant(NAME)), tie('value'), { maxKeys: 3 }),
  ),
}))

const member = fc.tuple(
  anyText.filter((name) => name !== NAME),
  anyValue,
)

/** How a server may lay out its JSON. */
const layout = fc.constantFrom(
  { colon: ':', comma: ',', indent: 0 },
  { colon: ': ', comma: ',\n  ', indent: 0 },
  { colon: ' :\t', comma: ' , ', indent: 2 },
)

/** An answer with a refresh token among other members, and where its closing quote is. */
const answer = fc
  .record({
    before: fc.array(member, { maxLength: 3 }),
    token,
    after: fc.array(member, { maxLength: 3 }),
    layout,
  })
  .map(({ before, token: refreshToken, after, layout: { colon, comma, indent } }) => {
    const write = ([name, value]: [string, unknown]): string =>
      JSON.stringify(name) + colon + JSON.stringify(value, null, indent)
    const head = `{${[...before, [NAME, refreshToken] as [string, unknown]].map(write).join(comma)}`
    const text = `${head}${after.map((one) => comma + write(one)).join('')}}`
    return { text, refreshToken, arrivedAt: head.length }
  })

describe('a refresh token is read if and only if its closing quote has arrived', () => {
  test('wherever an answer is cut', () => {
    fc.assert(
      fc.property(
        answer,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ text, refreshToken, arrivedAt }, part) => {
          const cut = Math.round(part * text.length)
          const fields = readAnswer(text.slice(0, cut))
          expect(fields.refreshToken).toBe(cut >= arrivedAt ? refreshToken : undefined)
          expect(fields.whole).toBe(cut === text.length)
        },
      ),
      { numRuns: 3_000 },
    )
  })

  test('just before and just behind the quote', () => {
    fc.assert(
      fc.property(answer, ({ text, refreshToken, arrivedAt }) => {
        expect(readAnswer(text.slice(0, arrivedAt - 1)).refreshToken).toBeUndefined()
        expect(readAnswer(text.slice(0, arrivedAt)).refreshToken).toBe(refreshToken)
      }),
      { numRuns: 1_000 },
    )
  })

  test('at every byte of an answer like the manual’s, even in the middle of a character', () => {
    const text = JSON.stringify({
      errorMessage: '成功 "refreshToken":"bait"',
      openUserId: 'FSUID_x',
      echo: { refreshToken: 'FSREFTOK_sent', list: [{ refreshToken: 'FSREFTOK_sent' }] },
      accessToken: 'FSTOK_纷享',
      refreshToken: 'FSREFTOK_"销\\客"',
      expiresIn: 7200,
      errorCode: 0,
      traceId: 'E-O.fk1.8bd6',
    })
    const bytes = Buffer.from(text)
    const endOf = (part: string): number => Buffer.byteLength(text.slice(0, text.indexOf(part) + part.length))
    const refreshAt = endOf('"FSREFTOK_\\"销\\\\客\\""')
    const accessAt = endOf('"FSTOK_纷享"')
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const fields = readAnswer(bytes.subarray(0, cut).toString('utf8'))
      expect([cut, fields.refreshToken]).toEqual([cut, cut >= refreshAt ? 'FSREFTOK_"销\\客"' : undefined])
      expect([cut, fields.accessToken]).toEqual([cut, cut >= accessAt ? 'FSTOK_纷享' : undefined])
    }
  })
})

describe('what is no refresh token', () => {
  test.each([
    ['an inner echo', '{"request":{"refreshToken":"sent"},"errorCode":20005'],
    ['an echo in a list', '{"requests":[{"refreshToken":"sent"}],"errorCode":20005'],
    ['an echo, the outer one not having arrived', '{"data":{"refreshToken":"sent"},"refreshToken":"ne'],
    ['text in a message', '{"errorMessage":"bad \\"refreshToken\\":\\"sent\\"","errorCode":20005'],
    ['text in a message that is cut itself', '{"errorMessage":"bad \\"refreshToken\\":\\"sent\\", and'],
    ['a value of that name', '{"parameter":"refreshToken","value":"sent"'],
    ['a list of such texts', '["refreshToken","sent"'],
    ['an object in a list', '[{"refreshToken":"sent"}'],
    ['a whole list', '[{"refreshToken":"sent"}]'],
    ['a string', '"refreshToken"'],
    ['an empty one', '{"refreshToken":""}'],
    ['an empty one, cut behind', '{"refreshToken":"","a":'],
    ['null', '{"refreshToken":null}'],
    ['null, cut behind', '{"refreshToken":null,"a":"sent"'],
    ['a number', '{"refreshToken":12}'],
    ['a number, cut behind', '{"refreshToken":12,'],
    ['an object', '{"refreshToken":{"value":"sent"}'],
    ['a name in another case', '{"refreshtoken":"sent","refresh_token":"sent"'],
    ['an impossible escape', '{"refreshToken":"\\x41","a":'],
    ['nothing', ''],
    ['a page', '<html><a href="refreshToken">:"sent"</a>'],
  ])('%s', (_, body) => {
    expect(readAnswer(body).refreshToken).toBeUndefined()
  })

  test('an escaped name is the same name, cut or whole', () => {
    expect(readAnswer('{"\\u0072efreshToken":"new","a":').refreshToken).toBe('new')
    expect(readAnswer('{"\\u0072efreshToken":"new"}').refreshToken).toBe('new')
  })

  test('damage behind it does not matter', () => {
    expect(readAnswer('{"refreshToken":"new","expiresIn":NaN}').refreshToken).toBe('new')
    expect(readAnswer('{"refreshToken":"new"}<!-- served by proxy -->').refreshToken).toBe('new')
    expect(readAnswer('\uFEFF{"refreshToken":"new","a"').refreshToken).toBe('new')
    expect(readAnswer('HTTP/1.1 200 OK\r\n\r\n{"refreshToken":"new"}').refreshToken).toBe('new')
  })
})

describe('a whole answer', () => {
  test('is what JSON.parse reads, also where a member is named twice', () => {
    const names = fc.constantFrom(
      'accessToken',
      NAME,
      'openUserId',
      'errorMessage',
      'traceId',
      'expiresIn',
      'errorCode',
      'x',
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(names, anyValue), { maxLength: 10 }),
        fc.constantFrom('', '\uFEFF'),
        (members, mark) => {
          const text = `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
          const parsed = JSON.parse(text) as Record<string, unknown>
          const fields = readAnswer(mark + text)
          expect(fields).toMatchObject({ whole: true, jsonLike: true })
          expect(fields.expiresIn).toEqual(parsed['expiresIn'])
          for (const name of ['accessToken', NAME, 'openUserId', 'errorMessage', 'traceId'] as const) {
            const value = parsed[name]
            expect(fields[name]).toBe(typeof value === 'string' && value !== '' ? value : undefined)
          }
        },
      ),
    )
  })

  test('of the manual', () => {
    const body = {
      openUserId: 'FSUID_1',
      accessToken: 'FSTOK_1',
      refreshToken: 'FSREFTOK_1',
      expiresIn: 7200,
      errorCode: 0,
      errorMessage: 'success',
      traceId: 'E-O.fk1.8bd6',
    }
    const fields = readAnswer(JSON.stringify(body))
    expect(fields).toEqual({ ...body, whole: true, jsonLike: true })
  })

  test('of the live gateway, which has no trace id and says everything twice', () => {
    const fields = readAnswer(
      '{"errorCode":10006,"errorMessage":"the parameter appSecret is missing or illegal","errorDescription":"缺少参数或参数不合法","error":"非法请求","error_description":"缺少参数或参数不合法"}',
    )
    expect(fields).toMatchObject({
      errorCode: 10006,
      errorMessage: 'the parameter appSecret is missing or illegal',
      traceId: undefined,
      refreshToken: undefined,
    })
  })

  test.each([
    ['{"errorMessage":"","errorDescription":"b","error_description":"c","error":"d"}', 'b'],
    ['{"error_description":"c","error":"d"}', 'c'],
    ['{"error":"d"}', 'd'],
    ['{}', undefined],
  ])('the best message of %s is %s', (body, message) => {
    expect(readAnswer(body).errorMessage).toBe(message)
  })

  test.each([
    ['0', 0],
    ['-1', -1],
    ['"10006"', 10006],
    ['" -2 "', -2],
    ['1.5', undefined],
    ['"1.5"', undefined],
    ['"E1"', undefined],
    ['""', undefined],
    ['null', undefined],
    ['true', undefined],
    ['1e400', undefined],
  ])('errorCode %s is %s', (value, code) => {
    expect(readAnswer(`{"errorCode":${value}}`).errorCode).toBe(code)
  })
})

describe('a damaged answer', () => {
  test('a number counts once something follows it: 2000 may be the beginning of 20005', () => {
    expect(readAnswer('{"errorCode":2000').errorCode).toBeUndefined()
    expect(readAnswer('{"errorCode":20005').errorCode).toBeUndefined()
    expect(readAnswer('{"errorCode":20005,').errorCode).toBe(20005)
    expect(readAnswer('{"errorCode":20005 ').errorCode).toBe(20005)
    expect(readAnswer('{"expiresIn":7200,').expiresIn).toBe(7200)
    expect(readAnswer('{"errorCode":-1,"errorMessage":').errorCode).toBe(-1)
  })

  test('what is named twice reads the same, cut or whole', () => {
    const body = '{"refreshToken":"one","refreshToken":"two"'
    expect(readAnswer(`${body}}`).refreshToken).toBe('two')
    expect(readAnswer(`${body},`).refreshToken).toBe('two')
  })

  test.each([
    ['{"a":', true],
    ['  \n{', true],
    ['\uFEFF{', true],
    ['{"a":1}', true],
    ['[1]', false],
    ['null', false],
    ['', false],
    ['<html>', false],
    ['OK {', false],
  ])('%j looks like the beginning of a JSON object: %s', (body, jsonLike) => {
    expect(readAnswer(body).jsonLike).toBe(jsonLike)
  })

  test('nothing that is received makes it throw', () => {
    const garbage = fc.oneof(
      anyText,
      fc
        .array(fc.oneof(anyText, fc.constantFrom('{', '"', '\\', ':', '-', '1e', 'null')), { maxLength: 20 })
        .map((parts) => parts.join('')),
      answer.map(({ text }) => text.slice(1)),
    )
    fc.assert(
      fc.property(garbage, (body) => {
        const { refreshToken } = readAnswer(body)
        return refreshToken === undefined || refreshToken.length > 0
      }),
      { numRuns: 2_000 },
    )
  })

  test('a long message that is cut does not hold the journal up', () => {
    const body = `{"refreshToken":"new","errorMessage":"${'\\"'.repeat(16 * 1024)}`
    const started = performance.now()
    expect(readAnswer(body).refreshToken).toBe('new')
    expect(performance.now() - started).toBeLessThan(300)
  })

  test('4 MiB are read without harm', () => {
    const long = 'x'.repeat(4 * 1024 * 1024)
    expect(readAnswer(`{"refreshToken":"new","a":"${long}`).refreshToken).toBe('new')
    expect(readAnswer(`{"a":"${long}","refreshToken":"new","b`).refreshToken).toBe('new')
  })
})
