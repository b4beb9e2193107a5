/**
 * Reads `cloud-domain`: a host, optionally with a port. An `https://` prefix and a slash at the end are forgiven.
 *
 * @param value the input
 * @returns the base URL of the cloud, or a sentence that says what is wrong
 */
export function readCloudDomain(value: string): URL | string {
  const url = readBaseUrl(value, 'cloud-domain', 'open.fxiaoke.com')
  if (typeof url === 'string') return url
  if (url.pathname !== '/') return 'cloud-domain must be a host without a path, for example open.fxiaoke.com.'
  return url
}

/**
 * Reads `github-api-url`, which on GitHub Enterprise Server has a path (`/api/v3`).
 *
 * @param value the input
 * @returns the base URL without a slash at the end of its path, or a sentence that says what is wrong
 */
export function readGitHubApiUrl(value: string): URL | string {
  const url = readBaseUrl(value, 'github-api-url', 'https://api.github.com')
  if (typeof url !== 'string') url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

function readBaseUrl(value: string, input: string, example: string): URL | string {
  const wrong = (why: string): string => `${input} ${why}, for example ${example}.`
  if (value === '') return wrong('is empty; it must be a host')
  if (/[\s\\]|\p{Cc}/u.test(value)) return wrong('must not contain spaces, backslashes or control characters')
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`
  if (!URL.canParse(withScheme)) return wrong('must be a host, optionally with a port')
  const url = new URL(withScheme)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    return wrong('must use https')
  if (url.username !== '' || url.password !== '') return wrong('must not carry a user name or password')
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(withScheme))
    return wrong('must not carry a query or a fragment')
  return url
}

/** Whether a host name can only mean this machine (RFC 6761 for `localhost` and what is below it). */
export function isLoopback(hostname: string): boolean {
  return /^(127(\.\d{1,3}){3}|\[::1\]|localhost|.+\.localhost)$/i.test(hostname)
}
