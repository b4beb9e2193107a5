import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import { bothZones, moment, relative, relativeZh } from './dates.ts'
import type { FailureText } from './failure.ts'
import { isDoubtful, lifeBar } from './life.ts'
import { code, fenced, link, plain, shortened, table } from './markdown.ts'
import type { ReportContext } from './context.ts'
import { recordLine, replacedLine } from './record-line.ts'
import type { Recovery, Result, SecretOutcome } from './result.ts'
import { headline } from './verdict-text.ts'
import { warningText } from './warnings.ts'

/** More rows than anybody reads; the log has them all. */
const MOST_ROWS = 100

/** Characters of one name: GitHub takes environments of 255, and Fxiaoke's ids have no bound at all. */
const LONGEST_NAME = 100

/** Characters of what a dry run found out about one place, and of what GitHub said of one. */
const LONGEST_SENTENCE = 160

/** GitHub refuses a summary of more than 1 MiB. A section that would come near is left out, in bytes. */
const LARGEST = 512 * 1024

const OUTCOMES: Readonly<Record<SecretOutcome['outcome'], Bilingual>> = {
  created: both('✅ created', '已新建'),
  updated: both('✅ updated', '已更新'),
  unchanged: both('✅ unchanged, not written', '未变，未重写'),
  presumed: both('✅ probably updated', '应已更新'),
  planned: both('✅ can be written', '可写入'),
  failed: both('❌ not stored', '未存入'),
  'changed-meanwhile': both('⚠️ changed meanwhile, left alone', '其间已变化，未改动'),
}

const HOLDS: Readonly<Record<SecretOutcome['holds'], Bilingual>> = {
  'refresh-token': both('refresh token', '刷新令牌'),
  'access-token': both('access token', '访问令牌'),
}

/**
 * The job summary: on a success, what is stored where and until when it lives; on a failure, the page that a person
 * works from.
 *
 * @param failure what there is to say of `result.error`
 */
export function summary(result: Result, failure: FailureText | undefined, context: ReportContext): string {
  const { recovery, authorizeLink } = result
  // Not the first thing to do then.
  const recoverLater = recovery?.isChoice === true
  const command = recovery && recoverySection(recovery, recoverLater, context)
  const warnings = warningsSection(result, context)
  const replaced = replacedLine(result)
  const sections = [
    failure ? `## ❌ ${inBoth(failure.title)}` : `## ${headline(result).map(plain).join('<br>')}`,
    whereabouts(result, context),
    replaced && inBoth(replaced),
    rescued(result),
    failure ? undefined : warnings,
    // What a person has to do stands before any explanation. Running the command at once does no harm: it is guarded.
    recoverLater ? undefined : command,
    authorizeLink === undefined ? undefined : authorizeSection(authorizeLink),
    failure && failureSections(failure, result, context),
    recoverLater ? command : undefined,
    secretsSection(result, context),
    result.record && inBoth(recordLine(result.record)),
    lifeSection(result),
    dryRunSection(result, context),
    scheduleSection(result, context),
    failure ? warnings : undefined,
  ]
  let size = 0
  const said = sections.filter((section) => {
    if (section === undefined || section === '') return false
    const larger = size + Buffer.byteLength(section)
    if (larger > LARGEST) return false
    size = larger
    return true
  })
  return `${said.join('\n\n')}\n`
}

/** English above Chinese, in a heading, a cell or an item of a list. */
function inBoth({ en, zh }: Bilingual): string {
  return `${plain(en)}<br>${plain(zh)}`
}

/** Where the secrets live, which is all there is to say of the place where none was written; and whose words these are. */
function whereabouts(result: Result, { redact }: ReportContext): string | undefined {
  const { place, settingsUrl, step, openUserId, error } = result
  const named = (text: string): string => shortened(redact(text), LONGEST_NAME)
  const shown = (text: string): string =>
    settingsUrl === undefined ? plain(named(text)) : link(named(text), settingsUrl)
  const lines = [
    step === 'post' ? 'Told by the post step · 来自 post 步骤' : undefined,
    place && `Secrets of ${shown(place.en)} · Secret 存放位置：${shown(place.zh)}`,
    openUserId === undefined || error
      ? undefined
      : `Tokens of the Fxiaoke user ${code(named(openUserId))} · 令牌所属的纷享销客用户`,
  ]
  const said = lines.filter((line) => line !== undefined)
  return said.length === 0 ? undefined : said.join('<br>\n')
}

/** A main step that was killed leaves a red job; this says that nothing has to be done about the token. */
function rescued({ step, error, recovery }: Result): string | undefined {
  if (step !== 'post' || error || recovery) return undefined
  return [
    'The main step ended early, but nothing has to be done by hand. The access token of that run was not stored; the next run that needs one gets a new one.',
    '主步骤提前结束，但无需人工处理。那次运行的访问令牌没有保存，下一次需要它的运行会重新获取。',
  ].join('\n\n')
}

