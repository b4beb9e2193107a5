import { both, spaced } from '../../bilingual.ts'
import type { Bilingual } from '../../bilingual.ts'
import type { GitHubEvidence, OfSecret } from '../evidence.ts'
import { causesWith, listed } from '../entry.ts'
import type { CatalogueEntry } from '../entry.ts'
import {
  AUTHORIZE_ANEW,
  AUTHORIZE_IF_REJECTED,
  howToFixWrite,
  secretOf,
  START_NEW_RUN,
  STORE_MINUTES,
} from '../wording/steps.ts'

/** A secret that GitHub did not take, and its answer, if it was asked. */
type NotWritten = OfSecret & { evidence?: GitHubEvidence }

const secret = causesWith<OfSecret>()
const written = causesWith<NotWritten>()

interface Shares {
  /** The places that failed, in words. */
  failed: readonly Bilingual[]
  /** GitHub's answer for the first of them, if it was asked. */
  evidence?: GitHubEvidence
}

const share = causesWith<Shares>()

function howToFixShares({ evidence }: Shares): readonly Bilingual[] {
  return [
    both(
      'Check the spelling of each of these lines in share-access-token-with: owner/repo, owner/repo/environments/NAME, owner/repo/dependabot, owner/repo/codespaces or orgs/NAME.',
      '逐行核对 share-access-token-with 的写法：owner/repo、owner/repo/environments/NAME、owner/repo/dependabot、owner/repo/codespaces 或 orgs/NAME。',
    ),
    howToFixWrite(evidence),
    both(
      'Then start a new run that refreshes, not a re-run. Until then these places hold an older access token, which lasts two hours at most.',
      '然后发起一次会刷新的新运行（不要 Re-run）。在此之前，这些位置里是旧的访问令牌，最多两小时有效。',
    ),
  ]
}

