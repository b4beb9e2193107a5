import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { RecordReport, Result } from './result.ts'
import { shortened } from './markdown.ts'

/** Fxiaoke's ids have no bound. */
const LONGEST_USER = 100

/** Whose login was stored before, and whose is now, where authorizing has put one user's in the place of another's. */
export function replacedLine({ openUserId, formerOpenUserId }: Result): Bilingual | undefined {
  if (formerOpenUserId === undefined) return undefined
  const was = shortened(formerOpenUserId, LONGEST_USER)
  const is = openUserId && shortened(openUserId, LONGEST_USER)
  return both(
    `Before, this was the login of the Fxiaoke user ${was}. ${is ? `Now it is that of ${is}.` : 'Whose it is now, Fxiaoke did not say.'}`,
    `这里原来是纷享销客用户 ${was} 的授权，${is ? `现在是 ${is} 的。` : '纷享销客没有说明现在是谁的。'}`,
  )
}

/** What became of the record, on one line; what it would give where it could not be written. */
export function recordLine({ name, reason, isForbidden }: RecordReport): Bilingual {
  if (reason === undefined)
    return both(
      `The variable ${name} records what the secrets hold and when the tokens expire.`,
      `变量 ${name} 已更新，记录着 Secret 里的令牌及其有效期。`,
    )
  const permission = isForbidden
    ? both(
        ' Give secrets-token the permission to write variables there (Environments: Read and write for an environment, else Variables: Read and write).',
        '请给 secrets-token 加上写变量的权限（环境用 Environments: Read and write，其他用 Variables: Read and write）。',
      )
    : both('', '')
  return both(
    `The variable ${name} was not written (${reason.en}). It tells jobs and people when the tokens expire, and lets a run notice that its copy is old or from another place.${permission.en}`,
    `变量 ${name} 没有写入（${reason.zh}）。它能让其他 job 和人看到令牌的有效期，也能让运行识别出手里的令牌过时或来自别处。${permission.zh}`,
  )
}
