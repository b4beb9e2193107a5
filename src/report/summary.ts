import { both, otherLanguage } from '../bilingual.ts'
import type { Bilingual, Language } from '../bilingual.ts'
import { AUTHORIZE_AS_SHOWN } from '../errors/wording/steps.ts'
import { moment } from './dates.ts'
import type { FailureText } from './failure.ts'
import { headline, RESCUE } from './headline.ts'
import { countdown, isDoubtful, lifeBar, lifeSentence } from './life.ts'
import { code, fenced, link, linked, plain, shortened, table } from './markdown.ts'
import type { ReportContext } from './context.ts'
import { recordLine, replacedLine } from './record-line.ts'
import type { Recovery, Result } from './result.ts'
import { authorizeSection } from './authorize-section.ts'
import { HOLDS, OUTCOMES } from './secret-words.ts'
import { setUpSection } from './set-up-list.ts'
import { warningText } from './warning.ts'

/** More rows than anybody reads; the log has them all. */
const MOST_ROWS = 100

/** Characters of one name: GitHub takes environments of 255, and Fxiaoke's ids have no bound at all. */
const LONGEST_NAME = 100

/** Characters of what GitHub said of one place. */
const LONGEST_SENTENCE = 160

/** GitHub refuses a summary of more than 1 MiB. A section that would come near is left out of its language, in bytes. */
const LARGEST = 256 * 1024

const NAMES: Bilingual = both('English', '中文')

/**
 * The job summary, in the leading language, with the other one folded below it: on a success, what is stored and until
 * when it lives; on a failure, the page that a person works from.
 *
 * @param failure what there is to say of `result.error`
 */
export function summary(result: Result, failure: FailureText | undefined, context: ReportContext): string {
  const other = otherLanguage(result.language)
  const page = (language: Language): string => new Page(result, failure, context, language).text()
  return `${page(result.language)}\n\n<details>\n<summary>${NAMES[other]}</summary>\n\n${page(other)}\n\n</details>\n`
}

/** The summary in one language. */
class Page {
  readonly #result: Result
  readonly #failure: FailureText | undefined
  readonly #context: ReportContext
  readonly #language: Language

  constructor(result: Result, failure: FailureText | undefined, context: ReportContext, language: Language) {
    this.#result = result
    this.#failure = failure
    this.#context = context
    this.#language = language
  }

  text(): string {
    let size = 0
    const sections = this.#failure ? this.#failed(this.#failure) : this.#succeeded()
    return sections
      .filter((section) => {
        if (section === undefined || section === '') return false
        const larger = size + Buffer.byteLength(section)
        if (larger > LARGEST) return false
        size = larger
        return true
      })
      .join('\n\n')
  }

  #succeeded(): (string | undefined)[] {
    const { sign, text } = headline(this.#result)
    return [
      `## ${sign} ${plain(this.#in(text))}`,
      this.#about(),
      this.#replaced(),
      this.#rescued(),
      this.#warnings(),
      this.#recovery(),
      this.#authorize(),
      this.#lives(),
      this.#secrets(),
      this.#record(),
      this.#setUp(),
      this.#schedule(),
    ]
  }

