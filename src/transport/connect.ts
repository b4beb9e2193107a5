import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { LookupFunction, Socket } from 'node:net'
import tls from 'node:tls'
import { ADDRESS_WITHIN } from '../patience.ts'
import type { Clock } from '../world.ts'
import { ConnectionError } from './http-client.ts'
import { hostAndPort, proxyFor } from './proxy.ts'
import type { ProxyLockout } from './proxy-lockout.ts'

/**
 * Options for every connection, including those to a proxy.
 *
 * Certificates are verified whatever `NODE_TLS_REJECT_UNAUTHORIZED` says, because our requests carry secrets. And each
 * address of a host gets more than Node's 250 ms, which is too short for a distant one.
 */
const ALWAYS: { lookup?: LookupFunction; rejectUnauthorized: true; autoSelectFamilyAttemptTimeout: number } =
  {
    rejectUnauthorized: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_WITHIN,
  }

/** A connection in the making. */
export interface Connecting {
  /** @throws {ConnectionError} */
  readonly socket: Promise<Socket>
  /** Gives up; has no effect once connected. */
  abandon(): void
}

/** Connects to an address, through the proxy if there is one. */
export type Connect = (url: URL, within: number) => Connecting

/**
 * Makes connections on which a request can be written at once: any TLS handshake is complete.
 *
 * @param clock for timeouts
 * @param env for `HTTPS_PROXY` and `NO_PROXY`
 * @param refusals the proxy's refusals, shared by all connections of the process
 * @param lookup resolves names; the system's resolver by default
 */
export function connector(
  clock: Clock,
  env: NodeJS.ProcessEnv,
  refusals: ProxyLockout,
  lookup?: LookupFunction,
): Connect {
  return (url, within) => {
    const parts: { destroy(): void }[] = []
    let ended = false
    let fail: (error: ConnectionError) => void
    const failed = new Promise<never>((_, reject) => (fail = reject))
    const giveUp = (reason: string): void => {
      fail(new ConnectionError(reason, false))
      ended = true
      for (const part of parts.splice(0)) part.destroy()
    }
    const begun = (part: { destroy(): void }): void => {
      if (ended) part.destroy()
      else parts.push(part)
    }
    const forget = clock.after(within, () => giveUp('timeout'))
    const made = open(url, env, refusals, lookup ? { ...ALWAYS, lookup } : ALWAYS, begun).catch(
      (error: unknown) => {
        throw asConnectionError(error)
      },
    )
    const socket = Promise.race([made, failed]).finally(() => {
      forget()
      parts.length = 0
    })
    return { socket, abandon: () => giveUp('not needed') }
  }
}

async function open(
  url: URL,
  env: NodeJS.ProcessEnv,
  refusals: ProxyLockout,
  always: typeof ALWAYS,
  begun: (part: { destroy(): void }) => void,
): Promise<Socket> {
  const proxy = proxyFor(url, env)
  const tunnel = proxy && (await refusals.asking(url.host, () => openTunnel(proxy, url, always, begun)))
  const { host, port } = hostAndPort(url)
  const secure = url.protocol === 'https:'
  const socket = secure
    ? tls.connect({
        ...always,
        host,
        port,
        servername: serverNameOf(host),
        ALPNProtocols: ['http/1.1'],
        ...(tunnel && { socket: tunnel }),
      })
    : net.connect({ ...always, host, port })
  begun(socket)
  // Until the connection's user listens, an error only shows as a closed socket.
  socket.on('error', () => undefined)
  await once(socket, secure ? 'secureConnect' : 'connect')
  socket.setNoDelay()
  return socket
}

/** Asks the proxy for a tunnel. @see https://www.rfc-editor.org/rfc/rfc9110#name-connect */
async function openTunnel(
  proxy: URL,
  to: URL,
  always: typeof ALWAYS,
  begun: (part: { destroy(): void }) => void,
): Promise<Socket> {
  const { host, port } = hostAndPort(proxy)
  const authority = `${to.hostname}:${hostAndPort(to).port}`
  const credentials = `${decoded(proxy.username)}:${decoded(proxy.password)}`
  const outgoing = (proxy.protocol === 'https:' ? https : http).request({
    ...always,
    host,
    port,
    // By default Node would use the `host` header, which names the server behind the proxy.
    servername: serverNameOf(host),
    method: 'CONNECT',
    path: authority,
    headers: {
      host: authority,
      ...(credentials !== ':' && {
        'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
    },
    agent: false,
  })
  begun(outgoing)
  outgoing.on('error', () => undefined)
  outgoing.end()
  const closed = once(outgoing, 'close').then(() => {
    throw new ConnectionError('ECONNRESET', false)
  })
  // An error is told by the other one, and what is given up closes without one.
  closed.catch(() => undefined)
  const [{ statusCode = 0 }, socket] = (await Promise.race([once(outgoing, 'connect'), closed])) as [
    http.IncomingMessage,
    Socket,
  ]
  socket.on('error', () => undefined)
  if (statusCode >= 200 && statusCode < 300) return socket
  socket.destroy()
  throw new ConnectionError('proxy-refused', false, { proxyStatus: statusCode })
}

/** The server name for TLS, which must not be an IP address (RFC 6066, section 3). */
function serverNameOf(host: string): string {
  return net.isIP(host) === 0 ? host : ''
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new ConnectionError('proxy', false)
  }
}

/** Error codes of OpenSSL and Node for a server that cannot prove its identity. */
const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_TLS_CERT|ERROR_IN_CERT|PATH_LENGTH|AUTHORITY_)/

function asConnectionError(error: unknown): ConnectionError {
  return error instanceof ConnectionError
    ? error
    : new ConnectionError(reasonOf(error), false, { cause: error })
}

/** Why a connection failed or broke: `certificate`, or the network's code. @param error as Node gives it */
export function reasonOf(error: unknown): string {
  if (error instanceof ConnectionError) return error.reason
  const code = codeOf(error)
  return CERTIFICATE.test(code) ? 'certificate' : code
}

/** The code of an error, or of the first of several (one for each address that was tried). */
function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && typeof error.code === 'string') return error.code
    if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  }
  return 'network'
}
