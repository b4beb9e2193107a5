import type { ActionError } from '../errors/action-error.ts'
import { CATALOGUE, docsPath, fateSentence } from '../errors/catalogue.ts'
import type { Bilingual } from '../errors/catalogue.ts'
import { both } from '../errors/entries/entry.ts'
import { countdown, isUrgent } from './life.ts'
import type { ReportContext } from './report.ts'
import type { Result } from './result.ts'

/** What there is to say of a failure, in the order in which a person needs it. */
export interface FailureText {
  title: Bilingual
  happened: Bilingual
  /** What was seen, the same in both languages; undefined when nothing was. */
  seen: string | undefined
  fate: Bilingual
  countdown: Bilingual | undefined
  /** Whether the countdown comes before everything else. */
  urgent: boolean
  next: readonly Bilingual[]
  docs: Bilingual
}

/** Reads the catalogue for an error, and redacts what others have said. */
export function failureText(error: ActionError, result: Result, context: ReportContext): FailureText {
  const { id, fate, evidence } = error
  const entry = CATALOGUE[id]
  return {
    title: entry.title,
    happened: entry.happened(evidence),
    seen: seen(error, context),
    fate: fateSentence(fate, evidence),
    countdown: countdown(result),
    urgent: isUrgent(result),
    next: entry.next(evidence),
    docs: both(`${context.docsUrl}/${docsPath(id)}`, `${context.docsUrl}/${docsPath(id, 'zh')}`),
  }
}

/** The evidence on one line: what was asked, what was answered, and the ids that a support team asks for. */
function seen({ evidence }: ActionError, { redact }: ReportContext): string | undefined {
  const { request, host, status, network, errorCode, said, traceId } = evidence
  const message = said?.printable(redact) ?? ''
  const answer = [
    status === undefined ? '' : `HTTP ${status}`,
    network === undefined ? '' : `no usable answer (${network})`,
    errorCode === undefined ? '' : `errorCode ${errorCode}`,
    message === '' ? '' : `"${message}"`,
    traceId === undefined ? '' : `trace id ${traceId}`,
  ].filter((part) => part !== '')
  if (answer.length === 0) return undefined
  const asked = [request, host === undefined ? undefined : `at ${host}`].filter((part) => part !== undefined)
  return `${asked.length === 0 ? '' : `${asked.join(' ')}: `}${answer.join(', ')}`
}

/** The `::error` of a failure: English, and one line in Chinese for the next step. */
export function failureMessage(text: FailureText): string {
  const { countdown: left, urgent } = text
  const lines = [
    urgent ? left?.en : undefined,
    text.happened.en,
    text.seen === undefined ? undefined : `Seen: ${text.seen}.`,
    text.fate.en,
    urgent ? undefined : left?.en,
    ...text.next.map(({ en }, index) => `${index + 1}. ${en}`),
    `下一步：${text.next[0]?.zh ?? ''}`,
    `More: ${text.docs.en}`,
  ]
  return lines.filter((line) => line !== undefined).join('\n')
}
