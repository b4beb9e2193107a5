import type { Bilingual, Language } from '../bilingual.ts'
import type { ActionError } from '../errors/action-error.ts'
import type { Secret } from '../secret.ts'
import type { Warning } from './warning.ts'

/** How a run that did not fail ended: the `status` output. */
export type Status = 'refreshed' | 'authorized' | 'reused' | 'stale' | 'checked' | 'authorization-started'

/** What became of one secret in one place. */
export interface SecretOutcome {
  /** The place in words, for example `environment "prod" of acme/crm`. */
  place: Bilingual
  /** Where a person sees the secret in GitHub's settings. */
  settingsUrl: string
  name: string
  /** What it holds. */
  holds: 'refresh-token' | 'access-token'
  /** Whether it is one of `share-access-token-with`. */
  shared: boolean
  /**
   * `unchanged`: Fxiaoke answered the very value that is stored, so nothing was written. `changed-meanwhile`: somebody
   * else stored another value during this run, which was left alone. `presumed`: GitHub confirmed no write, but the secret
   * changed just when this run wrote it.
   */
  outcome: 'created' | 'updated' | 'unchanged' | 'failed' | 'changed-meanwhile' | 'presumed'
  /** Why it failed, in words that may be printed. */
  reason?: Bilingual
}

/** The life of a token, in GitHub's time. */
export interface Lifetime {
  since: Date
  until: Date
}

/** One thing that has to be true before tokens can be kept alive here. */
export interface SetUpItem {
  /** `wrong`: a run fails for it. `open`: still to do or to know, and no run fails for it. */
  state: 'done' | 'wrong' | 'open'
  says: Bilingual
  /** How it is fixed, where this is not the error of the run, whose steps say it. */
  fix?: Bilingual
  /** Where it is fixed. */
  pages: readonly Page[]
}

/** A page for a person to open. */
export interface Page {
  title: Bilingual
  url: string
}

/** The command that stores a sealed refresh token by hand. */
export interface Recovery {
  /** Whether it is only a choice: the secret holds something newer than what was spent, which the command would replace. */
  isChoice: boolean
  /** One line for a POSIX shell. */
  command: string
  /** The secret that it writes. */
  name: string
  place: Bilingual
}

/** What became of the record. */
export interface RecordReport {
  /** The variable. */
  name: string
  /** Why it was not written, in words that may be printed; undefined: it was. */
  reason: Bilingual | undefined
  /** Whether a permission is missing. */
  isForbidden: boolean
}

/** Everything there is to say of a finished run, and nothing about how it is said. */
export interface Result {
  /** The one that leads in everything that is said. */
  language: Language
  /** `post` when the post step stored, or could not store, what the main step had left. Default: `main`. */
  step?: 'main' | 'post'
  /** Set when the run did not fail. */
  status?: Status
  /** Set when it failed. */
  error?: ActionError
  /** GitHub's time at the end of the run. */
  now: Date
  /** Where the secrets live, in words, and the page where a person sees them; unknown when the inputs did not parse. */
  place?: Bilingual | undefined
  settingsUrl?: string | undefined
  accessToken?: Secret | undefined
  /** When the access token handed out or stored expires; undefined when unknown. */
  accessTokenExpiresAt?: Date | undefined
  /** The life of the refresh token that is stored now; undefined when unknown. */
  refreshTokenLife?: Lifetime | undefined
  openUserId?: string | undefined
  /** Whose login was replaced by authorizing, if the record tells it and it was another user's. */
  formerOpenUserId?: string | undefined
  /** Fxiaoke's trace id of the last answer. */
  traceId?: string | undefined
  secrets: readonly SecretOutcome[]
  warnings: readonly Warning[]
  recovery?: Recovery | undefined
  /** What became of the variable that says what the secrets hold; undefined where none was to be written. */
  record?: RecordReport | undefined
  /** A link to Fxiaoke's authorize page. */
  authorizeLink?: string | undefined
  /** Before the first authorization: nothing is known of a token whose fate would have to be told. */
  hasNoToken?: boolean
  /** What is done and what is open, in the order of the run; undefined: the run was not about that. */
  setUp?: readonly SetUpItem[] | undefined
  /** The rhythm of the schedule that started this run, when one did. */
  schedule?: { cron: string; runsInTokenLife: number; next: Date | undefined } | undefined
}
