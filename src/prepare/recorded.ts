import type { GitHubApi } from '../github/github-api.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { VariableVault } from '../github/variable-vault.ts'
import type { Config } from '../inputs/config.ts'
import { RECORD_WITHIN } from '../patience.ts'
import { parseRecord, recordPlace } from '../record.ts'
import type { RecordBinding, TokenRecord } from '../record.ts'
import { retrying, within } from '../retrying.ts'
import type { World } from '../world.ts'

/** The variable that describes the stored secrets, as last read. */
export interface Recorded {
  variables: VariableVault
  name: string
  binding: RecordBinding
  /** Undefined: there is no variable, or it does not hold a record of this place. */
  record: TokenRecord | undefined
  /** Whether the variable exists. */
  exists: boolean
  /** Why the variable could not be read; undefined if it could. */
  unreadable: GitHubFailure | undefined
}

/**
 * Says where the record is kept. Reads nothing yet.
 *
 * @returns undefined if none is kept: it is not wanted, or GitHub does not give the ids that it is bound to
 */
export function openRecord(config: Config, api: GitHubApi, { context }: World): Recorded | undefined {
  const { recordVariable: name, place, app, refreshTokenSecret } = config
  const where = recordPlace(place, context, refreshTokenSecret)
  if (name === undefined || where === undefined) return undefined
  const binding = { appSecret: app.appSecret, place: where }
  return {
    variables: new VariableVault(api, place),
    name,
    binding,
    record: undefined,
    exists: false,
    unreadable: undefined,
  }
}

/** Reads the record. Best effort: without one, the run proceeds as if there had never been a record. */
export async function readRecord(recorded: Recorded, world: World): Promise<Recorded> {
  const { variables, name, binding } = recorded
  const deadline = { at: world.clock.now() + RECORD_WITHIN }
  const late = (): Recorded => ({
    ...recorded,
    record: undefined,
    unreadable: new GitHubFailure('unanswered', { network: 'timeout' }),
  })
  const read = async (): Promise<Recorded> => {
    try {
      const text = await retrying(() => variables.read(name), world, deadline)
      return {
        ...recorded,
        record: text === undefined ? undefined : parseRecord(text, binding),
        exists: text !== undefined,
        unreadable: undefined,
      }
    } catch (unreadable) {
      if (!(unreadable instanceof GitHubFailure)) throw unreadable
      return { ...recorded, record: undefined, unreadable }
    }
  }
  return within(deadline, world.clock, read, late)
}
