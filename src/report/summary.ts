import type { Bilingual } from '../errors/catalogue.ts'
import { bothZones, relative } from './dates.ts'
import type { FailureText } from './failure.ts'
import { lifeBar } from './life.ts'
import { code, fenced, link, plain, table } from './markdown.ts'
import type { ReportContext } from './report.ts'
import type { Result, SecretOutcome } from './result.ts'
import { headline } from './verdict-text.ts'
import { warningText } from './warnings.ts'

/** More rows than anybody reads; the log has them all. */
const MOST_ROWS = 120

const OUTCOMES: Readonly<Record<SecretOutcome['outcome'], string>> = {
  created: '✅ created',
  updated: '✅ updated',
  unchanged: '✅ unchanged, not written',
  planned: '✅ can be written',
  failed: '❌ not stored',
  'changed-meanwhile': '⚠️ changed by somebody else meanwhile, left alone',
}

/**
 * The job summary: on a success, what is stored where and until when it lives; on a failure, the page that a person
 * works from.
 *
 * @param failure what there is to say of `result.error`
 */
export function summary(result: Result, failure: FailureText | undefined, context: ReportContext): string {
  const sections = [
    failure
      ? `## ❌ ${plain(failure.title.en)} · ${plain(failure.title.zh)}`
      : `## ${headline(result).map(plain).join(' · ')}`,
    whereabouts(result, context),
    // Before any explanation: it is guarded, so that running it at once does no harm.
    result.recovery === undefined ? undefined : recoverySection(result.recovery, context),
    failure && failureSections(failure, result),
    result.authorizeLink === undefined ? undefined : authorizeSection(result.authorizeLink),
    secretsSection(result.secrets, context),
    lifeSection(result),
    checkSection(result, context),
    scheduleSection(result, context),
    warningsSection(result, context),
  ]
  return `${sections.filter((section) => section !== undefined && section !== '').join('\n\n')}\n`
}

