import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { RemoteText } from '../errors/remote-text.ts'
import type { Quote } from '../errors/remote-text.ts'
import type { ReportContext } from './context.ts'
import { bothZones, moment } from './dates.ts'

/** `unknown`: an attempt got no answer that settles it, so the copy may have been exchanged by this run. */
export type StaleFate = 'not-sent' | 'refused' | 'unknown'

/** Something to know that does not fail the run. */
export type Warning =
  /** `secrets-token` expires soon. */
  | { id: 'secrets-token-expires'; at: Date }
  /** The cron line leaves fewer than two runs in the 60 days of a new token. `next`: undefined when it never runs. */
  | { id: 'schedule-too-rare'; cron: string; runs: number; next: Date | undefined }
  /** The stored refresh token is older than 30 days and this run does not renew it. */
  | { id: 'refresh-token-old'; since: Date; daysOld: number; expiresAt: Date }
  /** Public repository, last pushed more than 40 days ago: GitHub disables its schedules at 60 days. */
  | { id: 'repository-quiet'; pushedAt: Date; disabledAt: Date }
  /** The times of this run cannot be read, so freshness is not proven. Names `actions: read`. */
  | { id: 'run-times-unreadable'; status: number | undefined; said: RemoteText | undefined }
  /** The run is stale. Start a new run, do not re-run. `fate`: what has become of the copy. */
  | { id: 'stale'; updatedAt: Date | undefined; readAt: Date | undefined; rerun: boolean; fate: StaleFate }
  /** Fxiaoke returned the same refresh token, whose two months may not start over. */
  | { id: 'refresh-token-unchanged'; since: Date | undefined }
  /** GitHub took the write probe, or did not answer to it, and it is not known to be gone. */
  | { id: 'probe-left-behind'; name: string; place: Bilingual }
  /** Fxiaoke's answer was cut off, but both tokens could be read. */
  | { id: 'answer-cut' }
  /** The answer does not say whose tokens these are, so `expected-open-user-id` is not proven. */
  | { id: 'account-unknown'; expected: string }
  /** The journal could not be written, so the post step could not have helped. */
  | { id: 'journal-unwritable' }
  /** GitHub confirmed no write of the refresh token, but its secret changed just when this run wrote it. */
  | { id: 'write-presumed'; name: string; place: Bilingual }
  /** Inputs that were given in quotes, which were taken off. */
  | { id: 'input-quoted'; inputs: readonly string[] }
  /** The runner will mask the app id inside the authorize link. */
  | { id: 'link-masked' }

/** A warning in words: what it is about, and what to do. */
export interface WarningText {
  title: Bilingual
  what: Bilingual
  next: Bilingual
}

/**
 * A warning in words.
 *
 * @param warning what was noticed
 * @param now GitHub's time
 * @param context hides secrets, and withholds what others have said where it gives one away
 */
export function warningText(
  warning: Warning,
  now: Date,
  { redact, quote }: Pick<ReportContext, 'redact' | 'quote'>,
): WarningText {
  const { title, what, next } = textOf(warning, now, quote)
  return { title, what: both(redact(what.en), redact(what.zh)), next }
}

