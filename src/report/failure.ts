import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { ActionError } from '../errors/action-error.ts'
import { codeSentence, docsPath, fateSentence, wordsOf } from '../errors/catalogue.ts'
import {
  AUTHORIZE_AS_SHOWN,
  AUTHORIZE_BY_SHOWN_LINK,
  MEND_THEN_AUTHORIZE,
  REDEEM_AGAIN,
  RUN_AGAIN,
  TAKE_NEW_CODE,
} from '../errors/wording/steps.ts'
import { evidenceOf } from '../errors/failure.ts'
import { networkReason } from '../errors/network-reason.ts'
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
  /** What has become of the code that the run was given; undefined: it was given none. */
  code: Bilingual | undefined
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
  const { id, fate, code } = failure
  const { title, happened, next } = wordsOf(failure)
  const { ssoUrl } = evidenceOf(failure)
  const clean = ({ en, zh }: Bilingual): Bilingual =>
    both(shortened(context.redact(en), LONGEST_TEXT), shortened(context.redact(zh), LONGEST_TEXT))
  const steps = inFewWords(withCode(next, failure, result), result)
  const more = steps.length - MOST_STEPS
  return {
    title,
    happened: clean(happened),
    seen: seen(failure, context),
    fate: result.hasNoToken ? undefined : fateSentence(fate, failure),
    code: code && codeSentence(code),
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

/** To run again takes a code, in a run that was given one: the same while it is good, else a new one. */
function withCode(
  steps: readonly Bilingual[],
  { code }: Failure,
  { authorizeLink }: Result,
): readonly Bilingual[] {
  const [first] = AUTHORIZE_BY_SHOWN_LINK
  if (code === undefined || code === 'redeemed' || steps.some((step) => step === first)) return steps
  const next = code === 'not-sent' ? REDEEM_AGAIN : TAKE_NEW_CODE
  const again = authorizeLink === undefined ? next : AUTHORIZE_AS_SHOWN
  const at = steps.findIndex((step) => RUN_AGAIN.includes(step))
  const others = steps.filter((step) => !RUN_AGAIN.includes(step))
  return at < 0 ? [...others, again] : others.toSpliced(at, 0, again)
}

/** Where the summary shows how to authorize, or what has to be fixed before, nobody has to read it twice. */
function inFewWords(
  steps: readonly Bilingual[],
  { authorizeLink, setUp = [] }: Result,
): readonly Bilingual[] {
  const isWrong = setUp.some(({ state }) => state === 'wrong')
  if (authorizeLink === undefined && !isWrong) return steps
  const [first] = AUTHORIZE_BY_SHOWN_LINK
  const short = authorizeLink === undefined ? MEND_THEN_AUTHORIZE : AUTHORIZE_AS_SHOWN
  return steps
    .map((step) => (step === first ? short : step))
    .filter((step) => !AUTHORIZE_BY_SHOWN_LINK.includes(step))
}

/** The evidence on one line: what was asked, what was answered, and the ids that a support team asks for. */
function seen(failure: Failure, { redact, quote }: ReportContext): Bilingual | undefined {
  const { request, host, status, network, proxyStatus, errorCode, said, traceId, requestId } =
    evidenceOf(failure)
  const message = said?.printable(quote) ?? both('', '')
  const reason = networkReason(network)
  const same = (known: unknown, text: string): Bilingual[] => (known === undefined ? [] : [both(text, text)])
  const answer = [
    ...same(status, `HTTP ${status ?? ''}`),
    ...(network === undefined
      ? []
      : [both(`no usable answer (${reason.en})`, `没有可用的响应（${reason.zh}）`)]),
    ...(proxyStatus === undefined
      ? []
      : [both(`status ${proxyStatus} of the proxy`, `代理返回状态码 ${proxyStatus}`)]),
    ...same(errorCode, `errorCode ${errorCode ?? ''}`),
    ...(message.en === '' ? [] : [both(`"${message.en}"`, `“${message.zh}”`)]),
    ...same(traceId, `trace id ${traceId ?? ''}`),
    ...same(requestId, `request id ${requestId ?? ''}`),
  ]
  if (answer.length === 0) return undefined
  const asked = [request, host === undefined ? undefined : `at ${host}`].filter((part) => part !== undefined)
  const hostZh = request === undefined ? host : `（${host ?? ''}）`
  const askedZh = [request, host === undefined ? undefined : hostZh].filter((part) => part !== undefined)
  return both(
    redact(`${asked.length === 0 ? '' : `${asked.join(' ')}: `}${answer.map(({ en }) => en).join(', ')}`),
    redact(`${asked.length === 0 ? '' : `${askedZh.join('')}：`}${answer.map(({ zh }) => zh).join('，')}`),
  )
}
