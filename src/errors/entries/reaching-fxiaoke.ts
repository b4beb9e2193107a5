import { both } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import { CLOUDS } from '../../fxiaoke/clouds.ts'
import { cited } from '../entry.ts'
import { networkReason } from '../network-reason.ts'
import type { CatalogueEntry } from '../entry.ts'
import { ANSWERED, codeOf, EXCHANGE, fxiaoke } from '../wording/exchange.ts'
import { PROXY_REFUSES, UNUSABLE_PROXY } from '../wording/proxy.ts'
import { AUTHORIZE_IF_REJECTED, START_NEW_RUN, SUSPECT_ALLOW_LIST, TRY_DRY } from '../wording/steps.ts'

const HOSTS: Bilingual = both(
  `Set cloud-domain to the gateway of your cloud: ${oneOf(CLOUDS.map(({ host, name }) => `${host} (${name.en})`))}.`,
  `把 cloud-domain 设为你所在云的网关：${CLOUDS.map(({ host, name }) => `${host}（${name.zh}）`).join('、')}。`,
)

function oneOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`
}

const NOT_THE_WEBSITE: Bilingual = both(
  'Do not use the website www.fxiaoke.com: it is not the gateway. On the other clouds the gateway is the domain where you sign in with open- in front, for example open-hwcloud.fxiaoke.com for hwcloud.fxiaoke.com.',
  '不要填网站 www.fxiaoke.com，它不是网关。其他云的网关是登录域名前面加 open-，例如 hwcloud.fxiaoke.com 对应 open-hwcloud.fxiaoke.com。',
)

const SOMETHING_IN_FRONT: Bilingual = both(
  'If the host is right, see whether a proxy or a firewall of your network answers in its place.',
  '如果域名没错，查一查是不是你们网络里的代理或防火墙代为响应。',
)

const IF_A_STRANGER: Bilingual = both(
  'If the host does not belong to Fxiaoke, it has been sent app-secret and perhaps the refresh token: reset app-secret in Fxiaoke and authorize again.',
  '如果这个域名不是纷享销客的，它已经收到 app-secret，可能还有刷新令牌：请在纷享销客重置 app-secret 并重新授权。',
)

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

/** Errors on the way to Fxiaoke: nothing there, another server, or an address that it does not let in. */
export const REACHING_FXIAOKE = {
  'fxiaoke-unreachable': {
    title: both('Fxiaoke could not be reached', '连不上纷享销客'),
    causes: {
      network: fxiaoke(EXCHANGE, {
        when: both('The network', '网络'),
        happened: ({ evidence: { host, network = 'network' } }) => {
          const { en, zh } = networkReason(network)
          return both(
            `${cited(host)} gave no complete answer in several attempts (${en}).`,
            `多次尝试后，${cited(host)}仍没有给出完整的响应（${zh}）。`,
          )
        },
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
      'unknown-host': fxiaoke(EXCHANGE, {
        when: both('The host does not exist', '域名不存在'),
        title: both('There is no host of the name in cloud-domain', 'cloud-domain 的域名不存在'),
        happened: ({ evidence: { host } }) =>
          both(
            `The runner finds no address for ${cited(host)}: the name is misspelled, or the runner’s DNS does not know it.`,
            `runner 解析不到 ${cited(host)} 的地址：域名写错了，或者 runner 的 DNS 不认识它。`,
          ),
        next: () => [
          HOSTS,
          NOT_THE_WEBSITE,
          both(
            'If the host is right, check DNS on the runner, and HTTPS_PROXY where only a proxy reaches the internet.',
            '如果域名没错，检查 runner 的 DNS；如果只有经代理才能访问外网，检查 HTTPS_PROXY。',
          ),
          START_NEW_RUN,
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
        next: () => [HOSTS, NOT_THE_WEBSITE, SOMETHING_IN_FRONT, IF_A_STRANGER, TRY_DRY, SUSPECT_ALLOW_LIST],
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
          SOMETHING_IN_FRONT,
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
} satisfies Record<string, CatalogueEntry>
