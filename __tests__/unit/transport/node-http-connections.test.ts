import { setImmediate as turn } from 'node:timers/promises'
import type { Socket } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import type { Line, HttpRequest } from '../../../src/transport/http-client.ts'
import { nodeHttpClient } from '../../../src/transport/node-http.ts'
import { FakeClock } from '../../support/world/fake-world.ts'
import { Loopback } from '../../support/transport/loopback.ts'
import { ANSWER_WITHIN, OK, aWhile, get, until } from '../../support/transport/sending.ts'

describe('a connection opened ahead of time', () => {
  const clock = new FakeClock()
  const { dial } = nodeHttpClient(clock, {})
  const request = (url: URL): HttpRequest => ({ ...get(url), method: 'POST', body: 'body' })
  async function connected(server: Loopback): Promise<Line> {
    const line = dial(request(server.url))
    await until(() => server.connections === 1)
    return line
  }

  test('connects, and sends nothing until it is used', async () => {
    await using server = await Loopback.answering(OK)
    const line = await connected(server)
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
    const line = await connected(server)
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
    const line = await connected(server)
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
    const line = await connected(server)
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
    const line = await connected(server)
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
    const line = await connected(server)
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
    const line = await connected(server)
    await aWhile()
    await expect(line.send()).rejects.toMatchObject({ reason: 'ECONNRESET', maybeSent: true })
  })
})

describe('repeatable requests', () => {
  const clock = new FakeClock()
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
      expect(await http(get(server.url, true))).toMatchObject({ status: 200, body: '{}', complete: true })
      // The connection becomes free after the answer.
      await turn()
    }
    expect(server.connections).toBe(1)
    expect(clock.pending).toBe(0)
  })

  test('do not share their connection with one that is not repeatable', async () => {
    await using server = await answering()
    const { http } = nodeHttpClient(clock, {})
    await http(get(server.url, true))
    await turn()
    await http(get(server.url))
    expect(server.connections).toBe(2)
  })

  test.each([
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])('fail if the server %s a used connection, and the next uses another', async (_, act) => {
    await using server = await answering(1, act)
    const { http } = nodeHttpClient(clock, {})
    await http(get(server.url, true))
    await turn()
    await expect(http(get(server.url, true))).rejects.toMatchObject({ reason: 'ECONNRESET', maybeSent: true })
    expect(await http(get(server.url, true))).toMatchObject({ status: 200, complete: true })
    expect(server.connections).toBe(2)
  })

  test('may have been sent after a timeout', async () => {
    await using server = await Loopback.open()
    const { http } = nodeHttpClient(clock, {})
    const ended = http(get(server.url, true)).catch((error: unknown) => error)
    await until(() => server.received.includes('GET'))
    clock.advance(ANSWER_WITHIN)
    expect(await ended).toMatchObject({ reason: 'timeout', maybeSent: true })
    expect(clock.pending).toBe(0)
  })
})
