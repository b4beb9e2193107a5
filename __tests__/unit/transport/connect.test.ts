import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import net from 'node:net'
import type { LookupFunction, Server, Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { connector } from '../../../src/transport/connect.ts'
import { ProxyLockout } from '../../../src/transport/proxy-lockout.ts'
import type { Clock } from '../../../src/world.ts'

const CLOCK: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Listens with a backlog of one, and prints its port. */
const SERVER =
  'const s=net.createServer().listen({port:0,host:"127.0.0.2",backlog:1},()=>console.log(s.address().port))'

/** An address that does not answer until it is woken: its process is stopped, and its connection queue is full. */
class SilentAddress implements AsyncDisposable {
  readonly port: number
  readonly #process: ChildProcess
  readonly #waiting: Socket[]

  private constructor(process: ChildProcess, port: number, waiting: Socket[]) {
    this.#process = process
    this.port = port
    this.#waiting = waiting
  }

  static async open(): Promise<SilentAddress> {
    const server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    const port = Number(line)
    server.kill('SIGSTOP')
    const waiting = [1, 2].map(() => net.connect({ port, host: '127.0.0.2' }).on('error', () => undefined))
    await Promise.all(waiting.map((socket) => once(socket, 'connect')))
    return new SilentAddress(server, port, waiting)
  }

  /** Lets it answer the packet that is sent again a second after the first. */
  wake(): void {
    this.#process.kill('SIGCONT')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'close')
    this.#process.kill('SIGKILL')
    await ended
    for (const socket of this.#waiting) socket.destroy()
  }
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Resolves every name to these addresses, in this order. */
function resolving(...addresses: string[]): LookupFunction {
  return (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    )
}

async function listening(server: Server, port: number): Promise<Server> {
  servers.push(server)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

// Only Linux drops packets silently when the connection queue is full.
;(process.platform === 'linux' ? describe : describe.skip)('a host with two addresses', () => {
  test('is reached at the second one after three seconds if the first does not answer', async () => {
    await using nowhere = await SilentAddress.open()
    await listening(net.createServer(), nowhere.port)
    const connect = connector(CLOCK, {}, new ProxyLockout(CLOCK), resolving('127.0.0.2', '127.0.0.1'))
    const socket = await connect(new URL(`http://far.example:${nowhere.port}`), 10_000).socket

    expect(socket.remoteAddress).toBe('127.0.0.1')
    socket.destroy()
  })

  test('is reached at a slow first one if the second refuses', async () => {
    await using far = await SilentAddress.open()
    const connect = connector(CLOCK, {}, new ProxyLockout(CLOCK), resolving('127.0.0.2', '127.0.0.1'))
    const connecting = connect(new URL(`http://far.example:${far.port}`), 10_000)
    // After Node's 250 ms, and before the packet is sent again.
    CLOCK.after(500, () => far.wake())
    const socket = await connecting.socket

    expect(socket.remoteAddress).toBe('127.0.0.2')
    socket.destroy()
  })

  test('is reached at the second one if it is a proxy, too', async () => {
    await using nowhere = await SilentAddress.open()
    const proxy = createServer()
    proxy.on('connect', (_request, socket) => socket.write('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    await listening(proxy, nowhere.port)
    const env = { HTTPS_PROXY: `http://proxy.example:${nowhere.port}` }
    const connect = connector(CLOCK, env, new ProxyLockout(CLOCK), resolving('127.0.0.2', '127.0.0.1'))
    const failing = connect(new URL('https://open.fxiaoke.com'), 10_000).socket

    await expect(failing).rejects.toMatchObject({ reason: 'proxy-refused', proxyStatus: 502 })
  })
})
