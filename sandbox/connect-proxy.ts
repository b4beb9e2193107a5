import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { keepSilent } from './silence.ts'

/** How a proxy reacts to a request for a tunnel. */
export type TunnelPolicy =
  /** Opens it. */
  | 'open'
  /** Answers this status instead. */
  | number
  /** Never answers. */
  | 'stall'

/** A proxy on loopback that only opens tunnels (`CONNECT`), like a company's gateway to the internet. */
export class ConnectProxy implements AsyncDisposable {
  /** The destination of each requested tunnel, in order, as `host:port`. */
  readonly asked: string[] = []
  /** `proxy-authorization` of each, undefined without one. */
  readonly authorizations: (string | undefined)[] = []
  /** Requests other than for a tunnel, whose content their sender entrusts to the proxy. */
  readonly plain: string[] = []
  policy: TunnelPolicy = 'open'
  /** Reactions to the next tunnel requests, before `policy` applies. */
  readonly policies: TunnelPolicy[] = []

  readonly #server: Server
  readonly #names: Readonly<Record<string, string>>
  readonly #sockets = new Set<Duplex>()

  private constructor(server: Server, names: Readonly<Record<string, string>>) {
    this.#server = server
    this.#names = names
    server.on('connection', (socket: Socket) => this.#keep(socket))
    server.on('connect', (request: IncomingMessage, client: Duplex) => this.#tunnel(request, client))
    server.on('request', (request, response) => {
      this.plain.push(`${request.method ?? ''} ${request.url ?? ''}`)
      response.writeHead(405).end()
    })
  }

  /**
   * Starts a proxy.
   *
   * @param names the actual `host:port` behind each name; these names exist only behind the proxy
   */
  static async start(names: Readonly<Record<string, string>> = {}): Promise<ConnectProxy> {
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve)
    })
    return new ConnectProxy(server, names)
  }

  /** The value for `HTTPS_PROXY`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Closes every tunnel. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #tunnel(request: IncomingMessage, client: Duplex): void {
    const target = request.url ?? ''
    this.asked.push(target)
    this.authorizations.push(request.headers['proxy-authorization'])
    const policy = this.policies.shift() ?? this.policy
    if (policy === 'stall') return keepSilent(client)
    if (policy !== 'open') {
      client.end(`HTTP/1.1 ${policy} No\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const { hostname, port } = new URL(`tcp://${this.#names[target] ?? target}`)
    const onward = connect(Number(port), hostname.replace(/^\[|\]$/g, ''), () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(onward).pipe(client)
    })
    this.#keep(onward)
    client.on('close', () => onward.destroy())
    onward.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'))
    onward.on('close', () => client.end())
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
  }
}
