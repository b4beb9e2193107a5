import { both, otherLanguage } from '../bilingual.ts'
import type { Bilingual, Language } from '../bilingual.ts'
import type { Annotation } from '../world.ts'
import type { ReportContext } from './context.ts'
import type { FailureText } from './failure.ts'
import { RESCUE } from './headline.ts'
import type { Result } from './result.ts'
import { warningText } from './warning.ts'

/** Of an annotation, GitHub shows no more characters; its title counted in, to be safe. */
const LONGEST = 4_096

/** A language of which no more than this is left is left out. */
const SHORTEST = 40

/** What GitHub shows on the page of the run: plain text in the leading language, and one line in the other. */
export function annotations(
  result: Result,
  failure: FailureText | undefined,
  context: ReportContext,
): Annotation[] {
  const { language, error, step, warnings, recovery, now } = result
  const told = (level: Annotation['level'], title: Bilingual, message: Message): Annotation =>
    annotation(level, title, message, language, context.redact)
  return [
    ...(failure && error ? [told('error', failure.title, { ...ofFailure(failure), id: error.id })] : []),
    ...warnings.map((warning) => {
      const { title, what, next } = warningText(warning, now, context)
      return told('warning', title, { lines: [what, next], next })
    }),
    // A main step that was killed leaves a red job. Where a command is shown as a choice, the warning beside it says more.
    ...(step === 'post' && !error && !recovery ? [told('notice', RESCUED.title, RESCUED)] : []),
  ]
}

interface Message {
  /** Stands in the title, in brackets. */
  id?: string
  lines: readonly Bilingual[]
  /** The step that is told in the other language, too. */
  next: Bilingual
  /** A line that is never cut. */
  more?: Bilingual
}

const RESCUED = {
  title: both('The new refresh token is stored after all', '新的刷新令牌已补存'),
  lines: [RESCUE],
  next: both('Nothing to do: the refresh token is stored.', '无需处理，刷新令牌已保存。'),
}

function ofFailure({ urgent, countdown, happened, seen, fate, code, next, docs }: FailureText): Message {
  const lines = [
    urgent ? countdown : undefined,
    happened,
    code,
    seen && both(`Seen: ${seen.en}.`, `依据：${seen.zh}。`),
    fate,
    urgent ? undefined : countdown,
    ...next.map(({ en, zh }, index) => both(`${index + 1}. ${en}`, `${index + 1}. ${zh}`)),
  ].filter((line) => line !== undefined)
  const [first = both('', '')] = next
  // A step that leads on to the next one ends with a colon, and here is no next one.
  const alone = both(
    first.en.replace(/:$/, '; see the job summary.'),
    first.zh.replace(/：$/, '，详见运行摘要。'),
  )
  return { lines, next: alone, more: both(`More: ${docs.en}`, `详见：${docs.zh}`) }
}

function annotation(
  level: Annotation['level'],
  titleInBoth: Bilingual,
  { id, lines, next, more }: Message,
  language: Language,
  redact: (text: string) => string,
): Annotation {
  const title = redact(`${titleInBoth[language]}${id === undefined ? '' : ` (${id})`}`)
  const [en, zh] = [`English: ${titleInBoth.en}. ${next.en}`, `中文：${titleInBoth.zh}。${next.zh}`]
  const other = redact(both(en, zh)[otherLanguage(language)])
  const last = more === undefined ? '' : `\n${redact(more[language])}`
  const room = LONGEST - title.length - last.length
  const body = cut(redact(lines.map((line) => line[language]).join('\n')), room) + last
  // The other language gives way first.
  const left = LONGEST - title.length - body.length - 1
  return { level, title, message: left < SHORTEST ? body : `${body}\n${cut(other, left)}` }
}

/** A text of at most so many characters, as GitHub counts them, and a sign that there was more. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
