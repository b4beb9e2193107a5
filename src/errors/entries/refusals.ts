import { both } from '../../bilingual.ts'
import type { Evidence } from '../evidence.ts'
import { causesWith, cited } from '../entry.ts'
import type { CatalogueEntry } from '../entry.ts'
import { ANSWERED, codeOf, fxiaoke } from '../wording/exchange.ts'
import { AUTHORIZE_BY_SHOWN_LINK, SUSPECT_ALLOW_LIST, TRY_DRY } from '../wording/steps.ts'

/** The address that the browser landed on, before Fxiaoke is asked. */
const address = causesWith<{ evidence: Evidence }>()

/** What Fxiaoke refuses: the app, the token, or the code. */
export const REFUSALS = {
  'app-credentials-rejected': {
    title: both('Fxiaoke refused the app ID or the app secret', '纷享销客不接受 appId 或 appSecret'),
    causes: {
      refused: fxiaoke(ANSWERED, {
        happened: ({ evidence }) =>
          both(
            `Fxiaoke says that appId or appSecret is missing or wrong${codeOf(evidence).en}.`,
            `纷享销客称 appId 或 appSecret 缺失或不正确${codeOf(evidence).zh}。`,
          ),
        next: () => [
          both(
            'Open the app in the Fxiaoke admin console and compare: app-id and app-secret must belong to the same app, and app-secret must be the current one. If it was reset, store the new one.',
            '在纷享销客管理后台打开该应用核对：app-id 和 app-secret 要来自同一个应用，app-secret 要与当前值一致；如果重置过，请存入新值。',
          ),
          both(
            'Check that cloud-domain is the cloud where the app was created; other clouds do not know it.',
            '确认 cloud-domain 就是创建应用的那个云；应用在别的云里是不存在的。',
          ),
          both('Check that the app’s development mode is on.', '确认应用已开启开发模式。'),
          TRY_DRY,
          SUSPECT_ALLOW_LIST,
        ],
      }),
    },
    about: both(
      'The code or the message of Fxiaoke names appId or appSecret: one of them is wrong, the secret was reset, or the app belongs to another cloud.',
      '纷享销客的错误码或报错指向 appId 或 appSecret：填错了、appSecret 重置过，或应用属于别的云。',
    ),
  },

  'app-not-authorized': {
    title: both('The Fxiaoke app is not authorized for this company', '该应用没有得到企业授权'),
    causes: {
      refused: fxiaoke(ANSWERED, {
        happened: ({ evidence }) =>
          both(
            `Fxiaoke says that the app has no permission, is stopped, or is not authorized by this company${codeOf(evidence).en}.`,
            `纷享销客称应用没有权限、已停用，或未获该企业授权${codeOf(evidence).zh}。`,
          ),
        next: () => [
          both(
            'Have a Fxiaoke administrator of the company open the app in the admin console: it must be enabled, with development mode on.',
            '请企业的纷享销客管理员在管理后台打开该应用：要处于启用状态，并开启开发模式。',
          ),
          both(
            'Check that the user who authorized may use the app and is not disabled, and that the app has the API permissions it needs.',
            '确认授权用户在应用的可用范围内、没有被停用，且应用开通了所需接口权限。',
          ),
          TRY_DRY,
          SUSPECT_ALLOW_LIST,
        ],
      }),
    },
    about: both(
      'The app has no permission, or the company does not let it act: it is stopped, or was never authorized.',
      '应用没有权限，或企业不允许它使用：已停用，或从未授权。',
    ),
  },

  'refresh-token-rejected': {
    title: both(
      'Fxiaoke refused the refresh token: a person has to authorize again',
      '刷新令牌被拒绝，需要重新授权',
    ),
    causes: {
      refused: fxiaoke(['refused', 'unknown'], {
        happened: ({ evidence, afterUnansweredAttempt }) => {
          const code = codeOf(evidence)
          return afterUnansweredAttempt
            ? both(
                `Fxiaoke refused the refresh token${code.en}, after an earlier attempt of this run got no answer. That attempt may have spent it, and the new token was lost on the way.`,
                `纷享销客拒绝了刷新令牌${code.zh}，而本次运行之前有一次尝试没有得到响应。令牌可能已被那次尝试消耗，换来的新令牌随之丢失。`,
              )
            : both(
                `Fxiaoke refused the refresh token${code.en}. It expired (after two months), was spent by somebody else, was revoked, or belongs to another app or cloud.`,
                `纷享销客拒绝了刷新令牌${code.zh}：已过期（两个月）、被别处用掉、被撤销，或属于别的应用、别的云。`,
              )
        },
        next: () => [
          ...AUTHORIZE_BY_SHOWN_LINK,
          both(
            'To prevent this: let nothing but this workflow use the refresh token, and put all its runs into one concurrency group with cancel-in-progress: false.',
            '避免再次发生：刷新令牌只能由这个工作流使用，所有运行放进同一个 concurrency group，并设 cancel-in-progress: false。',
          ),
          both(
            'If authorizing fails as well, or the token was young and used nowhere else, check app-id, cloud-domain and the IP allow-list of the app: Fxiaoke does not always name the real reason.',
            '如果授权也失败，或者令牌本来很新、别处也没用过，就查 app-id、cloud-domain 和应用的 IP 白名单：纷享销客报的原因不一定准确。',
          ),
        ],
      }),
    },
    about: both(
      'The code or the message of Fxiaoke names the refresh token: it expired after two months, was spent elsewhere, was revoked, or belongs to another app or cloud. If an ' +
        'earlier attempt of the same run got no answer, that attempt may have spent it. The stored secret is read again first: if it has changed, the run is stale and does not fail with this error.',
      '纷享销客的错误码或报错指向刷新令牌：满两个月过期、被别处用掉、被撤销，或属于别的应用、别的云。如果同一次运行之前有尝试没有得到响应，也可能是那次消耗的。' +
        '报错前会再查一次 Secret：如果已被更新，按 stale 处理，不报此错。',
    ),
  },

  'authorization-code-rejected': {
    title: both('The authorization code cannot be used', '授权码无法使用'),
    causes: {
      refused: fxiaoke(ANSWERED, {
        when: both('Fxiaoke refused the code', '纷享销客拒绝了 code'),
        happened: ({ evidence }) =>
          both(
            `Fxiaoke did not redeem the code${codeOf(evidence).en}. A code works only once, for a short time, and only with the redirect URL it was issued for.`,
            `纷享销客没有兑换这个 code${codeOf(evidence).zh}。code 只能用一次、很快过期，而且必须配上申请它时的回调地址。`,
          ),
        next: () => [
          both(
            'Take a new code: this one was used before, or came too late. Each landed address is good for one run.',
            '换一个新的 code：这一个已经用过，或者过期了。浏览器跳转到的每个网址只能用于一次运行。',
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
          both(
            'If a fresh code is refused too, make redirect-url exactly equal to the redirect URL registered for the app.',
            '如果新的 code 也被拒绝，让 redirect-url 与应用登记的回调地址逐字一致。',
          ),
          SUSPECT_ALLOW_LIST,
        ],
      }),
      'redirect-url': fxiaoke(ANSWERED, {
        when: both('Fxiaoke refused the redirect URL', '纷享销客拒绝了回调地址'),
        happened: ({ evidence }) =>
          both(
            `Fxiaoke did not redeem the code, because redirect-url is not the one that it was issued for, or not the one registered for the app${codeOf(evidence).en}.`,
            `纷享销客没有兑换这个 code：redirect-url 与申请它时的不同，或与应用登记的不同${codeOf(evidence).zh}。`,
          ),
        next: () => [
          both(
            'Make redirect-url exactly equal to the redirect URL registered for the app; its domain must also be the login authorization domain of the app (“登录授权发起页域名”).',
            '让 redirect-url 与应用登记的回调地址逐字一致；其域名也要与应用的“登录授权发起页域名”一致。',
          ),
          both(
            'If you change redirect-url, start a new run with start in the field authorization-code: the link shown here has the old one.',
            '如果改了 redirect-url，就发起新的运行，在 authorization-code 中填 start：这里给出的链接用的还是旧地址。',
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
          SUSPECT_ALLOW_LIST,
        ],
      }),
      'state-missing': address(['not-sent'], {
        when: both('The address has no whole state', '网址里没有完整的 state'),
        happened: () =>
          both(
            'The address that was given has no state, or only a part of it: it was not copied completely, or did not come from one of this action’s authorize links.',
            '给出的网址里没有 state，或 state 不全：没有复制完整，或不是由本 action 的授权链接产生的。',
          ),
        next: () => [
          both(
            'Copy the address again from the address bar, whole, with everything after the question mark. If that is not possible, authorize again.',
            '从地址栏重新复制完整网址，包括问号后面的全部内容。如果做不到，就重新授权。',
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
        ],
      }),
      'state-old': address(['not-sent'], {
        when: both('The link is older than 24 hours', '链接已超过 24 小时'),
        happened: () =>
          both(
            'The authorize link that led to this address is older than 24 hours.',
            '产生这个网址的授权链接已超过 24 小时。',
          ),
        next: () => AUTHORIZE_BY_SHOWN_LINK,
      }),
      'state-foreign': address(['not-sent'], {
        when: both('The state belongs to another app or place', 'state 不属于这个应用或位置'),
        happened: () =>
          both(
            'The state in the address was not made with this app-id, app-secret and redirect-url for this place of secrets. One of them was changed after the link was shown, or this is somebody else’s login.',
            '网址里的 state 与当前的 app-id、app-secret、redirect-url 或存放位置对不上：给出链接之后改过其中一项，或者这是别人发起的授权。',
          ),
        next: () => [
          both(
            'If you changed app-id, app-secret, redirect-url, environment or organization, a new link is all it takes. Do not use an address that somebody sent you.',
            '如果改过 app-id、app-secret、redirect-url、environment 或 organization，换用新的授权链接即可。不要使用别人发来的网址。',
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
        ],
      }),
      'landed-error': address(['not-sent'], {
        when: both('The address carries an error from Fxiaoke', '网址里带着纷享销客的错误'),
        happened: () =>
          both(
            'Fxiaoke sent the browser back with an error instead of a code: the user did not approve, may not use the app, or the redirect URL is not the registered one.',
            '纷享销客把浏览器带回来时给的是错误而不是 code：用户没有同意、没有应用的使用权限，或回调地址与登记的不一致。',
          ),
        next: () => [
          both(
            'Check in the Fxiaoke admin console that the user may use the app and that its registered redirect URL equals redirect-url.',
            '在纷享销客管理后台确认用户在应用的可用范围内，且登记的回调地址与 redirect-url 一致。',
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
        ],
      }),
      'authorize-link': address(['not-sent'], {
        when: both('The address is the authorize link itself', '网址是授权链接本身'),
        happened: () =>
          both(
            'The address that was given is the authorize link itself. It has to be opened in a browser: the address that counts is the one where the browser lands after approving.',
            '给出的是授权链接本身。应先在浏览器里打开它，要填的是同意授权后浏览器跳转到的网址。',
          ),
        next: () => AUTHORIZE_BY_SHOWN_LINK,
      }),
      'landed-elsewhere': causesWith<{ landedOn: string; redirectUrl: string }>()(['not-sent'], {
        when: both('The address is not on redirect-url', '网址不在 redirect-url 上'),
        happened: ({ landedOn, redirectUrl }) =>
          both(
            `The address that was given is on ${cited(landedOn)}, and redirect-url is ${cited(redirectUrl)}: scheme, host, port or path differ.`,
            `给出的网址在 ${cited(landedOn)} 上，而 redirect-url 是 ${cited(redirectUrl)} ：协议、域名、端口或路径不同。`,
          ),
        next: () => [
          both(
            'If redirect-url is not what is registered for the app, correct it and start a new run with start in the field authorization-code: the link of this run has the wrong one.',
            '如果 redirect-url 与应用登记的不同，先改正，再发起新的运行，在 authorization-code 中填 start：本次运行给出的链接用的是错的地址。',
          ),
          both(
            'Otherwise copy the address of the page where the browser lands after approving. If your site forwards from there to another, choose a redirect URL that does not, and set it both for the app and in redirect-url.',
            '否则请复制同意授权后浏览器跳转到的那个网址。如果你的站点会从那里再跳走，换一个不跳转的回调地址，在应用和 redirect-url 两处都改。',
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
        ],
      }),
      'code-missing': address(['not-sent'], {
        when: both('The address has no code', '网址里没有 code'),
        happened: () =>
          both(
            'The address that was given has no code: it was not copied completely, or the page has removed it.',
            '给出的网址里没有 code：没有复制完整，或被页面去掉了。',
          ),
        next: () => [
          both(
            'Copy the address again from the address bar, whole, with everything after the question mark. If the page has changed it, authorize again.',
            '从地址栏重新复制完整网址，包括问号后面的全部内容。如果页面已改动它，就重新授权。',
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
        ],
      }),
    },
    about: both(
      'The code or the message of Fxiaoke names the authorization code or redirectUrl; or the address that was given is not on redirect-url, carries an error, or its state is missing, older than 24 hours, or ' +
        'made for another app or place. A code works once and not for long.',
      '纷享销客的错误码或报错指向 code 或 redirectUrl；或者给出的网址不在 redirect-url 上、带着错误，或其中的 state 缺失、超过 24 小时、属于别的应用或位置。code 只能用一次，且很快过期。',
    ),
  },
} satisfies Record<string, CatalogueEntry>
