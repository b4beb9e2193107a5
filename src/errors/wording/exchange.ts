import { both } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import type { FromFxiaoke, FxiaokeEvidence } from '../evidence.ts'
import { causesWith } from '../entry.ts'

/** An exchange that brought no token. A code is not the stored token, which a run that redeems one does not send. */
export const EXCHANGE = ['refused', 'unknown', 'not-sent'] as const

/** The answer may bring a new refresh token all the same, which is stored before the error counts. */
export const ANSWERED = [...EXCHANGE, 'replaced'] as const

/** Causes that come with what Fxiaoke answered. */
export const fxiaoke = causesWith<FromFxiaoke>()

/** The code of an answer, as it stands behind a sentence. */
export function codeOf({ errorCode }: FxiaokeEvidence): Bilingual {
  return errorCode === undefined
    ? both('', '')
    : both(` (errorCode ${errorCode})`, `（errorCode ${errorCode}）`)
}