/** Where the secrets live, which is all there is to say of the place where none was written; and whose words these are. */
function whereabouts({ place, step }: Result, { redact }: ReportContext): string | undefined {
  const parts = [
    step === 'post' ? 'Post step · post 步骤' : undefined,
    place === undefined ? undefined : `Secrets of ${plain(redact(place))} · Secret 位置`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(', ')
}

function failureSections(failure: FailureText, { error }: Result): string {
  const { countdown, urgent, seen } = failure
  const inLanguage = (language: keyof Bilingual, whatToDo: string): string => {
    const left = countdown && plain(countdown[language])
    return [
      urgent && left ? `> [!WARNING]\n> ${left}` : '',
      plain(failure.happened[language]),
      plain(failure.fate[language]),
      urgent || !left ? '' : left,
      `**${whatToDo}**`,
      failure.next.map((step, index) => `${index + 1}. ${plain(step[language])}`).join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n')
  }
  return [
    inLanguage('en', 'What to do'),
    seen === undefined ? '' : `Seen: ${code(seen)}`,
    `Error ${code(error?.id ?? '')}: ${link('more about it', failure.docs.en)}`,
    '---',
    inLanguage('zh', '怎么办'),
    `错误 ${code(error?.id ?? '')}：${link('详细说明', failure.docs.zh)}`,
    '---',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function authorizeSection(url: string): string {
  return [
    '### Authorize · 授权',
    `${link('Open the authorize page', url)} as the Fxiaoke user whose login this is; it can be used for 24 hours. ` +
      'Afterwards start this workflow again and paste the whole address that the browser landed on into its ' +
      `${code('authorization-code')} input.`,
    `用要登录的纷享销客账号${link('打开授权页', url)}，24 小时内有效。授权后再次运行本工作流，把浏览器最后跳转到的完整地址填进 ${code('authorization-code')}。`,
    fenced(url),
    'If the link shows `***`, keep app-id and redirect-url in `vars`, not in `secrets`. · 链接里出现 `***` 时，请把 app-id 和 redirect-url 放在 `vars` 而不是 `secrets`。',
  ].join('\n\n')
}

function recoverySection(recovery: NonNullable<Result['recovery']>, { redact }: ReportContext): string {
  const { command } = recovery
  const [name, place] = [redact(recovery.name), redact(recovery.place)]
  return [
    '### Store the new refresh token by hand · 手动保存新的刷新令牌',
    `This command stores it as ${code(name)} in ${plain(place)}. Paste it into a POSIX shell where ${code('gh')} is logged in with a token that may write that secret. ` +
      'The value is sealed: only GitHub can open it, and only while it keeps that key, so do it now. It writes nothing if the secret has changed since.',
    `下面的命令把它保存为 ${code(name)}（${plain(place)}）。在已用有写权限的 token 登录 ${code('gh')} 的 POSIX shell 里粘贴执行。内容已加密，只有 GitHub 能解开，而且只在该密钥有效期间，请立即执行。如果 Secret 已被改动，命令不会写入。`,
    fenced(command, 'sh'),
  ].join('\n\n')
}

function secretsSection(secrets: readonly SecretOutcome[], { redact }: ReportContext): string | undefined {
  if (secrets.length === 0) return undefined
  const rows = secrets
    .slice(0, MOST_ROWS)
    .map((secret) => [
      link(redact(secret.name), secret.settingsUrl),
      plain(redact(secret.place)),
      `${secret.holds === 'refresh-token' ? 'refresh token' : 'access token'}${secret.shared ? ', shared' : ''}`,
      `${OUTCOMES[secret.outcome]}${secret.reason === undefined ? '' : ` (${plain(redact(secret.reason))})`}`,
    ])
  const more = secrets.length > MOST_ROWS ? `\n\nand ${secrets.length - MOST_ROWS} more` : ''
  return `### Secrets\n\n${table(['Secret', 'Place', 'Holds', 'Outcome'], rows)}${more}`
}

function lifeSection(result: Result): string | undefined {
  const { refreshTokenLife: life, accessTokenExpiresAt, now } = result
  const bar = lifeBar(result)
  const spent =
    ['unknown', 'discarded'].includes(result.error?.fate ?? '') ||
    result.error?.id === 'refresh-token-rejected'
  const rows = [
    ...(accessTokenExpiresAt
      ? [['Access token', bothZones(accessTokenExpiresAt), relative(accessTokenExpiresAt, now)]]
      : []),
    ...(life && !spent ? [['Stored refresh token', bothZones(life.until), relative(life.until, now)]] : []),
  ]
  if (rows.length === 0) return undefined
  const drawn = bar === undefined || spent ? '' : `\n\n${fenced(bar)}`
  return `### Life of the tokens · 令牌有效期\n\n${table(
    ['Token', 'Lives until', ''],
    rows.map((row) => row.map(plain)),
  )}${drawn}`
}

function checkSection({ check }: Result, { redact }: ReportContext): string | undefined {
  if (!check) return undefined
  const list = (sentences: readonly string[], sign: string): string =>
    sentences.map((sentence) => `- ${sign} ${plain(redact(sentence))}`).join('\n')
  return `### What this dry run has proven · 试运行已确认\n\n${list(check.proven, '✅')}\n\n### What it has not · 未能确认\n\n${list(check.unproven, '❔')}`
}

function scheduleSection({ schedule, now }: Result, { redact }: ReportContext): string | undefined {
  if (!schedule) return undefined
  const next =
    schedule.next === undefined
      ? ''
      : ` Next on ${plain(bothZones(schedule.next))}, ${plain(relative(schedule.next, now))}.`
  return `### Schedule · 定时任务\n\n${code(redact(schedule.cron))} runs ${schedule.runsInTokenLife} ${schedule.runsInTokenLife === 1 ? 'time' : 'times'} in the 60 days of a new refresh token.${next}`
}

function warningsSection({ warnings }: Result, { redact }: ReportContext): string | undefined {
  if (warnings.length === 0) return undefined
  const items = warnings.map((warning) => {
    const { title, what, next } = warningText(warning, redact)
    return `- ⚠️ **${plain(title)}** ${plain(what.en)} ${plain(next.en)}<br>${plain(what.zh)}${plain(next.zh)}`
  })
  return `### Warnings · 提醒\n\n${items.join('\n')}`
}
