import { both, otherLanguage } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { Annotation } from '../world.ts'
import { annotations } from './annotations.ts'
import type { ReportContext } from './context.ts'
import { failureText } from './failure.ts'
import { headline } from './headline.ts'
import { countdown, lifeSentence } from './life.ts'
import { outputs } from './outputs.ts'
import { recordLine, replacedLine } from './record-line.ts'
import type { Result } from './result.ts'
import { OUTCOMES } from './secret-words.ts'
import { setUpLines } from './set-up-list.ts'
import { summary } from './summary.ts'

/** What a run has to say, and where. */
export interface Report {
  annotations: Annotation[]
  log: string[]
  /** Markdown. */
  summary: string
  outputs: Record<string, string>
}

/**
 * Puts a result into words.
 *
 * @param result of the main or the post step
 * @param context redacts, and knows where the documentation is
 * @returns texts for the runner; only `outputs` may hold the access token
 */
export function report(result: Result, context: ReportContext): Report {
  const failure = result.error && failureText(result.error, result, context)
  return {
    annotations: annotations(result, failure, context),
    log: log(result).map(context.redact),
    summary: context.redact(summary(result, failure, context)),
    outputs: outputs(result, context),
  }
}

/** The end of the log: what was stored, the verdict, and what has to be copied, each on a line of its own. */
function log(result: Result): string[] {
  const { language, now, error, secrets, accessTokenExpiresAt, refreshTokenLife, recovery, record } = result
  const { authorizeLink } = result
  const { sign: verdictSign, text: verdict } = headline(result)
  const said: (Bilingual | string | undefined)[] = [
    ...secrets.map(({ name, place, outcome, reason }) => {
      const { sign, text } = OUTCOMES[outcome]
      const why = reason === undefined ? both('', '') : both(` (${reason.en})`, `（${reason.zh}）`)
      return both(
        `${sign} ${name} in ${place.en}: ${text.en}${why.en}.`,
        `${sign} ${name}（${place.zh}）：${text.zh}${why.zh}。`,
      )
    }),
    error ? undefined : both(`${verdictSign} ${verdict.en}.`, `${verdictSign} ${verdict.zh}。`),
    ...setUpLines(result),
    replacedLine(result),
    accessTokenExpiresAt && lifeSentence(both('The access token', '访问令牌'), accessTokenExpiresAt, now),
    error || !refreshTokenLife ? undefined : countdown(result),
    record && recordLine(record),
    recovery &&
      (recovery.isChoice
        ? both(
            'If the next run is refused, and nobody has authorized in the meantime, this command puts the token of this run in the place of what the secret holds now:',
            '如果下一次运行被拒绝，且其间没有人重新授权，这条命令会用本次运行的令牌替换 Secret 里现有的那个：',
          )
        : both(
            `This command stores the new refresh token as ${recovery.name} in ${recovery.place.en}. Only GitHub can open what it holds:`,
            `这条命令把新的刷新令牌存为 ${recovery.name}（${recovery.place.zh}），内容只有 GitHub 能解开：`,
          )),
    recovery?.command,
    authorizeLink === undefined
      ? undefined
      : both(
          'Authorize here, then pass the address that the browser landed on as authorization-code:',
          '在这里授权，再把浏览器最后跳转到的网址填入 authorization-code：',
        ),
    authorizeLink,
    // Of a failure, the annotation says it.
    error ? undefined : both(`English: ${verdict.en}.`, `中文：${verdict.zh}。`)[otherLanguage(language)],
  ]
  return said
    .filter((line) => line !== undefined)
    .map((line) => (typeof line === 'string' ? line : line[language]))
}
