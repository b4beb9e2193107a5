import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import { nodeHttpClient } from '../../../src/transport/node-http.ts'
import { FakeClock } from '../../support/world/fake-world.ts'
import { Loopback } from '../../support/transport/loopback.ts'
import { aWhile, get, send, until } from '../../support/transport/sending.ts'

describe('a token in an answer that is invalid HTTP', () => {
  const TOKEN = '{"refreshToken":"new"'
  const LONGER = '{"errorMessage":"成功成功","refreshToken":"new"'
  const JUDGE = (body: string): 'enough' | 'more' => (body.includes('"new"') ? 'enough' : 'more')
  const head = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n')
  const chunked = head('transfer-encoding: chunked')
  const zipped = gzipSync(LONGER)

  /** Head and body. */
  type Parts = readonly [string, string | Buffer]
  const readable: [string, Parts][] = [
    ['a length below the actual one', [head('content-length: 21'), `${TOKEN},"x":1}`]],
    ['a length in characters instead of bytes', [head(`content-length: ${LONGER.length}`), LONGER]],
    ['chunks announced but not used', [chunked, TOKEN]],
    ['a damaged chunk after it', [chunked, `15\r\n${TOKEN}\r\nZZ\r\n`]],
    ['a chunk without an end', [chunked, `15\r\n${TOKEN}xx`]],
    [
      'a damaged chunk after the two that hold it',
      [chunked, `13\r\n${TOKEN.slice(0, 19)}\r\n2\r\n${TOKEN.slice(19)}\r\nZZ\r\n`],
    ],
    ['a damaged trailer', [chunked, `15\r\n${TOKEN}\r\n0\r\nx y\r\n\r\n`]],
    [
      'two kinds of length',
      [head('content-length: 21', 'transfer-encoding: chunked'), `15\r\n${TOKEN}\r\n0\r\n\r\n`],
    ],
    ['a control character in a header', [head('x: a\u0001b', 'content-length: 21'), TOKEN]],
    ['line feeds without carriage returns', [head('content-length: 21').replaceAll('\r', ''), TOKEN]],
    ['more headers than Node accepts', [head(`x: ${'a'.repeat(17_000)}`, 'content-length: 21'), TOKEN]],
    ['compressed', [head('content-encoding: gzip', `content-length: ${zipped.length}`), zipped]],
    [
      'compressed, with the length of the text',
      [head('content-encoding: gzip', `content-length: ${Buffer.byteLength(LONGER)}`), zipped],
    ],
    ['compressed with zlib', [head('content-encoding: deflate'), deflateSync(LONGER, { level: 1 })]],
    ['compressed with Zstandard', [head(), zstdCompressSync(LONGER)]],
    ['compressed with Brotli', [head('content-encoding: br'), brotliCompressSync(LONGER)]],
    ['deflated without the zlib header', [head('content-encoding: deflate'), deflateRawSync(LONGER)]],
    ['announced as compressed, but plain', [head('content-encoding: br'), LONGER]],
    [
      'compressed and truncated',
      [head('content-encoding: x-gzip', `content-length: ${zipped.length - 4}`), zipped.subarray(0, -4)],
    ],
  ]
  /** With heads after which no body is expected. */
  const shorter: [string, Parts][] = [
    ['a length of zero', [head('content-length: 0'), TOKEN]],
    ['a status without content', [head('x: 1').replace('200 OK', '204 No Content'), TOKEN]],
    ['a repeated length', [head('content-length: 21', 'content-length: 21'), TOKEN]],
    ['a space in the name of a header', [head('x : b', 'content-length: 21'), TOKEN]],
    ['a line that is not a header', [head('foo bar', 'content-length: 9'), TOKEN]],
  ]

  test.each([...readable, ...shorter])('is read: %s', async (_, [start, rest]) => {
    await using server = await Loopback.answeringOnce(Buffer.concat([Buffer.from(start), Buffer.from(rest)]))
    expect(await send(server, { judge: JUDGE })).toMatchObject({ body: expect.stringContaining('"new"') })
  })

  test.each([...readable, ...shorter])(
    'is read with the head in a separate packet: %s',
    async (_, [start, rest]) => {
      await using server = await Loopback.open((socket) => {
        socket.once('data', () => {
          socket.setNoDelay()
          socket.write(start)
        })
      })
      const sending = send(server, { judge: JUDGE })
      await until(() => server.received !== '')
      await aWhile()
      server.speak(rest)
      server.hangUp()
      expect(await sending).toMatchObject({ body: expect.stringContaining('"new"') })
    },
  )

  test('is read with a bad line in the second packet of the head', async () => {
    await using server = await Loopback.open((socket) => {
      socket.setNoDelay()
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n'))
    })
    const sending = send(server, { judge: JUDGE })
    await until(() => server.received !== '')
    await aWhile()
    server.speak(`foo bar\r\ncontent-length: 9\r\n\r\n${TOKEN}`)
    expect(await sending).toMatchObject({ body: expect.stringContaining('"new"') })
  })

  test('is not looked for in interim answers', async () => {
    const interim = 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'
    await using whole = await Loopback.answeringOnce(
      `${interim}${head('x : b', 'content-length: 21')}${TOKEN}`,
    )
    expect(await send(whole, { judge: JUDGE })).toMatchObject({ status: 200, body: TOKEN })
    await using alone = await Loopback.open((socket) => {
      socket.once('data', () => socket.write(interim, () => socket.destroySoon()))
    })
    expect(await send(alone, { judge: JUDGE })).toMatchObject({ reason: 'ECONNRESET', maybeSent: true })
  })

  test.each([
    ['a redirect with a bad header', '302 Found', 'x : b', ''],
    ['a refusal without a good header', '403 Forbidden', 'foo bar', ''],
    ['an error with its length in characters', '200 OK', 'content-length: 25', '{"errorMessage":"系统繁忙"}'],
  ])('is not required, and the answer is still complete: %s', async (_, status, line, body) => {
    await using server = await Loopback.answeringOnce(`HTTP/1.1 ${status}\r\n${line}\r\n\r\n${body}`)
    const judge = (text: string): 'whole' | 'more' => (text.endsWith('}') ? 'whole' : 'more')
    expect(await send(server, { judge })).toMatchObject({
      status: Number(status.slice(0, 3)),
      body,
      complete: true,
    })
  })

  test('is not invented in an answer without one', async () => {
    await using server = await Loopback.answeringOnce(head('content-length: 6'), '<html>')
    expect(await send(server, { judge: JUDGE })).toMatchObject({ body: '<html>', complete: true })
  })

  test('is not looked for in a whole decompression bomb', async () => {
    const bomb = gzipSync('x'.repeat(5 * 1024 * 1024))
    const start = head('content-encoding: gzip', `content-length: ${bomb.length}`)
    await using server = await Loopback.answeringOnce(start, bomb)
    const outcome = await send(server, { judge: () => 'more' })
    expect(outcome).toMatchObject({ complete: false })
    expect('body' in outcome && outcome.body.length).toBeLessThan(4.1 * 1024 * 1024)
  })

  // On a shared connection, leniency could take one answer for another.
  test.each([
    ['a control character', 'x: a\u0001b'],
    ['a space in the name of a header', 'x : b'],
  ])('is not looked for in the answer to a repeatable request: %s', async (_, line) => {
    await using server = await Loopback.answering(head(line, 'content-length: 21') + TOKEN)
    const { http } = nodeHttpClient(new FakeClock(), {})
    await expect(http(get(server.url, true))).rejects.toBeInstanceOf(ConnectionError)
  })
})
