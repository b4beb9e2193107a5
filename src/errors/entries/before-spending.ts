import type { Bilingual } from '../../bilingual.ts'
import { both, spaced } from '../../bilingual.ts'
import type { OfSecret } from '../evidence.ts'
import { causesWith, cited } from '../entry.ts'
import type { CatalogueEntry } from '../entry.ts'
import { AUTHORIZE_BY_SHOWN_LINK, secretOf, START_NEW_RUN } from '../wording/steps.ts'

const secret = causesWith<OfSecret>()

/** Errors of how the workflow and its secrets are set up, found before anything is spent. */
export const BEFORE_SPENDING = {
  'invalid-input': {
    title: both('The inputs of the action are not usable', '输入参数有问题'),
    causes: {
      inputs: causesWith<{ problems: readonly Bilingual[]; listed?: true }>()(['not-sent'], {
        happened: ({ problems, listed }) => {
          const [en, zh] = listed
            ? [
                'What does not depend on them was checked all the same: the list has all of it.',
                '与它们无关的项目照样检查过了，结果都在清单里。',
              ]
            : ['The run ended before it sent any request.', '运行在发出任何请求之前就结束了。']
          return problems.length > 1
            ? both(
                `${problems.length} things are wrong with the inputs. ${en}`,
                `输入参数有 ${problems.length} 处问题。${zh}`,
              )
            : both(`An input is missing or wrong. ${en}`, `有输入参数缺失或不正确。${zh}`)
        },
        next: ({ problems }) => [
          ...(problems.length > 0
            ? problems
            : [
                both(
                  'Correct the inputs that the message lists, in the with: block of the step.',
                  '按报错列出的内容，修改该 step 的 with: 部分。',
                ),
                both(
                  'If a secret arrives empty, check its name, the environment: of the job, and whether the run comes from a fork or from Dependabot.',
                  '如果某个 Secret 传进来是空的，检查它的名字、job 的 environment:，以及运行是否来自 fork 或 Dependabot。',
                ),
              ]),
          START_NEW_RUN,
        ],
      }),
    },
    about: both(
      'An input is missing, malformed, or does not go with another one. All problems are listed at once. Secrets that arrive empty ' +
        'are the usual cause: a misspelled name, a job without its environment, a run of a fork or of Dependabot.',
      '输入参数缺失、格式不对或互相矛盾，所有问题会一次列出。最常见的是 Secret 传进来为空：名字写错、job 没有声明 environment、运行来自 fork 或 Dependabot。',
    ),
  },

  'authorization-required': {
    title: both(
      'No refresh token yet: a person has to authorize the app',
      '还没有刷新令牌，需要人工授权一次',
    ),
    causes: {
      'none-stored': secret(['not-sent'], {
        happened: (known) => {
          const [secret, place] = [secretOf(known), known.place]
          return both(
            `The run was given no refresh token, and ${place.en} does not have ${secret.en}. To get the first one, a Fxiaoke user has to approve the app in a browser.`,
            `本次运行没有收到刷新令牌，${spaced(place.zh)}中也没有${secret.zh}。第一个令牌需要由纷享销客用户在浏览器里授权得到。`,
          )
        },
        next: () => [
          ...AUTHORIZE_BY_SHOWN_LINK,
          both(
            'If you have authorized before, check that environment, organization and refresh-token-secret name the place where the token is kept.',
            '如果以前已授权过，检查 environment、organization、refresh-token-secret 是否指向令牌实际存放的位置。',
          ),
        ],
      }),
    },
    about: both(
      'No refresh token was given and none is stored: the first set-up, or inputs that point to another place than the one that holds the token.',
      '既没有传入刷新令牌，也没有已存的：首次配置，或者输入参数指向了别的位置。',
    ),
  },

  'refresh-token-not-passed': {
    title: both(
      'The refresh token is stored, but this job does not receive it',
      '刷新令牌已存，但这个 job 没有拿到',
    ),
    causes: {
      empty: secret(['not-sent'], {
        happened: (known) => {
          const [secret, place] = [secretOf(known), known.place]
          return both(
            `The input refresh-token is empty, although ${place.en} has ${secret.en}. The job that runs this step does not get its value.`,
            `${spaced(place.zh)}中有${secret.zh}，但输入 refresh-token 是空的：运行这个 step 的 job 没有拿到它的值。`,
          )
        },
        next: ({ secretName }) => {
          return [
            both(
              `Check the line refresh-token: \${{ secrets.${secretName} }} in the with: block of the step, letter by letter.`,
              `逐字核对该 step 的 with: 中这一行：refresh-token: \${{ secrets.${secretName} }}。`,
            ),
            both(
              'If the secret is kept in an environment, name it in the job too (environment: NAME): the input environment alone does not open it.',
              '如果 Secret 存在环境里，job 上也要声明 environment: 环境名；只写输入参数 environment 是读不到值的。',
            ),
            both(
              'If it is kept in the organization, give this repository access to it: organization Settings > Secrets and variables > Actions.',
              '如果存在组织里，要让本仓库可以访问：组织 Settings > Secrets and variables > Actions。',
            ),
            both(
              'If this is a reusable workflow, the calling job has to pass the secret: secrets: inherit. For an environment secret, the job of the called workflow names the environment besides.',
              '如果是可复用工作流（reusable workflow），调用方的 job 要传入 Secret：secrets: inherit。环境 Secret 还要在被调用工作流的 job 上声明 environment。',
            ),
            both(
              'Runs of forks and of Dependabot get no Actions secrets. Run this on schedule and workflow_dispatch only.',
              '来自 fork 和 Dependabot 的运行拿不到 Actions Secret，请只用 schedule 和 workflow_dispatch 触发。',
            ),
            START_NEW_RUN,
          ]
        },
      }),
    },
    about: both(
      'The input refresh-token is empty, although the secret exists: the job does not name its environment, the name in the workflow is ' +
        'misspelled, or the run comes from a fork or from Dependabot, which get no secrets.',
      '输入 refresh-token 为空，但 Secret 是存在的：job 没有声明 environment、工作流里名字写错，或运行来自拿不到 Secret 的 fork、Dependabot。',
    ),
  },

  'secret-not-found': {
    title: both(
      'The secret to renew does not exist where this run would write',
      '要更新的 Secret 不在将要写入的位置',
    ),
    causes: {
      missing: secret(['not-sent'], {
        happened: (known) => {
          const [secret, place] = [secretOf(known), known.place]
          return both(
            `A refresh token was given, but ${place.en} does not have ${secret.en}. A new token would be stored where the next run does not read.`,
            `收到了刷新令牌，但${spaced(place.zh)}中没有${secret.zh}。如果继续，新令牌会写到下次运行读不到的地方。`,
          )
        },
        next: ({ secretName }) => {
          return [
            both(
              `Make refresh-token-secret and the name in refresh-token: \${{ secrets.NAME }} the same; by the inputs, the action would write ${cited(secretName)}.`,
              `让 refresh-token-secret 与 refresh-token: \${{ secrets.NAME }} 中的名字一致；按输入参数，将写入的是 ${cited(secretName)}。`,
            ),
            both(
              'Find where the secret is kept: repository and organization under Settings > Secrets and variables > Actions, environments under Settings > Environments.',
              '找到 Secret 实际所在：仓库和组织在 Settings > Secrets and variables > Actions，环境在 Settings > Environments。',
            ),
            both(
              'In an environment: set the input environment and the environment: of the job to its name. In the organization: set organization: true. In the repository: set neither.',
              '在环境里：输入参数 environment 和 job 的 environment: 都填环境名；在组织里：organization: true；在仓库里：两者都不填。',
            ),
            START_NEW_RUN,
          ]
        },
      }),
    },
    about: both(
      'The run was given a refresh token, but the secret named by refresh-token-secret does not exist in the place named by environment and ' +
        'organization. The next run would read another secret than this one writes, so nothing is spent.',
      '收到了刷新令牌，但 environment、organization 指定的位置里没有 refresh-token-secret 指定的 Secret。继续下去会写一个、读另一个，因此不消耗令牌。',
    ),
  },

  'secret-shadowed': {
    title: both('A repository secret hides the organization secret', '仓库 Secret 遮住了同名的组织 Secret'),
    causes: {
      'repository-secret': secret(['not-sent'], {
        happened: ({ place, secretName }) =>
          both(
            `The input organization is true, but ${place.en} has a secret ${cited(secretName)} of its own, and workflows read that one. This run would renew one secret and the next run would read the other.`,
            `organization 为 true，但${spaced(place.zh)}自己也有${cited(secretName)}，工作流读到的是仓库的那个。继续的话，会更新一个、下次读另一个。`,
          ),
        next: ({ secretName }) => [
          both(
            'Find out which one is in use: both settings pages show when a secret was last updated (Settings > Secrets and variables > Actions).',
            '先确认在用的是哪一个：两边的设置页都有最后更新时间（Settings > Secrets and variables > Actions）。',
          ),
          both(
            'To keep the token in the repository, remove organization: true.',
            '如果要把令牌放在仓库里：去掉 organization: true。',
          ),
          both(
            `To keep it in the organization, delete the repository secret ${cited(secretName)}. Its value cannot be read back: if it was the newer one, authorize again afterwards.`,
            `如果要放在组织里：删除仓库里的 Secret${cited(secretName)}。它的值删了就取不回来；如果它才是较新的，删后要重新授权。`,
          ),
          START_NEW_RUN,
        ],
      }),
    },
    about: both(
      'The input organization is true, and the repository has a secret of the same name, which hides the one of the organization from workflows.',
      'organization 为 true，而仓库里有同名 Secret，工作流只会读到仓库的那个。',
    ),
  },

  'wrong-place': {
    title: both(
      'The token that was passed is not the one that is stored here',
      '传入的刷新令牌不是这里存的那个',
    ),
    causes: {
      'another-token': causesWith<OfSecret & { variable: string }>()(['not-sent'], {
        happened: (known) => {
          const { en, zh } = secretOf(known)
          return both(
            `This job was given another refresh token than ${en} of ${known.place.en} holds, by the record in the variable ${cited(known.variable)}, and that secret has not changed since this run read its secrets. Most likely the job reads one place and the step writes another: nothing was sent, so neither login is harmed.`,
            `据变量${cited(known.variable)}的记录，本 job 拿到的刷新令牌与${spaced(known.place.zh)}中${zh}里存的不是同一个，而这个 Secret 在本次运行读取之后没有变过。很可能 job 读的是一处，而 step 写的是另一处。没有发送任何内容，两边的授权都没有受影响。`,
          )
        },
        next: (known) => [
          both(
            `Compare environment: of the job with the input environment of the step. They have to name the same one, and the step has to name it too: ${known.place.en} is where it would write.`,
            `核对 job 的 environment: 与 step 的输入 environment：两者必须是同一个，step 上也要写。本 step 会写入${known.place.zh}。`,
          ),
          both(
            'Look for a secret of the same name in the repository, left over from before: a job without environment: gets that one. Delete it.',
            '看看仓库里是不是还留着同名的 Secret：没有声明 environment: 的 job 拿到的就是它。请删掉。',
          ),
          both(
            `If both are the same place, start a new run: this copy may be old. If that run says the same, delete the variable ${cited(known.variable)}; the next rotation writes it anew.`,
            `如果确认是同一处，发起一次新的运行：本次拿到的令牌可能是旧的。如果新的运行仍这样报错，删除变量${cited(known.variable)}，下一次刷新会重新写入。`,
          ),
        ],
      }),
    },
    about: both(
      'The record says that the stored refresh token is another one than this job was given, and the secret has not changed since the job read it. A job ' +
        'reads one place and the step writes another: another environment, or a left-over repository secret of the same name. Nothing is sent.',
      '记录表明已存的刷新令牌与本 job 拿到的不是同一个，而 Secret 在 job 读取之后没有变过：job 读的是一处，step 写的是另一处（别的环境，或仓库里留下的同名 Secret）。没有发送任何内容。',
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
