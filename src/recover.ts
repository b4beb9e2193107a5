import { ActionError } from './errors/action-error.ts'
import { leadingLanguage } from './fxiaoke/clouds.ts'
import type { GitHubClock } from './github/github-clock.ts'
import { openGitHubApi } from './github/github-api.ts'
import { failureReason, GitHubFailure, unansweredInTime } from './github/github-failure.ts'
import { describePlace, settingsUrl } from './github/place.ts'
import type { Sealed } from './github/sealing.ts'
import { SecretVault } from './github/secret-vault.ts'
import type { SecretMetadata } from './github/secret-vault.ts'
import { readGitHubApiUrl } from './inputs/hosts.ts'
import { fitsHeader, unquoted } from './inputs/pasted.ts'
import type { RawInputs } from './inputs/raw-inputs.ts'
import { readJournal } from './journal.ts'
import type { JournalEntry, Spending } from './journal.ts'
import { asActionError } from './outcome.ts'
import { READS_LAG, RECOVER_WITHIN } from './patience.ts'
import { ProgressLog } from './progress-log.ts'
import { lifeSince } from './report/life.ts'
import type { Recovery, Result, SecretOutcome } from './report/result.ts'
import { retrying, within } from './retrying.ts'
import type { Deadline } from './retrying.ts'
import { Secret } from './secret.ts'
import { hasChanged, isDuring } from './store/guard.ts'
import { recoveryOf } from './store/recovery.ts'
import { writeSecret } from './store/write-secret.ts'
import type { WriteOutcome } from './store/write-secret.ts'
import { isStored } from './verdict.ts'
import { sleep } from './world.ts'
import type { World } from './world.ts'

/**
 * The post step of a run whose main step was killed in the middle of an exchange, or could not store the new refresh token. Stores the journaled refresh token if
 * the secret and the key are still the ones it was sealed for; otherwise, or if that fails, prints the command that
 * stores it by hand. It trusts the journal and not the inputs, which the runner evaluates anew, and sometimes not at
 * all.
 *
 * @param raw the inputs; only `secrets-token` is required
 * @param world everything outside; its runner holds the main step's journal
 * @returns the result; never throws
 */
export async function recover(raw: RawInputs, world: World): Promise<Result> {
  const entry = readJournal((name) => world.runner.state(name))
  const { spending, sealed } = entry
  // The journal knows the host even when no inputs arrive.
  const language = leadingLanguage(spending?.host ?? raw['cloud-domain'])
  const result = (known: Partial<Result>): Result => ({
    step: 'post',
    language,
    now: new Date(world.clock.now()),
    place: spending && describePlace(spending.place),
    settingsUrl: spending && settingsUrl(spending.place, spending.serverUrl),
    secrets: [],
    warnings: [],
    ...known,
    ...(known.error && spending?.grant === 'authorization_code'
      ? { error: known.error.ofCode(known.error.fate === 'unknown' ? 'unknown' : 'redeemed') }
      : {}),
  })
  if (!spending || !sealed) return result(interrupted(spending))
  const recovery = recoveryOf(sealed, spending)
  // Show the command first: this process may not live to write its report either.
  if (recovery) new ProgressLog(world, language).showCommand(recovery, sealed.keyId)
  try {
    return result(await new Recovering({ raw, entry, spending, sealed, recovery }, world).run())
  } catch (error) {
    return result({ error: asActionError(error, 'unstored'), recovery })
  }
}

/** The main step died between sending the token and journaling a new one. */
function interrupted(spending: Spending | undefined): Partial<Result> {
  const host = spending?.host ?? ''
  const error = new ActionError({
    id: 'fxiaoke-unreachable',
    cause: 'interrupted',
    fate: 'unknown',
    evidence: { host },
  })
  const since = spending?.lastRead
  return { error, refreshTokenLife: since ? lifeSince(Date.parse(since)) : undefined }
}

/**
 * What came of storing the journaled token. `key-changed`: it is sealed to a key that the place no longer has. The
 * others mean that nothing was tried: `no-token` because `secrets-token` is missing or unusable, `unconfirmed` because
 * a redeemed code may be anybody's, `elsewhere` because the journal and the inputs name different servers.
 */
type RecoveryOutcome = WriteOutcome | { kind: 'key-changed' | 'no-token' | 'unconfirmed' | 'elsewhere' }

function tooLate(): RecoveryOutcome {
  // Without reading the secret, nobody knows what the main step's own write has done.
  return { kind: 'failed', failure: unansweredInTime(), maybeDone: true }
}

/** What the post step starts from. */
interface Found {
  raw: RawInputs
  entry: JournalEntry
  spending: Spending
  sealed: Sealed
  /** Undefined: the token is too long for a command. */
  recovery: Recovery | undefined
}

class Recovering {
  readonly #found: Found
  readonly #world: World
  readonly #deadline: Deadline
  /** GitHub's time. */
  #now: number

  constructor(found: Found, world: World) {
    this.#found = found
    this.#world = world
    this.#now = world.clock.now()
    this.#deadline = { at: this.#now + RECOVER_WITHIN }
  }

