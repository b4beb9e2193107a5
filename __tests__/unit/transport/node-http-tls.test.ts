import { connect } from 'node:net'
import type { Socket } from 'node:net'
import tls from 'node:tls'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import { nodeHttpClient } from '../../../src/transport/node-http.ts'
import { FakeClock } from '../../support/world/fake-world.ts'
import { Loopback } from '../../support/transport/loopback.ts'
import { CONNECT_WITHIN, OK, Sending, get, until } from '../../support/transport/sending.ts'
import { selfSigned } from '../../support/transport/self-signed.ts'

/** Turns a connection into a tunnel to this server, as a proxy does. */
const tunnelTo =
  ({ port }: Loopback) =>
  (socket: Socket): void => {
    socket.once('data', () => {
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(onward).pipe(socket)
      })
      onward.on('error', () => socket.destroy())
      onward.on('close', () => socket.destroy())
    })
  }

/** A proxy whose tunnels always lead to this server. */
const tunnelling = (server: Loopback): Promise<Loopback> => Loopback.open(tunnelTo(server))

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

  test.each([
    ['an untrusted certificate', selfSigned('localhost')],
    ['a certificate for another name', elsewhere],
  ])('nothing of the request is sent to %s', async (_, identity) => {
    await using server = await secured(answer, identity)
    expect(await new Sending(urlOf(server)).ended).toMatchObject({ reason: 'certificate', maybeSent: false })
    expect(server.received).toBe('')
  })

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored, directly and behind a proxy', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      await using stranger = await secured(answer, selfSigned('localhost'))
      await using proxy = await secured(answer, selfSigned('localhost'))
      await using tunnel = await tunnelling(stranger)
      for (const HTTPS_PROXY of ['', `http://127.0.0.1:${tunnel.port}`, `https://localhost:${proxy.port}`])
        for (const repeatable of [true, false]) {
          const { http } = nodeHttpClient(new FakeClock(), { HTTPS_PROXY })
          await expect(http(get(urlOf(stranger), repeatable))).rejects.toMatchObject({
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

  test('nothing is sent to a server that does not complete the handshake', async () => {
    await using server = await Loopback.open()
    const sending = new Sending(urlOf(server))
    await until(() => server.received !== '')
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
        const error: unknown = await http(get(target, repeatable)).catch((reason: unknown) => reason)
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
      await using proxy = await secured(tunnelTo(server))
      const env = { HTTPS_PROXY: `https://localhost:${proxy.port}` }
      expect(await new Sending(new URL('https://localhost/'), {}, env).ended).toMatchObject({ status: 200 })
      expect(proxy.received).toMatch(/^CONNECT localhost:443 /)
    })

    test('nothing is sent if the proxy does not answer', async () => {
      await using proxy = await Loopback.open()
      const sending = new Sending(target, {}, through(proxy))
      await until(() => proxy.received !== '')
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
  for (const repeatable of [true, false]) {
    const error: unknown = await http(get(url, repeatable)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ reason: 'proxy', maybeSent: false, isLasting: true })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2')
  }
  expect(server.connections).toBe(0)
})
