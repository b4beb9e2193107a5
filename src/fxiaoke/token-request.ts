import type { AppConfig } from '../inputs/config.ts'
import { FXIAOKE_ANSWER_WITHIN, FXIAOKE_CONNECT_WITHIN } from '../patience.ts'
import type { HttpRequest } from '../transport/http-client.ts'
import type { Grant } from './grant.ts'

/**
 * The request to Fxiaoke's token endpoint.
 *
 * @param app its secret goes into the body
 * @param grant the refresh token, or the code of an authorization
 * @param thirdTraceId a fresh UUID v4; goes into the query, nowhere else
 * @see https://open.fxiaoke.com, Developer Manual, "Refresh token" and "Authorization Code Grant"
 */
export function tokenRequest(app: AppConfig, grant: Grant, thirdTraceId: string): HttpRequest {
  const url = new URL('/oauth2.0/token', app.cloud)
  url.searchParams.set('thirdTraceId', thirdTraceId)
  const credentials = { grantType: grant.kind, appId: app.appId, appSecret: app.appSecret.reveal() }
  const body =
    grant.kind === 'refresh_token'
      ? { ...credentials, refreshToken: grant.refreshToken.reveal() }
      : { ...credentials, redirectUrl: grant.redirectUrl, code: grant.code.reveal() }
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      // Without it, the server may choose any coding (RFC 9110, section 12.5.3).
      'accept-encoding': 'identity',
      'user-agent': 'fxiaoke-refresh-action',
    },
    body: JSON.stringify(body),
    connectWithin: FXIAOKE_CONNECT_WITHIN,
    answerWithin: FXIAOKE_ANSWER_WITHIN,
  }
}
