import { randomUUID } from 'node:crypto'
import { errorAnswer, illegalParameter } from './business-error.ts'
import type { BusinessError } from './business-error.ts'
import type { TokenLedger, TokenPair } from './token-ledger.ts'

/** An answer from the token endpoint, always with HTTP 200. */
export interface TokenAnswer {
  json: Record<string, unknown>
  /** Whether a token or a code was spent for it. */
  spent: boolean
}

/**
 * Answers `POST /oauth2.0/token` like the gateway: business errors are HTTP 200 too.
 *
 * @param body the request's JSON, if it is valid
 * @param address where the request comes from
 * @param expiresIn returned verbatim
 */
export function answerTokenRequest(
  body: unknown,
  context: { ledger: TokenLedger; address: string; expiresIn: number | string },
): TokenAnswer {
  const traceId = `E-O.fk${randomUUID().slice(0, 8)}`
  const result = exchange(fields(body), context)
  if ('errorCode' in result) return { json: errorAnswer(result, traceId), spent: false }
  const { pair, corpId } = result
  const json = {
    openUserId: pair.openUserId,
    accessToken: pair.accessToken,
    ...(corpId === undefined ? {} : { corpId }),
    refreshToken: pair.refreshToken,
    expiresIn: context.expiresIn,
    errorCode: 0,
    errorMessage: 'success',
    traceId,
  }
  return { json, spent: true }
}

interface Grant {
  pair: TokenPair
  /** Only a login's answer names the company. */
  corpId: string | undefined
}

function exchange(
  given: Record<string, string>,
  { ledger, address }: { ledger: TokenLedger; address: string },
): Grant | BusinessError {
  const { grantType = '', appId = '', appSecret = '', refreshToken = '', code = '', redirectUrl = '' } = given
  if (grantType !== 'refresh_token' && grantType !== 'authorization_code')
    return illegalParameter('grantType')
  const refused = ledger.authenticate(appId, appSecret, address)
  if (refused !== undefined) return refused
  if (grantType === 'refresh_token') {
    if (refreshToken === '') return illegalParameter('refreshToken')
    return granted(ledger.refresh(appId, refreshToken))
  }
  if (code === '') return illegalParameter('code')
  if (redirectUrl === '') return illegalParameter('redirectUrl')
  return granted(ledger.redeem(appId, code, redirectUrl), 'FSCID_5A0E93C1D7')
}

function granted(result: TokenPair | BusinessError, corpId?: string): Grant | BusinessError {
  return 'errorCode' in result ? result : { pair: result, corpId }
}

/** The body's text fields; anything else counts as missing. */
function fields(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {}
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
