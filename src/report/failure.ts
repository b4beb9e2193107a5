import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { ActionError } from '../errors/action-error.ts'
import { docsPath, fateSentence, wordsOf } from '../errors/catalogue.ts'
import { AUTHORIZE_AS_SHOWN, AUTHORIZE_BY_SHOWN_LINK } from '../errors/entries/steps.ts'
import { evidenceOf } from '../errors/failure.ts'
import type { Failure } from '../errors/failure.ts'
import { countdown, isUrgent } from './life.ts'
import type { ReportContext } from './context.ts'
import { shortened } from './markdown.ts'
import type { Result } from './result.ts'

/** What there is to say of a failure, in the order in which a person needs it. */
export interface FailureText {
  title: Bilingual
  happened: Bilingual
  /** What was asked and answered; undefined when nothing was. */
  seen: Bilingual | undefined
  /** Undefined where there is no token yet. */
  fate: Bilingual | undefined
  countdown: Bilingual | undefined
  /** Whether the countdown comes before everything else. */
  urgent: boolean
  /** At most `MOST_STEPS`. */
  next: readonly Bilingual[]
  /** Addresses in these texts that a person has to open. */
  links: readonly string[]
  docs: Bilingual
}

/** Named by several errors of GitHub. */
const STATUS_PAGE = 'https://www.githubstatus.com'

/** Wrong inputs are one step each; nobody reads more of them. */
const MOST_STEPS = 20

/** Characters of one text: what is quoted in it can be of any length. */
const LONGEST_TEXT = 1_000

/**
 * Reads the catalogue for an error. Everything is redacted here, before it is escaped: an escaped secret is not
 * recognized any more.
 */
export function failureText({ failure }: ActionError, result: Result, context: ReportContext): FailureText {
  const { id, fate } = failure
  const { title, happened, next } = wordsOf(failure)
  const { ssoUrl } = evidenceOf(failure)
  const clean = ({ en, zh }: Bilingual): Bilingual =>
    both(shortened(context.redact(en), LONGEST_TEXT), shortened(context.redact(zh), LONGEST_TEXT))
  const steps = inFewWords(next, result)
  const more = steps.length - MOST_STEPS
  return {
    title,
    happened: clean(happened),
    seen: seen(failure, context),
    fate: result.hasNoToken ? undefined : fateSentence(fate, failure),
    countdown: countdown(result),
    urgent: isUrgent(result),
    next: [
      ...steps.slice(0, MOST_STEPS).map(clean),
      ...(more > 0 ? [both(`And ${more} more.`, `另有 ${more} 项。`)] : []),
    ],
    links: [STATUS_PAGE, ...(ssoUrl === undefined ? [] : [ssoUrl])],
    docs: both(`${context.docsUrl}/${docsPath(id)}`, `${context.docsUrl}/${docsPath(id, 'zh')}`),
  }
}

/** Where the summary shows how to authorize, nobody has to read it twice. */
function inFewWords(steps: readonly Bilingual[], { authorizeLink }: Result): readonly Bilingual[] {
  if (authorizeLink === undefined) return steps
  const [first] = AUTHORIZE_BY_SHOWN_LINK
  return steps
    .map((step) => (step === first ? AUTHORIZE_AS_SHOWN : step))
    .filter((step) => !AUTHORIZE_BY_SHOWN_LINK.includes(step))
}

/** The evidence on one line: what was asked, what was answered, and the ids that a support team asks for. */
function seen(failure: Failure, { redact, quote }: ReportContext): Bilingual | undefined {
  const { request, host, status, network, proxyStatus, errorCode, said, traceId, requestId } =
    evidenceOf(failure)
  const message = said?.printable(quote) ?? ''
  const same = (known: unknown, text: string): Bilingual[] => (known === undefined ? [] : [both(text, text)])
  const answer = [
    ...same(status, `HTTP ${status ?? ''}`),
    ...(network === undefined ? [] : [both(`no usable answer (${network})`, `没有可用的响应（${network}）`)]),
    ...(proxyStatus === undefined
      ? []
      : [both(`status ${proxyStatus} of the proxy`, `代理返回状态码 ${proxyStatus}`)]),
    ...same(errorCode, `errorCode ${errorCode ?? ''}`),
    ...(message === '' ? [] : [both(`"${message}"`, `“${message}”`)]),
    ...same(traceId, `trace id ${traceId ?? ''}`),
    ...same(requestId, `request id ${requestId ?? ''}`),
  ]
  if (answer.length === 0) return undefined
  const asked = [request, host === undefined ? undefined : `at ${host}`].filter((part) => part !== undefined)
  const askedZh = [request, host === undefined ? undefined : `（${host}）`].filter(
    (part) => part !== undefined,
  )
  return both(
    redact(`${asked.length === 0 ? '' : `${asked.join(' ')}: `}${answer.map(({ en }) => en).join(', ')}`),
    redact(`${asked.length === 0 ? '' : `${askedZh.join('')}：`}${answer.map(({ zh }) => zh).join('，')}`),
  )
}
