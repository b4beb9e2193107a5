import type { Result, Status } from './result.ts'

/** A verdict in English and in Chinese. Success is only claimed where `status` is set. */
const HEADLINES: Readonly<Record<Status, readonly [string, string]>> = {
  refreshed: ['✅ Fxiaoke tokens refreshed and stored', '纷享销客令牌已刷新并保存'],
  authorized: ['✅ Fxiaoke authorized, and both tokens stored', '纷享销客授权完成，令牌已保存'],
  reused: [
    '✅ The stored access token still lasts; nothing was spent',
    '已存的访问令牌仍然有效，没有消耗刷新令牌',
  ],
  stale: ['⚠️ Stale run: the stored refresh token was left alone', '本次运行已过时：已存的刷新令牌未受影响'],
  checked: ['✅ Dry run: checked, nothing was spent', '试运行：检查通过，没有消耗令牌'],
  'authorization-started': ['🔗 Authorize this app in Fxiaoke', '请在纷享销客完成授权'],
}

/** Where no access token is kept, none is stored. */
const WITHOUT_ACCESS_TOKEN: Partial<Record<Status, readonly [string, string]>> = {
  refreshed: [
    '✅ Fxiaoke tokens refreshed, and the refresh token stored',
    '纷享销客令牌已刷新，刷新令牌已保存',
  ],
  authorized: ['✅ Fxiaoke authorized, and the refresh token stored', '纷享销客授权完成，刷新令牌已保存'],
}

const RESCUED: readonly [string, string] = [
  '✅ The post step stored the new refresh token',
  'post 步骤已保存新的刷新令牌',
]

/** A change of the secret that may be main's own write. */
const PROBABLY_RESCUED: readonly [string, string] = [
  '⚠️ The new refresh token is probably stored',
  '新的刷新令牌很可能已经保存',
]

/** The verdict of a run that did not fail. */
export function headline({ status, step, secrets, recovery }: Result): readonly string[] {
  if (step === 'post' && status !== undefined) return recovery ? PROBABLY_RESCUED : RESCUED
  if (status === undefined) return ['The run has ended']
  const keepsBoth = secrets.some(({ holds }) => holds === 'access-token')
  return (keepsBoth ? undefined : WITHOUT_ACCESS_TOKEN[status]) ?? HEADLINES[status]
}
