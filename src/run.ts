import { readSchedule } from './advisories.ts'
import { both, spaced } from './bilingual.ts'
import type { Bilingual } from './bilingual.ts'
import { conclude } from './conclude.ts'
import { ActionError } from './errors/action-error.ts'
import type { ErrorId } from './errors/failure.ts'
import { authorizeLink, readAuthorization } from './fxiaoke/authorize-link.ts'
import { leadingLanguage } from './fxiaoke/clouds.ts'
import { openLine } from './fxiaoke/exchange.ts'
import type { Grant } from './fxiaoke/grant.ts'
import { describePlace } from './github/place.ts'
import type { Place } from './github/place.ts'
import { leadsSetUp } from './inputs/config.ts'
import type { Config } from './inputs/config.ts'
import type { RawInputs } from './inputs/raw-inputs.ts'
import { areUsable, readInputs, requireUsable } from './inputs/read-config.ts'
import type { Inputs } from './inputs/read-config.ts'
import type { Journal } from './journal.ts'
import { stale } from './stale-run.ts'
import { asActionError } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { METADATA_FRESH_FOR } from './patience.ts'
import { lookAgain, prepare } from './prepare/prepare.ts'
import type { Ready } from './prepare/ready.ts'
import { ProgressLog } from './progress-log.ts'
import type { Result } from './report/result.ts'
import { reuse } from './reuse.ts'
import { rotate } from './rotate.ts'
import { decideSurely, refusal } from './decide-surely.ts'
import type { Decided } from './decide-surely.ts'
import { leadSetUp } from './set-up/lead-set-up.ts'
import type { KnownAlready } from './set-up/lead-set-up.ts'
import type { Line } from './transport/http-client.ts'
import type { World } from './world.ts'

/**
 * One run of the action, from raw inputs to the result to report.
 *
 * @param raw the inputs, already masked
 * @param journal already idle, so that planted state cannot pass for it
 * @param world everything outside
 * @returns the result; never throws
 */
export async function run(raw: RawInputs, journal: Journal, world: World): Promise<Result> {
  const language = leadingLanguage(raw['cloud-domain'])
  const log = new ProgressLog(world, language)
  const inputs = readInputs(raw, world.context)
  let outcome: Outcome
  try {
    outcome = leadsSetUp(inputs.config)
      ? await showSetUp(inputs, log, world)
      : await perform(inputs, journal, log, world)
  } catch (error) {
    outcome = { ended: asActionError(error, 'not-sent') }
  }
  outcome = withFateOfCode(outcome, inputs.config)
  log.end()
  const config = areUsable(inputs, 'environment', 'organization') ? inputs.config : undefined
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

/** Lists what is done and what is left to do, if no token can or should be spent. */
function showSetUp(inputs: Inputs, log: ProgressLog, world: World, known?: KnownAlready): Promise<Outcome> {
  log.begin(both('Set-up: what is done, and what is open?', '配置：哪些就绪，哪些待办'))
  return leadSetUp(inputs, world, known)
}

async function perform(inputs: Inputs, journal: Journal, log: ProgressLog, world: World): Promise<Outcome> {
  const { intent } = inputs.config
  const isAuthorizing = intent.kind === 'authorize'
  // Whoever brought this code has to come back with another, so list everything that would stop that one too.
  if (isAuthorizing && inputs.problems.length > 0) return showSetUp(inputs, log, world)
  const config = requireUsable(inputs)
  const { app, place, refreshToken } = config
  const authorization = isAuthorizing ? readAuthorization(intent, app, place, world.clock.now()) : undefined
  if (authorization instanceof ActionError) return showSetUp(inputs, log, world, { ended: authorization })
  const stored: Grant | undefined = refreshToken && { kind: 'refresh_token', refreshToken }
  const grant = authorization ?? stored

  // Connect while GitHub is being asked. Nothing is sent before there is a `Ready`.
  const line = grant && openLine(grant, app, world)
  try {
    log.begin(
      both(
        'Prepare: is the place writable, and is the token the newest?',
        '准备：目标位置能否写入，令牌是不是最新的',
      ),
    )
    const prepared = await prepare(config, world)
    if ('errors' in prepared)
      return isAuthorizing
        ? await showSetUp(inputs, log, world, { prepared })
        : { ended: prepared.errors[0], storedAt: prepared.storedAt, warnings: prepared.warnings }
    log.say(foundAt(place, prepared))
    for (const note of prepared.notes) log.say(note)
    let ready = prepared
    try {
      // The write proof may have taken longer than the look.
      ready = await lookAgain(prepared, world, METADATA_FRESH_FOR)
      const decided: Decided = authorization
        ? { next: { kind: 'exchange', grant: authorization }, ready }
        : await decideSurely(config, ready, world)
      ready = decided.ready
      return await follow(decided, line, config, journal, log, world)
    } catch (error) {
      return { ended: asActionError(error, 'not-sent'), ready }
    }
  } finally {
    line?.hangUp()
  }
}

/** What `prepare` found at the place. */
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

/** Carries out the decision. */
async function follow(
  { next, ready }: Decided,
  line: Line | undefined,
  config: Config,
  journal: Journal,
  log: ProgressLog,
  world: World,
): Promise<Outcome> {
  switch (next.kind) {
    case 'unable':
    case 'wrong-place':
      throw refusal(next, config, ready)
    case 'stale':
      return stale(next.staleness, 'not-sent', config, ready, world)
    case 'reuse':
      return reuse(next, ready, world)
    case 'exchange':
      return rotate(next.grant, line, config, ready, journal, log, world)
  }
}

/** However a run fails, it says what became of the code it was given. */
function withFateOfCode(outcome: Outcome, { intent }: Config): Outcome {
  const { ended, exchange } = outcome
  const hasCode = intent.kind === 'authorize' && intent.code.reveal() !== ''
  if (!hasCode || !(ended instanceof ActionError)) return outcome
  const unanswered = ended.fate === 'unknown' ? 'unknown' : 'not-sent'
  return { ...outcome, ended: ended.ofCode(exchange ? 'redeemed' : unanswered) }
}

const NEEDS_LINK: readonly ErrorId[] = [
  'authorization-required',
  'refresh-token-rejected',
  'authorization-code-rejected',
  'wrong-account',
]

/** These may pass by themselves, so another code may succeed. */
const MAY_PASS: readonly ErrorId[] = ['fxiaoke-unreachable', 'fxiaoke-busy', 'fxiaoke-error']

/** Whether a person must authorize now, and can. */
function needsLink({ ended, setUp = [] }: Outcome): boolean {
  if (setUp.some(({ state }) => state === 'wrong')) return false
  if (!(ended instanceof ActionError)) return ended === 'authorization-started'
  const { code } = ended.failure
  const isCodeSpent = code === 'refused' || code === 'unknown'
  return NEEDS_LINK.includes(ended.id) || (isCodeSpent && MAY_PASS.includes(ended.id))
}

function linkFor({ app, place }: Config, world: World): string | undefined {
  return authorizeLink(app, place, world, world.clock.now())
}
