import { placePath } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import type { AppConfig, Intent } from '../inputs/config.ts'
import { ActionError } from '../errors/action-error.ts'
import type { CauseOf } from '../errors/failure.ts'
import { RemoteText } from '../errors/remote-text.ts'
import type { World } from '../world.ts'
import { checkState, makeState } from './authorize-state.ts'
import type { StateBinding } from './authorize-state.ts'
import type { Grant } from './grant.ts'

const NONCE_BYTES = 16

/** What can be wrong with the address that the browser landed on; the code, and the redirect URL that goes with it, Fxiaoke refuses. */
type AddressProblem = Exclude<CauseOf<'authorization-code-rejected'>, 'refused' | 'redirect-url'>

/**
 * A link to the page where a Fxiaoke user authorizes the app.
 *
 * @param now milliseconds since the epoch
 * @returns undefined when the app's redirect URL is not configured, without which there is no link
 * @see https://open.fxiaoke.com, Developer Manual, "Authorization Code Grant"
 */
export function authorizeLink(app: AppConfig, place: Place, world: World, now: number): string | undefined {
  if (app.redirectUrl === undefined) return undefined
  const url = new URL('/oauth2.0/authorize', app.cloud)
  url.searchParams.set('responseType', 'code')
  url.searchParams.set('appId', app.appId)
  url.searchParams.set('redirectUrl', app.redirectUrl)
  url.searchParams.set('state', makeState(binding(app, place), now, world.random.bytes(NONCE_BYTES)))
  url.searchParams.set('thirdTraceId', world.random.uuid())
  return url.href
}

/**
 * The grant of an authorization: a bare code is taken as it is, a landed URL has to be where the app's redirects go
 * and to carry a `state` of ours.
 *
 * @param now milliseconds since the epoch
 * @throws {ActionError} `authorization-code-rejected`
 */
export function readAuthorization(
  intent: Extract<Intent, { kind: 'authorize' }>,
  app: AppConfig,
  place: Place,
  now: number,
): Grant {
  const { landedUrl, redirectUrl, code } = intent
  if (landedUrl) {
    const cause = problemOf(landedUrl, redirectUrl, binding(app, place), now)
    const said = landedUrl.searchParams.get('error_description') ?? landedUrl.searchParams.get('error')
    if (cause !== undefined)
      throw new ActionError({
        id: 'authorization-code-rejected',
        cause,
        fate: 'not-sent',
        evidence: said === null ? {} : { said: new RemoteText(said) },
      })
  }
  return { kind: 'authorization_code', code, redirectUrl }
}

function problemOf(
  landed: URL,
  redirectUrl: string,
  bound: StateBinding,
  now: number,
): AddressProblem | undefined {
  const registered = new URL(redirectUrl)
  if (landed.origin !== registered.origin || trimmedPath(landed) !== trimmedPath(registered))
    return 'landed-elsewhere'
  if (['error', 'errorCode', 'error_description'].some((name) => isError(landed.searchParams.get(name))))
    return 'landed-error'
  const code = landed.searchParams.get('code')
  if (code === null || code.trim() === '') return 'code-missing'
  return checkState(landed.searchParams.get('state'), bound, now)
}

function isError(value: string | null): boolean {
  return value !== null && value !== '' && value !== '0'
}

function trimmedPath(url: URL): string {
  return url.pathname.replace(/\/+$/, '')
}

function binding(app: AppConfig, place: Place): StateBinding {
  return {
    appId: app.appId,
    appSecret: app.appSecret,
    place: placePath(place),
    redirectUrl: app.redirectUrl ?? '',
  }
}
