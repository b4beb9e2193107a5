import type { Place } from '../github/place.ts'
import type { Secret } from '../secret.ts'
import type { InputName } from './raw-inputs.ts'

/** What the run was asked for. */
export type Intent =
  /** Keep the stored login alive. */
  | { kind: 'rotate' }
  /** Prove everything short of spending the refresh token. */
  | { kind: 'dry-run' }
  /**
   * Show the link to Fxiaoke's authorize page: because somebody asks for it, or because there is no token yet and this run
   * could bring a code.
   */
  | { kind: 'start-authorization'; redirectUrl: string; isAsked: boolean }
  /** Redeem a one-time code. `landedUrl` is set when the whole URL was given, whose `state` then has to be ours. */
  | { kind: 'authorize'; code: Secret; redirectUrl: string; landedUrl: URL | undefined }

/** The Fxiaoke app and where it lives. */
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
  /** The stored access token; giving it asks for a token. */
  accessToken: Secret | undefined
  minValidityMinutes: number
  expectedOpenUserId: string | undefined
  secretsToken: Secret
  githubToken: Secret | undefined
  /** Base URL of GitHub's REST API, without a slash at the end. */
  githubApiUrl: URL
  /** Where both secrets are kept. */
  place: Place
  refreshTokenSecret: string
  /** Undefined: the access token is not stored. */
  accessTokenSecret: string | undefined
  /** The variable that says what the secrets hold. Undefined: none is kept. */
  recordVariable: string | undefined
  /** Inputs that were given in quotes, which were taken off. */
  quoted: readonly InputName[]
  shares: readonly Place[]
  jobId: number | undefined
}

/** Whether the run has neither a token to spend nor a code: it says what is still missing. */
export function leadsSetUp({ intent, refreshToken }: Config): boolean {
  if (intent.kind === 'authorize') return false
  return intent.kind !== 'rotate' || refreshToken === undefined
}
