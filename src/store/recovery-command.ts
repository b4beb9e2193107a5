import { isoDate } from '../moment.ts'
import type { Sealed } from '../github/sealing.ts'
import { secretPath } from '../github/place.ts'
import type { HomePlace } from '../github/place.ts'
import type { Visibility } from '../github/secret-vault.ts'
import type { Guard } from './guard.ts'

/** What the command writes, and where. */
export interface RecoveryOrder {
  place: HomePlace
  secretName: string
  sealed: Sealed
  /** What the command must not overwrite. */
  guard: Guard
  /**
   * `updated_at` of a change that this run saw and left alone. Whoever pastes the command has decided to overwrite it.
   */
  seenChange: string | undefined
  visibility: Visibility | undefined
  /** The REST API that this run used, and the server it belongs to. */
  githubApiUrl: URL
  serverUrl: string
}

/**
 * The command that stores a sealed refresh token by hand: one line for a POSIX shell, every argument in single quotes.
 * It writes only if nobody has stored another token since this run last saw the secret, and otherwise says what it
 * found. Only GitHub's private key opens the value, so the command may be printed
 * (docs/adr/0002-sealed-values-may-be-printed.md).
 *
 * @see https://cli.github.com/manual/gh_api
 */
export function recoveryCommand(order: RecoveryOrder): string {
  const path = quoted(secretPath(order.place, order.secretName))
  const hostname = ghHostname(order.githubApiUrl, order.serverUrl)
  const gh = hostname === undefined ? 'gh api' : `gh api --hostname ${quoted(hostname)}`
  const fields = [
    `encrypted_value=${order.sealed.encryptedValue}`,
    `key_id=${order.sealed.keyId}`,
    ...(order.visibility ? [`visibility=${order.visibility.visibility}`] : []),
  ].map((field) => `-f ${quoted(field)}`)
  // -F sends digits as a number; -f would send a string.
  const ids = (order.visibility?.selected_repository_ids ?? []).map(
    (id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`,
  )

  const { spentAt, lastRead } = order.guard
  const mayGo = [lastRead, order.seenChange].filter((time) => time !== null && time !== undefined)
  const unchanged = [
    `.updated_at < "${isoDate(new Date(spentAt))}"`,
    ...mayGo.map((time) => `.updated_at == "${time}"`),
  ].join(' or ')
  const look = `${gh} ${path} --jq ${quoted(`if ${unchanged} then "unchanged" else .updated_at end`)} 2>&1`
  const write = [gh, '--method PUT', path, '--silent', ...fields, ...ids].join(' ')
  // gh may add a notice about its own updates, hence the wildcards. For a missing secret, the 404 is on standard error.
  return `found="$(${look})"; case "$found" in *unchanged*|*'HTTP 404'*) ${write} && echo 'stored' ;; *) echo "not stored: the secret has changed since, or cannot be read: $found" >&2; false ;; esac`
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`
}

/**
 * The host to name to `gh`; undefined for github.com, its default. An API host is either `api.` plus the server's host,
 * or the server's host with a path.
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
