import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { Result, Status } from './result.ts'

/** The verdict of a run that did not fail, and the sign that goes before it. */
export interface Headline {
  sign: string
  text: Bilingual
}

/** Success is only claimed where `status` is set. */
const HEADLINES: Readonly<Record<Status, Headline>> = {
  refreshed: {
    sign: '✅',
    text: both('Fxiaoke tokens refreshed and stored', '纷享销客令牌已刷新并保存'),
  },
  authorized: {
    sign: '✅',
    text: both('Fxiaoke authorized, and both tokens stored', '纷享销客授权完成，令牌已保存'),
  },
  reused: {
    sign: '✅',
    text: both(
      'The stored access token is still valid; nothing was spent',
      '已存的访问令牌仍然有效，没有消耗刷新令牌',
    ),
  },
  stale: {
    sign: '⚠️',
    text: both(
      'Stale run: the stored refresh token was left alone',
      '本次运行拿到的令牌已过时，已存的刷新令牌未受影响',
    ),
  },
  checked: {
    sign: '✅',
    text: both('Dry run: checked, nothing was spent', '试运行：检查通过，没有消耗令牌'),
  },
  'authorization-started': {
    sign: '🔗',
    text: both('Authorize this app in Fxiaoke', '请在纷享销客完成授权'),
  },
}

/** Where no access token is kept, none is stored. */
const WITHOUT_ACCESS_TOKEN: Partial<Record<Status, Bilingual>> = {
  refreshed: both(
    'Fxiaoke tokens refreshed, and the refresh token stored',
    '纷享销客令牌已刷新，刷新令牌已保存',
  ),
  authorized: both('Fxiaoke authorized, and the refresh token stored', '纷享销客授权完成，刷新令牌已保存'),
}

const RESCUED: Headline = {
  sign: '✅',
  text: both('The post step stored the new refresh token', 'post 步骤已保存新的刷新令牌'),
}

/** What a success of the post step means. Whether the main step stored the access token is not in the journal. */
export const RESCUE: Bilingual = both(
  'The main step ended before it had stored the new refresh token. The post step has stored it now: there is nothing to do by hand. If the access token of that run was not stored, the next run that needs one gets a new one.',
  '主步骤结束时还没有存入新的刷新令牌，post 步骤已补存，无需人工处理。那次运行的访问令牌如果没有保存，下一次需要它的运行会重新获取。',
)

/** A change of the secret that may be main's own write. */
const PROBABLY_RESCUED: Headline = {
  sign: '⚠️',
  text: both('The new refresh token is probably stored', '新的刷新令牌很可能已经保存'),
}

/** The verdict of a run that did not fail. */
export function headline({ status, step, secrets, recovery }: Result): Headline {
  if (status === undefined) return { sign: '', text: both('The run has ended', '运行已结束') }
  if (step === 'post') return recovery ? PROBABLY_RESCUED : RESCUED
  const keepsBoth = secrets.some(({ holds }) => holds === 'access-token')
  const { sign, text } = HEADLINES[status]
  return { sign, text: (keepsBoth ? undefined : WITHOUT_ACCESS_TOKEN[status]) ?? text }
}
