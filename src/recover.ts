import { ActionError } from './errors/action-error.ts'
import { RemoteText } from './errors/remote-text.ts'
import { openGitHubApi } from './github/github-api.ts'
import { failureReason, GitHubFailure } from './github/github-failure.ts'
import { describePlace, settingsUrl } from './github/place.ts'
import { SecretVault } from './github/secret-vault.ts'
import type { Config } from './inputs/config.ts'
import type { RawInputs } from './inputs/raw-inputs.ts'
import { readConfig } from './inputs/read-config.ts'
import { readJournal, readStoredAt } from './journal.ts'
import type { JournalEntry } from './journal.ts'
import { lifeSince } from './report/life.ts'
import { RECOVER_WITHIN } from './patience.ts'
import type { Result, SecretOutcome } from './report/result.ts'
import { retrying } from './retrying.ts'
import type { Deadline } from './retrying.ts'
import { recoveryOf } from './store/recovery.ts'
import { writeSecret } from './store/write-secret.ts'
import type { WriteOutcome } from './store/write-secret.ts'
import type { World } from './world.ts'

/**
 * The post step of a run that did not end as it should: stores the journaled refresh token, if the secret and the key
 * are still the ones that it was sealed for. Otherwise, and if that fails, shows the command that does it by hand.
 *
 * @param raw the inputs, the same that main had
 * @param world everything outside; its runner holds what main journaled
 * @returns what there is to say; never throws
 */
export async function recover(raw: RawInputs, world: World): Promise<Result> {
  let config: Config
  try {
    config = readConfig(raw, world.context)
  } catch (error) {
    return failed(error, { now: new Date(world.clock.now()) })
  }
  const { place } = config
  const entry = readJournal(world.runner)
  const api = openGitHubApi(config.githubApiUrl, config.secretsToken, world)
  const known = (): Known => ({
    now: new Date(api.time.now()),
    place: describePlace(place),
    settingsUrl: settingsUrl(place, world.context.serverUrl),
  })
  if (!entry) {
    const since = readStoredAt(world.runner)
    const error = new ActionError({
      id: 'fxiaoke-unreachable',
      cause: 'interrupted',
      fate: 'unknown',
      evidence: { host: config.app.cloud.host },
    })
    return failed(error, { ...known(), ...(since !== undefined && { refreshTokenLife: lifeSince(since) }) })
  }

  const recovery = recoveryOf(entry, config, world.context.serverUrl)
  const all = (): Known => ({ ...known(), ...(recovery && { recovery }) })
  try {
    const outcome = await writeIfUnchanged(entry, config, new SecretVault(api, place), world)
    return concluded(outcome, config, all(), world)
  } catch (error) {
    return failed(error, all())
  }
}

/** What came of storing the journaled token. `key-changed`: what it was sealed to is no key of the place any more. */
type RecoveryOutcome = WriteOutcome | { kind: 'key-changed' }

/** What a result of the post step says in any case. */
type Known = Pick<Result, 'now' | 'place' | 'settingsUrl' | 'recovery' | 'refreshTokenLife'>

/** Without the journal's token stored, the step has failed. What is not an `ActionError` is a bug of ours. */
function failed(error: unknown, known: Known): Result {
  const said = new RemoteText(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const asError =
    error instanceof ActionError
      ? error
      : new ActionError({ id: 'internal-error', cause: 'bug', fate: 'unstored', evidence: { said } }, error)
  return { ...known, step: 'post', error: asError, secrets: [], warnings: [] }
}

function concluded(outcome: RecoveryOutcome, config: Config, known: Known, world: World): Result {
  const place = describePlace(config.place)
  const secret: SecretOutcome = {
    place,
    settingsUrl: settingsUrl(config.place, world.context.serverUrl),
    name: config.refreshTokenSecret,
    holds: 'refresh-token',
    shared: false,
    outcome: outcome.kind === 'key-changed' ? 'failed' : outcome.kind,
    ...(outcome.kind === 'failed' && {
      reason: failureReason(outcome.failure, (text) => world.runner.redact(text)),
    }),
  }
  const { recovery, ...rest } = { ...known, step: 'post' as const, secrets: [secret], warnings: [] }
  if (outcome.kind === 'created' || outcome.kind === 'updated') {
    return { ...rest, status: 'refreshed', refreshTokenLife: lifeSince(known.now.getTime()) }
  }
  const secretName = config.refreshTokenSecret
  const error = new ActionError({
    id: 'store-failed',
    fate: 'unstored',
    place,
    secretName,
    ...why(outcome, known),
  })
  return { ...rest, error, ...(recovery && { recovery }) }
}

/** Why the journaled token is not stored. */
function why(outcome: RecoveryOutcome, { recovery }: Known) {
  if (outcome.kind !== 'failed')
    return { cause: outcome.kind === 'key-changed' ? 'key-changed' : 'changed' } as const
  const { evidence } = outcome.failure
  if (!recovery) return { cause: 'too-large', evidence } as const
  const maybeDone = outcome.maybeDone && ({ maybeDone: true } as const)
  return { cause: 'refresh-token', evidence, byPostStep: true, ...maybeDone } as const
}

async function writeIfUnchanged(
  entry: JournalEntry,
  config: Config,
  vault: SecretVault,
  world: World,
): Promise<RecoveryOutcome> {
  const name = config.refreshTokenSecret
  const deadline: Deadline = { at: world.clock.now() + RECOVER_WITHIN }
  try {
    // The metadata last: while the key is waited for, somebody may store a newer token.
    const publicKey = await retrying(() => vault.publicKey(), world, deadline)
    const metadata = await retrying(() => vault.metadata(name), world, deadline)
    const replaces = { updatedAt: entry.replaces }
    if ((metadata?.updatedAt ?? null) !== replaces.updatedAt)
      return { kind: 'changed-meanwhile', maybeOurs: true }
    if (publicKey.key_id !== entry.keyId) return { kind: 'key-changed' }
    const { visibility } = entry
    return await writeSecret(
      { vault, name, visibility, sealed: entry, reseal: undefined, replaces },
      world,
      deadline,
    )
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error
    // What main's own write has done is not known, where the secret cannot be looked at.
    return { kind: 'failed', failure: error, maybeDone: true }
  }
}
