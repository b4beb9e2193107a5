import type { Annotation } from '../world.ts'
import type { ReportContext } from './context.ts'
import { bothZones, isoDate, relative } from './dates.ts'
import { failureMessage, failureText } from './failure.ts'
import { isDoubtful } from './life.ts'
import { recordLine, replacedLine } from './record-line.ts'
import type { Result } from './result.ts'
import { summary } from './summary.ts'
import { headline } from './verdict-text.ts'
import { warningText } from './warnings.ts'

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
  const warnings = result.warnings.map((warning): Annotation => {
    const { title, what, next } = warningText(warning, result.now, context)
    return { level: 'warning', title: title.en, message: `${what.en}\n${next.en}\n${next.zh}` }
  })
  const errors: Annotation[] =
    failure && result.error
      ? [
          {
            level: 'error',
            title: `${failure.title.en} (${result.error.id})`,
            message: failureMessage(failure),
          },
        ]
      : []
  return {
    annotations: [...errors, ...warnings, ...rescued(result)].map(({ level, title, message }) => ({
      level,
      title: context.redact(title),
      message: context.redact(message),
    })),
    log: log(result).map(context.redact),
    summary: context.redact(summary(result, failure, context)),
    outputs: outputs(result, context),
  }
}

/** A main step that was killed leaves a red job; this says that nothing has to be done about the token. */
function rescued(result: Result): Annotation[] {
  // Where a command is shown as a choice, the warning beside it says that the token is probably stored.
  if (result.step !== 'post' || result.error || result.recovery) return []
  const message =
    'The main step ended before it had stored the new refresh token. The post step has stored it now: nothing has to be done by hand. ' +
    'The access token of that run was not stored; the next run that needs one gets a new one.\n下一步：无需处理，刷新令牌已保存。'
  return [{ level: 'notice', title: 'The new refresh token is stored after all', message }]
}

/** The end of the log: the verdict, and what has to be copied, each on a line of its own. */
function log(result: Result): string[] {
  const { now, accessTokenExpiresAt, refreshTokenLife, recovery, record, authorizeLink, dryRun } = result
  const replaced = replacedLine(result)
  const until = (what: string, date: Date | undefined): string[] =>
    date === undefined ? [] : [`${what} until ${bothZones(date)}, ${relative(date, now)}.`]
  return [
    ...(result.error ? [] : [`${headline(result)[0] ?? ''}.`]),
    ...(dryRun?.proven ?? []).map(({ en }) => `Proven: ${en}`),
    ...(dryRun?.unproven ?? []).map(({ en }) => `Not proven: ${en}`),
    ...(replaced === undefined ? [] : [replaced.en]),
    ...until('The access token lives', accessTokenExpiresAt),
    ...(result.error ? [] : until('The stored refresh token lives', refreshTokenLife?.until)),
    ...(record === undefined ? [] : [recordLine(record).en]),
    ...(recovery === undefined
      ? []
      : [
          recovery.isChoice
            ? 'If the next run is refused, and nobody has authorized in the meantime, this command puts the token of this run in the place of what the secret holds now:'
            : `This command stores the new refresh token as ${recovery.name} in ${recovery.place.en}. Only GitHub can open what it holds:`,
          recovery.command,
        ]),
    ...(authorizeLink === undefined
      ? []
      : [
          'Authorize here, then pass the address that the browser landed on as authorization-code:',
          authorizeLink,
        ]),
  ]
}

function outputs(result: Result, { redact }: ReportContext): Record<string, string> {
  const { status, error, accessToken, accessTokenExpiresAt, refreshTokenLife, openUserId, traceId } = result
  return {
    ...(error ? { 'error-code': error.id } : status === undefined ? {} : { status }),
    'access-token': accessToken?.reveal() ?? '',
    'access-token-expires-at': accessTokenExpiresAt ? isoDate(accessTokenExpiresAt) : '',
    'refresh-token-expires-at': refreshTokenLife && !isDoubtful(error) ? isoDate(refreshTokenLife.until) : '',
    // Both are Fxiaoke's words, which may echo a secret.
    'open-user-id': redact(openUserId ?? ''),
    'trace-id': redact(traceId ?? ''),
  }
}
