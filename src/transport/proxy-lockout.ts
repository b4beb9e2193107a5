import { MOST_PROXY_REFUSALS, PROXY_REFUSAL_WAIT } from '../patience.ts'
import type { Clock } from '../world.ts'
import { ConnectionError } from './http-client.ts'

/** What we know about the proxy's rules for one host. It may want a password for some hosts only. */
interface Way {
  lastRefusal: number
  letsThrough: boolean
  /** The request that finds out whether the proxy lets us through. */
  first: Promise<void> | undefined
}

/**
 * Counts how often a proxy has rejected our credentials, in the main and the post step together. A company's directory
 * locks an account after a few rejections, and a run sends many requests. So one request finds out for all others to
 * its host, and after a rejection nobody asks for a while.
 */
export class ProxyLockout {
  readonly #clock: Pick<Clock, 'now'>
  readonly #ways = new Map<string, Way>()
  #times = 0
  #tell: (times: number) => void = () => undefined

  /** @param clock times the pause after a refusal */
  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** Continues the main step's count. */
  goOnFrom(times: number): void {
    this.#times = times
  }

  /** Calls back on each refusal from now on. */
  onRefusal(tell: (times: number) => void): void {
    this.#tell = tell
  }

  /** Whether the limit is reached, so that nobody asks any more. */
  get isEnough(): boolean {
    return this.#times >= MOST_PROXY_REFUSALS
  }

  /** Counts a rejection of our credentials. */
  noted(): void {
    this.#times += 1
    this.#tell(this.#times)
  }

  /**
   * Asks the proxy for a tunnel, unless a recent refusal forbids it.
   *
   * @param host where the tunnel leads
   * @param ask requests the tunnel
   * @throws {ConnectionError} the one from `ask`, or the known refusal
   */
  async asking<T>(host: string, ask: () => Promise<T>): Promise<T> {
    const way = this.#ways.get(host) ?? { lastRefusal: -Infinity, letsThrough: false, first: undefined }
    this.#ways.set(host, way)
    while (way.first) await way.first
    if (this.isEnough || this.#clock.now() - way.lastRefusal < PROXY_REFUSAL_WAIT)
      throw new ConnectionError('proxy-refused', false, { proxyStatus: 407 })
    if (way.letsThrough) return this.#asked(way, ask)
    let known = (): void => undefined
    way.first = new Promise((resolve) => {
      known = resolve
    })
    try {
      return await this.#asked(way, ask)
    } finally {
      way.first = undefined
      known()
    }
  }

  async #asked<T>(way: Way, ask: () => Promise<T>): Promise<T> {
    try {
      const tunnel = await ask()
      way.letsThrough = true
      return tunnel
    } catch (error) {
      if (error instanceof ConnectionError && error.proxyStatus === 407) {
        way.letsThrough = false
        way.lastRefusal = this.#clock.now()
        this.noted()
      }
      throw error
    }
  }
}
