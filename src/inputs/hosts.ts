import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'

/**
 * Reads `cloud-domain`: a host, optionally with a port. Tolerates an `https://` prefix and a trailing slash.
 *
 * @param value the input
 * @returns the base URL of the cloud, or what is wrong with it
 */
export function readCloudDomain(value: string): URL | Bilingual {
  const url = readBaseUrl(value, 'cloud-domain', 'open.fxiaoke.com')
  if (url instanceof URL && url.pathname !== '/')
    return both(
      'cloud-domain must be a host without a path, for example open.fxiaoke.com.',
      'cloud-domain 只填域名，不带路径，例如 open.fxiaoke.com。',
    )
  return url
}

/**
 * Reads `github-api-url`, which on GitHub Enterprise Server has a path (`/api/v3`).
 *
 * @param value the input
 * @returns the base URL without a trailing slash, or what is wrong with it
 */
export function readGitHubApiUrl(value: string): URL | Bilingual {
  const url = readBaseUrl(value, 'github-api-url', 'https://api.github.com')
  if (url instanceof URL) url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

function readBaseUrl(value: string, input: string, example: string): URL | Bilingual {
  const wrong = (en: string, zh: string): Bilingual =>
    both(`${input} ${en}, for example ${example}.`, `${input} ${zh}，例如“${example}”。`)
  if (value === '') return wrong('is empty; it must be a host', '是空的，应填域名')
  if (/[\s\\]|\p{Cc}/u.test(value))
    return wrong('must not contain spaces, backslashes or control characters', '不能含空格、反斜杠或控制字符')
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`
  if (!URL.canParse(withScheme)) return wrong('must be a host, optionally with a port', '应填域名，可带端口')
  const url = new URL(withScheme)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    return wrong('must use https', '必须用 https')
  if (url.username !== '' || url.password !== '')
    return wrong('must not carry a user name or password', '不能带用户名或密码')
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(withScheme))
    return wrong('must not carry a query or a fragment', '不能带查询参数或 # 片段')
  return url
}

/**
 * Whether a host name can only mean this machine. Subdomains of `localhost` do not count: some resolvers ask DNS for
 * them.
 */
export function isLoopback(hostname: string): boolean {
  return /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/i.test(hostname)
}
