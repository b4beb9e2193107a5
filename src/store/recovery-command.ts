import type { Sealed } from '../github/sealing.ts'
import { secretPath } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import type { Visibility } from '../github/secret-vault.ts'

/** What the command writes, and where. */
export interface RecoveryOrder {
  place: Place
  secretName: string
  sealed: Sealed
  /** `updated_at` of the secret that is to be replaced; null when there was none. */
  replaces: string | null
  visibility: Visibility | undefined
  /** The REST API that this run talked to, and the server that it belongs to. */
  githubApiUrl: URL
  serverUrl: string
}

/**
 * The command that stores a sealed refresh token by hand: one line for a POSIX shell, every argument in single quotes.
 * It writes only if the secret is still the one that this run meant to replace. Only GitHub's private key opens the
 * value, so the command may be printed (docs/adr/0002-sealed-values-may-be-printed.md).
 *
 * @see https://cli.github.com/manual/gh_api
 */
export function recoveryCommand(order: RecoveryOrder): string {
  const path = secretPath(order.place, order.secretName)
  const hostname = ghHostname(order.githubApiUrl, order.serverUrl)
  const gh = hostname === undefined ? 'gh api' : `gh api --hostname ${quoted(hostname)}`
  const fields = [
    `encrypted_value=${order.sealed.encryptedValue}`,
    `key_id=${order.sealed.keyId}`,
    ...(order.visibility ? [`visibility=${order.visibility.visibility}`] : []),
  ].map((field) => `-f ${quoted(field)}`)
  // -F turns digits into a number, which -f would leave a string.
  const ids = (order.visibility?.selected_repository_ids ?? []).map(
    (id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`,
  )

  // Where there was no secret, the 404 that says so is on the standard error.
  const [unchanged, errors] =
    order.replaces === null ? [`*'HTTP 404'*`, '2>&1'] : [quoted(order.replaces), '2>/dev/null']
  const found = `"$(${gh} ${quoted(path)} --jq .updated_at ${errors})"`
  const write = [gh, '--method PUT', quoted(path), '--silent', ...fields, ...ids].join(' ')
  return `case ${found} in ${unchanged}) ${write} && echo 'stored' ;; *) echo 'not stored: the secret has changed since, or cannot be read' >&2 ; false ;; esac`
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`
}

/**
 * The host that `gh` has to be told, which is all but github.com. An API host is either that of the server with `api.`
 * before it, or the server's own with a path.
 */
function ghHostname(githubApiUrl: URL, serverUrl: string): string | undefined {
  const host =
    apiServer(githubApiUrl) ?? (URL.canParse(serverUrl) ? new URL(serverUrl).host : githubApiUrl.host)
  return host === 'github.com' ? undefined : host
}

function apiServer({ pathname, hostname, host }: URL): string | undefined {
  if (pathname.startsWith('/api/')) return host
  return hostname.startsWith('api.') ? hostname.slice('api.'.length) : undefined
}
