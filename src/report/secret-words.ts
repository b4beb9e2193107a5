import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { SecretOutcome } from './result.ts'

/** What became of a secret, and the sign that goes before it. */
export const OUTCOMES: Readonly<Record<SecretOutcome['outcome'], { sign: string; text: Bilingual }>> = {
  created: { sign: '✅', text: both('created', '已新建') },
  updated: { sign: '✅', text: both('updated', '已更新') },
  unchanged: { sign: '✅', text: both('unchanged, not written', '未变，未重写') },
  presumed: { sign: '✅', text: both('probably updated', '很可能已更新') },
  failed: { sign: '❌', text: both('not stored', '未存入') },
  'changed-meanwhile': { sign: '⚠️', text: both('changed meanwhile, left alone', '其间已变化，未改动') },
}

/** What a secret keeps. */
export const HOLDS: Readonly<Record<SecretOutcome['holds'], Bilingual>> = {
  'refresh-token': both('refresh token', '刷新令牌'),
  'access-token': both('access token', '访问令牌'),
}
