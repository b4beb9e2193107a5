import { readSchedule } from './advisories.ts'
import { both, leadingLanguage, spaced } from './bilingual.ts'
import type { Bilingual } from './bilingual.ts'
import { conclude } from './conclude.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { dryRun } from './dry-run.ts'
import { ActionError } from './errors/action-error.ts'
import type { ErrorId } from './errors/failure.ts'
import { authorizeLink, readAuthorization } from './fxiaoke/authorize-link.ts'
import { openLine } from './fxiaoke/exchange.ts'
import type { Grant } from './fxiaoke/grant.ts'
import { describePlace } from './github/place.ts'
import type { Place } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import type { RawInputs } from './inputs/raw-inputs.ts'
import { readConfig } from './inputs/read-config.ts'
import type { Journal } from './journal.ts'
import { asActionError } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { lookAgain, prepare } from './prepare/prepare.ts'
import type { Ready } from './prepare/prepare.ts'
import { ProgressLog } from './progress-log.ts'
import type { Result } from './report/result.ts'
import { reuse } from './reuse.ts'
import { rotate, stale, wrongPlace } from './rotate.ts'
import type { Line } from './transport/http-client.ts'
import { READS_LAG } from './patience.ts'
import { isRerun, sleep } from './world.ts'
import type { World } from './world.ts'

/**
 * One run of the action, from the raw inputs to what there is to say of it.
 *
 * @param raw the inputs, already masked
 * @param journal idle, so that no other can stand for it
 * @param world everything outside
 * @returns the result; never throws
 */
export async function run(raw: RawInputs, journal: Journal, world: World): Promise<Result> {
  const language = leadingLanguage(raw['cloud-domain'])
  const log = new ProgressLog(world, language)
  let config: Config | undefined
  let outcome: Outcome
  try {
    config = readConfig(raw, world.context)
    outcome = await perform(config, journal, log, world)
  } catch (error) {
    outcome = { ended: asActionError(error, 'not-sent') }
  }
  log.end()
  const now = new Date(outcome.ready?.api.time.now() ?? world.clock.now())
  return conclude(config, outcome, {
    language,
    now,
    schedule: await readSchedule(world.context.schedule, now),
    repository: await outcome.ready?.repository,
    authorizeLink: needsLink(outcome) ? config && linkFor(config, world) : undefined,
    serverUrl: world.context.serverUrl,
    redact: (text: string) => world.runner.redact(text),
    quote: (text: string) => world.runner.quote(text),
  })
}

async function perform(config: Config, journal: Journal, log: ProgressLog, world: World): Promise<Outcome> {
  const { intent, app, place, refreshToken } = config
  if (intent.kind === 'start-authorization') return { ended: 'authorization-started' }
  const authorization =
    intent.kind === 'authorize' ? readAuthorization(intent, app, place, world.clock.now()) : undefined
  const stored: Grant | undefined = refreshToken && { kind: 'refresh_token', refreshToken }
  const grant = authorization ?? (intent.kind === 'dry-run' ? undefined : stored)

  // The connection is made while GitHub is asked. Nothing is sent on it before there is a Ready.
  const line = grant && openLine(grant, app, world)
  try {
    log.begin(
      both(
        'Prepare: is the place writable, and is the token the newest?',
        '准备：目标位置能否写入，令牌是不是最新的',
      ),
    )
    const ready = await prepare(config, world)
    if ('error' in ready) return { ended: ready.error, storedAt: ready.storedAt }
    log.say(foundAt(place, ready))
    for (const note of ready.notes) log.say(note)
    const next: Decision = authorization
      ? { kind: 'exchange', grant: authorization }
      : await decideSurely(config, ready, world)
    return await follow(next, line, config, ready, journal, log, world).catch((error: unknown) => ({
      ended: asActionError(error, 'not-sent'),
      ready,
    }))
  } finally {
    line?.hangUp()
  }
}

/** What the preparation has found at the place. */
function foundAt(place: Place, { refresh: { name, metadata } }: Ready): Bilingual {
  const { en, zh } = describePlace(place)
  const [since, sinceZh] = metadata
    ? [`stored ${metadata.updatedAt}`, `存入于 ${metadata.updatedAt}`]
    : ['not stored yet', '尚未存入']
  return both(
    `GitHub: ${en} can be written; ${name} is ${since}.`,
    `GitHub：${spaced(zh)}可写入；${name} ${sinceZh}。`,
  )
}

/** That a job reads another place than it writes is only said when a second look says the same. */
async function decideSurely(config: Config, ready: Ready, world: World): Promise<Decision> {
  const decided = (known: Ready): Decision => decide(config, known, isRerun(world), known.api.time.now())
  const first = decided(ready)
  if (first.kind !== 'wrong-place') return first
  await sleep(world.clock, READS_LAG)
  return decided(await lookAgain(ready, world, -1))
}

/** Does what was decided. */
async function follow(
  next: Decision,
  line: Line | undefined,
  config: Config,
  ready: Ready,
  journal: Journal,
  log: ProgressLog,
  world: World,
): Promise<Outcome> {
  switch (next.kind) {
    case 'unable':
      throw new ActionError({
        ...next.why,
        fate: 'not-sent',
        place: describePlace(config.place),
        secretName: ready.refresh.name,
      })
    case 'wrong-place':
      throw wrongPlace(config, ready)
    case 'dry-run':
      return dryRun(config, ready, next.stale, world)
    case 'stale':
      return stale(next.staleness, 'not-sent', config, ready, world)
    case 'reuse':
      return reuse(next, ready, world)
    case 'exchange':
      return rotate(next.grant, line, config, ready, journal, log, world)
  }
}

const NEEDS_LINK: readonly ErrorId[] = [
  'authorization-required',
  'refresh-token-rejected',
  'authorization-code-rejected',
  'wrong-account',
]

/** Whether a person has to authorize now. */
function needsLink({ ended }: Outcome): boolean {
  return ended === 'authorization-started' || (ended instanceof ActionError && NEEDS_LINK.includes(ended.id))
}

function linkFor({ app, place }: Config, world: World): string | undefined {
  return authorizeLink(app, place, world, world.clock.now())
}
