import { setImmediate as turn } from 'node:timers/promises'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import tls from 'node:tls'
import { inspect } from 'node:util'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import type { BodyReader, HttpAnswer, HttpRequest } from '../../../src/transport/http-client.ts'
import { nodeHttpClient } from '../../../src/transport/node-http.ts'
import { REST_WITHIN } from '../../../src/patience.ts'
import { FakeClock } from '../../support/world/fake-world.ts'
import { Loopback } from '../../support/transport/loopback.ts'
import { selfSigned } from '../../support/transport/self-signed.ts'

const CONNECT_WITHIN = 20_000
const ANSWER_WITHIN = 100_000
const ANSWER_LIMIT = 300_000

/** The options of a request. A GET has no body. */
type Request = Partial<Pick<HttpRequest, 'method' | 'headers' | 'body'>> & {
  /** Judges the body received so far. */
  judge?: BodyReader
}

/** A pending request with a fake clock. */
class Sending {
  readonly clock = new FakeClock()
  readonly ended: Promise<HttpAnswer | ConnectionError>
  hasEnded = false

  constructor(url: URL, request: Request = {}, env: NodeJS.ProcessEnv = {}) {
    const { method = 'POST', headers = {} } = request
    const body = method === 'GET' ? undefined : (request.body ?? 'body')
    const { dial } = nodeHttpClient(this.clock, env)
    const line = dial({
      method,
      url,
      headers,
      ...(body !== undefined && { body }),
      connectWithin: CONNECT_WITHIN,
      answerWithin: ANSWER_WITHIN,
    })
    const { judge } = request
    let text = ''
    this.ended = line
      .send(judge && ((piece) => judge((text += piece))))
      .catch((error: unknown) => {
        if (error instanceof ConnectionError) return error
        throw error
      })
      .finally(() => {
        this.hasEnded = true
      })
  }

  /** Waits for an event on the wire without advancing the clock. */
  async until(happened: () => boolean): Promise<void> {
    const started = performance.now()
    while (!happened()) {
      if (performance.now() - started > 5_000) throw new Error('it never happened')
      await turn()
    }
  }

  /** Waits for the next timer, which shows that a byte has arrived. */
  async untilRenewed(): Promise<void> {
    const before = this.clock.waits.length
    await this.until(() => this.clock.waits.length > before)
  }

