import { both, spaced } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import { isDescribed } from '../stale-copy.ts'
import { ActionError } from '../errors/action-error.ts'
import { wordsOf } from '../errors/catalogue.ts'
import { evidenceOf } from '../errors/failure.ts'
import type { ErrorId } from '../errors/failure.ts'
import { failureReason } from '../github/github-failure.ts'
import type { GitHubFailure } from '../github/github-failure.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import type { Config } from '../inputs/config.ts'
import type { InputProblem } from '../inputs/input-reader.ts'
import type { EnvironmentFacts } from '../prepare/environment.ts'
import type { Ready } from '../prepare/ready.ts'
import type { PreparedShare } from '../prepare/share.ts'
import type { Page, SetUpItem } from '../report/result.ts'
import type { World } from '../world.ts'
import { keptAs } from './pages.ts'
import type { Pages } from './pages.ts'

/** A line of the list, and the error with which a run ends for it. */
export interface Entry {
  item: SetUpItem
  error?: ActionError
}

export function done(en: string, zh: string): Entry {
  return { item: { state: 'done', says: both(en, zh), pages: [] } }
}

/** What is still to do or to know, and fails no run. */
export function open(en: string, zh: string, pages: readonly Page[] = []): Entry {
  return { item: { state: 'open', says: both(en, zh), pages } }
}

/** What fails a run. */
export function wrong(error: ActionError, pages: Pages): Entry {
  const { happened } = wordsOf(error.failure)
  return { item: { state: 'wrong', says: happened, pages: pages.of(error.failure) }, error }
}

/** What is wrong with the inputs: all of it is one error, and each a line. */
export function inputEntries(problems: readonly InputProblem[], pages: Pages): Entry[] {
  if (problems.length === 0)
    return [done('All inputs have arrived and are well-formed.', '输入都已收到，格式正确。')]
  const error = new ActionError({
    id: 'invalid-input',
    cause: 'inputs',
    fate: 'not-sent',
    problems,
    listed: true,
  })
  return problems.map(({ inputs, isMissing, en, zh }) => {
    const names = inputs.map(keptAs)
    const says = isMissing
      ? both(
          `Nothing arrived for ${names.map((name) => name.en).join(', ')}.`,
          `没有收到 ${names.map((name) => name.zh).join('、')}的值。`,
        )
      : both(en, zh)
    return { item: { state: 'wrong', says, pages: pages.values(inputs) }, error }
  })
}

/**
 * The environment of the secrets: that it exists, and whether it lets scheduled runs through.
 *
 * @param isOnDefaultBranch whether this run is, as those of a schedule are; undefined: not known
 */
export function environmentEntries(
  place: Place,
  facts: EnvironmentFacts | undefined,
  isOnDefaultBranch: boolean | undefined,
  pages: Pages,
): Entry[] {
  const { en, zh } = describePlace(place)
  if (facts === undefined || facts.kind === 'unknown') return []
  if (facts.kind === 'missing') {
    const evidence = { status: 404 }
    const missing = { id: 'target-not-found', cause: 'no-environment', fate: 'not-sent' } as const
    return [wrong(new ActionError({ ...missing, place: { en, zh }, evidence }), pages)]
  }
  const { isReviewed, waitMinutes, branches } = facts
  const page = pages.environment()
  return [
    done(`There is an ${en}.`, `${zh}存在。`),
    ...(isReviewed
      ? [
          open(
            'The environment has required reviewers: every scheduled run waits until one of them approves. Remove them.',
            '该环境设了必需的审批人（Required reviewers）：每次定时运行都要等人批准。请去掉。',
            page,
          ),
        ]
      : []),
    ...(waitMinutes > 0
      ? [
          open(
            `The environment has a wait timer: every scheduled run waits for ${waitMinutes} minutes. Remove it.`,
            `该环境设了等待时间（Wait timer）：每次定时运行都要等 ${waitMinutes} 分钟。请去掉。`,
            page,
          ),
        ]
      : []),
    ...(branches === 'all'
      ? [
          open(
            'Workflows of every branch may use the environment, and so read its secrets. Choose “Selected branches and tags”, with the default branch alone.',
            '任何分支的工作流都能使用该环境，也就能读到其中的 Secret。请选“Selected branches and tags”，只保留默认分支。',
            page,
          ),
        ]
      : isOnDefaultBranch === true
        ? [
            done(
              'Only some branches may use the environment, this run’s among them.',
              '只有部分分支能使用该环境，其中包括本次运行所在的分支。',
            ),
          ]
        : [
            open(
              'Only some branches may use the environment. Schedules run on the default branch: it has to be one of them.',
              '只有部分分支能使用该环境。定时任务在默认分支上运行，它必须是其中之一。',
              page,
            ),
          ]),
  ]
}

