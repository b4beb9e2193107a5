import type { Bilingual } from '../errors/catalogue.ts'
import { both } from '../errors/entries/entry.ts'
import { bothZones } from './dates.ts'
import type { Warning } from './warning.ts'

/** A warning in words: what it is about, and what to do. */
export interface WarningText {
  title: string
  what: Bilingual
  next: Bilingual
}

/**
 * A warning in words.
 *
 * @param warning what was noticed
 * @param redact hides secrets in what others have said
 */
export function warningText(warning: Warning, redact: (text: string) => string): WarningText {
  const { title, what, next } = textOf(warning, redact)
  return { title, what: both(redact(what.en), redact(what.zh)), next }
}

function textOf(warning: Warning, redact: (text: string) => string): WarningText {
  switch (warning.id) {
    case 'secrets-token-expires':
      return {
        title: 'secrets-token expires soon',
        what: both(
          `secrets-token ${warning.daysLeft < 1 ? 'expires within a day, or has expired' : `expires in ${count(warning.daysLeft, 'day')}`}: ${bothZones(warning.at)}. Without it no new token can be stored.`,
          `secrets-token ${warning.daysLeft < 1 ? '一天内过期或已经过期' : `还剩 ${warning.daysLeft} 天过期`}：${bothZones(warning.at)}。过期后无法再保存新令牌。`,
        ),
        next: both(
          'Make a new token with the same permissions and store it in the secret that secrets-token comes from; a GitHub App token does not expire like this.',
          '用同样的权限新建一个 token，更新 secrets-token 引用的那个 Secret；改用 GitHub App 就没有这个问题。',
        ),
      }
    case 'schedule-too-rare': {
      const next = warning.next && bothZones(warning.next)
      return {
        title: 'The schedule runs too rarely',
        what: both(
          `The cron line "${warning.cron}" runs ${count(warning.runs, 'time')} in the 60 days that a refresh token lives${next === undefined ? '' : `, next on ${next}`}. One missed run, and the login is lost.`,
          `cron “${warning.cron}” 在刷新令牌的 60 天有效期内只运行 ${warning.runs} 次${next === undefined ? '' : `，下一次在 ${next}`}，错过一次就会掉登录。`,
        ),
        next: both('Run it at least once a week.', '至少每周运行一次。'),
      }
    }
    case 'refresh-token-old':
      return {
        title: 'The stored refresh token is old',
        what: both(
          `The stored refresh token is ${warning.daysOld} days old (since ${bothZones(warning.since)}), this run does not renew it, and it expires on ${bothZones(warning.expiresAt)}.`,
          `已存的刷新令牌已有 ${warning.daysOld} 天（自 ${bothZones(warning.since)}），本次运行没有更新它，将于 ${bothZones(warning.expiresAt)} 过期。`,
        ),
        next: both(
          'Check that the scheduled workflow is enabled, and start it once by hand.',
          '确认定时工作流已启用，并手动运行一次。',
        ),
      }
    case 'repository-quiet':
      return {
        title: 'GitHub will disable the schedule of this quiet repository',
        what: both(
          `The repository is public and was last pushed on ${bothZones(warning.pushedAt)}. GitHub disables its schedules after 60 days without activity, on about ${bothZones(warning.disabledAt)}.`,
          `仓库是公开的，最近一次推送在 ${bothZones(warning.pushedAt)}。60 天没有活动，GitHub 会停用定时任务，约在 ${bothZones(warning.disabledAt)}。`,
        ),
        next: both(
          'Push something before that day, or run this workflow from a private repository.',
          '在此之前推送一次，或者把这个工作流放到私有仓库里运行。',
        ),
      }
    case 'run-times-unreadable': {
      const said = warning.said?.printable(redact) ?? ''
      const answer =
        warning.status === undefined ? '' : ` (HTTP ${warning.status}${said === '' ? '' : `: ${said}`})`
      return {
        title: 'The times of this run cannot be read',
        what: both(
          `github-token cannot read when this run got its secrets${answer}, so it is not proven that its refresh token is the newest.`,
          `github-token 读不到本次运行取得 Secret 的时间${answer}，无法确认手里的刷新令牌是最新的。`,
        ),
        next: both(
          'Give the job `permissions: actions: read`.',
          '给 job 加上 `permissions: actions: read`。',
        ),
      }
    }
    case 'stale': {
      const when = warning.updatedAt === undefined ? '' : ` (stored ${bothZones(warning.updatedAt)})`
      const use = warning.sent
        ? both('Fxiaoke refused the old copy.', '纷享销客拒绝了旧令牌。')
        : both('The old copy was not used for anything.', '旧令牌没有被使用。')
      return {
        title: "This run's copy of the refresh token is stale",
        what: both(
          `The stored refresh token may be newer than the copy that this run was given${when}. ${warning.rerun ? 'A re-run gets the secrets of the first attempt. ' : ''}${use.en}`,
          `已存的刷新令牌可能比本次运行拿到的更新${when}。${warning.rerun ? '重新运行（re-run）用的是首次运行时的 Secret。' : ''}${use.zh}`,
        ),
        next: both('Start a new run; do not re-run this one.', '新建一次运行，不要 re-run。'),
      }
    }
    case 'refresh-token-unchanged': {
      const since = warning.since === undefined ? '' : `, stored since ${bothZones(warning.since)}`
      return {
        title: 'Fxiaoke did not change the refresh token',
        what: both(
          `Fxiaoke answered the same refresh token${since}. It was not written again, so that the secret's date still tells its age; its two months may not have started anew.`,
          `纷享销客返回的刷新令牌没有变化${since}。为保留 Secret 的日期（它的真实时间），没有重写；两个月的有效期可能没有重新计算。`,
        ),
        next: both(
          'If a refused token follows two months after that date, authorize again.',
          '如果从那天起两个月后令牌被拒绝，请重新授权。',
        ),
      }
    }
    case 'probe-left-behind':
      return {
        title: 'A write probe was left behind',
        what: both(
          `GitHub accepted the write probe ${warning.name} in ${warning.place} and did not delete it. It holds nothing.`,
          `GitHub 接受了写入探针 ${warning.name}（${warning.place}），但没有删掉它。里面没有任何内容。`,
        ),
        next: both('Delete that secret; the next run also tries to.', '删除这个 Secret；下次运行也会再试。'),
      }
    case 'answer-cut':
      return {
        title: "Fxiaoke's answer was cut off",
        what: both(
          'The answer broke off behind the tokens. Both tokens could be read whole and are used.',
          '答复在令牌之后中断。两个令牌都已完整读到并使用。',
        ),
        next: both(
          'Nothing to do; if it comes back, look at the proxy or network of the runner.',
          '无需处理；如果反复出现，请检查 runner 的代理或网络。',
        ),
      }
    case 'account-unknown':
      return {
        title: 'The account could not be checked',
        what: both(
          `The answer does not say whose tokens these are, so it is not proven that they belong to ${warning.expected}.`,
          `答复没有说明令牌属于谁，无法确认属于 ${warning.expected}。`,
        ),
        next: both(
          'Check the account by a request with the access token.',
          '用访问令牌调用一次接口，确认账号。',
        ),
      }
    case 'journal-unwritable':
      return {
        title: "The runner's state could not be written",
        what: both(
          'The sealed refresh token could not be kept for the post step. Had this run been killed, the post step could not have stored it.',
          '加密后的刷新令牌没能交给 post 步骤。如果本次运行被杀掉，post 步骤无法补存。',
        ),
        next: both('Check the free disk space of the runner.', '检查 runner 的磁盘空间。'),
      }
    case 'link-masked':
      return {
        title: 'The authorize link is masked',
        what: both(
          'The runner shows *** inside the authorize link, because app-id or redirect-url is kept as a secret.',
          '授权链接里出现 ***，因为 app-id 或 redirect-url 存成了 Secret。',
        ),
        next: both('Keep both in vars instead of secrets.', '请把它们放到 vars，而不是 secrets。'),
      }
  }
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}