/** Errors after an exchange. */
export const STORING = {
  'store-failed': {
    title: both('Fxiaoke issued new tokens, and not all of them are stored', '新令牌已换发，但没有全部存好'),
    causes: {
      'refresh-token': causesWith<NotWritten & { maybeDone?: true; byPostStep?: true }>()(['unstored'], {
        when: both('The refresh token is not stored', '刷新令牌没有存入'),
        happened: (known) => {
          const [secret, place] = [secretOf(known), known.place]
          const took = known.maybeDone
            ? both('did not confirm that it wrote', '没有确认已把它写入')
            : both('did not write', '没能把它写入')
          return both(
            `Fxiaoke issued a new refresh token, and GitHub ${took.en} ${secret.en} of ${place.en}. A recovery command with the sealed token is in the log and at the top of the summary.`,
            `纷享销客已换发新的刷新令牌，但 GitHub ${took.zh}${spaced(place.zh)}中${secret.zh}。加密后的令牌在恢复命令里，见日志和摘要开头。`,
          )
        },
        next: (known) => [
          known.byPostStep
            ? both(
                'Start no new run yet: the token in the secret counts as spent. The post step could not store the new one either. Run the recovery command at once:',
                '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。post 步骤也没能存入新令牌。请立即执行恢复命令：',
              )
            : both(
                'Start no new run yet: the token in the secret counts as spent. If the post step at the end of the log says that it stored the new one, just fix the cause. Otherwise run the recovery command at once:',
                '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。如果日志末尾的 post 步骤说已存好新令牌，只需排除原因。否则请立即执行恢复命令：',
              ),
          both(
            'Paste the recovery command into a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in (gh auth login) as somebody who may write the secret. On success it prints “stored”.',
            '先用有写权限的账号登录 GitHub CLI（gh auth login），再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行恢复命令。成功时会输出“stored”。',
          ),
          both(
            'If the command prints “not stored”, run the part in $(…) alone to see why. An error (no gh, no login, 401, 403, 404, 5xx): nothing is lost yet, so fix that and paste the command again. Another date: somebody has stored a newer token, so start a new run. Only if that ends with refresh-token-rejected, authorize again.',
            '如果命令输出“not stored”，先单独执行其中 $(…) 里的部分看原因。报错（没有 gh、没登录、401、403、404、5xx）：令牌还没丢，排除后再粘贴一次命令。时间不同：Secret 里已有较新的令牌，发起新的运行；只有它以 refresh-token-rejected 失败，才需要重新授权。',
          ),
          howToFixWrite(known.evidence),
        ],
      }),
      'access-token': written(['replaced'], {
        when: both('Only the access token is not stored', '只有访问令牌没有存入'),
        happened: (known) => {
          const [secret, place] = [secretOf(known), known.place]
          return both(
            `The new refresh token is stored, but the new access token is not: GitHub did not write ${secret.en} of ${place.en}, or somebody else changed that secret in the meantime.`,
            `新的刷新令牌已存好，但访问令牌没有：GitHub 没能写入${spaced(place.zh)}中${secret.zh}，或它在此期间被别处改过。`,
          )
        },
        next: (known) => [
          howToFixWrite(known.evidence),
          both(
            'Then start a new run, not a re-run: it refreshes and stores both. Until then the output access-token of this step is good for later steps of this job, ' +
              'and the secret holds an older access token.',
            '然后发起新的运行（不要 Re-run），会重新刷新并存好两个令牌。在此之前，本 job 的后续 step 可用本 step 的输出 access-token，Secret 里则是旧的访问令牌。',
          ),
        ],
      }),
      changed: secret(['unstored'], {
        when: both('The secret changed while this run wanted to write it', '写入期间 Secret 已发生变化'),
        happened: (known) => {
          const [secret, place] = [secretOf(known), known.place]
          return both(
            `Fxiaoke issued a new refresh token, but ${secret.en} of ${place.en} changed while this run was storing it, so the run left it alone. Either ` +
              'GitHub carried out a write of this run without answering, or somebody else stored a newer token.',
            `纷享销客已换发新的刷新令牌，但存入期间${spaced(place.zh)}中${secret.zh} 发生了变化，所以没有再动它。这个变化要么是本次运行未得到响应的那次写入，要么是别处存入的更新的令牌。`,
          )
        },
        next: () => [
          both(
            'Start a new run, not a re-run. If it succeeds, all is well, and the recovery command is of no use.',
            '发起新的运行（不要 Re-run）。如果成功，就没事了，恢复命令也用不上。',
          ),
          both(
            'If that run is refused, and nobody has authorized in the meantime, run the recovery command: it puts the token of this run in the place of the one that was stored meanwhile.',
            '如果那次运行被拒绝，且其间没有人重新授权，就执行恢复命令：它会用本次运行的令牌替换其间存入的那个。',
          ),
          AUTHORIZE_IF_REJECTED,
          both(
            'Put every workflow that uses this token into one concurrency group (cancel-in-progress: false), and let nobody edit the secret by hand.',
            '让所有用到这个令牌的工作流使用同一个 concurrency group（cancel-in-progress: false），也不要手动改这个 Secret。',
          ),
        ],
      }),
      unconfirmed: secret(['unstored'], {
        when: both(
          'The main step ended before it knew whose tokens these are',
          '主步骤还没确认令牌属于谁就结束了',
        ),
        happened: (known) => {
          const { en, zh } = secretOf(known)
          return both(
            `Fxiaoke redeemed the code, and the main step ended before it had checked to whom the new tokens belong. So the post step did not store them in ${en} of ${known.place.en}: that would replace the login that is there.`,
            `纷享销客已兑换 code，但主步骤在核对令牌归属之前就结束了。为避免覆盖现有的授权，post 步骤没有把它存入${spaced(known.place.zh)}中${zh}。`,
          )
        },
        next: () => [
          both(
            'If it was you who authorized just now, run the recovery command: it stores the new login.',
            '如果刚才是你本人授权的，执行恢复命令即可存入新的令牌。',
          ),
          ...AUTHORIZE_ANEW,
        ],
      }),
      'not-tried': causesWith<OfSecret & { maybeDone?: true }>()(['unstored'], {
        when: both('The post step could not use GitHub', 'post 步骤无法访问 GitHub'),
        happened: (known) => {
          const { en, zh } = secretOf(known)
          return both(
            `Fxiaoke issued a new refresh token, and the main step ended before GitHub had confirmed that it is stored in ${en} of ${known.place.en}. The post step got no usable secrets-token from the runner (as in a composite action inside another), or one for another server than the main step talked to.`,
            `纷享销客已换发新的刷新令牌，但在 GitHub 确认已存入${spaced(known.place.zh)}中${zh}之前，主步骤就结束了。runner 没有把可用的 secrets-token 交给 post 步骤（嵌套的 composite action 会这样），或者它指向的服务器与主步骤的不同。`,
          )
        },
        next: (known) => [
          both(
            'Start no new run yet: the token that the secret holds counts as spent. Paste the recovery command into a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in as somebody who may write the secret.',
            '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。用有写权限的账号登录 GitHub CLI，在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行恢复命令。',
          ),
          ...(known.maybeDone
            ? [
                both(
                  'If the command finds a newer value and writes nothing, the main step has probably stored the token after all.',
                  '如果命令发现 Secret 已被更新而没有写入，说明主步骤很可能已经把令牌存好了。',
                ),
              ]
            : []),
          START_NEW_RUN,
          AUTHORIZE_IF_REJECTED,
        ],
      }),
      'key-changed': secret(['unstored'], {
        when: both('GitHub has changed the key of the place', 'GitHub 更换了公钥'),
        happened: (known) => {
          const [secret, place] = [secretOf(known), known.place]
          return both(
            `Fxiaoke issued a new refresh token and the main step ended before it was stored. In the meantime GitHub changed the public key of ${place.en}, and the token was sealed with the old one, so the post step did not write it into ${secret.en}.`,
            `纷享销客已换发新的刷新令牌，但主步骤在存入之前结束了。其间 GitHub 更换了${spaced(place.zh)}的公钥，而令牌是用旧公钥加密的，所以 post 步骤没有写入${secret.zh}。`,
          )
        },
        next: () => [
          both(
            'Run the recovery command at once, in a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in (gh auth login) as somebody who may write the secret: GitHub may still accept what was sealed with the old key. On success it prints “stored”. If it does not, authorize again:',
            '立即执行恢复命令：先用有写权限的账号登录 GitHub CLI（gh auth login），再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行。GitHub 可能暂时还认旧公钥；成功时会输出“stored”。如果不成功，就重新授权：',
          ),
          ...AUTHORIZE_ANEW,
        ],
      }),
      'too-large': written(['unstored'], {
        when: both('The refresh token is larger than a secret may be', '刷新令牌超过 Secret 的大小上限'),
        happened: (known) => {
          const secret = secretOf(known)
          return both(
            `The refresh token that Fxiaoke issued is larger than the 48 KB that GitHub takes, so ${secret.en} cannot hold it. No recovery command can help here.`,
            `纷享销客换发的刷新令牌超过了 GitHub 的 48 KB 上限，${secret.zh}放不下。恢复命令也无法解决。`,
          )
        },
        next: () => [
          both(
            'A token of this size is not normal. Check that cloud-domain is the gateway of Fxiaoke, and send the trace id to Fxiaoke support.',
            '这么大的令牌不正常。确认 cloud-domain 是纷享销客的网关，并把 traceId 发给纷享销客支持。',
          ),
          ...AUTHORIZE_ANEW,
        ],
      }),
    },
    about: both(
      `Fxiaoke has exchanged the token, and a secret of the place is not stored although the action tried for up to ${STORE_MINUTES} minutes. If it is the refresh token, the log and the summary show a recovery command; ` +
        'the post step tries once more by itself.',
      `纷享销客已换发令牌，但尝试了最多 ${STORE_MINUTES} 分钟仍有 Secret 没有存好。如果是刷新令牌，日志和摘要会给出恢复命令；post 步骤也会自动再试一次。`,
    ),
  },

  'share-failed': {
    title: both('The access token cannot be shared with every place', '访问令牌没能共享到所有位置'),
    causes: {
      'not-written': share(['replaced'], {
        when: both('Everything is stored except a share', '除共享位置外都已存好'),
        happened: ({ failed }) =>
          both(
            `These places did not take the access token: ${listed(failed).en}. The run’s own two secrets are not affected.`,
            `以下位置没有写入访问令牌：${listed(failed).zh}。本次运行自己的两个 Secret 不受影响。`,
          ),
        next: howToFixShares,
      }),
      'not-writable': share(['not-sent'], {
        when: both('Found by a dry run', '试运行时发现'),
        happened: ({ failed }) =>
          both(
            `These places would not take the access token: ${listed(failed).en}. The run’s own two secrets are not affected.`,
            `以下位置无法写入访问令牌：${listed(failed).zh}。本次运行自己的两个 Secret 不受影响。`,
          ),
        next: howToFixShares,
      }),
    },
    about: both(
      'Everything of the place itself is stored, but one or more places of share-access-token-with did not take the access token. In a dry run: they would not take it.',
      '自己的 Secret 都已存好，但 share-access-token-with 中有位置没能写入访问令牌。dry-run 时表示将无法写入。',
    ),
  },
} satisfies Record<string, CatalogueEntry>
