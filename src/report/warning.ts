import type { Bilingual } from '../bilingual.ts'
import type { RemoteText } from '../errors/remote-text.ts'

/** `unknown`: an attempt got no answer that settles it, so the copy may have been exchanged by this run. */
export type StaleFate = 'not-sent' | 'refused' | 'unknown'

/** Something to know that does not fail the run. Text is made in the report. */
export type Warning =
  /** `secrets-token` expires soon. */
  | { id: 'secrets-token-expires'; at: Date }
  /** The cron line leaves fewer than two runs in the 60 days of a new token. `next`: undefined when it never runs. */
  | { id: 'schedule-too-rare'; cron: string; runs: number; next: Date | undefined }
  /** The stored refresh token is older than 30 days and this run does not renew it. */
  | { id: 'refresh-token-old'; since: Date; daysOld: number; expiresAt: Date }
  /** Public repository, last pushed more than 40 days ago: GitHub disables its schedules at 60 days. */
  | { id: 'repository-quiet'; pushedAt: Date; disabledAt: Date }
  /** The times of this run cannot be read, so freshness is not proven. Names `actions: read`. */
  | { id: 'run-times-unreadable'; status: number | undefined; said: RemoteText | undefined }
  /** The run is stale. Start a new run, do not re-run. `fate`: what has become of the copy. */
  | { id: 'stale'; updatedAt: Date | undefined; readAt: Date | undefined; rerun: boolean; fate: StaleFate }
  /** Fxiaoke returned the same refresh token, whose two months may not start over. */
  | { id: 'refresh-token-unchanged'; since: Date | undefined }
  /** The write probe was accepted by GitHub and could not be deleted. */
  | { id: 'probe-left-behind'; name: string; place: Bilingual }
  /** Fxiaoke's answer was cut off, but both tokens could be read. */
  | { id: 'answer-cut' }
  /** The answer does not say whose tokens these are, so `expected-open-user-id` is not proven. */
  | { id: 'account-unknown'; expected: string }
  /** The journal could not be written, so the post step could not have helped. */
  | { id: 'journal-unwritable' }
  /** GitHub confirmed no write of the refresh token, but its secret changed just when this run wrote it. */
  | { id: 'write-presumed'; name: string; place: Bilingual }
  /** Inputs that were given in quotes, which were taken off. */
  | { id: 'input-quoted'; inputs: readonly string[] }
  /** The runner will mask the app id inside the authorize link. */
  | { id: 'link-masked' }