  /** The verdict, what to do, then what is known. */
  #failed({ title, happened, urgent, next, links, fate, code }: FailureText): (string | undefined)[] {
    const isChoice = this.#result.recovery?.isChoice === true
    return [
      `## ❌ ${plain(this.#in(title))}`,
      this.#about(),
      urgent ? `> [!WARNING]\n> ${this.#lives() ?? ''}` : undefined,
      [happened, ...(code ? [code] : [])].map((text) => plain(this.#in(text))).join('<br>\n'),
      // Running the command at once does no harm: it is guarded. Where it is only a choice, it is not the first thing to do.
      isChoice ? undefined : this.#recovery(),
      this.#authorize(),
      this.#setUp(),
      ...this.#steps(next, links),
      isChoice ? this.#recovery() : undefined,
      `**${this.#of('What is known', '目前所知')}**`,
      fate && plain(this.#in(fate)),
      urgent ? undefined : this.#lives(),
      this.#secrets(),
      this.#record(),
      this.#evidence(),
      this.#warnings(),
    ]
  }

  /** What to do, but for what the section about authorizing says. */
  #steps(next: readonly Bilingual[], links: readonly string[]): string[] {
    const steps = next.filter(({ en }) => en !== AUTHORIZE_AS_SHOWN.en)
    if (steps.length === 0) return []
    return [
      `**${this.#of('What to do', '怎么办')}**`,
      steps.map((step, index) => `${index + 1}. ${linked(this.#in(step), links)}`).join('\n'),
    ]
  }

  #of(en: string, zh: string): string {
    return both(en, zh)[this.#language]
  }

  #in(text: Bilingual): string {
    return text[this.#language]
  }

  #named(text: string): string {
    return shortened(this.#context.redact(text), LONGEST_NAME)
  }

  /** Where the secrets live, which is all there is to say of the place where none was written; and whose words these are. */
  #about(): string | undefined {
    const { place, settingsUrl, step, openUserId, error } = this.#result
    const where = place && this.#named(this.#in(place))
    const shown = where && (settingsUrl === undefined ? plain(where) : link(where, settingsUrl))
    const user = openUserId === undefined || error ? undefined : code(this.#named(openUserId))
    const parts = [
      step === 'post' ? this.#of('Reported by the post step', '来自 post 步骤') : undefined,
      shown && this.#of(`Secrets of ${shown}`, `Secret 存放位置：${shown}`),
      user && this.#of(`Fxiaoke user ${user}`, `纷享销客用户 ${user}`),
    ].filter((part) => part !== undefined)
    return parts.length === 0 ? undefined : parts.join(' · ')
  }

  #replaced(): string | undefined {
    const line = replacedLine(this.#result)
    return line && plain(this.#in(line))
  }

  /** A main step that failed leaves a red job; this says that nothing has to be done about the token. */
  #rescued(): string | undefined {
    const { step, recovery } = this.#result
    // Where a command is shown as a choice, the warning beside it says that the token is probably stored.
    if (step !== 'post' || recovery) return undefined
    return this.#in(RESCUE)
  }

  #authorize(): string | undefined {
    return authorizeSection(this.#result, this.#language)
  }

  #recovery(): string | undefined {
    const { recovery } = this.#result
    if (!recovery) return undefined
    const [title, text] = recovery.isChoice ? this.#recoveryAsChoice() : this.#recoveryAtOnce(recovery)
    return [`### ${title}`, text, fenced(recovery.command, 'sh')].join('\n\n')
  }