  /** Advances the clock and runs what that triggers. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds)
    await turn()
  }
}

async function send(server: Loopback, request: Request = {}): Promise<HttpAnswer | ConnectionError> {
  const sending = new Sending(server.url, request)
  const outcome = await sending.ended
  // A leftover timer would keep the process alive.
  expect(sending.clock.pending).toBe(0)
  return outcome
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'

/** Sends this answer, and then ends the connection in this way. */
const thenEnd = (part: string, end: (socket: Socket) => void): Promise<Loopback> =>
  Loopback.open((socket) => {
    socket.once('data', () => socket.write(part, () => end(socket)))
  })

describe('a request', () => {
  test('is sent unchanged on a connection of its own', async () => {
    await using server = await Loopback.answering(OK)
    await send(server, { headers: { 'x-test': '1', accept: 'application/json' }, body: '{"客":1}' })
    expect(server.received).toMatch(/^POST \/path\?query=1 HTTP\/1\.1\r\n/)
    expect(server.received).toMatch(/\r\nx-test: 1\r\n/i)
    expect(server.received).toMatch(/\r\nconnection: close\r\n/i)
    // Bytes, not characters.
    expect(server.received).toMatch(/\r\ncontent-length: 9\r\n/i)
    expect(Buffer.from(server.received, 'latin1').toString('utf8')).toMatch(/\r\n\r\n\{"客":1\}$/)
    await send(server)
    expect(server.connections).toBe(2)
  })

  test('may have no body', async () => {
    await using server = await Loopback.answering(OK)
    await send(server, { method: 'GET' })
    expect(server.received).toMatch(/^GET [^]*\r\n\r\n$/)
    expect(server.received).not.toMatch(/content-length|transfer-encoding/i)
  })
})

describe('an answer', () => {
  test('has status, headers and body', async () => {
    await using server = await Loopback.answering(
      'HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nVary: A\r\nVary: B\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 4\r\n\r\nbusy',
    )
    const answer = await send(server)
    expect(answer).toMatchObject({ status: 503, body: 'busy', complete: true })
    expect(Object.fromEntries((answer as HttpAnswer).headers)).toEqual({
      'retry-after': '7',
      vary: 'A, B',
      'set-cookie': 'a=1, b=2',
      'content-length': '4',
    })
  })

  test('may arrive in pieces that split a character', async () => {
    const body = Buffer.from('纷享销客')
    await using server = await Loopback.open()
    const sending = new Sending(server.url)
    await sending.until(() => server.received.endsWith('body'))
    server.speak(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`)
    server.speak(body.subarray(0, 4))
    await sending.until(() => sending.clock.waits.includes(ANSWER_LIMIT))
    await aWhile()
    server.speak(body.subarray(4))
    expect(await sending.ended).toMatchObject({ body: '纷享销客', complete: true })
  })

  test.each([
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
    ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', '{}'],
    ['after an interim answer', `HTTP/1.1 100 Continue\r\n\r\n${OK}`, '{}'],
  ])('may come %s', async (_, text, body) => {
    await using server = await Loopback.answering(text)
    expect(await send(server)).toMatchObject({ body, complete: true })
  })

  test('may end with the connection if it has no length', async () => {
    await using server = await thenEnd('HTTP/1.1 200 OK\r\n\r\n{"a":1}', (socket) => socket.end())
    expect(await send(server)).toMatchObject({ body: '{"a":1}', complete: true })
  })

  test('that is a redirect is not followed', async () => {
    await using elsewhere = await Loopback.answering(OK)
    for (const status of [301, 302, 303, 307, 308]) {
      await using server = await Loopback.answering(
        `HTTP/1.1 ${status} Moved\r\nlocation: ${elsewhere.url.href}\r\ncontent-length: 0\r\n\r\n`,
      )
      expect(await send(server)).toMatchObject({ status, complete: true })
      expect(server.connections).toBe(1)
    }
    expect(elsewhere.connections).toBe(0)
  })

  test('that comes before the end of the request is accepted', async () => {
    await using server = await Loopback.answering(
      'HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 1\r\n\r\n!',
    )
    expect(await send(server, { body: 'x'.repeat(1_000_000) })).toMatchObject({ status: 413, body: '!' })
  })
})

describe('an incomplete answer is returned as far as it arrived', () => {
  const HALF = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"refreshToken":"new"'
  const HALF_A_CHUNK = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n{"refreshToken":"new"'
  const NO_LAST_CHUNK = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n15\r\n{"refreshToken":"new"\r\n'
  const cut = { status: 200, body: '{"refreshToken":"new"', complete: false }

  test.each([
    ['if closed', HALF, (socket: Socket) => socket.end()],
    ['if destroyed', HALF, (socket: Socket) => socket.destroy()],
    ['if closed in the middle of a chunk', HALF_A_CHUNK, (socket: Socket) => socket.end()],
    ['if closed before the last chunk', NO_LAST_CHUNK, (socket: Socket) => socket.end()],
  ])('%s', async (_, part, end) => {
    await using server = await thenEnd(part, end)
    expect(await send(server)).toMatchObject(cut)
  })

  test('if reset', async () => {
    // A reset discards unread data, so it waits until that has arrived.
    let last: Socket | undefined
    await using server = await thenEnd(HALF, (socket) => (last = socket))
    const sending = new Sending(server.url)
    await sending.until(() => last !== undefined)
    await sending.until(() => sending.clock.waits.includes(ANSWER_LIMIT))
    await aWhile()
    last?.resetAndDestroy()
    expect(await sending.ended).toMatchObject(cut)
  })

  test('if only the head came', async () => {
    await using server = await thenEnd('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n', (socket) =>
      socket.destroy(),
    )
    expect(await send(server)).toMatchObject({ status: 200, body: '', complete: false })
  })

  test('if it is longer than any real answer', async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, 'x')
    await using server = await Loopback.open((socket) => {
      const more = (): void => {
        while (socket.write(mebibyte));
      }
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        more()
      })
      socket.on('drain', more)
    })
    const answer = (await send(server)) as HttpAnswer
    expect(answer).toMatchObject({ status: 200, complete: false })
    expect(answer.body.length).toBeGreaterThan(4 * 1024 * 1024)
    expect(answer.body.length).toBeLessThan(6 * 1024 * 1024)
  })
})

describe('a request without an answer', () => {
  test('was not sent if nothing listens', async () => {
    const server = await Loopback.open()
    const { url } = server
    await server[Symbol.asyncDispose]()
    const sending = new Sending(url)
    expect(await sending.ended).toMatchObject({
      name: 'ConnectionError',
      reason: 'ECONNREFUSED',
      maybeSent: false,
    })
    expect(sending.clock.pending).toBe(0)
  })

  test('was not sent if nothing listens on any of several addresses', async () => {
    const server = await Loopback.open()
    const url = new URL(`http://localhost:${server.port}/`)
    await server[Symbol.asyncDispose]()
    expect(await new Sending(url).ended).toMatchObject({ reason: 'ECONNREFUSED', maybeSent: false })
  })

  test.each([
    ['reset after the read', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['closed after the read', (socket: Socket) => socket.once('data', () => socket.end())],
    ['destroyed after the read', (socket: Socket) => socket.once('data', () => socket.destroy())],
    [
      'closed in the middle of the head',
      (socket: Socket) => socket.once('data', () => socket.end('HTTP/1.1 20')),
    ],
  ])('may have been sent if the connection is %s', async (_, act) => {
    await using server = await Loopback.open(act)
    expect(await send(server)).toMatchObject({
      name: 'ConnectionError',
      reason: 'ECONNRESET',
      maybeSent: true,
    })
  })

  test('counts as not sent only if that is true, even after a reset on connect', async () => {
    await using server = await Loopback.open((socket) => socket.resetAndDestroy())
    const error = (await send(server)) as ConnectionError
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error.maybeSent || server.received === '').toBe(true)
  })

  test('ends with an empty body if the server switches protocols', async () => {
    await using server = await Loopback.answering(
      'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    )
    expect(await send(server)).toMatchObject({ status: 101, body: '' })
  })

  test('may have been sent if the answer is not HTTP', async () => {
    await using server = await Loopback.answering('SSH-2.0-OpenSSH_9.6\r\n')
    const error = await send(server)
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ reason: 'no-http', maybeSent: true })
  })
})

describe('the answer timeout', () => {
  test('ends the wait for a silent server at the exact millisecond', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(server.url)
    await sending.until(() => server.received.endsWith('body'))
    // Long after the connect timeout, which no longer applies.
    await sending.pass(ANSWER_WITHIN - 1)
    expect(sending.hasEnded).toBe(false)
    sending.clock.advance(1)
    expect(await sending.ended).toMatchObject({ reason: 'timeout', maybeSent: true })
    expect(sending.clock.pending).toBe(0)
  })

  test('restarts with every byte', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(server.url)
    await sending.until(() => server.received.endsWith('body'))
    for (const part of ['HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n', '{']) {
      await sending.pass(ANSWER_WITHIN - 1)
      server.speak(part)
      await sending.untilRenewed()
    }
    await sending.pass(ANSWER_WITHIN - 1)
    expect(sending.hasEnded).toBe(false)
    sending.clock.advance(1)
    expect(await sending.ended).toMatchObject({ status: 200, body: '{', complete: false })
    expect(sending.clock.pending).toBe(0)
  })

