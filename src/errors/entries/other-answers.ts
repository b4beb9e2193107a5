import { both, spaced } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import { CODES } from '../../fxiaoke/codes.ts'
import type { AtPlace, FxiaokeEvidence } from '../evidence.ts'
import { causesWith, cited } from '../entry.ts'
import type { CatalogueEntry } from '../entry.ts'
import { ANSWERED, codeOf, EXCHANGE, fxiaoke } from '../wording/exchange.ts'
import {
  AUTHORIZE_BY_SHOWN_LINK,
  AUTHORIZE_IF_REJECTED,
  START_NEW_RUN,
  SUSPECT_ALLOW_LIST,
  TRY_DRY,
} from '../wording/steps.ts'

const CALL_RATE: Bilingual = both(
  'If it happens again, find what else asks for tokens of the same app: the endpoint takes about ten calls a minute, one at a time. Spread the schedules.',
  '如果反复出现，查一查还有谁在用同一个应用换发令牌：该接口约每分钟 10 次、且不能并发，请把定时任务错开。',
)

function meaningOf({ errorCode }: FxiaokeEvidence): Bilingual | undefined {
  return errorCode === undefined ? undefined : CODES.get(errorCode)?.means
}

/** The Fxiaoke user that was expected, and the one whose tokens came. */
interface Accounts {
  expected: string
  actual: string
}

const account = causesWith<AtPlace & { accounts: Accounts }>()

function tokensOfAnother({ accounts, place }: AtPlace & { accounts: Accounts }): Bilingual {
  const [expected, actual] = [cited(accounts.expected), cited(accounts.actual)]
  return both(
    `Fxiaoke returned tokens of ${actual}, but expected-open-user-id is ${expected}. Neither token was stored, so ${place.en} keeps its own login.`,
    `纷享销客返回的是${actual}的令牌，而 expected-open-user-id 是${expected}。两个令牌都没有写入，以免覆盖${spaced(place.zh)}自己的授权。`,
  )
}

function authorizeOwnAccount(accounts: Accounts): readonly Bilingual[] {
  const actual = cited(accounts.actual)
  return [
    ...AUTHORIZE_BY_SHOWN_LINK,
    both(
      `If ${actual} is the user you want here, correct expected-open-user-id first.`,
      `如果这里想要的就是${actual}，请先改正 expected-open-user-id。`,
    ),
    both(
      `Authorize ${actual} again wherever else the tokens of that account are used: this exchange has probably ended its earlier login.`,
      `${actual}的令牌如果还用在别处，那里也要重新授权：这次换发很可能已让这个账号之前的授权失效。`,
    ),
  ]
}

