import type { ReportContext } from './context.ts'
import { isoDate } from '../moment.ts'
import { isDoubtful } from './life.ts'
import type { Result } from './result.ts'

/** What action.yml promises to later steps; what is not known is empty. Only here may the access token stand. */
export function outputs(result: Result, { redact }: ReportContext): Record<string, string> {
  const { status, error, accessToken, accessTokenExpiresAt, refreshTokenLife, openUserId, traceId } = result
  return {
    ...(error ? { 'error-code': error.id } : status === undefined ? {} : { status }),
    'access-token': accessToken?.reveal() ?? '',
    'access-token-expires-at': accessTokenExpiresAt ? isoDate(accessTokenExpiresAt) : '',
    'refresh-token-expires-at': refreshTokenLife && !isDoubtful(error) ? isoDate(refreshTokenLife.until) : '',
    // Both are Fxiaoke's words, which may echo a secret.
    'open-user-id': redact(openUserId ?? ''),
    'trace-id': redact(traceId ?? ''),
  }
}
