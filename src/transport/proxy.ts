import { isIP } from 'node:net'
import { ConnectionError } from './http-client.ts'

/**
 * The proxy that leads to an address: `HTTPS_PROXY` but for what `NO_PROXY` excepts, both read as curl, git and the runner
 * read them. Small letters win, a proxy without a scheme speaks HTTP, a host in `NO_PROXY` stands for the hosts below it
 * too. Plain HTTP is for this machine alone, and no proxy leads there.
 *
 * @param env the environment of the step
 * @throws {ConnectionError} for an address that cannot be gone through, such as a SOCKS proxy's. Going past it would look
 * like a wrong allow-list where only the proxy's address is on it. The error does not cite it: it may hold a password
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

/** The host and the port of an address, an IPv6 address without its brackets. */
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
