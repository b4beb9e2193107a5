import type { Bilingual } from '../bilingual.ts'
import type { ActionError } from '../errors/action-error.ts'
import type { GitHubApi } from '../github/github-api.ts'
import type { Sealer } from '../github/sealing.ts'
import type { SecretVault } from '../github/secret-vault.ts'
import type { Warning } from '../report/warning.ts'
import type { Deadline } from '../retrying.ts'
import type { Look, PreparedSecret } from './look.ts'
import type { RepositoryFacts } from './repository.ts'
import type { SecretsRead } from './run-times.ts'
import type { PreparedShare } from './share.ts'

declare const prepared: unique symbol

/**
 * A place proven to be writable, and everything known about it. Only `prepare` makes one, and nothing is spent without
 * one.
 */
export interface Ready extends Look {
  readonly [prepared]: true
  api: GitHubApi
  /** Whether `secrets-token` is an installation token of a GitHub App. */
  isAppToken: boolean
  vault: SecretVault
  sealer: Sealer
  /** Undefined: the access token is not stored. */
  access: PreparedSecret | undefined
  /** When everything that precedes sending the token must be finished. */
  deadline: Deadline
  /** Undefined for a run that was given a code instead of a stored token. */
  secretsRead: SecretsRead | undefined
  shares: readonly PreparedShare[]
  /** For advice only, so only the report waits for it. */
  repository: Promise<RepositoryFacts | undefined>
  warnings: readonly Warning[]
  /** Lines for the log about what could not be determined. */
  notes: readonly Bilingual[]
}

/** What `prepare` has to find out to make a `Ready`. */
export type Findings = Omit<Ready, typeof prepared>

/** A place that is not ready, and what was learnt about it all the same. */
export interface Unready {
  /** All reasons, in the order of a run. The first one ends it. */
  errors: readonly [ActionError, ...ActionError[]]
  /** Whether the place is writable all the same. */
  isWritable: boolean
  /** `updated_at` of the stored refresh token, which shows how long it will live. */
  storedAt: string | undefined
  warnings: readonly Warning[]
}
