import { randomBytes } from 'node:crypto'
import { addressNotAllowed, deadCode, deadRefreshToken, illegalParameter } from './business-error.ts'
import type { BusinessError, DeadTokenCode } from './business-error.ts'

/** An app registered with Fxiaoke. */
export interface App {
  appId: string
  appSecret: string
  /** Default `https://crm.acme.example/fxiaoke/callback`. */
  redirectUrl?: string
  /** Addresses that may request tokens. Default all; an empty list allows none. */
  allowedIps?: string[]
}

/** Who logged in. */
export interface User {
  openUserId?: string
}

/** A token pair from a login or a refresh. */
export interface TokenPair {
  openUserId: string
  accessToken: string
  refreshToken: string
}

/** How the ledger treats tokens where the manual says nothing. */
export interface LedgerPolicy {
  /** Whether a spent refresh token is dead. */
  singleUse: boolean
  /** Whether a refresh returns the refresh token it was given. */
  answerUnchanged: boolean
  deadTokenErrorCode: DeadTokenCode
  /** Generates the refresh tokens; by default, random ones. */
  nextToken: ((serial: number) => string) | undefined
}

interface RefreshToken {
  appId: string
  openUserId: string
  expiresAt: number
}

const HOUR = 3_600_000
const ACCESS_TOKEN_LIFE = 2 * HOUR
const REFRESH_TOKEN_LIFE = 60 * 24 * HOUR
const CODE_LIFE = HOUR / 12

/** The redirect URL of apps added without one. */
export const DEFAULT_REDIRECT_URL = 'https://crm.acme.example/fxiaoke/callback'
const DEFAULT_USER = 'FSUID_8C1F04D2A7B35E96'

/** What Fxiaoke knows about apps, codes and tokens, and does with them, independent of transport. */
export class TokenLedger {
  readonly #policy: LedgerPolicy
  readonly #now: () => number
  readonly #apps = new Map<string, Required<App>>()
  readonly #codes = new Map<string, RefreshToken>()
  readonly #refreshTokens = new Map<string, RefreshToken>()
  readonly #accessTokens = new Map<string, number>()
  /** The newest refresh token of each login, in the order of the first logins. */
  readonly #newest = new Map<string, string>()
  #serial = 0

  /** @param policy re-read at every use, so that a test may change it */
  constructor(policy: LedgerPolicy, now: () => number) {
    this.#policy = policy
    this.#now = now
  }

  addApp(app: App): void {
    this.#apps.set(app.appId, { redirectUrl: DEFAULT_REDIRECT_URL, allowedIps: ['*'], ...app })
  }

  app(appId: string): Required<App> | undefined {
    return this.#apps.get(appId)
  }

  /** Emulates a login: issues live tokens. */
  issue(appId: string, user: User = {}): TokenPair {
    if (!this.#apps.has(appId)) throw new Error(`no app ${appId} was added`)
    return this.#pair(appId, user.openUserId ?? DEFAULT_USER)
  }

  /** Issues a one-time code, valid for five minutes. */
  issueCode(appId: string, user: User = {}): string {
    if (!this.#apps.has(appId)) throw new Error(`no app ${appId} was added`)
    const code = `FSCODE_${random(16)}`
    const openUserId = user.openUserId ?? DEFAULT_USER
    this.#codes.set(code, { appId, openUserId, expiresAt: this.#now() + CODE_LIFE })
    return code
  }

  /** The newest live refresh token of a user, or of the app's only user. */
  liveRefreshToken(appId: string, openUserId?: string): string | undefined {
    const tokens = [...this.#newest.values()].filter((token) => {
      const known = this.#refreshTokens.get(token)
      return known?.appId === appId && (openUserId === undefined || known.openUserId === openUserId)
    })
    if (tokens.length > 1) throw new Error(`several users are logged in to ${appId}: say which one`)
    return tokens.find((token) => this.#isLive(token))
  }

  /** Every token ever issued, live or not. */
  everyToken(): string[] {
    return [...this.#refreshTokens.keys(), ...this.#accessTokens.keys()]
  }

  isAccessTokenValid(token: string): boolean {
    return (this.#accessTokens.get(token) ?? 0) > this.#now()
  }

  /** Checks the app, its secret and the request's origin. */
  authenticate(appId: string, appSecret: string, address: string): BusinessError | undefined {
    const app = this.#apps.get(appId)
    if (app === undefined) return illegalParameter('appId')
    if (!app.allowedIps.includes('*') && !app.allowedIps.includes(address)) return addressNotAllowed(address)
    return app.appSecret === appSecret ? undefined : illegalParameter('appSecret')
  }

  /** Spends a refresh token. */
  refresh(appId: string, refreshToken: string): TokenPair | BusinessError {
    const known = this.#refreshTokens.get(refreshToken)
    if (known?.appId !== appId || !this.#isLive(refreshToken)) {
      return deadRefreshToken(this.#policy.deadTokenErrorCode)
    }
    if (this.#policy.answerUnchanged) return this.#pair(appId, known.openUserId, refreshToken)
    if (this.#policy.singleUse) known.expiresAt = 0
    return this.#pair(appId, known.openUserId)
  }

  /** Spends a one-time code. */
  redeem(appId: string, code: string, redirectUrl: string): TokenPair | BusinessError {
    const known = this.#codes.get(code)
    if (known?.appId !== appId || known.expiresAt <= this.#now()) return deadCode
    if (this.#apps.get(appId)?.redirectUrl !== redirectUrl) return illegalParameter('redirectUrl')
    this.#codes.delete(code)
    return this.#pair(appId, known.openUserId)
  }

  #isLive(refreshToken: string): boolean {
    return (this.#refreshTokens.get(refreshToken)?.expiresAt ?? 0) > this.#now()
  }

  #pair(appId: string, openUserId: string, unchanged?: string): TokenPair {
    const accessToken = `FSTOK_${random(32)}`
    this.#accessTokens.set(accessToken, this.#now() + ACCESS_TOKEN_LIFE)
    if (unchanged !== undefined) return { openUserId, accessToken, refreshToken: unchanged }
    this.#serial += 1
    const refreshToken = this.#policy.nextToken?.(this.#serial) ?? `FSREFTOK_${random(32)}`
    this.#refreshTokens.set(refreshToken, { appId, openUserId, expiresAt: this.#now() + REFRESH_TOKEN_LIFE })
    this.#newest.set(JSON.stringify([appId, openUserId]), refreshToken)
    return { openUserId, accessToken, refreshToken }
  }
}

function random(bytes: number): string {
  return randomBytes(bytes).toString('hex').toUpperCase()
}
