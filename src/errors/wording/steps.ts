import { both } from '../../bilingual.ts'
import { PREPARE_WITHIN, STORE_WITHIN } from '../../patience.ts'
import type { Bilingual } from '../../bilingual.ts'
import type { GitHubEvidence, OfSecret } from '../evidence.ts'
import { cited } from '../entry.ts'

/** How long the preparation may take, and storing. */
export const PREPARE_MINUTES = PREPARE_WITHIN / 60_000
export const STORE_MINUTES = STORE_WITHIN / 60_000

/** A new run reads the secrets anew; a re-run may get the old ones. */
export const START_NEW_RUN: Bilingual = both(
  'Start a new run: Actions > the workflow > Run workflow. Do not use Re-run: it may replay the old secrets.',
  '发起一次新的运行：Actions > 该工作流 > Run workflow。不要点 Re-run（重跑），它可能会沿用旧的 Secret。',
)

/** Tests everything but the token. */
export const TRY_DRY: Bilingual = both(
  'Check it with a new run that sets dry-run: true. It checks the address, the IP and the app without touching the refresh token. If it succeeds, start a normal run.',
  '用一次 dry-run: true 的新运行来验证：它会检查域名、IP 和应用，不会动刷新令牌。通过后再发起正常的运行。',
)

/** For an address that the organization does not let in. */
export const ALLOW_RUNNER_ADDRESS: Bilingual = both(
  "Add the runner's address to the IP allow list of the organization or enterprise on GitHub, or run the job where the address is fixed: on a self-hosted runner, or a larger runner with a static IP.",
  '把 runner 的出口 IP 加进 GitHub 组织或企业的 IP allow list，或让 job 跑在出口 IP 固定的自托管 runner、带静态 IP 的 larger runner 上。',
)

/** For an answer that a proxy or a firewall gave in GitHub's place. */
export const LET_GITHUB_ANSWER: Bilingual = both(
  'Check HTTPS_PROXY, NO_PROXY and the firewall: the runner must reach the host in github-api-url. A proxy, a firewall or a sign-in page of the network answered instead.',
  '检查 HTTPS_PROXY、NO_PROXY 和防火墙：runner 必须能访问 github-api-url 的主机，而这次是网络里的代理、防火墙或登录页代为响应的。',
)

/** For a login that GitHub has locked for a while. */
export const WAIT_FOR_UNLOCK: Bilingual = both(
  'Stop whatever keeps sending a bad token for the same user or App, check that secrets-token is valid, and wait an hour.',
  '找出并停掉用同一用户或 App 的无效令牌反复请求的程序，确认 secrets-token 有效，再等一小时。',
)

/** For every answer of Fxiaoke that may mean something else than it says. */
export const SUSPECT_ALLOW_LIST: Bilingual = both(
  'If it keeps failing, suspect the IP allow-list of the app: Fxiaoke does not always say when it blocks an address. GitHub-hosted runners change ' +
    'their address; a self-hosted runner, a larger runner with a static IP, or a proxy (HTTPS_PROXY) has a fixed one that can be allowed.',
  '如果一直失败，再查应用的 IP 白名单：被白名单拦下时，纷享销客的报错不一定会明说。GitHub 托管 runner 的出口 IP 不固定；请改用自托管 ' +
    'runner、带静态 IP 的 larger runner，或固定出口的代理（HTTPS_PROXY），并把出口 IP 加入白名单。',
)

/** What to do if the next run finds the token spent. */
export const AUTHORIZE_IF_REJECTED: Bilingual = both(
  'If that run ends with refresh-token-rejected, authorize again: choose Run workflow and enter start in the field authorization-code.',
  '如果新的运行以 refresh-token-rejected 失败，就重新授权：Run workflow，在 authorization-code 中填 start。',
)

/** Each of these starts a run without a code. */
export const RUN_AGAIN: readonly Bilingual[] = [START_NEW_RUN, TRY_DRY, AUTHORIZE_IF_REJECTED]

/** In their place, with a code that was not sent. */
export const REDEEM_AGAIN: Bilingual = both(
  'Then start a new run (Run workflow, not Re-run) with the same address in the field authorization-code. If more than a few minutes have passed since you approved, enter start instead: it shows a new link.',
  '然后发起新的运行（点 Run workflow，不要点 Re-run），在 authorization-code 中填同一个网址。如果同意授权已过去好几分钟，就改填 start，得到新的授权链接。',
)

/** In their place, with a code that is no longer good. */
export const TAKE_NEW_CODE: Bilingual = both(
  'Then start a new run (Run workflow, not Re-run) with start in the field authorization-code: it shows a new link, for a new code.',
  '然后发起新的运行（点 Run workflow，不要点 Re-run），在 authorization-code 中填 start，用新的授权链接换一个 code。',
)

const APPROVE: Bilingual = both(
  'Open the link within 24 hours, sign in to Fxiaoke as the user the tokens should belong to, and approve.',
  '24 小时内在浏览器打开链接，用令牌应归属的那个纷享销客账号登录并同意授权。',
)

