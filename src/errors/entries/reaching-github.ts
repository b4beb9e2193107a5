import { both, spaced } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import type { FromGitHub } from '../evidence.ts'
import { causesWith } from '../entry.ts'
import { networkReason } from '../network-reason.ts'
import type { CatalogueEntry } from '../entry.ts'
import { PROXY_REFUSES, UNUSABLE_PROXY } from '../wording/proxy.ts'
import { PREPARE_MINUTES, START_NEW_RUN, STORE_MINUTES, LET_GITHUB_ANSWER } from '../wording/steps.ts'

/** GitHub is silent, or fails. */
const SEE_STATUS_PAGE: Bilingual = both(
  'See https://www.githubstatus.com. If GitHub has an incident, wait until it is over; wait for the next scheduled run only if that comes well before the token expires.',
  '查看 https://www.githubstatus.com 。如果 GitHub 有故障，等它恢复；只有下一次定时运行远早于令牌过期时，才可以等到那时。',
)

const ADD_REPOSITORY: Bilingual = both(
  'Open the settings of secrets-token and add this repository: Repository access of a fine-grained token, Install App > Configure of a GitHub App. ' +
    'A token from actions/create-github-app-token only covers what its inputs owner and repositories name.',
  '打开 secrets-token 的设置，把本仓库加进去：细粒度 PAT 在 Repository access，GitHub App 在 Install App > Configure。用 ' +
    'actions/create-github-app-token 生成的令牌只覆盖它的 owner、repositories 指定的仓库。',
)

const STILL_ALLOWED: Bilingual = both(
  'Check that the owner of the token still has access to the repository, and that the organization has approved the token.',
  '确认令牌的持有人仍能访问本仓库，并且组织已批准该令牌。',
)

const SAME_IN_JOB: Bilingual = both(
  'Name the same environment in the job too: environment: NAME. Without it the job does not receive the secrets.',
  'job 上也要声明同一个环境：environment: 环境名，否则 job 拿不到里面的 Secret。',
)

const github = causesWith<FromGitHub>()