function failureSections(failure: FailureText, { error }: Result, { issuesUrl }: ReportContext): string {
  const { countdown, urgent, seen, links, docs } = failure
  const inLanguage = (language: keyof Bilingual, words: FailureWords): string => {
    const left = countdown && plain(countdown[language])
    const more = link(words.more, docs[language])
    const report = error?.id === 'internal-error' ? ` · ${link(words.report, issuesUrl)}` : ''
    return [
      urgent && left ? `> [!WARNING]\n> ${left}` : '',
      plain(failure.happened[language]),
      plain(failure.fate[language]),
      urgent || !left ? '' : left,
      `**${words.whatToDo}**`,
      failure.next.map((step, index) => `${index + 1}. ${linked(step[language], links)}`).join('\n'),
      seen === undefined ? '' : `${words.seen}${code(seen)}`,
      `${words.error}${code(error?.id ?? '')}${words.colon}${more}${report}`,
    ]
      .filter((part) => part !== '')
      .join('\n\n')
  }
  return [inLanguage('en', ENGLISH), '---', inLanguage('zh', CHINESE)].join('\n\n')
}

interface FailureWords {
  whatToDo: string
  seen: string
  error: string
  colon: string
  more: string
  report: string
}

const ENGLISH: FailureWords = {
  whatToDo: 'What to do',
  seen: 'Seen: ',
  error: 'Error ',
  colon: ': ',
  more: 'more about it',
  report: 'report it',
}

const CHINESE: FailureWords = {
  whatToDo: '怎么办',
  seen: '看到的内容：',
  error: '错误 ',
  colon: '：',
  more: '详细说明',
  report: '反馈问题',
}

/** A text in which these addresses, and no others, are links. */
function linked(text: string, urls: readonly string[]): string {
  const [url, ...others] = urls
  if (url === undefined) return plain(text)
  const parts = text.split(url)
  return parts
    .map((part, index) => {
      const before = index < parts.length - 1 && part.endsWith(' ') ? ' ' : ''
      // In plain text a space ends an address, also before a Chinese comma; a link ends by itself.
      const after = index > 0 && /^ [^，。）]/.test(part) ? ' ' : ''
      return `${after}${linked(part, others)}${before}`
    })
    .join(link(url, url))
}

function authorizeSection(url: string): string {
  const input = code('authorization-code')
  return [
    '### Authorize · 授权',
    `1. ${link('Open the authorize page', url)} within 24 hours, sign in as the Fxiaoke user whom the tokens are to belong to, and approve.\n` +
      `2. Copy the whole address of the page where the browser lands; the page itself may show an error.\n` +
      `3. At once start this workflow again (Run workflow, not Re-run) with that address in ${input}: the code in it works once, and not for long.`,
    // Between the two lists, which would be one.
    fenced(url),
    `1. 24 小时内${link('打开授权页', url)}，用令牌应归属的那个纷享销客账号登录并同意授权。\n` +
      `2. 复制浏览器最后跳转到的完整网址；页面打不开也没关系。\n` +
      `3. 立即再次运行本工作流（点 Run workflow，不要点 Re-run），把网址填入 ${input}：其中的 code 只能用一次，且很快过期。`,
    'If the link shows `***`, keep app-id and redirect-url in `vars`, not in `secrets`.<br>链接里出现 `***` 时，请把 app-id 和 redirect-url 放在 `vars` 而不是 `secrets`。',
  ].join('\n\n')
}

function recoverySection(recovery: Recovery, later: boolean, { redact }: ReportContext): string {
  const command = fenced(recovery.command, 'sh')
  if (later)
    return [
      '### The recovery command · 恢复命令',
      'Only if the next run is refused, and nobody has authorized in the meantime: it puts the token of this run in the place of what the secret holds now.',
      '只有下一次运行被拒绝、且其间没有人重新授权时才需要执行：它会用本次运行的令牌替换 Secret 里现有的那个。',
      command,
    ].join('\n\n')
  const name = code(redact(recovery.name))
  const { en, zh } = recovery.place
  const gh = code('gh')
  return [
    '### Store the new refresh token by hand · 手动保存新的刷新令牌',
    `This command stores it as ${name} in ${plain(redact(en))}. Paste it into a POSIX shell (Linux, macOS, Git Bash) where ${gh} is logged in as somebody who may write that secret. ` +
      'The value is sealed: only GitHub can open it, and only while it keeps that key, so do it now. It writes nothing if the secret has changed since.',
    `下面的命令把它保存为 ${name}（${plain(redact(zh))}）。先用有写权限的账号登录 ${gh}，再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行。内容已加密，只有 GitHub 能解开；GitHub 更换公钥后即失效，请立即执行。如果 Secret 已被改动，命令不会写入。`,
    command,
  ].join('\n\n')
}

