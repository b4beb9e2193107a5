import type { History, Rotation } from './history.ts'
import type { Timeline } from './timeline.ts'

/** Every secret of a history contains this, so that none of them can hide in a text. */
export const MARK = 'zQ9vK'

/** A refresh token and its history. */
export interface RefreshToken {
  value: string
  user: string
  /** The login that it descends from. */
  login: number
  /** Its position among all refresh tokens of the history; higher is newer. */
  number: number
  /** When it stops working, in milliseconds since the epoch; Infinity if unknown. */
  worksUntil: number
}

/** An answer from Fxiaoke's token endpoint, and what was issued with it. */
export interface TokenAnswer {
  body: Record<string, unknown>
  /** The issued token, which is the old one if the server works that way; undefined if it refused. */
  issued: RefreshToken | undefined
}

const MINUTE = 60_000

/** Fxiaoke's token endpoint, which remembers every token. */
export class SimulatedFxiaoke {
  readonly #rotation: Rotation
  readonly #sameAccessToken: boolean
  readonly #timeline: Timeline
  readonly #tokens = new Map<string, RefreshToken>()
  readonly #codes = new Map<string, { user: string; used: boolean }>()
  readonly #accessTokenLives: number
  /** The last access token of each user. */
  readonly #access = new Map<string, { value: string; until: number }>()
  /** When each access token expires. */
  readonly #until = new Map<string, number>()
  #issued = 0

  constructor(
    {
      rotation,
      sameAccessToken,
      accessTokenMinutes,
    }: Pick<History, 'rotation' | 'sameAccessToken' | 'accessTokenMinutes'>,
    timeline: Timeline,
  ) {
    this.#rotation = rotation
    this.#sameAccessToken = sameAccessToken
    this.#accessTokenLives = accessTokenMinutes * MINUTE
    this.#timeline = timeline
  }

  token(value: string | undefined): RefreshToken | undefined {
    return value === undefined ? undefined : this.#tokens.get(value)
  }

  /** When an access token expires, in milliseconds since the epoch. */
  accessTokenDies(value: string): number {
    return this.#until.get(value) ?? -Infinity
  }

  /** Whether a refresh with this token would succeed now. */
  accepts(value: string | undefined): boolean {
    return (this.token(value)?.worksUntil ?? 0) > this.#timeline.now
  }

  /** Signs a user in. @returns the login's first token */
  signIn(user: string): RefreshToken {
    this.#issued += 1
    return this.#issue(user, this.#issued)
  }

  /** Signs a user in on the authorize page. @returns the code they land with */
  code(user: string): string {
    const code = `FSCOD_${MARK}${String(this.#codes.size).padStart(12, '0')}`
    this.#codes.set(code, { user, used: false })
    return code
  }

  /** The user's live access token, or a new one. */
  accessToken(user: string): { value: string; expiresIn: number } {
    const { now } = this.#timeline
    const last = this.#access.get(user)
    if (this.#sameAccessToken && last && last.until - now > 10 * MINUTE)
      return { value: last.value, expiresIn: Math.floor((last.until - now) / 1000) }
    this.#issued += 1
    const value = `FSTOK_${MARK}${String(this.#issued).padStart(12, '0')}`
    const until = now + this.#accessTokenLives
    this.#access.set(user, { value, until })
    this.#until.set(value, until)
    return { value, expiresIn: this.#accessTokenLives / 1000 }
  }

  /** Carries out one request. */
  exchange(body: Record<string, unknown>): TokenAnswer {
    if (body['grantType'] === 'authorization_code') {
      const code = this.#codes.get(String(body['code']))
      if (!code || code.used) return refused(20010, 'code missing or expired')
      code.used = true
      return this.#answer(this.signIn(code.user))
    }
    const token = this.token(String(body['refreshToken']))
    if (!token || token.worksUntil <= this.#timeline.now) return refused(20005, 'refreshToken is expired')
    if (this.#rotation === 'unchanged') return this.#answer(token)
    if (this.#rotation === 'single') token.worksUntil = this.#timeline.now
    if (this.#rotation === 'grace') {
      const until = this.#timeline.now + MINUTE
      for (const one of this.#tokens.values())
        if (one.login === token.login) one.worksUntil = Math.min(one.worksUntil, until)
    }
    return this.#answer(this.#issue(token.user, token.login))
  }

  #issue(user: string, login: number): RefreshToken {
    this.#issued += 1
    const value = `FSREFTOK_${MARK}${String(this.#issued).padStart(12, '0')}`
    const token = { value, user, login, number: this.#issued, worksUntil: Infinity }
    this.#tokens.set(value, token)
    return token
  }

  #answer(token: RefreshToken): TokenAnswer {
    const access = this.accessToken(token.user)
    return {
      issued: token,
      body: {
        openUserId: token.user,
        accessToken: access.value,
        refreshToken: token.value,
        expiresIn: access.expiresIn,
        errorCode: 0,
        errorMessage: 'success',
        traceId: `E-O.sim.${token.number}`,
      },
    }
  }
}

function refused(errorCode: number, errorMessage: string): TokenAnswer {
  return { body: { errorCode, errorMessage, traceId: 'E-O.sim.refused' }, issued: undefined }
}
