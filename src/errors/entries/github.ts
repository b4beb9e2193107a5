import { both, spaced } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import { neededPermissions } from '../../github/place.ts'
import type { FromGitHub, OfSecret } from '../evidence.ts'
import { causesWith, cited } from './entry.ts'
import type { CatalogueEntry } from './entry.ts'
import {
  ALLOW_RUNNER_ADDRESS,
  LET_GITHUB_ANSWER,
  START_NEW_RUN,
  UNUSABLE_PROXY,
  PROXY_REFUSES,
  WAIT_FOR_UNLOCK,
} from './steps.ts'

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

/** A request that reads names the level for reading, which is not enough here. */
const NAMES_ACCEPTED_PERMISSIONS = /^(?!.*=read)[\w=,; -]+$/

const github = causesWith<FromGitHub>()
const secret = causesWith<OfSecret>()

/** Errors of GitHub, before anything is spent. */
export const GITHUB = {
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

  'secrets-token-rejected': {
    title: both('GitHub does not accept secrets-token', 'GitHub 不接受 secrets-token'),
    causes: {
      'bad-credentials': github(['not-sent'], {
        when: both('The token is not valid (401)', '令牌无效（401）'),
        happened: () =>
          both(
            'GitHub rejected secrets-token (401). The token has expired, was revoked, or was not copied completely.',
            'GitHub 对 secrets-token 返回 401：令牌已过期、被吊销，或没有复制完整。',
          ),
        next: () => [
          both(
            'Look the token up in GitHub under Settings > Developer settings > Personal access tokens. If it is expired or missing, make a new one or press Regenerate token.',
            '在 GitHub 的 Settings > Developer settings > Personal access tokens 里找到该令牌；已过期或不存在就新建，或点 Regenerate token。',
          ),
          both(
            'Put it into the secret that the input secrets-token reads, whole and without spaces.',
            '把新令牌完整地（不带空格）存入 secrets-token 所用的 Secret。',
          ),
          both(
            'If it comes from a GitHub App, mint it in the same job as this step: such a token lasts one hour.',
            '如果由 GitHub App 生成，请在同一个 job 里生成后再用：这种令牌只有一小时有效。',
          ),
          both(
            'If this is GitHub Enterprise Server, make sure that the token was made there and not on github.com.',
            '如果用的是 GitHub Enterprise Server，确认令牌是在那里生成的，不是 github.com 上的。',
          ),
          START_NEW_RUN,
        ],
      }),
      'locked-out': github(['not-sent'], {
        when: both('Too many attempts with bad credentials', '无效凭据的尝试过多'),
        happened: () =>
          both(
            'GitHub refuses every login of this user or App for a while, because it has seen too many bad credentials (“Maximum number of login attempts exceeded”).',
            'GitHub 收到的无效凭据过多，暂时拒绝该用户或 App 的所有登录（“Maximum number of login attempts exceeded”）。',
          ),
        next: () => [WAIT_FOR_UNLOCK, START_NEW_RUN],
      }),
      sso: github(['not-sent'], {
        when: both('The token is not authorized for single sign-on', '令牌没有做 SSO 授权'),
        happened: () =>
          both(
            'The organization requires SAML single sign-on, and secrets-token is not authorized for it.',
            '组织启用了 SAML 单点登录（SSO），而 secrets-token 还没有为它授权。',
          ),
        next: ({ evidence: { ssoUrl } }) => [
          ssoUrl === undefined
            ? both(
                'As the owner of the token open Settings > Developer settings > Personal access tokens, press Configure SSO beside it, and authorize the organization.',
                '由令牌持有人打开 Settings > Developer settings > Personal access tokens，点令牌旁的 Configure SSO，授权该组织。',
              )
            : both(
                `As the owner of the token open this page within an hour and authorize it: ${ssoUrl}`,
                `由令牌持有人在一小时内打开此页面完成授权：${ssoUrl}`,
              ),
          both(
            'To avoid this for good, use a GitHub App: its tokens need no single sign-on.',
            '想一劳永逸，可改用 GitHub App：它的令牌不需要 SSO 授权。',
          ),
          START_NEW_RUN,
        ],
      }),
    },
    about: both(
      'GitHub answers 401 to secrets-token (expired, revoked, cut off in copying), or the organization wants the token to be authorized for single sign-on.',
      'GitHub 对 secrets-token 返回 401（过期、被吊销、复制不全），或组织要求令牌先做单点登录（SSO）授权。',
    ),
  },

  'secrets-token-cannot-write': {
    title: both('secrets-token may not write the secrets', 'secrets-token 没有写 Secret 的权限'),
    causes: {
      'workflow-token': github(['not-sent'], {
        when: both('It is the GITHUB_TOKEN of the workflow', '用的是工作流自带的 GITHUB_TOKEN'),
        happened: () =>
          both(
            'The input secrets-token is the GITHUB_TOKEN of the workflow. GitHub never lets that token write secrets, whatever permissions: says.',
            '输入 secrets-token 用的是工作流自带的 GITHUB_TOKEN。无论 permissions: 怎么写，GitHub 都不允许它写 Secret。',
          ),
        next: () => [
          both(
            'Make another token: a GitHub App installed on this repository (best), or a fine-grained personal access token for this repository only.',
            '另外准备一个令牌：推荐在本仓库安装 GitHub App，或用只限本仓库的细粒度 PAT。',
          ),
          ...neededPermissions(),
          both(
            'Store it as a secret, for example SECRETS_TOKEN, and set secrets-token: ${{ secrets.SECRETS_TOKEN }}. A GitHub App token comes from actions/create-github-app-token.',
            '把它存成 Secret，例如 SECRETS_TOKEN，并设 secrets-token: ${{ secrets.SECRETS_TOKEN }}。GitHub App 的令牌用 actions/create-github-app-token 生成。',
          ),
          START_NEW_RUN,
        ],
      }),
      forbidden: github(['not-sent'], {
        when: both('A permission is missing (403, or 404 to the write)', '缺少权限（403，或写入时返回 404）'),
        happened: ({ place }) =>
          both(
            `GitHub does not let secrets-token write the secrets of ${place.en}. Permission to read them is not enough.`,
            `GitHub 不允许 secrets-token 写${spaced(place.zh)}的 Secret，只有读权限是不够的。`,
          ),
        next: ({ evidence }) => {
          const { acceptedPermissions } = evidence
          return [
            ...neededPermissions(evidence.placeKind).map(({ en, zh }) =>
              both(`Give secrets-token this permission. ${en}`, `给 secrets-token 加上权限。${zh}`),
            ),
            ...(acceptedPermissions !== undefined && NAMES_ACCEPTED_PERMISSIONS.test(acceptedPermissions)
              ? [
                  both(
                    `GitHub says it would accept: “${acceptedPermissions}”.`,
                    `GitHub 给出的可接受权限：“${acceptedPermissions}”。`,
                  ),
                ]
              : []),
            both(
              'After changing a GitHub App’s permissions, accept them in its installation; the token needs the permission too ' +
                '(permission-secrets, permission-environments or permission-organization-secrets: write of actions/create-github-app-token, where you list permissions).',
              'GitHub App 改权限后要在安装页重新同意；如果 actions/create-github-app-token 里列了权限，也要加 ' +
                'permission-secrets、permission-environments 或 permission-organization-secrets: write。',
            ),
            both(
              'Check that the owner of a personal token may administer the place, and that the organization does not restrict such tokens or wait to approve this one.',
              '个人令牌的持有人要有管理该处 Secret 的权限，并确认组织没有限制此类令牌，也没有待审批。',
            ),
            START_NEW_RUN,
          ]
        },
      }),
      'ip-allow-list': github(['not-sent'], {
        when: both('The organization allows only some IP addresses', '组织限制了可访问的 IP'),
        happened: ({ place }) =>
          both(
            `The organization or enterprise of ${place.en} has an IP allow list, and this runner's address is not on it. The permissions of secrets-token do not matter here.`,
            `${place.zh}所属的组织或企业启用了 IP allow list，而 runner 的出口 IP 不在其中。这与 secrets-token 的权限无关。`,
          ),
        next: () => [ALLOW_RUNNER_ADDRESS, START_NEW_RUN],
      }),
      'hidden-repositories': github(['not-sent'], {
        when: both(
          'Repositories that may read the secret are hidden from the token',
          '令牌看不到能读取该 Secret 的全部仓库',
        ),
        happened: ({ place }) =>
          both(
            `A secret of ${place.en} is visible to selected repositories, and secrets-token cannot see all of them. Writing it would take it from those that are hidden, so nothing was sent.`,
            `${place.zh}的 Secret 只对选定的仓库可见，而 secrets-token 看不到其中的全部仓库。写入会让看不到的那些仓库失去它，因此没有发送任何内容。`,
          ),
        next: () => [
          both(
            'Give secrets-token access to all repositories of the organization: an owner with the scope admin:org, or a GitHub App that is installed on all repositories.',
            '让 secrets-token 能访问组织的全部仓库：用有 admin:org 的所有者令牌，或安装到全部仓库的 GitHub App。',
          ),
          START_NEW_RUN,
        ],
      }),
      'probe-refused': github(['not-sent'], {
        when: both('The write probe was refused', '写入探测被拒绝'),
        happened: ({ place }) =>
          both(
            `To prove that ${place.en} can be written, the run tried to store a throw-away secret, and GitHub refused it. The real secrets were not touched.`,
            `为确认${place.zh}可写，本次运行试着写入一个临时 Secret，被 GitHub 拒绝。真正的 Secret 没有动过。`,
          ),
        next: ({ evidence }) => [
          both(
            'Read GitHub’s message in this report. A place takes a limited number of secrets (100 for a repository or an environment, 1,000 for an ' +
              'organization), and the probe needs one more: delete the ones nobody uses.',
            '先看本报告里 GitHub 的消息。每处的 Secret 数量有上限（仓库、环境各 100 个，组织 1000 个），探测需要占一个名额：删掉没人用的。',
          ),
          ...neededPermissions(evidence.placeKind),
          START_NEW_RUN,
        ],
      }),
    },
    about: both(
      'secrets-token is valid, but may not write secrets in this place: a permission is missing, it is the GITHUB_TOKEN of the workflow, or GitHub refused the ' +
        'write probe. The action finds this out before it spends the refresh token.',
      'secrets-token 有效，但不能在此处写 Secret：缺权限、用的是工作流自带的 GITHUB_TOKEN，或 GitHub 拒绝了写入探测。这些都在消耗刷新令牌之前检查。',
    ),
  },

  'github-unreachable': {
    title: both('GitHub could not be reached', '无法访问 GitHub'),
    causes: {
      network: github(['not-sent'], {
        when: both('No answer', '没有响应'),
        happened: ({ evidence: { network = 'no answer' } }) =>
          both(
            `The GitHub API did not answer (${cited(network)}). The run stopped before the refresh token was spent.`,
            `GitHub API 没有响应（${cited(network)}）。运行在消耗刷新令牌之前停止。`,
          ),
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
            '如果手工设过 github-api-url，确认它是 REST API 地址：https://api.github.com ，或 GitHub Enterprise Server 的 https://主机/api/v3 。',
          ),
          START_NEW_RUN,
        ],
      }),
      'github-token-limited': github(['not-sent'], {
        when: both('Too many requests of github-token', 'github-token 的请求过多'),
        happened: () =>
          both(
            'GitHub limits the requests of github-token, with which the times of this run are read, for longer than the run waits (2 minutes). secrets-token is not limited.',
            'GitHub 对 github-token（用来读取本次运行的时间）限流，超出了运行愿意等待的 2 分钟。secrets-token 没有被限流。',
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
            'GitHub limits the requests of this token, for longer than the run waits (2 minutes). The run stopped before the refresh token was spent.',
            'GitHub 对该令牌限流，超出了运行愿意等待的 2 分钟。运行在消耗刷新令牌之前停止。',
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
      'The API of GitHub gave no usable answer within 2 minutes: network, proxy, certificate, an outage, or a rate limit. This is found before anything is spent; ' +
        'once a new token exists, the action waits for GitHub for up to 15 minutes.',
      '2 分钟内 GitHub API 没有可用的响应：网络、代理、证书、故障或限流。这发生在消耗令牌之前；一旦新令牌已产生，action 会等待更久（最多 15 分钟）。',
    ),
  },

  'stale-refresh-token': {
    title: both('This run holds an old copy of the refresh token', '本次运行拿到的是旧的刷新令牌'),
    causes: {
      'changed-since': secret(['not-sent', 'refused', 'unknown'], {
        when: both('The secret was changed after this run read it', '读取之后 Secret 又被更新过'),
        happened: () =>
          both(
            'The stored refresh token was changed after GitHub gave this run its secrets, so this copy may already be spent. The run was asked for an access token and cannot provide one.',
            'GitHub 把 Secret 交给本次运行之后，已存的刷新令牌又被更新过，手里这份可能已经用掉。本次运行需要提供访问令牌，但无法提供。',
          ),
        next: () => [
          both(
            'Start a new run: Actions > the workflow > Run workflow. Do not use Re-run: it may get the old secrets again.',
            '发起一次新的运行：Actions > 该工作流 > Run workflow。不要点 Re-run（重跑），它可能又拿到旧 Secret。',
          ),
          both(
            'If it happens again, give every workflow that uses this token the same concurrency group (cancel-in-progress: false).',
            '如果反复出现，让所有用到这个令牌的工作流使用同一个 concurrency group（cancel-in-progress: false）。',
          ),
          both(
            'If runs wait in that group, keep the secrets in an environment: those are read when the job starts, repository and organization secrets when the run is queued.',
            '如果运行常在该 group 里排队，把 Secret 放进环境：环境 Secret 在 job 启动时读取，仓库和组织 Secret 在运行排队时就读了。',
          ),
        ],
      }),
      'rerun-unreadable': secret(['not-sent'], {
        when: both('A re-run whose times cannot be read', '重跑，且读不到运行时间'),
        happened: () =>
          both(
            'This is a re-run, and re-runs may be given the old secrets. The times that would tell cannot be read, so the refresh token was taken for an old copy.',
            '这是一次重跑（Re-run），可能沿用旧 Secret；又读不到能用来判断的运行时间，所以把这份刷新令牌按旧的处理。',
          ),
        next: () => [
          both(
            'Start a new run instead: Actions > the workflow > Run workflow.',
            '改为发起一次新的运行：Actions > 该工作流 > Run workflow。',
          ),
          both(
            'Add actions: read to the permissions: of the job (and contents: read if it checks out code), so that the next re-run can be judged.',
            '在 job 的 permissions: 里加上 actions: read（需要 checkout 时再加 contents: read），以后就能判断重跑。',
          ),
        ],
      }),
    },
    about: both(
      'The run was asked for an access token, but its copy of the refresh token is older than the stored one, or this is a re-run and cannot prove otherwise. ' +
        'Without the input access-token this is a warning only, and the status is stale.',
      '运行需要提供访问令牌，但它手里的刷新令牌比已存的旧，或重跑时无法证明不旧。如果没有传 access-token，则只是警告，status 为 stale。',
    ),
  },
} satisfies Record<string, CatalogueEntry>
