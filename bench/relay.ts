import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/**
 * Makes a server on loopback as distant as one on the internet: every byte is delayed by half a round trip, and so is
 * TCP's handshake, which loopback would complete at once.
 */
export class Relay {
  /** Milliseconds to the server and back. */
  roundTrip = 0
  /** How many connections were opened so far. */
  connections = 0
  readonly #server: Server

  private constructor(server: Server, port: number) {
    this.#server = server
    server.on('connection', (client) => this.#join(client, port))
  }

  /** @param url of the server at the other end */
  static async start(url: string): Promise<Relay> {
    const server = createServer({ allowHalfOpen: true, noDelay: true })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Relay(server, Number(new URL(url).port))
  }

  /** Where it listens, for example `127.0.0.1:34567`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  #join(client: Socket, port: number): void {
    this.connections += 1
    const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    // The client is connected already, but on the internet would be only one round trip later.
    this.#carry(client, server, performance.now() + this.roundTrip)
    this.#carry(server, client, 0)
  }

  #carry(from: Socket, to: Socket, connectedAt: number): void {
    const underway: (Buffer | 'end')[] = []
    const arrive = (): void => {
      const next = underway.shift()
      if (next === 'end') to.end()
      else if (next) to.write(next)
    }
    const depart = (what: Buffer | 'end'): void => {
      underway.push(what)
      setTimeout(arrive, Math.max(0, connectedAt - performance.now()) + this.roundTrip / 2)
    }
    from.on('data', depart)
    from.on('end', () => depart('end'))
    from.on('error', () => to.destroy())
  }
}
