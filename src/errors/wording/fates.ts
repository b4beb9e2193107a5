import { both } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import type { Failure } from '../failure.ts'
import type { CodeFate, Fate } from '../fate.ts'

/** The texts hold for a run that redeems a code as well, which never sends the stored token. */
const FATES: Readonly<Record<Fate, Bilingual>> = {
  'not-sent': both(
    'Not sent: this run did not send the refresh token to Fxiaoke.',
    '未发送：本次运行没有把刷新令牌发给纷享销客。',
  ),
  refused: both(
    'Refused: Fxiaoke answered and exchanged nothing. This run did not change the stored secret.',
    '被拒绝：收到了响应，但没有换发新令牌。本次运行没有改动已存的 Secret。',
  ),
  unknown: both(
    'Unknown: this run sent a request and got no conclusive answer. Fxiaoke may have exchanged the token, and the new one would be lost. This run did not change the stored secret; only the next run can show whether Fxiaoke accepts its token.',
    '未知：请求已发出，但没有收到能确定结果的响应。换发可能已经成功，而新令牌已丢失。本次运行没有改动已存的 Secret，其中的令牌是否还能用，要等下一次运行才知道。',
  ),
  replaced: both(
    'Stored: the refresh token from Fxiaoke’s answer is in its secret.',
    '已保存：纷享销客返回的刷新令牌已存好。',
  ),
  unstored: both(
    'Not stored: Fxiaoke issued a new refresh token, and this run could not store it. Treat the token in the secret as spent.',
    '未保存：纷享销客已换发新的刷新令牌，但本次运行没能存好。Secret 里现有的令牌应视为已消耗。',
  ),
  discarded: both(
    'Discarded: the new tokens belong to another Fxiaoke user and were deliberately thrown away. The stored secret was not changed; if this run sent its token, treat it as spent.',
    '已丢弃：新令牌属于另一个纷享销客用户，已主动丢弃。已存的 Secret 未改动；如果本次运行发送的就是其中的令牌，应视为已消耗。',
  ),
}

const UNKNOWN_AFTER_SILENCE: Bilingual = both(
  'Unknown: one attempt of this run got no conclusive answer. Whatever was answered to a later attempt, Fxiaoke may have exchanged the token in that one, and the new one would be lost. This run did not change the stored secret; only the next run can show whether Fxiaoke accepts its token.',
  '未知：本次运行有一次尝试没有得到能确定结果的响应。无论后来的尝试结果如何，那一次都可能已经换发成功，而新令牌已丢失。本次运行没有改动已存的 Secret，其中的令牌是否还能用，要等下一次运行才知道。',
)

const UNKNOWN_AFTER_END: Bilingual = both(
  'Unknown: the run was ended when the request may already have been sent. Fxiaoke may have exchanged the token, and the new one would be lost. The stored secret was not changed; only the next run can show whether Fxiaoke accepts its token.',
  '未知：运行被终止时，请求可能已经发出。换发可能已经成功，而新令牌已丢失。已存的 Secret 没有改动，其中的令牌是否还能用，要等下一次运行才知道。',
)

const PERHAPS_STORED: Bilingual = both(
  'Not known to be stored: Fxiaoke issued a new refresh token, but the secret changed in the meantime. It holds either that token or one that somebody else stored.',
  '不确定是否已保存：纷享销客已换发新的刷新令牌，但 Secret 在此期间发生了变化。里面要么是这个新令牌，要么是别处存入的令牌。',
)

const PERHAPS_STORED_UNCONFIRMED: Bilingual = both(
  'Not known to be stored: Fxiaoke issued a new refresh token, and GitHub did not confirm the write, which may have succeeded. The secret holds either that token or the old one; treat the old one as spent.',
  '不确定是否已保存：纷享销客已换发新的刷新令牌，但有一次写入没有得到 GitHub 的确认，可能已经成功。Secret 里要么是这个新令牌，要么还是原来的内容；后者应视为已消耗。',
)

const DISCARDED_AUTHORIZATION: Bilingual = both(
  'Discarded: the new tokens belong to another Fxiaoke user and were deliberately thrown away. The stored secret was not changed, and its token was not used.',
  '已丢弃：新令牌属于另一个纷享销客用户，已主动丢弃。已存的 Secret 没有改动，其中的令牌也没有用到。',
)

const DISCARDED_UNNAMED: Bilingual = both(
  'Discarded: nothing shows whose the new tokens are, so they were deliberately thrown away. The stored secret was not changed, and its token was not used.',
  '已丢弃：无法确认新令牌属于谁，已主动丢弃。已存的 Secret 没有改动，其中的令牌也没有用到。',
)

const DISCARDED_REFRESH: Bilingual = both(
  'Discarded: the stored refresh token belonged to another Fxiaoke user. It was exchanged, so treat it as spent. The new tokens were deliberately thrown away.',
  '已丢弃：已存的刷新令牌属于另一个纷享销客用户。它已被换发，应视为已消耗；换来的新令牌已主动丢弃。',
)

/**
 * The fate of the stored refresh token in words. Says no more than the run knows: in particular it never says that
 * a token is good.
 *
 * @param fate as far as the run knows
 * @param failure that it comes with; without one, what can be said in general
 */
export function fateSentence(fate: Fate, failure?: Failure): Bilingual {
  if (failure === undefined) return FATES[fate]
  const { cause } = failure
  if (fate === 'unknown' && 'afterUnansweredAttempt' in failure) return UNKNOWN_AFTER_SILENCE
  if (fate === 'unknown' && cause === 'interrupted') return UNKNOWN_AFTER_END
  if (fate === 'unstored' && cause === 'changed') return PERHAPS_STORED
  if (fate === 'unstored' && 'maybeDone' in failure) return PERHAPS_STORED_UNCONFIRMED
  if (fate === 'discarded' && cause === 'authorized') return DISCARDED_AUTHORIZATION
  if (fate === 'discarded' && cause === 'unnamed') return DISCARDED_UNNAMED
  if (fate === 'discarded' && cause === 'refreshed') return DISCARDED_REFRESH
  return FATES[fate]
}

const CODE_FATES: Readonly<Record<CodeFate, Bilingual>> = {
  'not-sent': both(
    'The code: not sent to Fxiaoke, so it is not used up. It lives for a few minutes after approving.',
    'code：没有发给纷享销客，还没有用掉。但从同意授权算起，它只有几分钟有效。',
  ),
  refused: both(
    'The code: refused. It is used up or expired, or will be in a few minutes.',
    'code：被拒绝。它已经用过或过期；即使没有，几分钟后也会过期。',
  ),
  unknown: both(
    'The code: unknown. It was sent, and no conclusive answer came. It may be used up, and what it brought is lost.',
    'code：未知。已经发出，但没有收到能确定结果的响应；可能已经用掉，而换来的令牌已丢失。',
  ),
  redeemed: both('The code: redeemed, so it is used up.', 'code：已兑换，不能再用。'),
}

/** What has become of the code of an authorization, in words. */
export function codeSentence(code: CodeFate): Bilingual {
  return CODE_FATES[code]
}
