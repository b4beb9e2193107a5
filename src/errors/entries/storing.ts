import { both, byCause, citedAll } from './entry.ts'
import type { CatalogueEntry } from './entry.ts'
import {
  AUTHORIZE_ANEW,
  AUTHORIZE_IF_REJECTED,
  mendWrite,
  placeOf,
  secretOf,
  START_NEW_RUN,
} from './steps.ts'

/** Errors after an exchange, and our own. */
export const STORING = {
  'store-failed': {
    title: both('Fxiaoke issued new tokens, and not all of them are stored', '新令牌已换发，但没有全部存好'),
    ...byCause('refresh-token', {
      'refresh-token': {
        when: both('The refresh token is not stored', '刷新令牌没有存入'),
        happened: (evidence) => {
          const [secret, place] = [secretOf(evidence), placeOf(evidence)]
          return both(
            `Fxiaoke issued a new refresh token, and GitHub did not take it into ${secret.en} of ${place.en}. The sealed token is in a recovery command, in the log and in the summary.`,
            `纷享销客已换发新的刷新令牌，但 GitHub 没能把它写入${place.zh}的${secret.zh}。加密后的令牌在恢复命令里，见日志和摘要。`,
          )
        },
        next: (evidence) => [
          both(
            'Start no new run yet: the token that the secret holds counts as spent. If the post step at the end of the log says that it stored the token, only mend the cause.',
            '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。如果日志末尾的 post 步骤说已存好，只需排除原因。',
          ),
          both(
            'Otherwise run the recovery command now, in a POSIX shell with the GitHub CLI (gh auth login) as somebody who may write the secret. It prints stored, and only GitHub can open its value.',
            '否则立即执行恢复命令：在 POSIX shell 里，用有写权限的人登录的 GitHub CLI（gh auth login）。成功会输出 stored；其中的值只有 GitHub 能解开。',
          ),
          mendWrite(evidence),
          both(
            'If the command says not stored, or GitHub refuses the value for its key, start a new run, and authorize again if it ends with refresh-token-rejected.',
            '如果命令输出 not stored，或 GitHub 因公钥不符拒绝该值，就发起新的运行；若以 refresh-token-rejected 失败，再重新授权。',
          ),
        ],
      },
      'access-token': {
        when: both('Only the access token is not stored', '只有访问令牌没有存入'),
        happened: (evidence) => {
          const secret =
            evidence.secretName === undefined || evidence.secretName === ''
              ? both('the secret named by access-token-secret', 'access-token-secret 指定的 Secret')
              : secretOf(evidence)
          const place = placeOf(evidence)
          return both(
            `The new refresh token is stored, but the new access token is not: GitHub did not take it into ${secret.en} of ${place.en}, or somebody else changed that secret meanwhile.`,
            `新的刷新令牌已存好，但访问令牌没有：GitHub 没能写入${place.zh}的${secret.zh}，或它在此期间被别处改过。`,
          )
        },
        next: (evidence) => [
          mendWrite(evidence),
          both(
            'Then start a new run, not a re-run: it refreshes and stores both. Until then the output access-token of this step is good for later steps of this job, ' +
              'and the secret holds an older access token.',
            '然后发起新的运行（不要 Re-run），会重新刷新并存好两个令牌。在此之前，本 job 的后续 step 可用本 step 的输出 access-token，Secret 里则是旧的访问令牌。',
          ),
        ],
      },
      changed: {
        when: both('The secret changed while this run wanted to write it', '写入期间 Secret 已发生变化'),
        happened: (evidence) => {
          const [secret, place] = [secretOf(evidence), placeOf(evidence)]
          return both(
            `Fxiaoke issued a new refresh token, but ${secret.en} of ${place.en} changed while this run was storing it, so the run left it alone. That change is either a write of this run to which GitHub ` +
              'gave no answer, or a newer token of somebody else.',
            `纷享销客已换发新的刷新令牌，但存入期间${place.zh}的${secret.zh}发生了变化，所以没有再动它。这个变化要么是本次运行未得到答复的那次写入，要么是别处存入的更新的令牌。`,
          )
        },
        next: () => [
          both(
            'Do not force the recovery command: it refuses to write, on purpose, because the secret is not the one it was to replace.',
            '不要强行执行恢复命令：Secret 已不是它要替换的那个，它会拒绝写入，这是有意的。',
          ),
          both(
            'Start a new run, not a re-run. If it succeeds, all is well.',
            '发起新的运行（不要 Re-run）。如果成功，就没事了。',
          ),
          AUTHORIZE_IF_REJECTED,
          both(
            'Put every workflow that uses this token into one concurrency group (cancel-in-progress: false), and let nobody edit the secret by hand.',
            '让所有用到这个令牌的 workflow 使用同一个 concurrency group（cancel-in-progress: false），也不要手工改这个 Secret。',
          ),
        ],
      },
      'too-large': {
        when: both('The refresh token is larger than a secret may be', '刷新令牌超过 Secret 的大小上限'),
        happened: (evidence) => {
          const secret = secretOf(evidence)
          return both(
            `The refresh token that Fxiaoke issued is larger than the 48 KB that GitHub takes, so ${secret.en} cannot hold it. No recovery command can help here.`,
            `纷享销客换发的刷新令牌超过了 GitHub 的 48 KB 上限，${secret.zh}放不下。恢复命令也无法解决。`,
          )
        },
        next: () => [
          both(
            'Such a token is not normal. Check that cloud-domain is the gateway of Fxiaoke, and send the trace id to its support.',
            '这么大的令牌不正常。确认 cloud-domain 是纷享销客的网关，并把 traceId 发给纷享销客支持。',
          ),
          ...AUTHORIZE_ANEW,
        ],
      },
    }),
    about: both(
      'Fxiaoke has exchanged the token, and a secret of the place is not stored although the action tried for up to 15 minutes. If it is the refresh token, the log and the summary show a recovery command; ' +
        'the post step tries once more by itself.',
      '纷享销客已换发令牌，但尝试了最多 15 分钟仍有 Secret 没有存好。如果是刷新令牌，日志和摘要会给出恢复命令；post 步骤也会自动再试一次。',
    ),
    fates: ['unstored', 'replaced'],
  },

  'share-failed': {
    title: both('The access token cannot be shared with every place', '访问令牌没能分发到所有位置'),
    happened: ({ failed }) => {
      const places = citedAll(
        failed,
        both('some of share-access-token-with', 'share-access-token-with 中的部分位置'),
      )
      return both(
        `These places did not or would not take the access token: ${places.en}. Both secrets of this run’s own place are not concerned.`,
        `以下位置没有（或无法）写入访问令牌：${places.zh}。本次运行自己的两个 Secret 不受影响。`,
      )
    },
    next: (evidence) => [
      both(
        'Check each of these lines in share-access-token-with for its spelling: owner/repo, owner/repo/environments/NAME, owner/repo/dependabot, owner/repo/codespaces or orgs/NAME.',
        '逐行核对 share-access-token-with 的写法：owner/repo、owner/repo/environments/NAME、owner/repo/dependabot、owner/repo/codespaces 或 orgs/NAME。',
      ),
      mendWrite(evidence),
      both(
        'Then start a new run that refreshes, not a re-run. Until then these places hold an older access token, which lasts two hours at most.',
        '然后发起一次会刷新的新运行（不要 Re-run）。在此之前，这些位置里是旧的访问令牌，最多两小时有效。',
      ),
    ],
    about: both(
      'Everything of the place itself is stored, but one or more places of share-access-token-with did not take the access token. In a dry run: they would not take it.',
      '自己的 Secret 都已存好，但 share-access-token-with 中有位置没能写入访问令牌。dry-run 时表示将无法写入。',
    ),
    fates: ['replaced', 'not-sent'],
    causes: {},
  },

  'internal-error': {
    title: both('The action has a bug', 'action 自身出错'),
    happened: () =>
      both(
        'Something happened that the action does not provide for. This is a bug of the action and not of your set-up.',
        '出现了 action 没有预料到的情况。这是 action 的缺陷，不是你的配置问题。',
      ),
    next: () => [
      both(
        'If the log or the summary shows a recovery command, run it first, and start no new run before.',
        '如果日志或摘要里有恢复命令，先执行它，在此之前不要发起新的运行。',
      ),
      START_NEW_RUN,
      AUTHORIZE_IF_REJECTED,
      both(
        'Please report it: open an issue in the repository of the action, with its version, this message and the log of the step. The log holds no tokens.',
        '请反馈：在 action 的仓库里提 issue，附上版本、这条消息和该 step 的日志。日志里没有令牌。',
      ),
    ],
    about: both(
      'A bug of the action. The stored token is treated as carefully as in every other failure; the error says what is known of it.',
      'action 自身的缺陷。对已存令牌的处理与其他失败一样谨慎，报错会说明目前所知的状态。',
    ),
    fates: ['not-sent', 'refused', 'unknown', 'replaced', 'unstored'],
    causes: {},
  },
} satisfies Record<string, CatalogueEntry>