  #recoveryAsChoice(): [title: string, text: string] {
    return [
      this.#of('The recovery command', '恢复命令'),
      this.#of(
        'Only if the next run is refused and nobody has authorized in the meantime: it replaces what the secret holds now with the token of this run.',
        '只有下一次运行被拒绝、且其间没有人重新授权时才需要执行：它会用本次运行的令牌替换 Secret 里现有的那个。',
      ),
    ]
  }

  #recoveryAtOnce(recovery: Recovery): [title: string, text: string] {
    const [name, gh] = [code(this.#named(recovery.name)), code('gh')]
    const place = plain(this.#named(this.#in(recovery.place)))
    return [
      this.#of('Store the new refresh token by hand', '手动保存新的刷新令牌'),
      this.#of(
        `This command stores it as ${name} in ${place}. Paste it into a POSIX shell (Linux, macOS, Git Bash) where ${gh} is logged in with permission to write that secret. ` +
          'The value is sealed: only GitHub can open it, and only while it keeps that key, so do it now. It writes nothing if the secret has changed since.',
        `下面的命令把它保存为 ${name}（${place}）。先用有写权限的账号登录 ${gh}，再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行。内容已加密，只有 GitHub 能解开；GitHub 更换公钥后即失效，请立即执行。如果 Secret 已被改动，命令不会写入。`,
      ),
    ]
  }

  #secrets(): string | undefined {
    const { secrets, place: main } = this.#result
    if (secrets.length === 0) return undefined
    const rows = secrets
      .slice(0, MOST_ROWS)
      .map(({ name, settingsUrl, place, holds, shared, outcome, reason }) => {
        const { sign, text } = OUTCOMES[outcome]
        const token = this.#in(HOLDS[holds])
        const lines = [
          `${sign} ${link(this.#named(name), settingsUrl)} ${plain(this.#in(text))}`,
          // Where it is another than that of the run.
          place.en === main?.en ? '' : plain(this.#named(this.#in(place))),
          reason === undefined
            ? ''
            : plain(shortened(this.#context.redact(this.#in(reason)), LONGEST_SENTENCE)),
        ]
        return [
          plain(shared ? this.#of(`${token}, shared`, `${token}（共享）`) : token),
          lines.filter((line) => line !== '').join('<br>'),
        ]
      })
    const header = [this.#of('Token', '令牌'), 'Secret']
    const left = secrets.length - MOST_ROWS
    const more = left > 0 ? `\n\n${this.#of(`and ${left} more`, `另有 ${left} 项`)}` : ''
    return `${table(header, rows)}${more}`
  }

  /** What is left of the tokens, and until when; of the refresh token with a bar, where its age says so. */
  #lives(): string | undefined {
    const { refreshTokenLife, accessTokenExpiresAt, now } = this.#result
    const access =
      accessTokenExpiresAt && lifeSentence(both('The access token', '访问令牌'), accessTokenExpiresAt, now)
    const lines = [
      this.#failure || refreshTokenLife ? this.#countdown() : undefined,
      access && plain(this.#in(access)),
    ].filter((line) => line !== undefined)
    return lines.length === 0 ? undefined : lines.join('<br>\n')
  }

  #countdown(): string | undefined {
    const { refreshTokenLife: life, error, now } = this.#result
    const text = countdown(this.#result)
    if (!text) return undefined
    const bar = life && !isDoubtful(error) ? `${code(lifeBar(life, now))} ` : ''
    return `${bar}${plain(this.#in(text))}`
  }

  #evidence(): string {
    const { docs, seen } = this.#failure ?? {}
    const { error } = this.#result
    const more = docs && link(this.#of('more about it', '详细说明'), this.#in(docs))
    const report =
      error?.id === 'internal-error'
        ? ` · ${link(this.#of('report it', '反馈问题'), this.#context.issuesUrl)}`
        : ''
    return [
      ...(seen ? [`${this.#of('Seen: ', '依据：')}${code(this.#in(seen))}`] : []),
      `${this.#of('Error ', '错误 ')}${code(error?.id ?? '')}${this.#of(': ', '：')}${more ?? ''}${report}`,
    ].join('<br>\n')
  }

  #record(): string | undefined {
    const { record } = this.#result
    return record && plain(this.#in(recordLine(record)))
  }

  #setUp(): string | undefined {
    return setUpSection(this.#result, this.#context, this.#language)
  }

  #schedule(): string | undefined {
    const { schedule, now } = this.#result
    if (!schedule) return undefined
    const { cron, runsInTokenLife: runs, next } = schedule
    const line = code(this.#named(cron))
    const at = next && plain(this.#in(moment(next, now)))
    // GitHub tells the cron line, and not the time zone that a schedule may carry.
    const zone = code('timezone')
    return this.#of(
      `Schedule: ${line} runs ${runs} ${runs === 1 ? 'time' : 'times'} in the 60 days of a new refresh token.${at === undefined ? '' : ` Next on ${at}, unless the schedule sets a ${zone}.`}`,
      `定时：${line} 在新刷新令牌的 60 天内运行 ${runs} 次。${at === undefined ? '' : `下一次：${at}；如果定时设置了 ${zone}，以它为准。`}`,
    )
  }

  #warnings(): string | undefined {
    const { warnings, now } = this.#result
    if (warnings.length === 0) return undefined
    const items = warnings.map((warning) => {
      const { title, what, next } = warningText(warning, now, this.#context)
      const text = [what, next].map((one) => plain(this.#in(one))).join(this.#of(' ', ''))
      return `- ⚠️ **${plain(this.#in(title))}**<br>${text}`
    })
    return items.join('\n')
  }
}
