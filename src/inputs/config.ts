import type { HomePlace, Place } from '../github/place.ts'
import type { Secret } from '../secret.ts'
import type { InputName } from './raw-inputs.ts'

/** What the run was asked to do. */
export type Intent =
  /** Keep the stored login alive. */
  | { kind: 'rotate' }
  /** Test everything short of spending the refresh token. */
  | { kind: 'dry-run' }
  /**
   * Show the link to Fxiaoke's authorize page, because somebody asked for it, or because there is no token yet and this
   * run could have been given a code.
   */
  | { kind: 'start-authorization'; redirectUrl: string; isAsked: boolean }
  /** Redeem a one-time code. `landedUrl` is set if the whole URL was given; its `state` must then be ours. */
  | { kind: 'authorize'; code: Secret; redirectUrl: string; landedUrl: URL | undefined }

/** The Fxiaoke app and its cloud. */
export interface AppConfig {
  appId: string
  appSecret: Secret
  /** Base URL of the cloud, without a path. */
  cloud: URL
  redirectUrl: string | undefined
}

/** The inputs, validated. */
export interface Config {
  app: AppConfig
  intent: Intent
  refreshToken: Secret | undefined
  /** The stored access token. Passing it means asking for an access token. */
  accessToken: Secret | undefined
  minValidityMinutes: number
  expectedOpenUserId: string | undefined
  secretsToken: Secret
  githubToken: Secret | undefined
  /** Base URL of GitHub's REST API, without a trailing slash. */
  githubApiUrl: URL
  /** Where both secrets are kept. */
  place: HomePlace
  refreshTokenSecret: string
  /** Undefined: the access token is not stored. */
  accessTokenSecret: string | undefined
  /** The variable that holds the record. Undefined: none is kept. */
  recordVariable: string | undefined
  /** Inputs whose values came in quotes, which were stripped. */
  quoted: readonly InputName[]
  shares: readonly Place[]
  jobId: number | undefined
}

/** Whether this run only shows the state of the set-up, because it has neither a code nor a token that it may spend. */
export function leadsSetUp({ intent, refreshToken }: Config): boolean {
  if (intent.kind === 'authorize') return false
  return intent.kind !== 'rotate' || refreshToken === undefined
}
