import { createHmac, timingSafeEqual } from 'node:crypto'
import type { HomePlace } from './github/place.ts'
import type { Secret } from './secret.ts'

/**
 * Describes the stored tokens: a variable next to the secrets, one line of JSON. Written after the secrets and read
 * before a token is spent, it spares a run from inferring by timestamps whether its copy is the stored one.
 */
export interface TokenRecord {
  refreshToken?: RefreshTokenHalf | undefined
  accessToken?: AccessTokenHalf | undefined
  /** Whose tokens they are. */
  openUserId?: string | undefined
  /** Run id and attempt: `777/1`. */
  writtenBy: string
}

/** Each half changes only when its own secret is stored. */
export interface RefreshTokenHalf {
  mark: string
  /** The mark of the token that was exchanged for this one. */
  previous?: string | undefined
  /** `updated_at` of the secret; absent if another write may have intervened. */
  storedAt?: string | undefined
  expiresAt?: string | undefined
}

/** See `RefreshTokenHalf`. */
export interface AccessTokenHalf {
  mark: string
  expiresAt?: string | undefined
}

/** Which of the two tokens a mark belongs to. */
export type TokenKind = 'refreshToken' | 'accessToken'

/** What a record is bound to: marks and seals made for another app secret or place do not match here. */
export interface RecordBinding {
  appSecret: Secret
  /** As returned by `recordPlace`. */
  place: string
}

/** The default of `refresh-token-secret`. Another name means another login, with a record of its own. */
const USUAL_SECRET = 'FXIAOKE_REFRESH_TOKEN'

/** Several times the length of any record we write. */
const MAX_LENGTH = 8_192

/**
 * Identifies the place of a record by ids, because names change.
 *
 * @param ids of the repository that runs the workflow, and of its owner
 * @param secretName of the refresh token
 * @returns undefined if the id is unknown: there is no record then
 */
export function recordPlace(
  place: HomePlace,
  ids: { repositoryId: number | undefined; ownerId: number | undefined },
  secretName: string,
): string | undefined {
  const id = place.kind === 'organization' ? ids.ownerId : ids.repositoryId
  if (id === undefined) return undefined
  const at = place.kind === 'organization' ? `organizations/${id}` : `repositories/${id}`
  const environment = place.kind === 'environment' ? `/environments/${place.environment.toLowerCase()}` : ''
  const name = secretName.toUpperCase()
  return `${at}${environment}${name === USUAL_SECRET ? '' : `/secrets/${name}`}`
}

/** A mark shows whether two tokens of a place are the same, and reveals nothing else about them. */
export function markOf(kind: TokenKind, token: Secret, { appSecret, place }: RecordBinding): string {
  return hmac(appSecret, `${kind}\n${place}\n${token.reveal()}`)
}

/**
 * Writes a record.
 *
 * @returns one line of JSON, ending with the seal over everything before it
 */
export function formatRecord(record: TokenRecord, binding: RecordBinding): string {
  const { refreshToken, accessToken, openUserId, writtenBy } = record
  const half = ({ mark, previous, storedAt, expiresAt }: RefreshTokenHalf): RefreshTokenHalf => ({
    mark,
    previous,
    storedAt,
    expiresAt,
  })
  const text = JSON.stringify({
    v: 1,
    refreshToken: refreshToken && half(refreshToken),
    accessToken: accessToken && half(accessToken),
    openUserId,
    writtenBy,
  }).slice(0, -1)
  return `${text},"seal":"${sealOf(text, binding)}"}`
}

/**
 * Reads a record.
 *
 * @param text the value of the variable
 * @returns undefined unless it is a record of this place and app: one may be edited, copied, too long, or of an unknown
 *   version
 */
export function parseRecord(text: string, binding: RecordBinding): TokenRecord | undefined {
  const [, sealed = '', seal = ''] = /^(\{.*),"seal":"([\w-]{22})"\}$/s.exec(text.trim()) ?? []
  if (text.length > MAX_LENGTH || sealed === '') return undefined
  if (!timingSafeEqual(Buffer.from(sealOf(sealed, binding)), Buffer.from(seal))) return undefined
  try {
    const { v, ...record } = JSON.parse(`${sealed}}`) as TokenRecord & { v: unknown }
    return v === 1 && isRecord(record) ? record : undefined
  } catch {
    return undefined
  }
}

/** A valid seal means that some version of this action wrote it. The shape is checked all the same. */
function isRecord({ refreshToken, accessToken, openUserId, writtenBy }: TokenRecord): boolean {
  const isTime = (value: unknown): boolean =>
    value === undefined || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value))
  const isHalf = (half: RefreshTokenHalf | undefined): boolean =>
    half === undefined || (typeof half.mark === 'string' && isTime(half.storedAt) && isTime(half.expiresAt))
  return (
    isHalf(refreshToken) &&
    isHalf(accessToken) &&
    typeof writtenBy === 'string' &&
    (openUserId === undefined || typeof openUserId === 'string')
  )
}

function sealOf(text: string, { appSecret, place }: RecordBinding): string {
  return hmac(appSecret, `${place}\n${text}`)
}

/** The first 128 bits: enough to tell tokens apart. */
function hmac(key: Secret, message: string): string {
  return createHmac('sha256', key.reveal()).update(message).digest().subarray(0, 16).toString('base64url')
}