const BRING_BACK: Bilingual = both(
  'Copy the full address of the page the browser ends up on (the page itself may show an error), and immediately start a run ' +
    'with it in the field authorization-code: the code in it works only once and expires quickly.',
  '复制浏览器最后跳转到的完整网址（页面本身打不开也没关系），立即 Run workflow，填入 authorization-code：其中的 code 只能用一次，且很快过期。',
)

/** Authorizing, from a failed run that shows the link itself. */
export const AUTHORIZE_BY_SHOWN_LINK: readonly Bilingual[] = [
  both(
    'Open the authorize link: it is at the top of this run’s summary, and in its log. If there is none, start a new run with start in the field ' +
      'authorization-code: it lists what is still missing, for example redirect-url, and shows the link once nothing is.',
    '打开授权链接：在本次运行摘要的开头，日志里也有。如果没有，就发起新的运行，在 authorization-code 中填 start：它会列出还缺什么（例如 redirect-url），全部就绪后给出链接。',
  ),
  APPROVE,
  BRING_BACK,
]

/** The same, in few words, where the summary shows link and steps. */
export const AUTHORIZE_AS_SHOWN: Bilingual = both(
  'Authorize: the link and the steps are at the top of this run’s summary; the link is also in the log.',
  '重新授权：链接和步骤在本次运行摘要的开头，日志里也有链接。',
)

/** The same, where no link is shown, since something in the list is wrong. */
export const MEND_THEN_AUTHORIZE: Bilingual = both(
  'Fix everything that the list marks ❌, then start a new run with start in the field authorization-code: it shows a new link.',
  '把清单里标 ❌ 的各项都改好，再发起新的运行，在 authorization-code 中填 start，得到新的授权链接。',
)

/** Authorizing, from the start. */
export const AUTHORIZE_ANEW: readonly Bilingual[] = [
  both(
    'Start a new run (Actions > the workflow > Run workflow) with start in the field authorization-code. It shows a new authorize link.',
    '发起新的运行（Actions > 该工作流 > Run workflow），在 authorization-code 中填 start，得到新的授权链接。',
  ),
  APPROVE,
  BRING_BACK,
]

/** What to fix when GitHub did not take a secret, by the status of its answer. */
export function howToFixWrite({ request, status, ssoUrl, reason }: GitHubEvidence = {}): Bilingual {
  if (reason === 'ip-allow-list') return ALLOW_RUNNER_ADDRESS
  if (reason === 'intercepted') return LET_GITHUB_ANSWER
  if (reason === 'locked-out') return WAIT_FOR_UNLOCK
  if (request === undefined)
    return both(
      'If a GitHub status is shown, act on it: for 401, replace secrets-token; for 403 or 404, let it write secrets there; for 5xx or no answer, wait for GitHub to recover ' +
        '(https://www.githubstatus.com).',
      '如果有 GitHub 的状态码，就按它处理：401 换有效的 secrets-token；403、404 补上它在该处写 Secret 的权限；5xx 或无响应则等 GitHub 恢复（https://www.githubstatus.com ）。',
    )
  if (status === 401)
    return both(
      'GitHub no longer accepts secrets-token: it has expired or was revoked. Replace it with a valid one.',
      'GitHub 不再接受 secrets-token（过期或被吊销），换一个有效的。',
    )
  if (status === 403 && ssoUrl !== undefined)
    return both(
      `secrets-token is not authorized for single sign-on. Authorize it: ${ssoUrl}`,
      `secrets-token 还没有做单点登录（SSO）授权，请打开：${ssoUrl}`,
    )
  if (status === 403 || status === 404)
    return both(
      'Make sure that the place exists, that secrets-token has access to it, and that it may write secrets there. Permissions: Secrets for ' +
        'repositories and organizations, Environments for environments, Dependabot secrets and Codespaces secrets for those; all Read and write.',
      '确认目标存在、secrets-token 能访问到它，并且有写权限：仓库和组织用 Secrets，环境用 Environments，Dependabot 和 Codespaces 用各自的 ' +
        'Dependabot secrets、Codespaces secrets，均为 Read and write。',
    )
  if (status === 422)
    return both(
      'GitHub rejected the value; see its message. A place takes a limited number of secrets (100 for a repository or ' +
        'an environment, 1,000 for an organization).',
      'GitHub 不接受这个值，请看它返回的消息；另外每处的 Secret 数量有上限（仓库、环境各 100 个，组织 1000 个）。',
    )
  if (status === undefined || status >= 500 || status === 429)
    return both(
      'GitHub did not answer, failed, or limited the requests. See https://www.githubstatus.com and wait for it to recover.',
      'GitHub 无响应、出错或限流。查看 https://www.githubstatus.com ，等它恢复。',
    )
  return both(
    'Fix what the status and the message from GitHub point to.',
    '根据 GitHub 返回的状态码和消息处理。',
  )
}

/** The name of the secret concerned. */
export function secretOf({ secretName }: OfSecret): Bilingual {
  return both(`the secret ${cited(secretName)}`, `名为${cited(secretName)}的 Secret`)
}
