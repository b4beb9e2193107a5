import type { Ready } from './prepare/ready.ts'
import type { RepositoryFacts } from './prepare/repository.ts'
import { REFRESH_TOKEN_LIFE } from './report/life.ts'
import type { Lifetime, Result } from './report/result.ts'
import type { Warning } from './report/warning.ts'

const DAY = 24 * 60 * 60 * 1000

/** Warn this long before `secrets-token` expires. */
const TOKEN_EXPIRES_WITHIN = 14 * DAY

/** GitHub's expiration header is not always right: ignore one that says "now". */
const NOT_NOW = 10 * 60 * 1000

/** A stored token this old should have been renewed by now. */
const OLD_TOKEN = 30 * DAY

/** GitHub disables the schedules of a public repository after 60 days without activity; warn well before. */
const QUIET = 40 * DAY
const DISABLED = 60 * DAY

/**
 * Warns of what will break some day if nobody acts. Never a reason to fail.
 *
 * @param ready what GitHub answered; undefined when the run ended before that
 * @param repository what GitHub says about it
 * @param schedule how often the schedule that started the run fires
 * @param now GitHub's time
 * @param life of the stored refresh token
 * @param renewed whether this run has exchanged it
 */
export function advisories(
  ready: Ready | undefined,
  repository: RepositoryFacts | undefined,
  schedule: Result['schedule'],
  now: Date,
  life: Lifetime | undefined,
  renewed: boolean,
): Warning[] {
  const candidates: (Warning | undefined)[] = [
    // A GitHub App's token lives for an hour, and each run mints a new one.
    ready?.isAppToken ? undefined : expiringToken(ready?.api.tokenExpiration, now),
    schedule && schedule.runsInTokenLife < 2
      ? {
          id: 'schedule-too-rare',
          cron: schedule.cron,
          runs: schedule.runsInTokenLife,
          next: schedule.next,
        }
      : undefined,
    renewed ? undefined : oldToken(life, now),
    quietRepository(repository, now),
    timesUnreadable(ready),
  ]
  return candidates.filter((warning) => warning !== undefined)
}

/**
 * Reads `github-authentication-token-expiration`: `2027-10-12 09:00:00 UTC`, with a numeric offset, or ISO 8601.
 *
 * @returns milliseconds since the epoch, or undefined
 */
export function readTokenExpiration(header: string | undefined): number | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d))?$/i.exec(
      header?.trim() ?? '',
    )
  if (!match) return undefined
  const [, date = '', time = '', , hours, minutes] = match
  const offset = hours === undefined ? 'Z' : `${hours}:${minutes ?? '00'}`
  const moment = Date.parse(`${date}T${time}${offset}`)
  return Number.isNaN(moment) ? undefined : moment
}

function expiringToken(header: string | undefined, now: Date): Warning | undefined {
  const expiration = readTokenExpiration(header)
  if (expiration === undefined) return undefined
  const left = expiration - now.getTime()
  if (Math.abs(left) <= NOT_NOW || left > TOKEN_EXPIRES_WITHIN) return undefined
  return { id: 'secrets-token-expires', at: new Date(expiration) }
}

function oldToken(life: Lifetime | undefined, now: Date): Warning | undefined {
  if (!life) return undefined
  const age = now.getTime() - life.since.getTime()
  if (age <= OLD_TOKEN) return undefined
  return { id: 'refresh-token-old', since: life.since, daysOld: Math.floor(age / DAY), expiresAt: life.until }
}

function quietRepository(facts: RepositoryFacts | undefined, now: Date): Warning | undefined {
  const { isPublic, pushedAt } = facts ?? {}
  if (!isPublic || !pushedAt || now.getTime() - pushedAt.getTime() <= QUIET) return undefined
  return { id: 'repository-quiet', pushedAt, disabledAt: new Date(pushedAt.getTime() + DISABLED) }
}

function timesUnreadable(ready: Ready | undefined): Warning | undefined {
  const read = ready?.secretsRead
  if (!read || !('unreadable' in read)) return undefined
  const { status, said } = read.unreadable?.evidence ?? {}
  return { id: 'run-times-unreadable', status, said }
}

/**
 * Counts how often a cron line fires within the life of a new token.
 *
 * @param cron of the schedule that started the run, if one did
 * @param now GitHub's time
 * @returns undefined also when the library cannot parse the line or cannot be loaded: advice is no reason to fail
 */
export async function readSchedule(cron: string | undefined, now: Date): Promise<Result['schedule']> {
  if (cron === undefined || cron === '') return undefined
  try {
    const { Cron } = await import('croner')
    const job = new Cron(cron, { utcOffset: 0, paused: true, mode: '5-part' })
    const end = now.getTime() + REFRESH_TOKEN_LIFE
    let next = job.nextRun(now)
    const first = next ?? undefined
    let runs = 0
    for (; next !== null && next.getTime() <= end && runs < 10_000; next = job.nextRun(next)) runs += 1
    return { cron, runsInTokenLife: runs, next: first }
  } catch {
    return undefined
  }
}
