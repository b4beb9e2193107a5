import { both, spaced } from '../../bilingual.ts'
import { neededPermissions } from '../../github/place.ts'
import type { FromGitHub } from '../evidence.ts'
import { causesWith } from '../entry.ts'
import type { CatalogueEntry } from '../entry.ts'
import { START_NEW_RUN, ALLOW_RUNNER_ADDRESS, WAIT_FOR_UNLOCK } from '../wording/steps.ts'

/** A request that reads names the level for reading, which is not enough here. */
const NAMES_ACCEPTED_PERMISSIONS = /^(?!.*=read)[\w=,; -]+$/

const github = causesWith<FromGitHub>()

/** What is wrong with the token that writes the secrets. */
export const SECRETS_TOKEN = {
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
          const { acceptedPermissions, placeKind } = evidence
          return [
            ...(placeKind === 'repository'
              ? [
                  both(
                    'If the secrets are to be kept in an environment, set the input environment of the step too, as on the job: without it the repository’s own secrets are meant.',
                    '如果 Secret 要存在环境里，step 的输入 environment 也要像 job 一样写上环境名：没有它，指的就是仓库自己的 Secret。',
                  ),
                ]
              : []),
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
} satisfies Record<string, CatalogueEntry>
