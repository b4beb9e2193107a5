import { setImmediate as turn } from 'node:timers/promises'
import type { Socket } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import type { BodyReader, HttpAnswer } from '../../../src/transport/http-client.ts'
import { REST_WITHIN } from '../../../src/patience.ts'
import { Loopback } from '../../support/transport/loopback.ts'
import {
  ANSWER_LIMIT,
  ANSWER_WITHIN,
  OK,
  Sending,
  aWhile,
  send,
  until,
} from '../../support/transport/sending.ts'

/** A request that this server has received, and not answered yet. */
async function asked(server: Loopback, judge?: BodyReader): Promise<Sending> {
  const sending = new Sending(server.url, judge && { judge })
  await until(() => server.received.endsWith('body'))
  return sending
}

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
    const sending = await asked(server)
    server.speak(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`)
    server.speak(body.subarray(0, 4))
    await until(() => sending.clock.waits.includes(ANSWER_LIMIT))
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
    await until(() => last !== undefined)
    await until(() => sending.clock.waits.includes(ANSWER_LIMIT))
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
    const sending = await asked(server)
    // Long after the connect timeout, which no longer applies.
    await sending.pass(ANSWER_WITHIN - 1)
    expect(sending.hasEnded).toBe(false)
    sending.clock.advance(1)
    expect(await sending.ended).toMatchObject({ reason: 'timeout', maybeSent: true })
    expect(sending.clock.pending).toBe(0)
  })

  test('restarts with every byte', async () => {
    await using server = await Loopback.open()
    const sending = await asked(server)
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
    await until(() => sending.clock.waits.includes(ANSWER_LIMIT))
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
    const sending = await asked(server)
    sending.clock.advance(ANSWER_WITHIN)
    expect(await sending.ended).toMatchObject({ reason: 'timeout' })
    await until(() => socket?.readableEnded === true || socket?.destroyed === true)
  })
})

describe('an answer that is judged during arrival', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\n\r\n'
  const judge = (body: string) => (body.endsWith('}') ? 'whole' : body.includes('new"') ? 'enough' : 'more')

  test('ends as soon as it is complete, even if the server keeps the connection open', async () => {
    await using server = await Loopback.open()
    const sending = await asked(server, judge)
    server.speak(`${HEAD}{"a":`)
    await until(() => sending.clock.waits.includes(ANSWER_LIMIT))
    await turn()
    expect(sending.hasEnded).toBe(false)
    server.speak('1}')
    expect(await sending.ended).toMatchObject({ status: 200, body: '{"a":1}', complete: true })
    expect(sending.clock.pending).toBe(0)
  })

  test.each([
    ['gets a shorter timeout once enough has arrived', '{"refreshToken":"new"', REST_WITHIN, REST_WITHIN],
    ['keeps the normal timeout until then', '{"refreshToken":"ne', ANSWER_LIMIT, ANSWER_WITHIN],
  ])('%s', async (_, body, wait, within) => {
    await using server = await Loopback.open()
    const sending = await asked(server, judge)
    server.speak(`${HEAD}${body}`)
    await until(() => sending.clock.waits.includes(wait))
    await aWhile()
    await sending.pass(within - 1)
    expect(sending.hasEnded).toBe(false)
    sending.clock.advance(1)
    expect(await sending.ended).toMatchObject({ body, complete: false })
    expect(sending.clock.pending).toBe(0)
  })

  test('may still arrive complete within the shorter timeout', async () => {
    await using server = await Loopback.open()
    const sending = await asked(server, judge)
    server.speak(`${HEAD}{"refreshToken":"new"`)
    await until(() => sending.clock.waits.includes(REST_WITHIN))
    await sending.pass(REST_WITHIN - 1)
    server.speak(',"b":2}')
    expect(await sending.ended).toMatchObject({ body: '{"refreshToken":"new","b":2}', complete: true })
  })

  test('does not restart the shorter timeout when more arrives', async () => {
    await using server = await Loopback.open()
    const sending = await asked(server, judge)
    server.speak(`${HEAD}{"refreshToken":"new"`)
    await until(() => sending.clock.waits.includes(REST_WITHIN))
    await sending.pass(REST_WITHIN - 1)
    server.speak(',')
    // There is no signal for the byte.
    await aWhile()
    await sending.pass(1)
    expect(sending.hasEnded).toBe(true)
  })
})
