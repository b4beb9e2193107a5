import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../secret.ts'

/** What a `state` is bound to: one made for another app, place or redirect URL is foreign. */
export interface StateBinding {
  appId: string
  appSecret: Secret
  /** The place of the secrets, as returned by `placePath`. */
  place: string
  redirectUrl: string
}

/** How long a link is valid, in milliseconds. */
export const STATE_LIFETIME = 24 * 60 * 60 * 1000

/** How far two clocks may differ, so that a state may seem to come from the future, in milliseconds. */
const CLOCK_TOLERANCE = 10 * 60 * 1000

/**
 * Makes the `state` of an authorize link: the time, a nonce, and an HMAC under the app secret. So nothing needs storing
 * between the run that shows the link and the run that gets the landed URL.
 *
 * @param now milliseconds since the epoch
 * @param nonce random bytes
 */
export function makeState(binding: StateBinding, now: number, nonce: Uint8Array): string {
  const time = Math.floor(now / 1000).toString(36)
  const random = Buffer.from(nonce).toString('base64url')
  return `${time}.${random}.${sign(binding, time, random)}`
}

/**
 * Checks the `state` of a landed URL, in constant time where it matters.
 *
 * @param now milliseconds since the epoch
 * @returns undefined if it is ours and recent, else what is wrong with it; `state-missing` also if it is incomplete
 */
export function checkState(
  state: string | null,
  binding: StateBinding,
  now: number,
): 'state-missing' | 'state-foreign' | 'state-old' | undefined {
  const [time = '', random = '', signature = '', ...rest] = (state ?? '').split('.')
  const [expected, actual] = [Buffer.from(sign(binding, time, random)), Buffer.from(signature)]
  if (rest.length > 0 || expected.length !== actual.length) return 'state-missing'
  if (!timingSafeEqual(expected, actual)) return 'state-foreign'
  const age = now - Number.parseInt(time, 36) * 1000
  return age >= -CLOCK_TOLERANCE && age <= STATE_LIFETIME ? undefined : 'state-old'
}

function sign(binding: StateBinding, time: string, random: string): string {
  // A JSON array delimits the fields, whatever they contain.
  const message = JSON.stringify([
    time,
    random,
    binding.appId,
    binding.place.toLowerCase(),
    binding.redirectUrl,
  ])
  return createHmac('sha256', binding.appSecret.reveal()).update(message).digest('base64url')
}