/** GitHub gives no usable answer, or knows no such place. */
export const REACHING_GITHUB = {
  'target-not-found': {
    title: both('GitHub does not find the place of the secrets', 'GitHub 找不到存放 Secret 的位置'),
    causes: {
      repository: github(['not-sent'], {
        when: both('The repository', '仓库'),
        happened: ({ place }) =>
          both(
            `GitHub cannot find ${place.en} with secrets-token. GitHub gives the same answer for a repository that the token may not see; a redirect means that it was renamed or moved.`,
            `用 secrets-token 访问时，GitHub 找不到${place.zh}。令牌无权访问时也返回同样的结果；如果是重定向，说明仓库改过名或迁移过。`,
          ),
        next: () => [ADD_REPOSITORY, STILL_ALLOWED, START_NEW_RUN],
      }),
      'hidden-repository': github(['not-sent'], {
        when: both('secrets-token does not see the repository', 'secrets-token 看不到仓库'),
        title: both('secrets-token does not see the repository', 'secrets-token 看不到仓库'),
        happened: ({ place }) =>
          both(
            `secrets-token does not see ${place.en}, in which this workflow runs: the token was not given this repository, or the organization has not approved the token yet.`,
            `secrets-token 看不到本工作流所在的${place.zh}：令牌没有包含本仓库，或组织还没有批准该令牌。`,
          ),
        next: () => [ADD_REPOSITORY, STILL_ALLOWED, START_NEW_RUN],
      }),
      'no-environment': github(['not-sent'], {
        when: both('The environment does not exist', '环境不存在'),
        title: both('The environment does not exist', '环境不存在'),
        happened: ({ place }) =>
          both(
            `There is no ${place.en}. GitHub says so to the workflow’s own token, which does see this repository.`,
            `${place.zh}不存在：工作流自带的令牌看得到本仓库，用它访问同样返回不存在。`,
          ),
        next: () => [
          both(
            'Compare the input environment with the name under Settings > Environments, letter by letter. If it is missing there, create it with New environment.',
            '逐字核对输入参数 environment 与 Settings > Environments 里的名字；没有就点 New environment 新建。',
          ),
          SAME_IN_JOB,
          START_NEW_RUN,
        ],
      }),
      environment: github(['not-sent'], {
        when: both('The environment', '环境'),
        happened: ({ place }) =>
          both(
            `GitHub cannot find ${place.en} with secrets-token. Either the environment does not exist, or the token may not see it.`,
            `用 secrets-token 访问时，GitHub 找不到${place.zh}：环境不存在，或令牌无权访问。`,
          ),
        next: () => [
          both(
            'Compare the input environment with the name under Settings > Environments. If it is missing there, create it with New environment.',
            '核对输入参数 environment 与 Settings > Environments 里的名字；没有就点 New environment 新建。',
          ),
          both(
            'Give secrets-token this repository and the permission Environments: Read and write (Secrets alone is not enough); a classic token needs the scope repo.',
            '让 secrets-token 能访问本仓库，并有 Environments: Read and write 权限（只有 Secrets 不够）；classic PAT 需要 repo。',
          ),
          SAME_IN_JOB,
          START_NEW_RUN,
        ],
      }),
      blocked: github(['not-sent'], {
        when: both('GitHub has blocked the repository (451)', 'GitHub 已封锁该仓库（451）'),
        happened: ({ place }) =>
          both(
            `GitHub does not serve ${place.en} to anybody, for legal reasons (status 451).`,
            `GitHub 因法律原因不再提供对${spaced(place.zh)}的访问（状态码 451）。`,
          ),
        next: () => [
          both(
            'Open the repository in a browser: GitHub shows why it is blocked and whom to ask. Keep the tokens in another repository if this one stays blocked.',
            '在浏览器里打开该仓库，页面会说明封锁原因和申诉方式。如果无法恢复，请把令牌改存到另一个仓库。',
          ),
        ],
      }),
      organization: github(['not-sent'], {
        when: both('The organization', '组织'),
        happened: ({ place }) =>
          both(
            `GitHub cannot find ${place.en} with secrets-token. Either the owner of this repository is a user and not an organization, or the token may not see its secrets.`,
            `用 secrets-token 访问时，GitHub 找不到${place.zh}：仓库所有者是个人账号而不是组织，或令牌无权访问组织的 Secret。`,
          ),
        next: () => [
          both(
            'If the repository belongs to a user account, remove organization: true.',
            '如果仓库属于个人账号，去掉 organization: true。',
          ),
          both(
            'Otherwise give secrets-token the organization permission Secrets: Read and write, with the organization as its resource owner; ' +
              'a classic token needs the scope admin:org and an owner of the organization.',
            '否则给 secrets-token 加上组织权限 Secrets: Read and write，resource owner 选该组织；classic PAT 需要 admin:org，且持有人是组织所有者。',
          ),
          START_NEW_RUN,
        ],
      }),
    },
    about: both(
      'GitHub answers 404 for the repository, the environment or the organization that is to keep the secrets: it does not exist, was renamed ' +
        'or moved, or secrets-token may not see it. GitHub does not tell these apart.',
      'GitHub 对存放 Secret 的仓库、环境或组织返回 404：不存在、改名或迁移过，或 secrets-token 无权访问。GitHub 不区分这几种情况。',
    ),
  },

  'github-unreachable': {
    title: both('GitHub could not be reached', '无法访问 GitHub'),
    causes: {
      network: github(['not-sent'], {
        when: both('No answer', '没有响应'),
        happened: ({ evidence: { network } }) => {
          const { en, zh } = networkReason(network)
          return both(
            `The GitHub API did not answer (${en}). The run stopped before the refresh token was spent.`,
            `GitHub API 没有响应（${zh}）。运行在消耗刷新令牌之前停止。`,
          )
        },
        next: () => [
          SEE_STATUS_PAGE,
          both(
            'On a self-hosted runner, check DNS, firewall, and HTTPS_PROXY and NO_PROXY: the runner must reach the host in github-api-url.',
            '自托管 runner 请检查 DNS、防火墙、HTTPS_PROXY 和 NO_PROXY：要能访问 github-api-url 的主机。',
          ),
          START_NEW_RUN,
        ],
      }),
      proxy: github(['not-sent'], UNUSABLE_PROXY),
      'proxy-refused': github(['not-sent'], PROXY_REFUSES),
      intercepted: github(['not-sent'], {
        when: both('Something else answered in its place', '响应的不是 GitHub'),
        happened: ({ evidence: { status } }) =>
          both(
            `The answer (status ${status ?? 'unknown'}) did not come from GitHub: it has neither GitHub's request id nor its form. A proxy, a firewall or a sign-in page stands in between.`,
            `收到的响应（状态码 ${status ?? '未知'}）不是 GitHub 的：既没有 GitHub 的请求 id，格式也不对。中间有代理、防火墙或登录页。`,
          ),
        next: () => [LET_GITHUB_ANSWER, START_NEW_RUN],
      }),
      certificate: github(['not-sent'], {
        when: both('The certificate is not trusted', '证书不受信任'),
        happened: () =>
          both(
            'The TLS certificate of the GitHub API is not trusted by this runner, so nothing was sent to it. The usual cause is a private CA, or a proxy that intercepts TLS.',
            'runner 不信任 GitHub API 的 TLS 证书，因此没有发送任何内容。通常是私有 CA，或代理拆解了 TLS。',
          ),
        next: () => [
          both(
            'Put the CA of the GitHub Enterprise Server or of the proxy into a PEM file on the runner, and set NODE_EXTRA_CA_CERTS to its path in the environment of the runner.',
            '把 GitHub Enterprise Server 或代理的 CA 存成 runner 上的 PEM 文件，并在 runner 的环境变量里用 NODE_EXTRA_CA_CERTS 指向它。',
          ),
          both(
            'Check that the clock of the runner is right and that the certificate has not expired. Do not disable certificate checks: these requests carry tokens.',
            '确认 runner 的时间正确、证书没有过期。不要关闭证书校验：这些请求带着令牌。',
          ),
          START_NEW_RUN,
        ],
      }),
      server: github(['not-sent'], {
        when: both('GitHub failed (5xx, or an answer nobody expects)', 'GitHub 出错（5xx 或意外的响应）'),
        happened: ({ evidence: { status } }) =>
          both(
            `GitHub kept failing${status === undefined ? '' : ` (status ${status})`}, or gave an answer that the action cannot use. The run stopped before the refresh token was spent.`,
            `GitHub 持续出错${status === undefined ? '' : `（状态码 ${status}）`}，或返回了无法使用的内容。运行在消耗刷新令牌之前停止。`,
          ),
        next: () => [
          SEE_STATUS_PAGE,
          both(
            'If github-api-url is set by hand, check that it is the REST API: https://api.github.com, or https://HOST/api/v3 on GitHub Enterprise Server.',
            '如果手动设过 github-api-url，确认它是 REST API 地址：https://api.github.com ，或 GitHub Enterprise Server 的 https://主机/api/v3 。',
          ),
          START_NEW_RUN,
        ],
      }),
      'github-token-limited': github(['not-sent'], {
        when: both('Too many requests of github-token', 'github-token 的请求过多'),
        happened: () =>
          both(
            `GitHub limits the requests of github-token, with which the times of this run are read, for longer than the run waits (${PREPARE_MINUTES} minutes). secrets-token is not limited.`,
            `GitHub 对 github-token（用来读取本次运行的时间）限流，超出了运行愿意等待的 ${PREPARE_MINUTES} 分钟。secrets-token 没有被限流。`,
          ),
        next: () => [
          both(
            'Wait an hour, then start a new run. GITHUB_TOKEN has 1,000 requests an hour for the whole repository: find the workflow that uses them up.',
            '等一小时再发起一次新的运行。整个仓库的 GITHUB_TOKEN 每小时共 1000 次请求：找出用掉它们的工作流。',
          ),
        ],
      }),
      limited: github(['not-sent'], {
        when: both('Too many requests', '请求过多'),
        happened: () =>
          both(
            `GitHub limits the requests of this token, for longer than the run waits (${PREPARE_MINUTES} minutes). The run stopped before the refresh token was spent.`,
            `GitHub 对该令牌限流，超出了运行愿意等待的 ${PREPARE_MINUTES} 分钟。运行在消耗刷新令牌之前停止。`,
          ),
        next: () => [
          both(
            'Wait an hour, then start a new run; wait for the next scheduled one only if that comes well before the token expires.',
            '等一小时再发起一次新的运行；只有下一次定时运行远早于令牌过期时，才可以等它。',
          ),
          both(
            'If it happens again, find what else uses secrets-token, give this workflow its own token, and do not schedule it on the hour.',
            '如果反复出现，查一查还有谁在用 secrets-token，给这个工作流单独配令牌，并把定时错开整点。',
          ),
        ],
      }),
    },
    about: both(
      `The API of GitHub gave no usable answer within ${PREPARE_MINUTES} minutes: network, proxy, certificate, an outage, or a rate limit. This is found before anything is spent; ` +
        `once a new token exists, the action waits for GitHub for up to ${STORE_MINUTES} minutes.`,
      `${PREPARE_MINUTES} 分钟内 GitHub API 没有可用的响应：网络、代理、证书、故障或限流。这发生在消耗令牌之前；一旦新令牌已产生，action 会等待更久（最多 ${STORE_MINUTES} 分钟）。`,
    ),
  },
} satisfies Record<string, CatalogueEntry>