  test('has a total limit against trickling answers', async () => {
    await using server = await Loopback.answering('HTTP/1.1 200 OK\r\n\r\n')
    const sending = new Sending(server.url)
    await sending.until(() => sending.clock.waits.includes(ANSWER_LIMIT))
    const step = ANSWER_LIMIT / 10
    for (let passed = step; passed < ANSWER_LIMIT; passed += step) {
      await sending.pass(step)
      server.speak('x')
      await sending.untilRenewed()
    }
    await sending.pass(step - 1)
    expect(sending.hasEnded).toBe(false)
    sending.clock.advance(1)
    expect(await sending.ended).toMatchObject({ body: 'x'.repeat(9), complete: false })
    expect(sending.clock.pending).toBe(0)
  })

  test('closes the connection', async () => {
    let socket: Socket | undefined
    await using server = await Loopback.open((accepted) => (socket = accepted))
    const sending = new Sending(server.url)
    await sending.until(() => server.received.endsWith('body'))
    sending.clock.advance(ANSWER_WITHIN)
    expect(await sending.ended).toMatchObject({ reason: 'timeout' })
    await sending.until(() => socket?.readableEnded === true || socket?.destroyed === true)
  })
})

describe('an answer that is judged during arrival', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\n\r\n'
  const judge = (body: string) => (body.endsWith('}') ? 'whole' : body.includes('new"') ? 'enough' : 'more')

  test('ends as soon as it is complete, even if the server keeps the connection open', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(server.url, { judge })
    await sending.until(() => server.received.endsWith('body'))
    server.speak(`${HEAD}{"a":`)
    await sending.until(() => sending.clock.waits.includes(ANSWER_LIMIT))
    await turn()
    expect(sending.hasEnded).toBe(false)
    server.speak('1}')
    expect(await sending.ended).toMatchObject({ status: 200, body: '{"a":1}', complete: true })
    expect(sending.clock.pending).toBe(0)
  })

  test('gets a shorter timeout once enough has arrived', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(server.url, { judge })
    await sending.until(() => server.received.endsWith('body'))
    server.speak(`${HEAD}{"refreshToken":"new"`)
    await sending.until(() => sending.clock.waits.includes(REST_WITHIN))
    await sending.pass(REST_WITHIN - 1)
    expect(sending.hasEnded).toBe(false)
    sending.clock.advance(1)
    expect(await sending.ended).toMatchObject({ body: '{"refreshToken":"new"', complete: false })
    expect(sending.clock.pending).toBe(0)
  })

  test('may still arrive complete within the shorter timeout', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(server.url, { judge })
    await sending.until(() => server.received.endsWith('body'))
    server.speak(`${HEAD}{"refreshToken":"new"`)
    await sending.until(() => sending.clock.waits.includes(REST_WITHIN))
    await sending.pass(REST_WITHIN - 1)
    server.speak(',"b":2}')
    expect(await sending.ended).toMatchObject({ body: '{"refreshToken":"new","b":2}', complete: true })
  })

  test('keeps the normal timeout until enough has arrived', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(server.url, { judge })
    await sending.until(() => server.received.endsWith('body'))
    server.speak(`${HEAD}{"refreshToken":"ne`)
    await sending.until(() => sending.clock.waits.includes(ANSWER_LIMIT))
    await aWhile()
    await sending.pass(ANSWER_WITHIN - 1)
    expect(sending.hasEnded).toBe(false)
    sending.clock.advance(1)
    expect(await sending.ended).toMatchObject({ body: '{"refreshToken":"ne', complete: false })
  })

  test('does not restart the shorter timeout when more arrives', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(server.url, { judge })
    await sending.until(() => server.received.endsWith('body'))
    server.speak(`${HEAD}{"refreshToken":"new"`)
    await sending.until(() => sending.clock.waits.includes(REST_WITHIN))
    await sending.pass(REST_WITHIN - 1)
    server.speak(',')
    // There is no signal for the byte, but on loopback it arrives within this time.
    for (let turns = 0; turns < 50; turns += 1) await turn()
    await sending.pass(1)
    expect(sending.hasEnded).toBe(true)
  })
})

