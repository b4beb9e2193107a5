import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** A server on loopback that counts its connections and goes away with the test. */
export class Loopback implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  connections = 0
  #latest: Socket | undefined
  /** Everything that came in, over all connections. */
  received = ''

  private constructor(server: Server) {
    this.#server = server
  }

  /**
   * Listens on a free port.
   *
   * @param onConnection speaks; by default nobody does before `speak` is called
   * @param server for example a TLS server; its sockets are spoken to in the same way
   */
  static async open(
    onConnection: (socket: Socket) => void = () => undefined,
    server: Server = createServer(),
    event = 'connection',
  ): Promise<Loopback> {
    const loopback = new Loopback(server)
    server.on('connection', (socket: Socket) => {
      loopback.connections += 1
      loopback.#sockets.add(socket)
      socket.on('error', () => undefined)
    })
    server.on(event, (socket: Socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (bytes: Buffer) => {
        loopback.received += bytes.toString('latin1')
      })
      loopback.#latest = socket
      onConnection(socket)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return loopback
  }

  /** A server that answers each request with these bytes. */
  static answering(...parts: (string | Buffer)[]): Promise<Loopback> {
    return Loopback.open((socket) => {
      socket.once('data', () => {
        for (const part of parts) socket.write(part)
      })
    })
  }

  /** The same, and then closes the connection. */
  static answeringOnce(...parts: (string | Buffer)[]): Promise<Loopback> {
    return Loopback.open((socket) => {
      socket.once('data', () => socket.end(Buffer.concat(parts.map((part) => Buffer.from(part)))))
    })
  }

  /** Sends this on the latest connection. */
  speak(part: string | Buffer): void {
    this.#latest?.write(part)
  }

  /** Closes the latest connection once everything is said. */
  hangUp(): void {
    this.#latest?.end()
  }

  /** Breaks the latest connection. */
  reset(): void {
    this.#latest?.resetAndDestroy()
  }

  /** Calls back when the latest connection is closed. */
  onClose(callback: () => void): void {
    this.#latest?.once('close', callback)
  }

  /** Calls back with what the latest connection gets from now on. */
  onData(callback: (bytes: string) => void): void {
    this.#latest?.on('data', (bytes: Buffer) => callback(bytes.toString('latin1')))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.port}/path?query=1`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
