/** An error that Fxiaoke answers with HTTP 200. */
export interface BusinessError {
  errorCode: number
  errorMessage: string
}

/** The fields of a token request that can be missing or illegal. */
export type Parameter = 'appId' | 'appSecret' | 'code' | 'grantType' | 'redirectUrl' | 'refreshToken'

/** The error codes for a dead refresh token: the sources disagree, so there is one for each. */
export type DeadTokenCode = 10006 | 20005 | 20016

/** The same answer for a missing field and a wrong value, as from the live gateway. */
export function illegalParameter(name: Parameter): BusinessError {
  return { errorCode: 10006, errorMessage: `the parameter ${name} is missing or illegal` }
}

/** The answer to a refresh token that is spent, expired or unknown. */
export function deadRefreshToken(code: DeadTokenCode): BusinessError {
  if (code === 20005) return { errorCode: code, errorMessage: 'token missing or expired' }
  return { errorCode: code, errorMessage: illegalParameter('refreshToken').errorMessage }
}

/** The answer to a one-time code that is spent, expired or unknown. */
export const deadCode: BusinessError = { errorCode: 20010, errorMessage: 'code missing or expired' }

/** The answer to an address outside the app's allow-list. No source documents its code; this one is made up. */
export function addressNotAllowed(address: string): BusinessError {
  return { errorCode: 10099, errorMessage: `the ip ${address} is not in the white list of the app` }
}

/**
 * The JSON of an error answer. Parameter errors carry no `traceId`, the others do.
 *
 * @param traceId of this exchange
 */
export function errorAnswer(error: BusinessError, traceId: string): Record<string, unknown> {
  if (error.errorCode !== 10006) return { ...error, traceId }
  return {
    ...error,
    errorDescription: '缺少参数或参数不合法',
    error: '非法请求',
    error_description: '缺少参数或参数不合法',
  }
}
