import type { Failure, NameOf } from '../errors/failure.ts'
import { CODES } from './codes.ts'
import type { Grant } from './grant.ts'

/** The errors that an answer from Fxiaoke can mean: those with the cause `refused`. */
export type BusinessErrorId = Extract<Failure, { cause: 'refused' }>['id']

/** The same with their cause, which distinguishes a bad code from a bad redirect URL. */
export type BusinessError = NameOf<Extract<Failure, { cause: 'refused' | 'redirect-url' }>>

/** What a business error of Fxiaoke means for the run. */
export interface Classification {
  error: BusinessError
  /** Whether the same request may succeed in a moment. */
  transient: boolean
  /** Whether the token may have been spent in spite of the error. */
  ambiguous: boolean
}

/**
 * Errors by what the message mentions, in order of precedence. The gateway uses one code (10006) for every bad
 * parameter.
 */
const BY_MESSAGE: readonly (readonly [RegExp, BusinessErrorId])[] = [
  [/\brequest uri\b.*\bnot exists?\b/i, 'wrong-cloud-domain'],
  [/\bappId\b|\bappSecret\b/i, 'app-credentials-rejected'],
  [/\brefresh_?token\b/i, 'refresh-token-rejected'],
  [/\bcode\b|\bredirect_?u(?:rl|ri)\b/i, 'authorization-code-rejected'],
]

const NAMES_REDIRECT_URL = /\bredirect_?u(?:rl|ri)\b/i
const NAMES_CODE = /\bcode\b/i

const SPEAKS_OF_IP = /\bips?\b|white[\s_-]?list|allow[\s_-]?list|白名单/i

/**
 * Maps a business error to an error of ours: by an explicit mention of the IP allow-list, then by code, then by the
 * parameter that the message mentions.
 *
 * @param code `errorCode`
 * @param message `errorMessage`
 * @param grant what was asked for
 */
export function classify(code: number | undefined, message: string, grant: Grant['kind']): Classification {
  const named = BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1]
  const meaning = code === undefined ? undefined : CODES.get(code)
  const id = SPEAKS_OF_IP.test(message) ? 'ip-not-allowed' : (meaning?.id ?? named ?? 'fxiaoke-error')
  return {
    error: withCause(possible(id, grant), `${meaning?.means.en ?? ''} ${message}`),
    transient: id === 'fxiaoke-busy',
    ambiguous: meaning?.ambiguous === true,
  }
}

/**
 * Fxiaoke uses its codes loosely, but a refresh cannot fail because of a code, nor a code because of a refresh token.
 */
function possible(id: BusinessErrorId, grant: Grant['kind']): BusinessErrorId {
  if (grant === 'authorization_code' && id === 'refresh-token-rejected') return 'authorization-code-rejected'
  if (grant === 'refresh_token' && id === 'authorization-code-rejected') return 'fxiaoke-error'
  return id
}

/** If the message mentions both, blame the code, which goes bad by itself. */
function withCause(id: BusinessErrorId, said: string): BusinessError {
  const isRedirectUrl = NAMES_REDIRECT_URL.test(said) && !NAMES_CODE.test(said)
  return id === 'authorization-code-rejected' && isRedirectUrl
    ? { id, cause: 'redirect-url' }
    : { id, cause: 'refused' }
}
