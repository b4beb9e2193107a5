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

/** The page where a user approves the app. */
const AUTHORIZE_PATH = '/oauth2.0/authorize'

/** What can be wrong with the URL that the browser landed on. Fxiaoke itself checks the code and its redirect URL. */
type AddressProblem = Exclude<
  CauseOf<'authorization-code-rejected'>,
  'refused' | 'redirect-url' | 'landed-elsewhere' | 'authorize-link'
>

/**
 * A link to the page where a Fxiaoke user authorizes the app.
 *
 * @param now milliseconds since the epoch
 * @returns undefined if the app's redirect URL is not configured
 * @see https://open.fxiaoke.com, Developer Manual, "Authorization Code Grant"
 */
export function authorizeLink(app: AppConfig, place: Place, world: World, now: number): string | undefined {
  if (app.redirectUrl === undefined) return undefined
  const url = new URL(AUTHORIZE_PATH, app.cloud)
  url.searchParams.set('responseType', 'code')
  url.searchParams.set('appId', app.appId)
  url.searchParams.set('redirectUrl', app.redirectUrl)
  url.searchParams.set('state', makeState(binding(app, place), now, world.random.bytes(NONCE_BYTES)))
  url.searchParams.set('thirdTraceId', world.random.uuid())
  return url.href
}

/**
 * Reads the grant from an authorization. A bare code is taken as is; a landed URL must match the app's redirect URL and
 * carry a `state` of ours.
 *
 * @param now milliseconds since the epoch
 * @returns the grant, or `authorization-code-rejected`
 */
export function readAuthorization(
  intent: Extract<Intent, { kind: 'authorize' }>,
  app: AppConfig,
  place: Place,
  now: number,
): Grant | ActionError {
  const { landedUrl, redirectUrl, code } = intent
  if (landedUrl) {
    const refused = { id: 'authorization-code-rejected', fate: 'not-sent' } as const
    const [landedOn, expected] = [landedUrl, new URL(redirectUrl)].map(withoutQuery)
    const isOnCloud = landedUrl.host === app.cloud.host && landedUrl.pathname === AUTHORIZE_PATH
    if (landedOn !== expected)
      return new ActionError(
        isOnCloud
          ? { ...refused, cause: 'authorize-link', evidence: {} }
          : { ...refused, cause: 'landed-elsewhere', landedOn: landedOn ?? '', redirectUrl: expected ?? '' },
      )
    const cause = problemOf(landedUrl, binding(app, place), now)
    const [said] = errorsIn(landedUrl)
    const evidence = said === undefined ? {} : { said: new RemoteText(said) }
    if (cause !== undefined) return new ActionError({ ...refused, cause, evidence })
  }
  return { kind: 'authorization_code', code, redirectUrl }
}

function problemOf({ searchParams }: URL, bound: StateBinding, now: number): AddressProblem | undefined {
  if (errorsIn({ searchParams }).length > 0) return 'landed-error'
  const code = searchParams.get('code')
  if (code === null || code.trim() === '') return 'code-missing'
  return checkState(searchParams.get('state'), bound, now)
}

/** What the URL says about an error, most specific first: in OAuth's spelling, and in Fxiaoke's. */
function errorsIn({ searchParams }: Pick<URL, 'searchParams'>): string[] {
  return ['error_description', 'errorMessage', 'error', 'errorCode']
    .map((name) => searchParams.get(name) ?? '')
    .filter((value) => !['', '0', 'success'].includes(value))
}

function withoutQuery({ origin, pathname }: URL): string {
  return `${origin}${pathname.replace(/\/+$/, '')}`
}

function binding(app: AppConfig, place: Place): StateBinding {
  return {
    appId: app.appId,
    appSecret: app.appSecret,
    place: placePath(place),
    redirectUrl: app.redirectUrl ?? '',
  }
}
