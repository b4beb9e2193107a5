import { both, spaced } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import { CODES } from '../../fxiaoke/codes.ts'
import type { AtPlace, Evidence, FromFxiaoke, FxiaokeEvidence } from '../evidence.ts'
import { causesWith, cited } from './entry.ts'
import type { CatalogueEntry } from './entry.ts'
import {
  AUTHORIZE_BY_SHOWN_LINK,
  AUTHORIZE_IF_REJECTED,
  PROXY_REFUSES,
  START_NEW_RUN,
  SUSPECT_ALLOW_LIST,
  TRY_DRY,
  UNUSABLE_PROXY,
} from './steps.ts'

const HOSTS: Bilingual = both(
  'Set cloud-domain to the gateway of your cloud: open.fxiaoke.com (Fxiaoke, the default), open-hwcloud.fxiaoke.com (Huawei), open-ale.fxiaoke.com (Alibaba), ' +
    'open-ksc.sharecrm.com (Hong Kong Huawei), open-hws.fxiaoke.com (Frankfurt) or open-na.sharecrm.com (North America).',
  '把 cloud-domain 设为你所在云的网关：open.fxiaoke.com（纷享云，默认）、open-hwcloud.fxiaoke.com（华为云）、open-ale.fxiaoke.com（阿里云）、' +
    'open-ksc.sharecrm.com（香港华为云）、open-hws.fxiaoke.com（法兰克福）、open-na.sharecrm.com（北美）。',
)

const NOT_THE_WEBSITE: Bilingual = both(
  'Do not use the website www.fxiaoke.com: it is not the gateway. On the other clouds the gateway is the domain where you sign in with open- in front, for example open-hwcloud.fxiaoke.com for hwcloud.fxiaoke.com.',
  '不要填网站 www.fxiaoke.com，它不是网关。其他云的网关是登录域名前面加 open-，例如 hwcloud.fxiaoke.com 对应 open-hwcloud.fxiaoke.com。',
)

const IF_A_STRANGER: Bilingual = both(
  'If the host does not belong to Fxiaoke, it has been sent app-secret and perhaps the refresh token: reset app-secret in Fxiaoke and authorize again.',
  '如果这个域名不是纷享销客的，它已经收到 app-secret，可能还有刷新令牌：请在纷享销客重置 app-secret 并重新授权。',
)

const CALL_RATE: Bilingual = both(
  'If it happens again, find what else asks for tokens of the same app: the endpoint takes about ten calls a minute, one at a time. Spread the schedules.',
  '如果反复出现，查一查还有谁在用同一个应用换发令牌：该接口约每分钟 10 次、且不能并发，请把定时任务错开。',
)

function codeOf({ errorCode }: FxiaokeEvidence): Bilingual {
  return errorCode === undefined
    ? both('', '')
    : both(` (errorCode ${errorCode})`, `（errorCode ${errorCode}）`)
}

/** A page abroad may see another exit than Fxiaoke does, where routes are split. */
function findAddress(host: string): Bilingual {
  const inChina = /\.fxiaoke\.com(?::\d+)?$/.test(host) && !host.startsWith('open-hws.')
  const command = `curl ${inChina ? 'https://myip.ipip.net' : 'https://ifconfig.me'}`
  const [en, zh] = inChina ? ['in mainland China', '中国大陆'] : ['outside mainland China', '中国大陆以外']
  return both(
    `Find the address that Fxiaoke sees: on the runner, and through the same proxy, ask a page hosted where the cloud is (${en}), for example: ${command}`,
    `先查清纷享销客看到的出口 IP：在 runner 上、经同样的代理，访问一个与这个云同在${zh}的查询页，例如：${command}`,
  )
}

const fxiaoke = causesWith<FromFxiaoke>()

/** The address that the browser landed on, before Fxiaoke is asked. */
const address = causesWith<{ evidence: Evidence }>()

/** An exchange that brought no token. A code is not the stored token, which a run that redeems one does not send. */
const EXCHANGE = ['refused', 'unknown', 'not-sent'] as const

/** The answer may bring a new refresh token all the same, which is stored before the error counts. */
const ANSWERED = [...EXCHANGE, 'replaced'] as const

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
    `纷享销客返回的是${actual}的令牌，而 expected-open-user-id 是${expected}。两个令牌都没有写入，以免覆盖${spaced(place.zh)}自己的登录。`,
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
      `${actual}的令牌如果还用在别处，那里也要重新授权：这次换发很可能已让这个账号之前的登录失效。`,
    ),
  ]
}

