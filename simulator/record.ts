import { createHmac } from 'node:crypto'
import { ENVIRONMENT, iso, OWNER_ID, REPOSITORY_ID } from './github.ts'
import type { SimulatedGitHub, Version } from './github.ts'
import type { PlaceKind } from './history.ts'

/** A record as described by the contract, parsed without the action's own code. */
interface Contents {
  refreshToken?: { mark: string; storedAt?: string }
  accessToken?: { mark: string; expiresAt?: string }
  openUserId?: string
  writtenBy: string
}

/** Reads the record of a place, and checks whether it is true. */
export class SimulatedRecord {
  readonly #name: string
  readonly #appSecret: string
  readonly #github: SimulatedGitHub
  readonly #place: string
  /** The place, as used in marks. */
  readonly #markedPlace: string

  constructor(kind: PlaceKind, name: string, appSecret: string, github: SimulatedGitHub, place: string) {
    this.#name = name
    this.#appSecret = appSecret
    this.#github = github
    this.#place = place
    const repository = `repositories/${REPOSITORY_ID}`
    this.#markedPlace = {
      repository,
      environment: `${repository}/environments/${ENVIRONMENT.toLowerCase()}`,
      organization: `organizations/${OWNER_ID}`,
    }[kind]
  }

  /** Writes a record of what the secrets hold now, as a run before the history would have. */
  write(stored: { refreshToken: string; accessToken: string; openUserId: string }): void {
    const now = iso(this.#github.now)
    const text = JSON.stringify({
      v: 1,
      refreshToken: { mark: this.#mark('refreshToken', stored.refreshToken), storedAt: now },
      accessToken: { mark: this.#mark('accessToken', stored.accessToken), expiresAt: now },
      openUserId: stored.openUserId,
      writtenBy: '1/1',
    }).slice(0, -1)
    const seal = this.#hmac(`${this.#markedPlace}\n${text}`)
    this.#github.writeVariable(this.#place, this.#name, `${text},"seal":"${seal}"}`)
  }

  /** @param at the time; default now */
  contents(at?: number): Contents | undefined {
    const text = this.#github.variable(this.#place, this.#name, at)
    return text === undefined ? undefined : (JSON.parse(text) as Contents)
  }

  /** Whether the record at that time describes this version of the refresh token's secret. */
  describes(secret: Version | undefined, at?: number): boolean {
    const storedAt = this.contents(at)?.refreshToken?.storedAt
    return secret !== undefined && storedAt === iso(secret.at)
  }

  isMarkOf(mark: string | undefined, kind: 'refreshToken' | 'accessToken', token: string): boolean {
    return mark === this.#mark(kind, token)
  }

  #mark(kind: 'refreshToken' | 'accessToken', token: string): string {
    return this.#hmac(`${kind}\n${this.#markedPlace}\n${token}`)
  }

  #hmac(text: string): string {
    return createHmac('sha256', this.#appSecret).update(text).digest().subarray(0, 16).toString('base64url')
  }
}