/** What else Fxiaoke may answer: later, no more, for somebody else, or something unknown. */
export const OTHER_ANSWERS = {
  'fxiaoke-busy': {
    title: both('Fxiaoke is busy', '纷享销客繁忙'),
    causes: {
      refused: fxiaoke(ANSWERED, {
        happened: ({ evidence }) =>
          both(
            `Fxiaoke said that it is busy or gets too many calls${codeOf(evidence).en} in several attempts.`,
            `多次尝试，纷享销客都返回系统繁忙或调用过于频繁${codeOf(evidence).zh}。`,
          ),
        next: () => [
          both(
            'Wait ten minutes, then start a new run: Actions > the workflow > Run workflow, not Re-run. Wait for the next scheduled one only if that comes well before the token expires.',
            '等十分钟，再发起一次新的运行：Actions > 该工作流 > Run workflow，不要点 Re-run（重跑）。只有下一次定时运行远早于令牌过期时，才可以等它。',
          ),
          AUTHORIZE_IF_REJECTED,
          CALL_RATE,
          SUSPECT_ALLOW_LIST,
        ],
      }),
    },
    about: both(
      'Fxiaoke answered every attempt with a code that passes, or with status 429: it is overloaded, or the app makes too many calls.',
      '每次尝试纷享销客都返回暂时性的错误码或状态码 429：系统过载，或该应用调用太频繁。',
    ),
  },

  'fxiaoke-quota': {
    title: both('The Fxiaoke API quota is used up', '纷享销客接口配额已用完'),
    causes: {
      refused: fxiaoke(ANSWERED, {
        happened: ({ evidence }) => {
          const code = codeOf(evidence)
          const why =
            meaningOf(evidence) ?? both('the quota is used up, or none was bought', '配额已用完，或没有购买')
          return both(
            `Fxiaoke says that the company may make no more API calls${code.en}: ${why.en}.`,
            `纷享销客称企业不能再调用接口${code.zh}：${why.zh}。`,
          )
        },
        next: ({ evidence: { errorCode } }) => [
          ...(errorCode === 30003
            ? []
            : [
                both(
                  'The daily quota resets at 00:00, Fxiaoke’s time. Start a new run after that; wait for the next scheduled one only if that comes well before the token expires.',
                  '每日配额在 00:00（纷享销客时间）重置。之后发起一次新的运行；只有下一次定时运行远早于令牌过期时，才可以等它。',
                ),
              ]),
          ...(errorCode === 30002 || errorCode === 14001
            ? []
            : [
                both(
                  'If the company has no OpenAPI quota (30003), have its Fxiaoke administrator buy one; waiting does not help.',
                  '如果企业没有购买 OpenAPI 配额（30003），请管理员购买；等待没有用。',
                ),
              ]),
          both(
            'Find what else uses up this company’s API calls: the refresh itself takes one.',
            '查一查企业里还有什么在大量调用接口：刷新本身只占一次调用。',
          ),
        ],
      }),
    },
    about: both(
      'The company may make no more API calls. The daily quota resets at 00:00.',
      '企业不能再调用接口。每日配额在 00:00 重置。',
    ),
  },

  'wrong-account': {
    title: both('The tokens belong to another Fxiaoke user', '令牌属于另一个纷享销客用户'),
    causes: {
      authorized: account(['discarded'], {
        when: both('Somebody else authorized', '授权的是别的账号'),
        happened: tokensOfAnother,
        next: ({ accounts }) => [
          both(
            `Sign out of Fxiaoke in the browser, and authorize again as ${cited(accounts.expected)}.`,
            `先在浏览器退出纷享销客，再用${cited(accounts.expected)}重新授权。`,
          ),
          ...authorizeOwnAccount(accounts),
        ],
      }),
      refreshed: account(['discarded'], {
        when: both('The stored token was that of somebody else', '已存的是别的账号的令牌'),
        happened: tokensOfAnother,
        next: ({ accounts }) => [
          both(
            `The token that was stored here was that of ${cited(accounts.actual)}. Authorize here as ${cited(accounts.expected)}.`,
            `这里存的是${cited(accounts.actual)}的令牌。请在这里用${cited(accounts.expected)}重新授权。`,
          ),
          ...authorizeOwnAccount(accounts),
        ],
      }),
      recorded: account(['discarded'], {
        when: both(
          'The record says that the stored token is that of somebody else',
          '记录里写的是另一个账号',
        ),
        happened: ({ accounts, place }) =>
          both(
            `Fxiaoke returned tokens of ${cited(accounts.actual)}, but by the record the login stored in ${place.en} is that of ${cited(accounts.expected)}. Neither token was stored.`,
            `纷享销客返回的是${cited(accounts.actual)}的令牌，但据记录${spaced(place.zh)}存的是${cited(accounts.expected)}的授权。两个令牌都没有写入。`,
          ),
        next: ({ accounts }) => [
          both(
            `Authorize here as the user who is wanted, ${cited(accounts.expected)} or ${cited(accounts.actual)}; the record takes over whoever authorizes.`,
            `用这里想要的账号（${cited(accounts.expected)}或${cited(accounts.actual)}）重新授权，谁授权记录就改写为谁。`,
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
        ],
      }),
      unnamed: account(['discarded'], {
        title: both('Fxiaoke did not say whose tokens these are', '纷享销客没有说明令牌属于谁'),
        when: both('A code was redeemed, and the answer names no user', '兑换 code 的答复没有说明用户'),
        happened: ({ accounts, place }) =>
          both(
            `Fxiaoke did not say whose tokens the code has brought, and expected-open-user-id is ${cited(accounts.expected)}. A code may be anybody’s, so neither token was stored, and ${place.en} keeps its own login.`,
            `纷享销客没有说明这个 code 换来的是谁的令牌，而 expected-open-user-id 是${cited(accounts.expected)}。code 可能是任何人的，所以两个令牌都没有写入，${spaced(place.zh)}保留自己的授权。`,
          ),
        next: ({ accounts }) => [
          both(
            `Authorize again as ${cited(accounts.expected)}.`,
            `请用${cited(accounts.expected)}重新授权。`,
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
          both(
            'If Fxiaoke names no user again, remove expected-open-user-id from the workflow for this one authorization.',
            '如果纷享销客仍不说明用户，这次授权时先从工作流里去掉 expected-open-user-id。',
          ),
        ],
      }),
    },
    about: both(
      'Fxiaoke returned tokens of a user other than expected-open-user-id, or than the record names, or, for a code, did not say whose they are: somebody authorized with the wrong account, or the token of another ' +
        'tenant was stored here. The tokens are thrown away; the account that they belong to must authorize again.',
      '返回的令牌不属于 expected-open-user-id 或记录里的用户，或兑换 code 时没有说明用户：授权时登录了别的账号，或这里存了别的租户的令牌。这对令牌会被丢弃，它所属的账号需要重新授权。',
    ),
  },

  'fxiaoke-error': {
    title: both('Fxiaoke answered with an unclear error', '纷享销客返回了不明确的错误'),
    causes: {
      refused: fxiaoke(ANSWERED, {
        when: both('An error code that says little', '含义不明的错误码'),
        happened: ({ evidence }) =>
          both(
            `Fxiaoke answered with an error${codeOf(evidence).en} that fits none of the known cases.`,
            `纷享销客返回了错误${codeOf(evidence).zh}，不属于任何已知情形。`,
          ),
        next: () => [
          both(
            'Read Fxiaoke’s message in this report. Check app-id, app-secret, redirect-url and cloud-domain: Fxiaoke uses one code (10006) for every wrong parameter.',
            '先看本报告里纷享销客的消息。核对 app-id、app-secret、redirect-url、cloud-domain：任何参数不对，纷享销客都可能返回同一个码（10006）。',
          ),
          both(
            'Check that the app is enabled and its development mode is on.',
            '确认应用处于启用状态，且已开启开发模式。',
          ),
          SUSPECT_ALLOW_LIST,
          TRY_DRY,
          both(
            'If it is still unclear, send the errorCode, message and trace id to Fxiaoke support.',
            '仍不清楚的话，把 errorCode、消息和 traceId 发给纷享销客支持。',
          ),
        ],
      }),
      unreadable: fxiaoke(EXCHANGE, {
        when: both('An answer that cannot be read', '无法解读的响应'),
        happened: () =>
          both(
            'Fxiaoke answered, but the answer was cut off or is not valid JSON, and it contains no readable new refresh token.',
            '纷享销客有响应，但内容不完整或不是合法 JSON，从中读不出新的刷新令牌。',
          ),
        next: () => [
          START_NEW_RUN,
          AUTHORIZE_IF_REJECTED,
          both(
            'If it happens again, see whether a proxy on the way changes or cuts answers, and send the trace id to Fxiaoke support.',
            '如果反复出现，查一查中间的代理是否改动或截断了响应，并把 traceId 发给纷享销客支持。',
          ),
          SUSPECT_ALLOW_LIST,
        ],
      }),
      incomplete: fxiaoke(ANSWERED, {
        when: both('An answer without a token', '响应里缺少令牌'),
        happened: () =>
          both(
            'Fxiaoke answered without an error, but a token is missing from the answer. If it held a new refresh token, that one was stored first.',
            '纷享销客没有报错，但响应里缺少令牌。如果其中有新的刷新令牌，已优先保存。',
          ),
        next: () => [
          both(
            'Check that cloud-domain is the gateway of Fxiaoke and that nothing on the way changes its answers.',
            '确认 cloud-domain 是纷享销客的网关，且中间没有东西改动响应。',
          ),
          START_NEW_RUN,
          AUTHORIZE_IF_REJECTED,
          SUSPECT_ALLOW_LIST,
        ],
      }),
    },
    about: both(
      'Fxiaoke answered with an error that fits nothing else, with something that cannot be read, or without a token. Whatever refresh token could be read in it was stored first.',
      '纷享销客返回了归不进其他类别的错误、无法解读的内容，或缺少令牌的响应。只要能从中读出刷新令牌，就已优先保存。',
    ),
  },
} satisfies Record<string, CatalogueEntry>