/** Waits for an event on the wire. */
async function until(happened: () => boolean): Promise<void> {
  const started = performance.now()
  while (!happened()) {
    if (performance.now() - started > 5_000) throw new Error('it never happened')
    await turn()
  }
}

/** Enough time on loopback for anything sent to arrive. */
async function aWhile(): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) await turn()
}

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
    const request = { method: 'GET', url: server.url, headers: {}, connectWithin: 1e4, answerWithin: 1e4 }
    await expect(http({ ...request, repeatable: true })).rejects.toBeInstanceOf(ConnectionError)
  })
})

describe('a connection opened ahead of time', () => {
  const clock = new FakeClock()
  const { dial } = nodeHttpClient(clock, {})
  const request = (url: URL): HttpRequest => ({
    method: 'POST',
    url,
    headers: { 'x-test': '1' },
    body: 'body',
    connectWithin: CONNECT_WITHIN,
    answerWithin: ANSWER_WITHIN,
  })
  test('connects, and sends nothing until it is used', async () => {
    await using server = await Loopback.answering(OK)
    const line = dial(request(server.url))
    await until(() => server.connections === 1)
    await aWhile()
    expect(server.received).toBe('')
    expect(await line.send()).toMatchObject({ status: 200, body: '{}' })
    expect(server.received).toMatch(/^POST \/path\?query=1 [^]*\r\n\r\nbody$/)
    expect(server.connections).toBe(1)
  })

  test('may be used before it is established', async () => {
    await using server = await Loopback.answering(OK)
    expect(await dial(request(server.url)).send()).toMatchObject({ status: 200 })
    expect(server.connections).toBe(1)
  })

  test('starts the answer timeout when it is used', async () => {
    await using server = await Loopback.open()
    const line = dial(request(server.url))
    await until(() => server.connections === 1)
    await aWhile()
    clock.advance(4_000)
    const ended = line.send().catch((error: unknown) => error)
    await until(() => server.received.endsWith('body'))
    clock.advance(ANSWER_WITHIN - 1)
    server.speak(OK)
    expect(await ended).toMatchObject({ status: 200 })
    expect(clock.pending).toBe(0)
  })

  test('is opened again if the server has closed it', async () => {
    await using server = await Loopback.open((socket) => {
      if (server.connections === 1) socket.end()
      else socket.once('data', () => socket.write(OK))
    })
    const line = dial(request(server.url))
    await until(() => server.connections === 1)
    await aWhile()
    expect(await line.send()).toMatchObject({ status: 200 })
    expect(server.connections).toBe(2)
  })

  test.each([
    ['a complete answer', 'HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n'],
    ['an endless answer', 'HTTP/1.1 408 Request Timeout\r\n\r\n<html>'],
    ['half a head', 'HTTP/1.1 408 Request Tim'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
  ])('is opened again, and the old one gets no request, after an early answer: %s', async (_, stray) => {
    await using server = await Loopback.open((socket) => {
      if (server.connections === 1) socket.write(stray)
      else socket.once('data', () => socket.write(OK))
    })
    let [received, closed] = ['', false]
    const line = dial(request(server.url))
    await until(() => server.connections === 1)
    server.onData((bytes) => (received += bytes))
    server.onClose(() => (closed = true))
    await aWhile()
    expect(await line.send()).toMatchObject({ status: 200, body: '{}' })
    await until(() => closed)
    expect(received).toBe('')
    expect(server.connections).toBe(2)
    expect(clock.pending).toBe(0)
  })

  test('is opened again, and the old one gets no request, after 5 s of idle time', async () => {
    await using server = await Loopback.answering(OK)
    const line = dial(request(server.url))
    await until(() => server.connections === 1)
    let closed = false
    server.onClose(() => (closed = true))
    await aWhile()
    clock.advance(5_001)
    expect(await line.send()).toMatchObject({ status: 200 })
    await until(() => closed)
    expect(server.connections).toBe(2)
    expect(server.received.match(/POST/g)).toHaveLength(1)
  })

  test('is tried once more if it failed, and the second failure counts', async () => {
    const gone = await Loopback.open()
    const { url } = gone
    await gone[Symbol.asyncDispose]()
    const line = dial(request(url))
    await aWhile()
    await expect(line.send()).rejects.toMatchObject({ reason: 'ECONNREFUSED', maybeSent: false })
    expect(clock.pending).toBe(0)
  })

  test('can be closed unused, without anything sent', async () => {
    await using server = await Loopback.answering(OK)
    let closed = false
    const line = dial(request(server.url))
    await until(() => server.connections === 1)
    server.onClose(() => (closed = true))
    line.hangUp()
    await until(() => closed)
    expect(server.received).toBe('')
    expect(clock.pending).toBe(0)
  })

  test('cannot be closed once it is used', async () => {
    await using server = await Loopback.answering(OK)
    const line = dial(request(server.url))
    const sent = line.send()
    line.hangUp()
    expect(await sent).toMatchObject({ status: 200 })
  })

  test('may have sent the request if it is reset after use', async () => {
    await using server = await Loopback.open((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const line = dial(request(server.url))
    await until(() => server.connections === 1)
    await aWhile()
    await expect(line.send()).rejects.toMatchObject({ reason: 'ECONNRESET', maybeSent: true })
  })
})

describe('repeatable requests', () => {
  const clock = new FakeClock()
  const request = (url: URL, repeatable = true): HttpRequest => ({
    method: 'GET',
    url,
    headers: {},
    connectWithin: CONNECT_WITHIN,
    answerWithin: ANSWER_WITHIN,
    repeatable,
  })
  /** Answers every request on a connection, or only the first few. */
  const answering = (most = Infinity, then: (socket: Socket) => void = () => undefined): Promise<Loopback> =>
    Loopback.open((socket) => {
      let requests = 0
      socket.on('data', () => {
        requests += 1
        if (requests <= most) socket.write(OK)
        else then(socket)
      })
    })

  test('share one connection in turn', async () => {
    await using server = await answering()
    const { http } = nodeHttpClient(clock, {})
    for (let times = 0; times < 3; times += 1) {
      expect(await http(request(server.url))).toMatchObject({ status: 200, body: '{}', complete: true })
      // The connection becomes free after the answer.
      await turn()
    }
    expect(server.connections).toBe(1)
    expect(clock.pending).toBe(0)
  })

  test('do not share their connection with one that is not repeatable', async () => {
    await using server = await answering()
    const { http } = nodeHttpClient(clock, {})
    await http(request(server.url))
    await turn()
    await http(request(server.url, false))
    expect(server.connections).toBe(2)
  })

  test.each([
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])('fail if the server %s a used connection, and the next uses another', async (_, act) => {
    await using server = await answering(1, act)
    const { http } = nodeHttpClient(clock, {})
    await http(request(server.url))
    await turn()
    await expect(http(request(server.url))).rejects.toMatchObject({ reason: 'ECONNRESET', maybeSent: true })
    expect(await http(request(server.url))).toMatchObject({ status: 200, complete: true })
    expect(server.connections).toBe(2)
  })

  test('may have been sent after a timeout', async () => {
    await using server = await Loopback.open()
    const { http } = nodeHttpClient(clock, {})
    const ended = http(request(server.url)).catch((error: unknown) => error)
    await until(() => server.received.includes('GET'))
    clock.advance(ANSWER_WITHIN)
    expect(await ended).toMatchObject({ reason: 'timeout', maybeSent: true })
    expect(clock.pending).toBe(0)
  })
})

describe('over TLS', () => {
  const ours = selfSigned('localhost')
  const elsewhere = selfSigned('fxiaoke.example')
  const trusted = tls.getCACertificates('default')
  const secured = (onConnection: (socket: Socket) => void, identity = ours): Promise<Loopback> =>
    Loopback.open(onConnection, tls.createServer(identity), 'secureConnection')
  const urlOf = (server: Loopback): URL => new URL(`https://localhost:${server.port}/`)
  const answer = (socket: Socket): void => {
    socket.once('data', () => socket.write(OK))
  }

  beforeAll(() => {
    tls.setDefaultCACertificates([...trusted, ours.cert, elsewhere.cert])
  })

  afterAll(() => {
    tls.setDefaultCACertificates(trusted)
  })

  test('a request gets a complete answer', async () => {
    await using server = await secured(answer)
    expect(await new Sending(urlOf(server)).ended).toMatchObject({ status: 200, body: '{}', complete: true })
    expect(server.received).toMatch(/\r\n\r\nbody$/)
  })

  test('nothing of the request is sent to an untrusted certificate', async () => {
    await using server = await secured(answer, selfSigned('localhost'))
    expect(await new Sending(urlOf(server)).ended).toMatchObject({ reason: 'certificate', maybeSent: false })
    expect(server.received).toBe('')
  })

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored, directly and behind a proxy', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      await using stranger = await secured(answer, selfSigned('localhost'))
      await using proxy = await secured(answer, selfSigned('localhost'))
      await using tunnel = await Loopback.open((socket) => {
        socket.once('data', () => {
          const onward = connect(stranger.port, '127.0.0.1', () => {
            socket.write('HTTP/1.1 200 OK\r\n\r\n')
            socket.pipe(onward).pipe(socket)
          })
          onward.on('close', () => socket.destroy())
        })
      })
      for (const HTTPS_PROXY of ['', `http://127.0.0.1:${tunnel.port}`, `https://localhost:${proxy.port}`])
        for (const repeatable of [true, false]) {
          const { http } = nodeHttpClient(new FakeClock(), { HTTPS_PROXY })
          const asked = {
            method: 'GET',
            url: urlOf(stranger),
            headers: {},
            connectWithin: 1e4,
            answerWithin: 1e4,
          }
          await expect(http({ ...asked, repeatable })).rejects.toMatchObject({
            reason: 'certificate',
            maybeSent: false,
          })
        }
      expect(stranger.received + proxy.received).toBe('')
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    }
  })

  test('nothing of the request is sent to a certificate for another name', async () => {
    await using server = await secured(answer, elsewhere)
    expect(await new Sending(urlOf(server)).ended).toMatchObject({ reason: 'certificate', maybeSent: false })
    expect(server.received).toBe('')
  })

  test('nothing is sent to a server that does not complete the handshake', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(urlOf(server))
    await sending.until(() => server.received !== '')
    await sending.pass(CONNECT_WITHIN - 1)
    expect(sending.hasEnded).toBe(false)
    sending.clock.advance(1)
    expect(await sending.ended).toMatchObject({ reason: 'timeout', maybeSent: false })
    expect(sending.clock.pending).toBe(0)
  })

  test.each([
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['speaks plain HTTP', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('nothing is sent to a server that %s during the handshake', async (_, act) => {
    await using server = await Loopback.open((socket) => socket.once('data', () => act(socket)))
    const error = await new Sending(urlOf(server)).ended
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ maybeSent: false })
  })

  test('a request may have been sent if the connection breaks after the read', async () => {
    await using server = await secured((socket) => socket.once('data', () => socket.destroy()))
    expect(await new Sending(urlOf(server)).ended).toMatchObject({ reason: 'ECONNRESET', maybeSent: true })
  })

  describe('through a proxy', () => {
    const target = new URL('https://fxiaoke.invalid/path')
    const through = (proxy: Loopback): NodeJS.ProcessEnv => ({
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    })
    /** A proxy whose tunnels always lead to this server. */
    const tunnelling = (server: Loopback): Promise<Loopback> =>
      Loopback.open((socket) => {
        socket.once('data', () => {
          const onward = connect(server.port, '127.0.0.1', () => {
            socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
            socket.pipe(onward).pipe(socket)
          })
          onward.on('error', () => socket.destroy())
          onward.on('close', () => socket.destroy())
        })
      })

    test('the request goes through a tunnel, and the proxy does not see it', async () => {
      await using server = await secured(answer)
      await using proxy = await tunnelling(server)
      const url = new URL(`https://localhost:${server.port}/path`)
      expect(await new Sending(url, {}, through(proxy)).ended).toMatchObject({ status: 200, body: '{}' })
      expect(proxy.received).toMatch(new RegExp(`^CONNECT localhost:${server.port} `))
      expect(proxy.received).not.toContain('POST')
      expect(server.received).toMatch(/^POST \/path /)
    })

    test('a wrong certificate behind the tunnel means not sent, and a reset means maybe', async () => {
      await using stranger = await secured(answer, selfSigned('localhost'))
      await using first = await tunnelling(stranger)
      const url = new URL('https://localhost/path')
      expect(await new Sending(url, {}, through(first)).ended).toMatchObject({
        reason: 'certificate',
        maybeSent: false,
      })
      expect(stranger.received).toBe('')
      await using resetting = await secured((socket) => socket.once('data', () => socket.destroy()))
      await using second = await tunnelling(resetting)
      expect(await new Sending(url, {}, through(second)).ended).toMatchObject({ maybeSent: true })
    })

    test('nothing is sent after a refusal', async () => {
      await using proxy = await Loopback.open((socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'))
      })
      const error = await new Sending(target, {}, through(proxy)).ended
      expect(error).toBeInstanceOf(ConnectionError)
      expect(error).toMatchObject({
        reason: 'proxy-refused',
        proxyStatus: 403,
        isLasting: true,
        maybeSent: false,
      })
      expect(proxy.received).not.toContain('body')
    })

    test.each([
      [407, true],
      [403, true],
      [502, false],
    ])('a refusal with %i is attributed to the proxy, and lasts: %s', async (status, isLasting) => {
      await using proxy = await Loopback.open((socket) => {
        socket.once('data', (sent: Buffer) => {
          socket.end(`HTTP/1.1 ${status} No\r\nx-echo: ${sent.toString().replace(/\s+/g, ' ')}\r\n\r\n`)
        })
      })
      const env = { HTTPS_PROXY: `http://u:hunter2@127.0.0.1:${proxy.port}` }
      const { http } = nodeHttpClient(new FakeClock(), env)
      for (const repeatable of [true, false]) {
        const request = { method: 'GET', url: target, headers: {}, connectWithin: 1e4, answerWithin: 1e4 }
        const error: unknown = await http({ ...request, repeatable }).catch((reason: unknown) => reason)
        expect(error).toMatchObject({
          reason: 'proxy-refused',
          proxyStatus: status,
          isLasting,
          maybeSent: false,
        })
        expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/hunter2|dTpodW50ZXIy/)
      }
    })

    test('a proxy over TLS with an untrusted certificate gets no password', async () => {
      await using proxy = await secured(() => undefined, selfSigned('localhost'))
      const env = { HTTPS_PROXY: `https://u:hunter2@localhost:${proxy.port}` }
      expect(await new Sending(target, {}, env).ended).toMatchObject({
        reason: 'certificate',
        maybeSent: false,
      })
      expect(proxy.received).toBe('')
    })

    test('a proxy over TLS is verified by its own name', async () => {
      await using server = await secured(answer)
      await using proxy = await secured((socket) => {
        socket.once('data', () => {
          const onward = connect(server.port, '127.0.0.1', () => {
            socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
            socket.pipe(onward).pipe(socket)
          })
          onward.on('close', () => socket.destroy())
        })
      })
      const env = { HTTPS_PROXY: `https://localhost:${proxy.port}` }
      expect(await new Sending(new URL('https://localhost/'), {}, env).ended).toMatchObject({ status: 200 })
      expect(proxy.received).toMatch(/^CONNECT localhost:443 /)
    })

    test('nothing is sent if the proxy does not answer', async () => {
      await using proxy = await Loopback.open()
      const sending = new Sending(target, {}, through(proxy))
      await sending.until(() => proxy.received !== '')
      sending.clock.advance(CONNECT_WITHIN)
      expect(await sending.ended).toMatchObject({ reason: 'timeout', maybeSent: false })
    })

    test('NO_PROXY is respected', async () => {
      await using server = await secured(answer)
      await using proxy = await tunnelling(server)
      const env = { ...through(proxy), NO_PROXY: 'localhost' }
      expect(await new Sending(urlOf(server), {}, env).ended).toMatchObject({ status: 200 })
      expect(proxy.connections).toBe(0)
    })
  })
})

