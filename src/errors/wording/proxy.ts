import { both } from '../../bilingual.ts'
import type { Evidence } from '../evidence.ts'
import type { CauseWords } from '../entry.ts'
import { START_NEW_RUN } from './steps.ts'

/** A proxy that Node would go past without a word, on either side. */
export const UNUSABLE_PROXY: CauseWords<unknown> = {
  when: both('The proxy cannot be used', '代理无法使用'),
  happened: () =>
    both(
      'HTTPS_PROXY names a proxy that cannot be used, so nothing was sent; the proxy is never bypassed.',
      'HTTPS_PROXY 指定的代理无法使用，因此没有发送任何内容，也没有绕过代理直连。',
    ),
  next: () => [
    both(
      'Correct the variable in the environment of the step or the runner. It must be http://HOST:PORT or https://HOST:PORT, with special characters in the password percent-encoded. SOCKS is not supported. ' +
        'If the job needs no proxy, remove it.',
      '在 step 或 runner 的环境变量里改正它：必须以 http:// 或 https:// 开头，后面是主机和端口；密码里的特殊字符要做百分号编码。不支持 SOCKS。如果 job 不需要代理，就去掉这个变量。',
    ),
    START_NEW_RUN,
  ],
}

/** A proxy that answers by itself when it is asked for a tunnel, on either side. */
export const PROXY_REFUSES: CauseWords<{ evidence: Evidence }> = {
  when: both('The proxy refuses the connection', '代理拒绝连接'),
  happened: ({ evidence: { proxyStatus } }) =>
    both(
      `The proxy in HTTPS_PROXY refused to connect to the host${proxyStatus === undefined ? '' : ` (status ${proxyStatus})`}, so nothing was sent.`,
      `HTTPS_PROXY 指定的代理拒绝连接目标主机${proxyStatus === undefined ? '' : `（状态码 ${proxyStatus}）`}，因此没有发送任何内容。`,
    ),
  next: ({ evidence: { proxyStatus } }) => [
    ...(proxyStatus === 407
      ? []
      : [
          both(
            'Ask whoever runs the proxy to allow the host on port 443. If the runner can reach it directly, add the host to NO_PROXY.',
            '请代理管理员放行该主机的 443 端口；如果 runner 可以直连，就把主机加进 NO_PROXY。',
          ),
        ]),
    ...(proxyStatus === undefined || proxyStatus === 407
      ? [
          both(
            'If its status is 407, correct the user and the password in HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT, special characters percent-encoded). Wrong passwords can lock the account.',
            '如果状态码是 407，请改正 HTTPS_PROXY 里的用户名和密码（http://用户:密码@主机:端口，特殊字符要做百分号编码）。多次输错可能会锁定账号。',
          ),
        ]
      : []),
    START_NEW_RUN,
  ],
}
