import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { ActionError } from '../errors/action-error.ts'
import { tooLate } from '../github/github-failure.ts'
import type { Config } from '../inputs/config.ts'
import { isAppToken } from '../inputs/token-shapes.ts'
import { PREPARE_WITHIN } from '../patience.ts'
import { retrying, within } from '../retrying.ts'
import type { Deadline } from '../retrying.ts'
import type { World } from '../world.ts'
import { find, failuresIn, required } from './finding.ts'
import { look } from './look.ts'
import type { PreparedSecret } from './look.ts'
import { Preparation } from './preparation.ts'
import type { Findings, Ready, Unready } from './ready.ts'
import type { Recorded } from './recorded.ts'
import { prepareShares } from './share.ts'
import { refuseShadowed } from './shadow.ts'
import { openSurroundings } from './surroundings.ts'
import type { Surroundings } from './surroundings.ts'
import { tellApart } from './tell-apart.ts'

/**
 * Asks GitHub everything that must be known before the refresh token may be spent, concurrently where possible: the
 * public key (with a trial seal), the metadata of both secrets, proof that the place is writable, and when this run
 * read its secrets. It stores nothing. It asks everything whatever fails, so that a person can fix all problems in one
 * go.
 *
 * @param config the validated inputs
 * @param around the APIs to ask
 * @returns `Unready` explains why, with the fate `not-sent`
 */
export async function prepare(
  config: Config,
  world: World,
  around: Surroundings = openSurroundings(config, world),
): Promise<Ready | Unready> {
  const { api } = around
  const deadline: Deadline = { at: world.clock.now() + PREPARE_WITHIN }
  const repositoryId = await repositoryIdFor(config, around, world)
  const preparation = new Preparation(config, world, around, repositoryId, deadline)
  const { probe, settling, vault } = preparation
  const check = preparation.check.bind(preparation)
  const secrets = () =>
    Promise.all([check(() => preparation.look()), check(() => preparation.accessSecret())])

  // For advice only: only the report waits for it.
  const repository = around.repository()
  // The key is asked for first, because the proof waits for it.
  const [writing, read, timing, shares, shadowing] = await Promise.all([
    check(() => preparation.writable()),
    secrets(),
    check(() => preparation.secretsRead()),
    prepareShares(api, config.shares, config.accessTokenSecret, repositoryId, world),
    check(() => refuseShadowed(config, api, world, deadline)),
  ])
  // Answers from before the token was known everywhere may be wrong.
  const [looking, reading] = settling.hadToWait && writing.kind === 'proven' ? await secrets() : read

  const [first, ...others] = failuresIn([writing, looking, reading, timing, shadowing])
  if (first) {
    const tell = (error: ActionError): Promise<ActionError> =>
      within(
        deadline,
        world.clock,
        () => tellApart(error, config, around, world),
        () => error,
      )
    const errors = [await tell(first), ...(await Promise.all(others.map(tell)))] as const
    const { storedAt } = preparation
    return { errors, isWritable: writing.kind === 'proven', storedAt, warnings: probe.warnings }
  }
  const sealer = required(writing)
  const looked = required(looking)
  const notes = required(shadowing)
  const findings: Findings = {
    api,
    isAppToken: isAppToken(config),
    vault,
    sealer,
    ...looked,
    access: required(reading),
    deadline,
    secretsRead: required(timing),
    shares,
    warnings: probe.warnings,
    notes: looked.recorded?.unreadable ? [...notes, unreadableRecord(looked.recorded)] : notes,
    repository,
  }
  return findings as Ready
}

/** Only a new organization secret needs the repository's id, and only old servers do not give it to the run. */
async function repositoryIdFor(
  { place, shares }: Config,
  around: Surroundings,
  { context }: World,
): Promise<number | undefined> {
  const inOrganization = [place, ...shares].some(({ kind }) => kind === 'organization')
  if (!inOrganization || context.repositoryId !== undefined) return context.repositoryId
  return (await around.repository())?.id
}

function unreadableRecord({ name }: Recorded): Bilingual {
  return both(
    `GitHub: secrets-token cannot read the variable ${name}, so times alone tell whether this copy is the newest.`,
    `GitHub：secrets-token 读不到变量 ${name}，只能凭时间判断手里的令牌是不是最新的。`,
  )
}

/**
 * Looks again at the refresh token's secret and the record, unless the last look is fresh.
 *
 * @param ready the last look
 * @param freshFor how long a look counts as fresh, in milliseconds
 * @param deadline for all attempts
 * @throws {ActionError} with the fate `not-sent`
 */
export async function lookAgain(
  ready: Ready,
  world: World,
  freshFor: number,
  deadline: Deadline = ready.deadline,
): Promise<Ready> {
  if (world.clock.now() - ready.lookedAt <= freshFor) return ready
  const { vault, refresh, recorded, api } = ready
  const secret = async (): Promise<PreparedSecret> => ({
    ...refresh,
    metadata: await retrying(() => vault.metadata(refresh.name), world, deadline),
  })
  const again = async (): Promise<Ready> => ({ ...ready, ...(await look(secret, recorded, api, world)) })
  return required(await find(() => within(deadline, world.clock, again, tooLate), vault.place))
}
