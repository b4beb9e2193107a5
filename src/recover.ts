import { ActionError } from './errors/action-error.ts'
import { RemoteText } from './errors/remote-text.ts'
import { openGitHubApi } from './github/github-api.ts'
import type { GitHubApi } from './github/github-api.ts'
import { GitHubFailure } from './github/github-failure.ts'
import { describePlace, settingsUrl } from './github/place.ts'
import { retrying } from './github/retrying.ts'
import type { Deadline } from './github/retrying.ts'
import { SecretVault } from './github/secret-vault.ts'
import type { Visibility } from './github/secret-vault.ts'
import type { Config } from './inputs/config.ts'
import type { RawInputs } from './inputs/raw-inputs.ts'
import { readConfig } from './inputs/read-config.ts'
import { readJournal } from './journal.ts'
import type { JournalEntry } from './journal.ts'
import { keptVisibility } from './prepare/visibility.ts'
import { REFRESH_TOKEN_LIFE } from './report/result.ts'
import type { Result } from './report/result.ts'
import { recoveryCommand } from './store/recovery-command.ts'
import { writeSecret } from './store/write-secret.ts'
import type { WriteOutcome } from './store/write-secret.ts'
import type { World } from './world.ts'

/** The post step of a cancelled job has five minutes; it takes at most this many milliseconds. */
const RECOVER_WITHIN = 120_000

/**
 * The post step of a run that did not end as it should: stores the journaled refresh token, if the secret and the key
 * are still the ones that it was sealed for. Otherwise, and if that fails, shows the command that does it by hand.
 *
 * @param raw the inputs, the same that main had
 * @param world everything outside; its runner holds what main journaled
 * @returns what there is to say; never throws
 */
export async function recover(raw: RawInputs, world: World): Promise<Result> {
  const api = { time: { now: () => world.clock.now() } as Pick<GitHubApi['time'], 'now'> }
  try {
    const config = readConfig(raw, world.context)
    const entry = readJournal(world.runner)
    const place = describePlace(config.place)
    if (!entry)
      throw new ActionError('fxiaoke-unreachable', 'unknown', {
        cause: 'interrupted',
        host: config.app.cloud.host,
        place,
      })
    const github = openGitHubApi(config.githubApiUrl, config.secretsToken, world)
    api.time = github.time
    return await storeJournaled(entry, config, github, world)
  } catch (error) {
    const known = error instanceof ActionError
    const bug = (): ActionError =>
      new ActionError('internal-error', 'unstored', { said: new RemoteText(String(error)) }, error)
    return { error: known ? error : bug(), now: new Date(api.time.now()), secrets: [], warnings: [] }
  }
}

async function storeJournaled(
  entry: JournalEntry,
  config: Config,
  api: GitHubApi,
  world: World,
): Promise<Result> {
  const vault = new SecretVault(api, config.place)
  const deadline: Deadline = { at: world.clock.now() + RECOVER_WITHIN }
  const { outcome, visibility } = await writeIfUnchanged(entry, config, vault, world, deadline)

  const place = describePlace(config.place)
  const name = config.refreshTokenSecret
  const now = new Date(api.time.now())
  const base = {
    now,
    place,
    step: 'post' as const,
    secrets: [
      {
        place,
        settingsUrl: settingsUrl(config.place, world.context.serverUrl),
        name,
        holds: 'refresh-token' as const,
        shared: false,
        outcome: outcome.kind,
      },
    ],
    warnings: [],
  }
  if (outcome.kind === 'created' || outcome.kind === 'updated') {
    const refreshTokenLife = { since: now, until: new Date(now.getTime() + REFRESH_TOKEN_LIFE) }
    return { ...base, status: 'refreshed', refreshTokenLife }
  }
  const evidence =
    outcome.kind === 'failed' ? { ...outcome.failure.evidence, cause: 'refresh-token' } : { cause: 'changed' }
  const command = recoveryCommand({
    place: config.place,
    secretName: name,
    sealed: entry,
    replaces: entry.replaces,
    visibility,
    githubApiUrl: config.githubApiUrl,
    serverUrl: world.context.serverUrl,
  })
  return {
    ...base,
    error: new ActionError('store-failed', 'unstored', { ...evidence, place, secretName: name }),
    recovery: { command, name, place },
  }
}

async function writeIfUnchanged(
  entry: JournalEntry,
  config: Config,
  vault: SecretVault,
  world: World,
  deadline: Deadline,
): Promise<{ outcome: WriteOutcome; visibility: Visibility | undefined }> {
  const name = config.refreshTokenSecret
  let visibility: Visibility | undefined
  try {
    const [metadata, publicKey] = await Promise.all([
      retrying(() => vault.metadata(name), world, deadline),
      retrying(() => vault.publicKey(), world, deadline),
    ])
    visibility = await keptVisibility(vault, name, metadata, world.context.repositoryId, world, deadline)
    const replaces = { updatedAt: entry.replaces }
    if ((metadata?.updatedAt ?? null) !== replaces.updatedAt || publicKey.key_id !== entry.keyId)
      return { outcome: { kind: 'changed-meanwhile', maybeOurs: true }, visibility }
    const order = { vault, name, visibility, sealed: entry, reseal: undefined, replaces }
    return { outcome: await writeSecret(order, world, deadline), visibility }
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error
    return { outcome: { kind: 'failed', failure: error, maybeDone: false }, visibility }
  }
}
