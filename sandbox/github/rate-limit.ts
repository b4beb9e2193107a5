const WINDOW = 3_600_000

/** The state of a token's primary rate limit. */
export interface RateLimitState {
  limit: number
  used: number
  remaining: number
  /** When the window ends, in seconds since the epoch. */
  reset: number
}

/** The primary rate limit of one token: a number of requests per hour. */
export class RateLimit {
  readonly #limit: number
  #used = 0
  #ends = 0

  constructor(limit = 5_000) {
    this.#limit = limit
  }

  /** Counts a request. @returns false if none are left */
  take(now: Date): boolean {
    this.#roll(now)
    if (this.#used >= this.#limit) return false
    this.#used += 1
    return true
  }

  state(now: Date): RateLimitState {
    this.#roll(now)
    const reset = Math.floor(this.#ends / 1000)
    return { limit: this.#limit, used: this.#used, remaining: this.#limit - this.#used, reset }
  }

  #roll(now: Date): void {
    if (now.getTime() < this.#ends) return
    this.#ends = now.getTime() + WINDOW
    this.#used = 0
  }
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export function rateLimitHeaders({ limit, used, remaining, reset }: RateLimitState): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
  }
}