/** Errors of Fxiaoke. */
export const FXIAOKE = {
  'fxiaoke-unreachable': {
    title: both('Fxiaoke could not be reached', '连不上纷享销客'),
    causes: {
      network: fxiaoke(EXCHANGE, {
        when: both('The network', '网络'),
        happened: ({ evidence: { host, network = 'cut' } }) =>
          both(
            `${cited(host)} gave no complete answer in several attempts (${cited(network)}).`,
            `多次尝试后，${cited(host)}仍没有给出完整的响应（${cited(network)}）。`,
          ),
        next: () => [
          both(
            'Check from the runner that the host in cloud-domain resolves and that port 443 is open; on a self-hosted runner look at DNS, firewall, HTTPS_PROXY and NO_PROXY.',
            '在 runner 上确认 cloud-domain 的域名能解析、443 端口可达；自托管 runner 请检查 DNS、防火墙、HTTPS_PROXY 和 NO_PROXY。',
          ),
          START_NEW_RUN,
          AUTHORIZE_IF_REJECTED,
          SUSPECT_ALLOW_LIST,
        ],
      }),
      proxy: fxiaoke(EXCHANGE, UNUSABLE_PROXY),
      'proxy-refused': fxiaoke(EXCHANGE, PROXY_REFUSES),
      certificate: fxiaoke(EXCHANGE, {
        when: both('The certificate is not trusted', '证书不受信任'),
        happened: ({ evidence: { host } }) =>
          both(
            `${cited(host)} presented a TLS certificate that this runner does not trust, so the request was not sent.`,
            `runner 不信任${cited(host)}的 TLS 证书，请求没有发出。`,
          ),
        next: () => [
          both(
            'If a proxy intercepts TLS, put its CA into a PEM file on the runner and set NODE_EXTRA_CA_CERTS to its path in the environment of the runner.',
            '如果代理会拆解 TLS，把它的 CA 存成 runner 上的 PEM 文件，并在 runner 的环境变量里用 NODE_EXTRA_CA_CERTS 指向它。',
          ),
          both(
            'Check cloud-domain for a typo, and the clock of the runner. Do not disable certificate checks: the request carries the refresh token.',
            '检查 cloud-domain 是否写错、runner 时间是否正确。不要关闭证书校验：请求里带着刷新令牌。',
          ),
          TRY_DRY,
        ],
      }),
      timeout: fxiaoke(EXCHANGE, {
        when: both('No answer in time', '超时'),
        happened: ({ evidence: { host } }) =>
          both(
            `${cited(host)} did not answer in time in several attempts.`,
            `多次尝试后，${cited(host)}仍未在时限内响应。`,
          ),
        next: () => [
          both(
            'Check from the runner that the host in cloud-domain can be reached on port 443; a firewall that drops packets looks like this.',
            '在 runner 上确认 cloud-domain 的 443 端口可达；防火墙丢包就是这种表现。',
          ),
          START_NEW_RUN,
          AUTHORIZE_IF_REJECTED,
          SUSPECT_ALLOW_LIST,
        ],
      }),
      interrupted: fxiaoke(['unknown'], {
        when: both('The main step was ended before an answer came', '主步骤在收到响应前被终止'),
        title: both('The run was ended while Fxiaoke was asked for new tokens', '换发令牌途中运行被终止'),
        happened: ({ evidence: { host } }) =>
          both(
            `The main step was ended while it asked ${cited(host)} for new tokens, before it saw an answer, or without keeping what it saw. Its journal holds no new refresh token, so there is none to store.`,
            `主步骤向${cited(host)}换发令牌时被终止，没有收到响应，或没能把收到的内容暂存下来。暂存区里没有新的刷新令牌，也就没有可保存的内容。`,
          ),
        next: () => [
          both(
            'If the log of the main step shows a recovery command, run that first.',
            '如果主步骤的日志里有恢复命令，请先执行它。',
          ),
          START_NEW_RUN,
          both(
            'If the exchange had not been carried out, that run refreshes as usual; if it had, Fxiaoke refuses the stored token and the run shows the link to authorize again.',
            '如果当时没有换发成功，新的运行会照常刷新；如果已经换发，纷享销客会拒绝已存的令牌，运行会给出重新授权的链接。',
          ),
          both(
            'Do not cancel this workflow while it runs, keep cancel-in-progress off in its concurrency group, and give the job a timeout-minutes of at least 30.',
            '运行期间不要取消这个工作流，concurrency 里不要开 cancel-in-progress，并把 job 的 timeout-minutes 设为至少 30。',
          ),
        ],
      }),
      server: fxiaoke(EXCHANGE, {
        when: both('Fxiaoke failed (5xx)', '纷享销客出错（5xx）'),
        happened: ({ evidence: { host, status } }) =>
          both(
            `${cited(host)} kept failing${status === undefined ? '' : ` (status ${status})`} in several attempts.`,
            `多次尝试后，${cited(host)}仍然出错${status === undefined ? '' : `（状态码 ${status}）`}。`,
          ),
        next: () => [
          both(
            'Wait a few minutes. If it persists, contact Fxiaoke support with the trace id, if there is one.',
            '等几分钟；如果持续，联系纷享销客支持，并附上 traceId（如果有）。',
          ),
          START_NEW_RUN,
          AUTHORIZE_IF_REJECTED,
          SUSPECT_ALLOW_LIST,
        ],
      }),
    },
    about: both(
      'Fxiaoke gave no answer, or failed with 5xx, in up to four attempts with the same token: network, proxy, certificate, time-out, or an outage. A request that was sent and ' +
        'not answered may have been carried out, so the fate of the token is then unknown.',
      '用同一个令牌最多尝试四次，纷享销客仍无响应或返回 5xx：网络、代理、证书、超时或故障。请求若已发出却没有响应，也可能已经执行，此时令牌状态未知。',
    ),
  },

  'wrong-cloud-domain': {
    title: both(
      'The host in cloud-domain does not answer like the Fxiaoke gateway',
      'cloud-domain 不像是纷享销客的网关',
    ),
    causes: {
      refused: fxiaoke(ANSWERED, {
        when: both('It does not know the path', '没有这个路径'),
        happened: ({ evidence }) =>
          both(
            `${cited(evidence.host)} is a gateway of Fxiaoke, but does not know the path /oauth2.0/token${codeOf(evidence).en}.`,
            `${cited(evidence.host)} 是纷享销客的网关，但没有 /oauth2.0/token 这个路径${codeOf(evidence).zh}。`,
          ),
        next: () => [HOSTS, NOT_THE_WEBSITE, TRY_DRY, SUSPECT_ALLOW_LIST],
      }),
      redirect: fxiaoke(EXCHANGE, {
        when: both('It redirects', '返回重定向'),
        happened: ({ evidence: { host } }) =>
          both(
            `${cited(host)} answered with a redirect. The gateway does not redirect, and the action does not follow with secrets in the request.`,
            `${cited(host)}返回了重定向。网关不会重定向，action 也不会带着密钥跟随重定向。`,
          ),
        next: () => [HOSTS, NOT_THE_WEBSITE, IF_A_STRANGER, TRY_DRY, SUSPECT_ALLOW_LIST],
      }),
      'client-error': fxiaoke(EXCHANGE, {
        when: both('It answers 4xx', '返回 4xx'),
        happened: ({ evidence: { host, status } }) =>
          both(
            `${cited(host)} answered with ${status === undefined ? 'a client error (4xx)' : `status ${status}`}; the gateway reports its errors with 200. It may be another server, or a proxy or firewall in front of it.`,
            `${cited(host)}返回了 ${status === undefined ? '4xx' : `状态码 ${status}`}，而网关报错时用的是 200。它可能是别的服务器，或前面有代理、防火墙。`,
          ),
        next: () => [
          HOSTS,
          NOT_THE_WEBSITE,
          both(
            'If the host is right, see whether a proxy or a firewall of your network answers in its place.',
            '如果域名没错，查一查是不是你们网络里的代理或防火墙代为响应。',
          ),
          IF_A_STRANGER,
          TRY_DRY,
          SUSPECT_ALLOW_LIST,
        ],
      }),
      'no-json': fxiaoke(EXCHANGE, {
        when: both('It does not answer with JSON', '返回的不是 JSON'),
        happened: ({ evidence: { host } }) =>
          both(
            `${cited(host)} did not answer with JSON, but most likely with a web page. It may be another server, or a proxy or firewall in front of it.`,
            `${cited(host)}返回的不是 JSON，多半是网页。它可能是别的服务器，或前面有代理、防火墙。`,
          ),
        next: () => [
          HOSTS,
          NOT_THE_WEBSITE,
          both(
            'If the host is right, see whether a proxy or a firewall of your network answers in its place.',
            '如果域名没错，查一查是不是你们网络里的代理或防火墙代为响应。',
          ),
          IF_A_STRANGER,
          TRY_DRY,
          START_NEW_RUN,
          AUTHORIZE_IF_REJECTED,
          SUSPECT_ALLOW_LIST,
        ],
      }),
    },
    about: both(
      'The host answers with a redirect, with 4xx or without JSON, or says that the path does not exist, none of which the right gateway does: cloud-domain is the website (www.fxiaoke.com), belongs to ' +
        'another cloud, or a proxy answers in its place.',
      '对方返回重定向、4xx、非 JSON，或报告路径不存在，而正确的网关不会这样：cloud-domain 填成了网站（www.fxiaoke.com）、选错了云，或被代理代答。',
    ),
  },

  'ip-not-allowed': {
    title: both('Fxiaoke does not allow this IP address', '出口 IP 不在纷享销客的白名单里'),
    causes: {
      refused: fxiaoke(ANSWERED, {
        happened: ({ evidence }) => {
          const code = codeOf(evidence)
          const address = evidence.address === undefined ? undefined : cited(evidence.address)
          return address === undefined
            ? both(
                `Fxiaoke says that this runner's address is not allowed${code.en}. The app has an IP allow-list, and the egress address of the runner is not on it.`,
                `纷享销客称 runner 的 IP 不被允许${code.zh}：应用设了 IP 白名单，而 runner 的出口 IP 不在其中。`,
              )
            : both(
                `Fxiaoke sees this runner as ${address}, and the IP allow-list of the app does not have that address${code.en}.`,
                `纷享销客看到的 runner 出口 IP 是${address}，而应用的 IP 白名单里没有它${code.zh}。`,
              )
        },
        next: ({ evidence: { address, host } }) => [
          ...(address === undefined ? [findAddress(host)] : []),
          both(
            `Have a Fxiaoke administrator add ${address === undefined ? 'that address' : cited(address)} to the IP allow-list in the app’s settings in the admin console.`,
            `请纷享销客管理员在管理后台该应用的设置里，把${address === undefined ? '这个 IP' : cited(address)}加进白名单。`,
          ),
          both(
            'If the address is not fixed, move the job: to a self-hosted runner, a larger runner with a static IP, or behind a proxy with a fixed address (HTTPS_PROXY). ' +
              'Standard GitHub-hosted runners get a new one with every job.',
            '如果出口 IP 不固定，就换个地方跑 job：自托管 runner、带静态 IP 的 larger runner，或经固定出口的代理（HTTPS_PROXY）。普通 GitHub 托管 runner 每次的 IP 都不同。',
          ),
          TRY_DRY,
        ],
      }),
    },
    about: both(
      'Fxiaoke’s message mentions an IP address or a white list. The app has an IP allow-list, and GitHub-hosted runners have changing addresses.',
      '纷享销客的报错提到 IP 或白名单。应用设了 IP 白名单，而 GitHub 托管 runner 的出口 IP 不固定。',
    ),
  },

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
        when: both('The address has no state', '网址里没有 state'),
        happened: () =>
          both(
            'The address that was given has no state, so it did not come from one of this action’s authorize links, or was not copied completely. The code was not used.',
            '给出的网址里没有 state：它不是由本 action 的授权链接产生的，或没有复制完整。code 尚未使用。',
          ),
        next: () => [
          both(
            'Copy the address again from the address bar, whole, with everything after the question mark. If that is not possible, start again:',
            '从地址栏重新复制完整网址，包括问号后面的全部内容。如果做不到，就从头来：',
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
        ],
      }),
      'state-old': address(['not-sent'], {
        when: both('The link is older than 24 hours', '链接已超过 24 小时'),
        happened: () =>
          both(
            'The authorize link that led to this address is older than 24 hours. The code was not used.',
            '产生这个网址的授权链接已超过 24 小时。code 尚未使用。',
          ),
        next: () => AUTHORIZE_BY_SHOWN_LINK,
      }),
      'state-foreign': address(['not-sent'], {
        when: both('The state belongs to another app or place', 'state 不属于这个应用和位置'),
        happened: () =>
          both(
            'The state in the address was not made for this app, this place of secrets and this redirect-url, or app-secret was changed since. The code was not used: it could be somebody else’s login.',
            '网址里的 state 不是为当前的应用、存放位置和 redirect-url 生成的，或此后 app-secret 改过。code 尚未使用：它可能是别人的登录。',
          ),
        next: () => [
          both(
            'Make sure that the link came from a run of this workflow, with the same app-id, redirect-url, environment and organization. Do not use an address that somebody sent you.',
            '确认链接来自本工作流的运行，且 app-id、redirect-url、environment、organization 都相同。不要使用别人发来的网址。',
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
      'landed-elsewhere': address(['not-sent'], {
        when: both('The address is not on redirect-url', '网址不在 redirect-url 上'),
        happened: () =>
          both(
            'The address that was given is not the one in redirect-url: scheme, host, port or path differ. The code was not used.',
            '给出的网址与 redirect-url 不一致：协议、域名、端口或路径不同。code 尚未使用。',
          ),
        next: () => [
          both(
            'Check that you copied the address of the page after approving, not the authorize link itself, nor a page you were forwarded to afterwards.',
            '确认复制的是同意授权后跳转到的网址，不是授权链接本身，也不是该页面再次跳转后的网址。',
          ),
          both(
            'If your site forwards automatically, choose a redirect URL that does not, and set it both for the app and in redirect-url.',
            '如果你的站点会自动跳转，换一个不跳转的回调地址，在应用和 redirect-url 两处都改。',
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
            'Copy the address again from the address bar, whole, with everything after the question mark. If the page has changed it, start again:',
            '从地址栏重新复制完整网址，包括问号后面的全部内容。如果页面已改动它，就从头来：',
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
            `Sign out of Fxiaoke in the browser, and authorize again as ${cited(accounts.expected)}:`,
            `先在浏览器退出纷享销客，再用${cited(accounts.expected)}重新授权：`,
          ),
          ...authorizeOwnAccount(accounts),
        ],
      }),
      refreshed: account(['discarded'], {
        when: both('The stored token was that of somebody else', '已存的是别的账号的令牌'),
        happened: tokensOfAnother,
        next: ({ accounts }) => [
          both(
            `The token that was stored here was that of ${cited(accounts.actual)}. Authorize here as ${cited(accounts.expected)}:`,
            `这里存的是${cited(accounts.actual)}的令牌。请在这里用${cited(accounts.expected)}重新授权：`,
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
            `纷享销客返回的是${cited(accounts.actual)}的令牌，但据记录${spaced(place.zh)}存的是${cited(accounts.expected)}的登录。两个令牌都没有写入。`,
          ),
        next: ({ accounts }) => [
          both(
            `Authorize here as the user who is wanted, ${cited(accounts.expected)} or ${cited(accounts.actual)}; the record takes over whoever authorizes:`,
            `用这里想要的账号（${cited(accounts.expected)}或${cited(accounts.actual)}）重新授权，谁授权记录就改写为谁：`,
          ),
          ...AUTHORIZE_BY_SHOWN_LINK,
        ],
      }),
      unnamed: account(['discarded'], {
        when: both('A code was redeemed, and the answer names no user', '兑换 code 的答复没有说明用户'),
        happened: ({ accounts, place }) =>
          both(
            `Fxiaoke did not say whose tokens the code has brought, and expected-open-user-id is ${cited(accounts.expected)}. A code may be anybody’s, so neither token was stored, and ${place.en} keeps its own login.`,
            `纷享销客没有说明这个 code 换来的是谁的令牌，而 expected-open-user-id 是${cited(accounts.expected)}。code 可能是任何人的，所以两个令牌都没有写入，${spaced(place.zh)}保留自己的登录。`,
          ),
        next: ({ accounts }) => [
          both(
            `Authorize again as ${cited(accounts.expected)}:`,
            `请用${cited(accounts.expected)}重新授权：`,
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
