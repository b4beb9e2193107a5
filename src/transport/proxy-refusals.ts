import { MOST_PROXY_REFUSALS, PROXY_REFUSAL_WAIT } from '../patience.ts'
import type { Clock } from '../world.ts'
import { ConnectionError } from './http-client.ts'

/** What is known of the way to one host. A proxy may want a password for some hosts alone. */
interface Way {
  lastRefusal: number
  letsThrough: boolean
  /** The one that finds out whether it does. */
  first: Promise<void> | undefined
}

/**
 * How often a proxy has refused its password, in main and post together. A company's directory locks an account after a
 * few, and a run has many requests: so one of them finds out for all to its host, and after a refusal nobody asks for a while.
 */
export class ProxyRefusals {
  readonly #clock: Pick<Clock, 'now'>
  readonly #ways = new Map<string, Way>()
  #times = 0
  #tell: (times: number) => void = () => undefined

  /** @param clock tells how long ago the last refusal was */
  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** Goes on from what the main step has counted. */
  goOnFrom(times: number): void {
    this.#times = times
  }

  /** Tells of each further refusal, from now on. */
  onRefusal(tell: (times: number) => void): void {
    this.#tell = tell
  }

  /** Whether nobody asks any more. */
  get isEnough(): boolean {
    return this.#times >= MOST_PROXY_REFUSALS
  }

  /** The proxy has refused its password. */
  noted(): void {
    this.#times += 1
    this.#tell(this.#times)
  }

  /**
   * Asks the proxy, if that may be.
   *
   * @param host to which the tunnel leads
   * @param ask for the tunnel
   * @throws {ConnectionError} that of `ask`, or the refusal that is known
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