function textOf(warning: Warning, now: Date, quote: Quote): WarningText {
  switch (warning.id) {
    case 'secrets-token-expires': {
      const at = moment(warning.at, now)
      return {
        title: both('secrets-token expires soon', 'secrets-token 即将过期'),
        what: both(
          `secrets-token ${warning.at <= now ? 'has expired' : 'expires'} on ${at.en}. Without it no new token can be stored.`,
          `secrets-token ${warning.at <= now ? '已' : '将'}于${at.zh}过期。过期后无法再保存新令牌。`,
        ),
        next: both(
          'Create a new token with the same permissions and update the secret that secrets-token reads. GitHub App tokens do not have this problem.',
          '用同样的权限新建一个令牌，更新 secrets-token 引用的那个 Secret；改用 GitHub App 就没有这个问题。',
        ),
      }
    }
    case 'schedule-too-rare': {
      const next = warning.next && moment(warning.next, now)
      return {
        title: both('The schedule runs too rarely', '定时运行间隔过长'),
        what:
          warning.runs === 0
            ? both(
                `The cron line "${warning.cron}" does not run at all in the 60 days that a refresh token lives${next ? ` (next on ${next.en})` : ''}: the login will be lost.`,
                `按 cron “${warning.cron}”，在刷新令牌的 60 天有效期内一次也不会运行${next ? `（下一次：${next.zh}）` : ''}，届时令牌过期，需要重新授权。`,
              )
            : both(
                `The cron line "${warning.cron}" runs only once in the 60 days that a refresh token lives${next ? `, next on ${next.en}` : ''}. If it misses one run, the login is lost.`,
                `按 cron “${warning.cron}”，在刷新令牌的 60 天有效期内只运行一次${next ? `（下一次：${next.zh}）` : ''}，错过一次就需要重新授权。`,
              ),
        next: both('Run it at least once a week.', '至少每周运行一次。'),
      }
    }
    case 'refresh-token-old': {
      const [since, until] = [bothZones(warning.since), moment(warning.expiresAt, now)]
      return {
        title: both('The stored refresh token is old', '已存的刷新令牌很久没有更新'),
        what: both(
          `The stored refresh token is ${warning.daysOld} days old, from ${since.en}. This run does not renew it, and it expires on ${until.en}.`,
          `已存的刷新令牌存入于${since.zh}，已有 ${warning.daysOld} 天。本次运行没有更新它，它将于${until.zh}过期。`,
        ),
        next: both(
          'Check that the scheduled workflow is enabled, and start it once by hand.',
          '确认定时工作流已启用，并手动运行一次。',
        ),
      }
    }
    case 'repository-quiet': {
      const [pushed, disabled] = [moment(warning.pushedAt, now), moment(warning.disabledAt, now)]
      const title = both(
        'GitHub disables schedules in inactive repositories',
        '仓库长期没有活动，GitHub 会停用定时任务',
      )
      if (warning.disabledAt <= now)
        return {
          title,
          what: both(
            `The repository is public and was last pushed on ${pushed.en}. GitHub may have disabled its schedules already, after 60 days without activity, on about ${disabled.en}.`,
            `仓库是公开的，最近一次推送在${pushed.zh}。连续 60 天没有活动，GitHub 就会停用定时任务，大约在${disabled.zh}，可能已经停用。`,
          ),
          next: both(
            'Push something, then see that Actions > the workflow does not say “disabled” (Enable workflow); or run this workflow from a private repository.',
            '推送一次，再到 Actions > 该工作流确认没有被停用（Enable workflow）；或者把这个工作流放到私有仓库里运行。',
          ),
        }
      return {
        title,
        what: both(
          `The repository is public and was last pushed on ${pushed.en}. GitHub disables its schedules after 60 days without activity, on about ${disabled.en}.`,
          `仓库是公开的，最近一次推送在${pushed.zh}。连续 60 天没有活动，GitHub 会停用定时任务，大约在${disabled.zh}。`,
        ),
        next: both(
          'Push something before that day, or run this workflow from a private repository.',
          '在此之前推送一次，或者把这个工作流放到私有仓库里运行。',
        ),
      }
    }
    case 'run-times-unreadable': {
      const said = warning.said?.printable(quote) ?? both('', '')
      const [en, zh] =
        warning.status === undefined
          ? ['', '']
          : [
              ` (HTTP ${warning.status}${said.en === '' ? '' : `: ${said.en}`})`,
              `（HTTP ${warning.status}${said.zh === '' ? '' : `：${said.zh}`}）`,
            ]
      return {
        title: both('The times of this run cannot be read', '读不到本次运行的时间'),
        what: both(
          `github-token cannot read when this run got its secrets${en}, so nothing proves that its refresh token is the newest.`,
          `github-token 读不到本次运行取得 Secret 的时间${zh}，无法确认手里的刷新令牌是最新的。`,
        ),
        next: both(
          'Add actions: read to the permissions: of the job (and contents: read if it checks out code). Until then every re-run counts as stale.',
          '在 job 的 permissions: 里加上 actions: read（需要 checkout 时再加 contents: read）。在此之前，重跑（Re-run）一律按过时处理。',
        ),
      }
    }
    case 'stale': {
      const stored = warning.updatedAt && bothZones(warning.updatedAt)
      const use = {
        'not-sent': both('The old copy was not used for anything.', '旧令牌没有用到。'),
        refused: both('Fxiaoke refused the old copy.', '纷享销客拒绝了旧令牌。'),
        unknown: both(
          'This run sent its copy, and one attempt got no conclusive answer. The secret has changed since, so it was left alone.',
          '本次运行发送了手里的令牌，其中一次没有得到能确定结果的响应。Secret 在此之后已被更新，本次运行没有再改动它。',
        ),
      }[warning.fate]
      return {
        title: both("This run's copy of the refresh token is stale", '本次运行拿到的刷新令牌已过时'),
        what: both(
          `The stored refresh token${stored ? `, from ${stored.en},` : ''} may be newer than the copy that this run was given. ${warning.rerun ? 'A re-run may get the secrets of the first attempt. ' : ''}${use.en}`,
          `已存的刷新令牌${stored ? `存入于${stored.zh}，` : ''}可能比本次运行拿到的那份新。${warning.rerun ? '重跑（Re-run）可能沿用首次运行时的 Secret。' : ''}${use.zh}`,
        ),
        next: warning.rerun
          ? both(
              'Start a new run (Actions > the workflow > Run workflow); do not re-run this one.',
              '发起一次新的运行（Actions > 该工作流 > Run workflow），不要重跑（Re-run）。',
            )
          : isRecordAlone(warning)
            ? both(
                'If another run stored the newer token, there is nothing to do. If every run says this, either the job reads the secrets of another place than the step writes to, or the record is wrong: make them the same place, or delete the variable of the record; the next run writes a new one.',
                '如果是另一次运行存入了较新的令牌，无需处理。如果每次运行都这样提示，要么 job 读取的 Secret 与该 step 写入的不在同一个位置，要么记录变量有误：请改为同一个位置；位置没有问题就删除记录变量，下一次运行会重新写入。',
              )
            : both(
                'If another run stored the newer token, there is nothing to do. To renew it now, start a new run; do not re-run this one.',
                '如果是另一次运行存入了较新的令牌，无需处理。想现在就刷新，请发起一次新的运行，不要重跑（Re-run）。',
              ),
      }
    }
    case 'refresh-token-unchanged': {
      const since = warning.since && bothZones(warning.since)
      return {
        title: both('Fxiaoke did not change the refresh token', '纷享销客没有更换刷新令牌'),
        what: both(
          `Fxiaoke returned no new refresh token, so the stored one${since ? `, from ${since.en},` : ''} stays. It was not written again: the date of the secret still shows its age. Its two months may not have started over.`,
          `纷享销客没有返回新的刷新令牌，因此继续使用已存的那个${since ? `（存入于${since.zh}）` : ''}，也没有重写 Secret，好让它的更新时间仍反映令牌的实际年龄。两个月的有效期可能没有重新计算。`,
        ),
        next: both(
          'If Fxiaoke refuses the token two months after that date, authorize again.',
          '如果从那天起两个月后令牌被拒绝，请重新授权。',
        ),
      }
    }
    case 'probe-left-behind':
      return {
        title: both('A write probe may be left behind', '写入探测可能留下了临时 Secret'),
        what: both(
          `GitHub did not confirm that the write probe ${warning.name} in ${warning.place.en} is gone. It holds nothing.`,
          `GitHub 没有确认写入探测 ${warning.name}（${warning.place.zh}）已被删除。里面没有任何内容。`,
        ),
        next: both('If that secret is there, delete it.', '如果这个 Secret 还在，请删除。'),
      }
    case 'answer-cut':
      return {
        title: both("Fxiaoke's answer was cut off", '纷享销客的响应被截断'),
        what: both(
          'The answer broke off after the tokens. Both were read in full and are used.',
          '响应在令牌之后中断，两个令牌都已完整读到并使用。',
        ),
        next: both(
          'Nothing to do; if it happens again, look at the proxy or network of the runner.',
          '无需处理；如果反复出现，请检查 runner 的代理或网络。',
        ),
      }
    case 'account-unknown':
      return {
        title: both('The account could not be checked', '无法核对账号'),
        what: both(
          `The answer does not say who owns the tokens, so nothing proves that they belong to ${warning.expected}.`,
          `响应没有说明令牌属于谁，无法确认属于 ${warning.expected}。`,
        ),
        next: both(
          'Check the account with a request that uses the access token.',
          '用访问令牌调用一次接口，确认账号。',
        ),
      }
    case 'journal-unwritable':
      return {
        title: both("The runner's state could not be written", '无法写入 runner 的状态'),
        what: both(
          'The sealed refresh token could not be saved for the post step. If this run had been killed, the post step could not have stored it.',
          '加密后的刷新令牌没能交给 post 步骤。如果本次运行被强制终止，post 步骤无法补存。',
        ),
        next: both('Check the free disk space of the runner.', '检查 runner 的磁盘空间。'),
      }
    case 'input-quoted': {
      const inputs = warning.inputs.join(', ')
      return {
        title: both('Inputs were given in quotes', '输入参数带了引号'),
        what: both(`The quotes around ${inputs} were taken off.`, `${inputs} 的值两端带有引号，已去掉。`),
        next: both('Store the value without quotes.', '存入时不要带引号。'),
      }
    }
    case 'write-presumed':
      return {
        title: both('GitHub did not confirm a write', 'GitHub 没有确认写入'),
        what: both(
          `GitHub did not confirm that it stored ${warning.name} in ${warning.place.en}, but that secret changed just when this run wrote it. So it most probably holds the new refresh token.`,
          `GitHub 没有确认已把 ${warning.name} 存入${warning.place.zh}，但这个 Secret 恰好在本次运行写入时发生了变化，里面基本可以肯定是新的刷新令牌。`,
        ),
        next: both(
          'Nothing to do, unless somebody else stored that secret at the same moment and the next run is refused: then the recovery command stores the token of this run.',
          '一般无需处理。如果当时恰好有别人存入了这个 Secret，且下一次运行被拒绝，可用恢复命令存入本次运行的令牌。',
        ),
      }
    case 'link-masked':
      return {
        title: both('The authorize link is masked', '授权链接被脱敏'),
        what: both(
          'The runner shows *** inside the authorize link, because app-id or redirect-url is kept as a secret.',
          '授权链接里出现 ***，因为 app-id 或 redirect-url 存成了 Secret。',
        ),
        next: both('Keep both in vars instead of secrets.', '请把它们放到 vars，而不是 secrets。'),
      }
  }
}

/** Whether only the record calls a copy stale: by its dates, the copy was read after the stored token was written. */
function isRecordAlone({ updatedAt, readAt }: Extract<Warning, { id: 'stale' }>): boolean {
  return updatedAt !== undefined && readAt !== undefined && readAt > updatedAt
}
