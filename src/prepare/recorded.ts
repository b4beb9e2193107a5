import type { GitHubApi } from '../github/github-api.ts'
import { GitHubFailure } from '../github/github-failure.ts'
import { VariableVault } from '../github/variable-vault.ts'
import type { Config } from '../inputs/config.ts'
import { RECORD_WITHIN } from '../patience.ts'
import { readTokenRecord, recordPlace } from '../record.ts'
import type { RecordBinding, TokenRecord } from '../record.ts'
import { retrying, within } from '../retrying.ts'
import type { World } from '../world.ts'

/** The variable beside the secrets that says what they hold, as it was read last. */
export interface Recorded {
  variables: VariableVault
  name: string
  binding: RecordBinding
  /** Undefined: there is none, or what is there is no record of this place. */
  record: TokenRecord | undefined
  /** Whether there is a variable of this name. */
  exists: boolean
  /** Why it could not be read, if it could not. */
  unreadable: GitHubFailure | undefined
}

/**
 * Where the record is kept; nothing is read yet.
 *
 * @returns undefined where none is kept: not wanted, or GitHub does not tell the ids that it is bound to
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

/** Reads the record. That is never a reason to fail: without one, all is as if there had never been any. */
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
        record: text === undefined ? undefined : readTokenRecord(text, binding),
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