  async run(): Promise<Partial<Result>> {
    const outcome = await within(this.#deadline, this.#world.clock, () => this.#store(), tooLate)
    return { now: new Date(this.#now), ...this.#report(outcome) }
  }

  async #store(): Promise<RecoveryOutcome> {
    const { raw, entry, spending } = this.#found
    if (spending.grant === 'authorization_code' && !entry.userConfirmed) return { kind: 'unconfirmed' }
    const token = unquoted(raw['secrets-token'])
    if (token === '' || !fitsHeader(token)) return { kind: 'no-token' }
    const url = readGitHubApiUrl(spending.githubApiUrl)
    const given = unquoted(raw['github-api-url'])
    const asked = given === '' ? url : readGitHubApiUrl(given)
    if (!(url instanceof URL) || !(asked instanceof URL) || url.href !== asked.href)
      return { kind: 'elsewhere' }
    const api = openGitHubApi(url, new Secret(token), this.#world)
    try {
      return await this.#storeIn(new SecretVault(api, spending.place), api.time)
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error
      return { kind: 'failed', failure: error, maybeDone: true }
    } finally {
      this.#now = api.time.now()
    }
  }

  async #storeIn(vault: SecretVault, time: GitHubClock): Promise<RecoveryOutcome> {
    const { spending, sealed } = this.#found
    const { secretName: name, visibility } = spending
    const { writeBegan, proxyRefusals } = this.#found.entry
    const [world, deadline] = [this.#world, this.#deadline]
    world.proxyLockout.goOnFrom(proxyRefusals)
    // Read the metadata last: while we wait for the key, somebody may store a newer token.
    const publicKey = await retrying(() => vault.publicKey(), world, deadline)
    const isOtherKey = publicKey.key_id !== sealed.keyId
    const change = async (): Promise<SecretMetadata | undefined> => {
      const metadata = await retrying(() => vault.metadata(name), world, deadline)
      return metadata && hasChanged(spending, metadata) ? metadata : undefined
    }
    let changed = await change()
    if (!changed && isOtherKey && writeBegan !== undefined) {
      // Nothing can be written, but the main step's own write may have succeeded without being visible yet.
      await sleep(world.clock, READS_LAG)
      changed = await change()
    }
    if (changed) {
      const isOurs = writeBegan !== undefined && isDuring(changed.updatedAt, writeBegan, Infinity)
      return { kind: isOurs ? 'presumed' : 'changed-meanwhile', updatedAt: changed.updatedAt }
    }
    if (isOtherKey) return { kind: 'key-changed' }
    const guard = { ...spending, lookedAt: world.clock.now() }
    return writeSecret(
      {
        vault,
        time,
        name,
        visibility,
        sealed,
        reseal: undefined,
        guard,
        isAtStake: true,
      },
      world,
      deadline,
    )
  }

  /** Turns the outcome into what to report. */
  #report(outcome: RecoveryOutcome): Partial<Result> {
    const { spending, sealed, recovery, entry } = this.#found
    const place = describePlace(spending.place)
    const seenChange = 'updatedAt' in outcome ? outcome.updatedAt : undefined
    const secret: SecretOutcome = {
      place,
      settingsUrl: settingsUrl(spending.place, spending.serverUrl),
      name: spending.secretName,
      holds: 'refresh-token',
      shared: false,
      outcome: isWriteOutcome(outcome) ? outcome.kind : 'failed',
      ...(outcome.kind === 'failed' && {
        reason: failureReason(outcome.failure, (text) => this.#world.runner.quote(text)),
      }),
    }
    const known = {
      secrets: [secret],
      recovery: seenChange === undefined ? recovery : recoveryOf(sealed, spending, seenChange),
    }
    if (!isWriteOutcome(outcome) || !isStored(outcome))
      return {
        ...known,
        error: errorOf(outcome, spending, entry.writeBegan !== undefined),
      }
    if (outcome.kind !== 'presumed')
      return { secrets: [secret], status: 'refreshed', refreshTokenLife: lifeSince(this.#now) }
    return {
      ...known,
      status: 'refreshed',
      refreshTokenLife: lifeSince(Date.parse(outcome.updatedAt)),
      warnings: [{ id: 'write-presumed', place, name: spending.secretName }],
    }
  }
}

function isWriteOutcome(outcome: RecoveryOutcome): outcome is WriteOutcome {
  return !['key-changed', 'no-token', 'unconfirmed', 'elsewhere'].includes(outcome.kind)
}

function errorOf(outcome: RecoveryOutcome, spending: Spending, hasBegun: boolean): ActionError {
  const place = describePlace(spending.place)
  const about = { id: 'store-failed', fate: 'unstored', place, secretName: spending.secretName } as const
  switch (outcome.kind) {
    case 'failed': {
      const { evidence } = outcome.failure
      const maybeDone = outcome.maybeDone && ({ maybeDone: true } as const)
      return new ActionError({ ...about, cause: 'refresh-token', evidence, byPostStep: true, ...maybeDone })
    }
    case 'changed-meanwhile':
      return new ActionError({ ...about, cause: 'changed' })
    case 'key-changed':
      return new ActionError({ ...about, cause: 'key-changed' })
    case 'unconfirmed':
      return new ActionError({ ...about, cause: 'unconfirmed' })
    default:
      // The main step's own write may have succeeded.
      return new ActionError({ ...about, cause: 'not-tried', ...(hasBegun && { maybeDone: true }) })
  }
}
