import type { Bilingual } from '../bilingual.ts'
import { both } from '../bilingual.ts'
import type { BusinessErrorId } from './classify.ts'

/** What one of Fxiaoke's error codes means. */
export interface Code {
  /** Undefined: the code is ambiguous, and the message decides. */
  id: BusinessErrorId | undefined
  means: Bilingual
  /** Set if the work may have been done before the failure, so that the token may be spent. */
  ambiguous?: true
}

/**
 * Every known error code of Fxiaoke, from its published tables and from observed answers. docs/errors.md lists them.
 */
export const CODES: ReadonlyMap<number, Code> = new Map<number, Code>([
  [-1, { id: 'fxiaoke-busy', means: both('the system is busy', '系统繁忙'), ambiguous: true }],
  [-2, { id: 'fxiaoke-busy', means: both('system error', '系统错误'), ambiguous: true }],
  [10001, { id: 'app-credentials-rejected', means: both('appId is missing', '缺少 appId') }],
  [10002, { id: 'app-credentials-rejected', means: both('appSecret is missing', '缺少 appSecret') }],
  [10004, { id: 'authorization-code-rejected', means: both('redirectUri is missing', '缺少 redirectUri') }],
  [10006, { id: undefined, means: both('a parameter is missing or wrong', '缺少参数或参数不合法') }],
  [10008, { id: 'authorization-code-rejected', means: both('code is missing', '缺少 code') }],
  [11001, { id: 'app-credentials-rejected', means: both('appId is wrong', 'appId 不合法') }],
  [11002, { id: 'app-credentials-rejected', means: both('appSecret is wrong', 'appSecret 不合法') }],
  [11004, { id: 'authorization-code-rejected', means: both('redirectUri is wrong', 'redirectUri 不合法') }],
  [11010, { id: 'authorization-code-rejected', means: both('code is wrong', 'code 不合法') }],
  [14001, { id: 'fxiaoke-quota', means: both('the call limit is exceeded', '超出调用上限') }],
  [15002, { id: undefined, means: both('a parameter is wrong', '参数不合法') }],
  [15003, { id: 'app-not-authorized', means: both('the app has no permission', '应用没有权限') }],
  [
    20005,
    { id: 'refresh-token-rejected', means: both('the token is missing or expired', '令牌缺失或已过期') },
  ],
  [
    20006,
    { id: 'app-credentials-rejected', means: both('appId or appSecret is wrong', 'appId 或 appSecret 错误') },
  ],
  [
    20010,
    { id: 'authorization-code-rejected', means: both('the code is missing or expired', 'code 缺失或已过期') },
  ],
  [
    20016,
    { id: 'refresh-token-rejected', means: both('the token is missing or expired', '令牌缺失或已过期') },
  ],
  [
    20020,
    { id: 'app-not-authorized', means: both('this company may not use the app', '该企业不能使用此应用') },
  ],
  [
    20021,
    { id: 'app-not-authorized', means: both('this company has stopped the app', '应用已被该企业停用') },
  ],
  [
    20022,
    {
      id: 'app-not-authorized',
      means: both('this company has not authorized the app', '应用未获该企业授权'),
    },
  ],
  [30002, { id: 'fxiaoke-quota', means: both("today's quota is used up", '当日配额已用完') }],
  [
    30003,
    {
      id: 'fxiaoke-quota',
      means: both('the company has bought no OpenAPI quota', '企业没有购买 OpenAPI 配额'),
    },
  ],
  [30004, { id: 'fxiaoke-busy', means: both('too many calls in this second', '这一秒内调用过多') }],
  [32000, { id: undefined, means: both('a parameter is wrong', '参数不合法') }],
  [
    50009,
    {
      id: 'fxiaoke-busy',
      means: both('the service failed or timed out', '服务异常，例如超时'),
      ambiguous: true,
    },
  ],
])
