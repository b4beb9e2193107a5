import { isIP } from 'node:net'
import { ConnectionError } from './http-client.ts'

/**
 * The proxy for a URL: `HTTPS_PROXY`, unless `NO_PROXY` lists the host. Both are read as curl, git and the runner read
 * them: lower case wins, a proxy without a scheme speaks HTTP, and a host in `NO_PROXY` covers its subdomains. Plain
 * HTTP is only for loopback and never goes through a proxy.
 *
 * @param env the environment of the step
 * @throws {ConnectionError} for an unusable proxy, such as SOCKS. Bypassing it would look like a wrong allow-list if
 *   only the proxy's address is on it. The error does not quote the address, which may hold a password
 * @see https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/use-proxy-servers
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const given = (name: string): string =>
    [env[name], env[name.toUpperCase()]].map((value) => value?.trim()).find(Boolean) ?? ''
  const address = given('https_proxy')
  if (url.protocol !== 'https:' || address === '' || isExcepted(url, given('no_proxy'))) return undefined
  const proxy = URL.parse(address.includes('://') ? address : `http://${address}`)
  if (proxy === null || !['http:', 'https:'].includes(proxy.protocol))
    throw new ConnectionError('proxy', false)
  return proxy
}

/** The host and port of a URL; an IPv6 address loses its brackets. */
export function hostAndPort({ hostname, port, protocol }: URL): { host: string; port: number } {
  return { host: withoutBrackets(hostname), port: Number(port || (protocol === 'https:' ? 443 : 80)) }
}

function isExcepted(url: URL, noProxy: string): boolean {
  const { host, port } = hostAndPort(url)
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .map(withoutBrackets)
    .some((entry) => {
      if (['*', host, `${host}:${port}`, `[${host}]:${port}`].includes(entry)) return true
      const domain = entry.replace(/^\*?\./, '')
      return domain !== '' && isIP(domain) === 0 && `.${host}`.endsWith(`.${domain}`)
    })
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.+)\]$/, '$1')
}