test('plain HTTP is local and bypasses every proxy', async () => {
  await using server = await Loopback.answering(OK)
  await using proxy = await Loopback.answering(OK)
  const address = `http://127.0.0.1:${proxy.port}`
  const env = { HTTP_PROXY: address, http_proxy: address, HTTPS_PROXY: address, ALL_PROXY: address }
  expect(await new Sending(server.url, {}, env).ended).toMatchObject({ status: 200 })
  expect(proxy.connections).toBe(0)
})

test.each([
  ['uses SOCKS', 'socks5://u:hunter2@127.0.0.1:1080'],
  ['has an invalid port', 'http://u:hunter2@x:99999'],
  ['has an invalid password', 'http://u:hunter2%ZZ@127.0.0.1:1'],
])('nothing is sent, even directly, and no password shows if the proxy %s', async (_, proxy) => {
  await using server = await Loopback.answering(OK)
  const { http } = nodeHttpClient(new FakeClock(), { HTTPS_PROXY: proxy })
  const url = new URL(`https://127.0.0.1:${server.port}/`)
  const request = { method: 'GET', url, headers: {}, connectWithin: 1e4, answerWithin: 1e4 }
  for (const repeatable of [true, false]) {
    const error: unknown = await http({ ...request, repeatable }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ reason: 'proxy', maybeSent: false, isLasting: true })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2')
  }
  expect(server.connections).toBe(0)
})