function secretsSection({ secrets, dryRun }: Result, { redact }: ReportContext): string | undefined {
  if (secrets.length === 0) return undefined
  const named = (text: string): string => shortened(redact(text), LONGEST_NAME)
  const rows = secrets
    .slice(0, MOST_ROWS)
    .map(({ name, settingsUrl, place, holds, shared, outcome, reason }) => [
      link(named(name), settingsUrl),
      inBoth(both(named(place.en), named(place.zh))),
      inBoth(shared ? both(`${HOLDS[holds].en}, shared`, `${HOLDS[holds].zh}（共享）`) : HOLDS[holds]),
      `${inBoth(OUTCOMES[outcome])}${reason === undefined ? '' : `<br>${plain(shortened(redact(reason), LONGEST_SENTENCE))}`}`,
    ])
  const left = secrets.length - MOST_ROWS
  const more = left > 0 ? `\n\nand ${left} more · 另有 ${left} 项` : ''
  const title = dryRun ? 'Secrets · 涉及的 Secret' : 'Secrets · 已存的 Secret'
  return `### ${title}\n\n${table(['Secret', 'Place · 位置', 'Holds · 内容', 'Outcome · 结果'], rows)}${more}`
}

function lifeSection(result: Result): string | undefined {
  const { refreshTokenLife: life, accessTokenExpiresAt, now } = result
  const bar = lifeBar(result)
  const spent = isDoubtful(result.error)
  const row = (token: string, until: Date): string[] => [
    token,
    bothZones(until),
    `${relative(until, now)} · ${relativeZh(until, now)}`,
  ]
  const rows = [
    ...(accessTokenExpiresAt ? [row('Access token · 访问令牌', accessTokenExpiresAt)] : []),
    ...(life && !spent ? [row('Stored refresh token · 已存的刷新令牌', life.until)] : []),
  ]
  if (rows.length === 0) return undefined
  const drawn = bar === undefined || spent ? '' : `\n\n${fenced(bar)}`
  return `### Life of the tokens · 令牌有效期\n\n${table(
    ['Token · 令牌', 'Lives until · 有效期至', 'From now · 距今'],
    rows.map((cells) => cells.map(plain)),
  )}${drawn}`
}

function dryRunSection({ dryRun }: Result, { redact }: ReportContext): string | undefined {
  if (!dryRun) return undefined
  const sentence = (text: string): string => shortened(redact(text), LONGEST_SENTENCE)
  const list = (sentences: readonly Bilingual[], sign: string): string =>
    [
      ...sentences
        .slice(0, MOST_ROWS)
        .map((one) => `- ${sign} ${inBoth(both(sentence(one.en), sentence(one.zh)))}`),
      ...(sentences.length > MOST_ROWS
        ? [`- and ${sentences.length - MOST_ROWS} more · 另有 ${sentences.length - MOST_ROWS} 项`]
        : []),
    ].join('\n')
  return `### What this dry run has proven · 试运行已确认\n\n${list(dryRun.proven, '✅')}\n\n### What it has not · 未能确认\n\n${list(dryRun.unproven, '❓')}`
}

function scheduleSection({ schedule, now }: Result, { redact }: ReportContext): string | undefined {
  if (!schedule) return undefined
  const { cron, runsInTokenLife: runs, next } = schedule
  const line = code(shortened(redact(cron), LONGEST_NAME))
  // GitHub tells the cron line, and not the time zone that a schedule may carry.
  const [nextEn, nextZh] = next
    ? [
        ` Next on ${plain(moment(next, now).en)}, unless the schedule sets a ${code('timezone')}.`,
        `下一次在 ${plain(moment(next, now).zh)}（前提是定时没有设置 ${code('timezone')}）。`,
      ]
    : ['', '']
  return [
    '### Schedule · 定时任务',
    `${line} runs ${runs} ${runs === 1 ? 'time' : 'times'} in the 60 days of a new refresh token.${nextEn}<br>` +
      `${line} 在新刷新令牌的 60 天内运行 ${runs} 次。${nextZh}`,
  ].join('\n\n')
}

function warningsSection({ warnings, now }: Result, context: ReportContext): string | undefined {
  if (warnings.length === 0) return undefined
  const items = warnings.map((warning) => {
    const { title, what, next } = warningText(warning, now, context)
    return [
      `- ⚠️ **${plain(title.en)} · ${plain(title.zh)}**`,
      `${plain(what.en)} ${plain(next.en)}`,
      `${plain(what.zh)}${plain(next.zh)}`,
    ].join('<br>')
  })
  return `### Warnings · 警告\n\n${items.join('\n')}`
}