/** What could not be read with the workflow's own token. */
export function unreadEntries(
  ready: Ready | undefined,
  facts: EnvironmentFacts | undefined,
  pages: Pages,
  world: World,
): Entry[] {
  const failure = facts?.kind === 'unknown' ? facts.failure : undefined
  const rules = both('the rules of the environment', '环境的规则')
  const unread = [
    ...(ready?.secretsRead && 'unreadable' in ready.secretsRead
      ? [both('when a run read its secrets', '运行读取 Secret 的时间')]
      : []),
    ...(failure?.kind === 'forbidden' ? [rules] : []),
  ]
  return [
    ...(unread.length > 0
      ? [
          open(
            `github-token cannot read ${unread.map(({ en }) => en).join(' and ')}: give the job permissions: actions: read.`,
            `github-token 读不到${unread.map(({ zh }) => zh).join('和')}：请给 job 加上 permissions: actions: read。`,
            pages.actions(),
          ),
        ]
      : []),
    ...(failure && failure.kind !== 'forbidden' ? [unanswered(rules, failure, world)] : []),
  ]
}

function unanswered({ en, zh }: Bilingual, failure: GitHubFailure, { runner }: World): Entry {
  const reason = failureReason(failure, (text) => runner.quote(text))
  return open(`GitHub did not tell ${en} (${reason.en}).`, `GitHub 没有给出${zh}（${reason.zh}）。`)
}

export function writable(place: Place): Entry {
  const { en, zh } = describePlace(place)
  return done(
    `secrets-token can write the secrets of ${en}.`,
    `secrets-token 可以写入${spaced(zh)}的 Secret。`,
  )
}

/** What the record tells of this run's copy of the refresh token; nothing where none is kept. */
export function recordEntries({ refreshToken }: Config, ready: Ready, pages: Pages): Entry[] {
  const { recorded } = ready
  if (!recorded) return []
  const { name, unreadable } = recorded
  if (unreadable)
    return [
      open(
        `secrets-token cannot read the variable ${name}, the record of what the secrets hold. Everything works without it, but less is known.`,
        `secrets-token 读不到变量 ${name}（Secret 内容的记录）。没有它也能运行，只是能判断的情况少一些。`,
        pages.token(),
      ),
    ]
  if (!refreshToken) return []
  return isDescribed(refreshToken, ready)
    ? [
        done(
          `By the record in the variable ${name}, the refresh token of this run is the stored one.`,
          `据变量 ${name} 的记录，本次运行拿到的刷新令牌就是已存的那个。`,
        ),
      ]
    : [
        open(
          `Whether this run's refresh token is the stored one: the variable ${name} does not describe it yet. The next rotation writes it.`,
          `本次运行拿到的刷新令牌是不是已存的那个：变量 ${name} 还没有记录，下一次刷新后会写入。`,
        ),
      ]
}

/** Answers that leave no doubt that a real run would fail. */
const CLEAR: readonly ErrorId[] = [
  'app-credentials-rejected',
  'app-not-authorized',
  'ip-not-allowed',
  'wrong-cloud-domain',
  'fxiaoke-unreachable',
]

/**
 * What Fxiaoke's answer to an impossible code tells of address, IP and app.
 *
 * @param refusal undefined: it did not even refuse
 */
export function fxiaokeEntry(
  refusal: ActionError | undefined,
  host: string,
  pages: Pages,
  world: World,
): Entry {
  if (refusal && CLEAR.includes(refusal.id)) return wrong(refusal, pages)
  if (
    refusal === undefined ||
    (refusal.id === 'authorization-code-rejected' && refusal.failure.cause === 'refused')
  )
    return done(
      `${host} is Fxiaoke, lets this machine in and knows the app.`,
      `${host} 是纷享销客的网关，允许本机访问，应用也有效。`,
    )
  const answer = inWords(refusal, world)
  return open(
    `Whether ${host} lets this machine in and knows the app: it answered ${answer.en}.`,
    `${host} 是否允许本机访问、应用是否有效：它返回了 ${answer.zh}。`,
  )
}

function inWords(refusal: ActionError, world: World): Bilingual {
  const { errorCode, said } = evidenceOf(refusal.failure)
  const message = said?.printable((text) => world.runner.quote(text))
  const code = errorCode === undefined ? refusal.id : `errorCode ${errorCode}`
  return message?.en ? both(`${code} (${message.en})`, `${code}（${message.zh}）`) : both(code, code)
}

export function shareEntries(shares: readonly PreparedShare[], pages: Pages): Entry[] {
  const failed = shares.filter((share) => 'failure' in share)
  const [first] = failed
  return [
    ...shares.flatMap((share) => ('sealer' in share ? [writable(share.vault.place)] : [])),
    ...(first
      ? [
          wrong(
            new ActionError({
              id: 'share-failed',
              cause: 'not-writable',
              fate: 'not-sent',
              evidence: first.failure.evidence,
              failed: failed.map(({ vault }) => describePlace(vault.place)),
            }),
            pages,
          ),
        ]
      : []),
  ]
}
