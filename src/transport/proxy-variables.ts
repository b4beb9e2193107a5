import { isIP } from 'node:net'

/**
 * The variables that lead through a proxy, so written that Node takes them for what they mean to curl, git and the
 * runner itself: a proxy without a scheme speaks HTTP (Node would silently go past it), a host in `NO_PROXY` stands
 * for the hosts below it too, and an IPv6 address may be in brackets.
 *
 * @param env the environment of the step; where both spellings are set, small letters win, as everywhere
 * @see https://nodejs.org/api/http.html#built-in-proxy-support
 * @see https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/use-proxy-servers
 */
export function proxyVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = (name: string): string =>
    [env[name], env[name.toUpperCase()]].map((value) => value?.trim()).find(Boolean) ?? ''
  return {
    https_proxy: withScheme(given('https_proxy')),
    http_proxy: withScheme(given('http_proxy')),
    no_proxy: given('no_proxy')
      .split(/[\s,]+/)
      .filter(Boolean)
      .flatMap(exceptions)
      .join(','),
  }
}

/**
 * Whether Node goes through this proxy. It goes past a SOCKS proxy, and below version 24.5 past any, and says nothing: where
 * only the proxy's address is on an allow-list, that would look like a wrong allow-list.
 *
 * @param proxy as `proxyVariables` writes it
 * @param nodeVersion for example `24.5.0`
 * @see https://nodejs.org/api/http.html#new-agentoptions
 */
export function canGoThrough(proxy: string, nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  return /^https?:\/\//.test(proxy) && (major > 24 || (major === 24 && minor >= 5))
}

/**
 * Whether this address is excepted from the proxy, for those which Node would not go through anyway.
 *
 * @param noProxy as `proxyVariables` writes it
 */
export function isExcepted({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname.replace(/^\[(.+)\]$/, '$1')
  const hostAndPort = `${host}:${port || (protocol === 'https:' ? '443' : '80')}`
  return noProxy
    .toLowerCase()
    .split(',')
    .some(
      (entry) =>
        ['*', host, hostAndPort].includes(entry) ||
        (/^\*?\./.test(entry) && `.${host}`.endsWith(entry.replace('*', ''))),
    )
}

/** Node would go past a scheme in capitals, too. */
function withScheme(proxy: string): string {
  if (proxy === '') return proxy
  return proxy.includes('://')
    ? proxy.replace(/^https?:/i, (scheme) => scheme.toLowerCase())
    : `http://${proxy}`
}

function exceptions(entry: string): string[] {
  const [, inBrackets] = /^\[(.+)\]$/.exec(entry) ?? []
  if (inBrackets !== undefined) return [inBrackets]
  const isName = /^[^.*:]/.test(entry) && !entry.includes(':') && isIP(entry) === 0
  return isName ? [entry, `.${entry}`] : [entry]
}
