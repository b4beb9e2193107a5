import { ActionError } from '../errors/action-error.ts'
import { wordsOf } from '../errors/catalogue.ts'
import { tryApp } from '../fxiaoke/exchange.ts'
import { describePlace } from '../github/place.ts'
import type { Config } from '../inputs/config.ts'
import { areUsable } from '../inputs/read-config.ts'
import type { Inputs } from '../inputs/read-config.ts'
import { wrongPlace } from '../stale-run.ts'
import type { Outcome } from '../outcome.ts'
import { prepare } from '../prepare/prepare.ts'
import type { Ready, Unready } from '../prepare/ready.ts'
import { openSurroundings } from '../prepare/surroundings.ts'
import type { SetUpItem, Status } from '../report/result.ts'
import type { Warning } from '../report/warning.ts'
import { decideSurely } from '../decide-surely.ts'
import { Secret } from '../secret.ts'
import { isRerun } from '../world.ts'
import type { World } from '../world.ts'
import {
  environmentEntries,
  fxiaokeEntry,
  inputEntries,
  open,
  recordEntries,
  shareEntries,
  unreadEntries,
  writable,
  wrong,
} from './items.ts'
import type { Entry } from './items.ts'
import { Pages } from './pages.ts'
import { proveShares } from './prove-shares.ts'

/** What a run with a code that cannot be redeemed has found out before. */
export interface KnownAlready {
  /** Why the address is not to be trusted, which a new link mends. */
  ended?: ActionError
  /** Why the place is not ready. */
  prepared?: Unready
}

/**
 * A run that has neither a token to spend nor a code, or must not spend one: proves everything that can be proven without,
 * and lists all of it, done and open. What does not depend on a missing input is asked all the same.
 *
 * @param inputs good or not
 * @param known is not asked again
 * @returns the list; it ends with the first failure in the order of the run
 */
export async function leadSetUp(inputs: Inputs, world: World, known: KnownAlready = {}): Promise<Outcome> {
  const config = withoutUnusable(inputs)
  const around = openSurroundings(config, world)
  const canAsk = areUsable(
    inputs,
    'secrets-token',
    'github-api-url',
    'environment',
    'organization',
    'refresh-token-secret',
  )
  const [prepared, environment, repository, fxiaoke] = await Promise.all([
    known.prepared ?? (canAsk ? prepare(config, world, around) : undefined),
    around.environment(),
    around.repository(),
    areUsable(inputs, 'app-id', 'app-secret', 'cloud-domain')
      ? tryApp(config.app, world).then((refusal) => ({ refusal }))
      : undefined,
  ])
  const { owner, repo, ref, serverUrl } = world.context
  const id = environment?.kind === 'exists' ? environment.id : undefined
  const isOfOrganization = repository?.isOfOrganization ?? config.place.kind === 'organization'
  const pages = new Pages(config, { owner, repo }, serverUrl, id, isOfOrganization)
  const branch = repository?.defaultBranch
  const isOnDefaultBranch = branch === undefined ? undefined : ref === `refs/heads/${branch}`

  const ready = prepared && !('errors' in prepared) ? prepared : undefined
  const unready = prepared && 'errors' in prepared ? prepared : undefined
  const login = ready ? await loginEntries(config, ready, pages, world) : { entries: [], warnings: [] }
  const proof = ready && (await proveShares(config, ready, world))
  const isToldMissing = unready?.errors.some(({ failure }) => failure.cause === 'no-environment') === true
  const entries = [
    ...inputEntries(inputs.problems, pages),
    ...placeEntries(prepared, config, pages),
    ...(isToldMissing ? [] : environmentEntries(config.place, environment, isOnDefaultBranch, pages)),
    ...unreadEntries(ready, environment, pages, world),
    ...login.entries,
    ...(fxiaoke ? [fxiaokeEntry(fxiaoke.refusal, config.app.cloud.host, pages, world)] : []),
    ...(proof ? shareEntries(proof.shares, pages) : []),
  ]
  const ended = known.ended ?? entries.find(({ error }) => error)?.error
  return {
    ended: ended ?? STATUS[config.intent.kind] ?? 'checked',
    // What could not be read is in the list, and needs no warning.
    ...(ready && { ready: { ...ready, secretsRead: undefined } }),
    storedAt: unready?.storedAt,
    setUp: entries.map(({ item, error }) => (error && error !== ended ? withMend(item, error) : item)),
    warnings: [...(unready?.warnings ?? []), ...login.warnings, ...(proof?.warnings ?? [])],
  }
}

/** Nobody reads the steps of an error that is not the one of the run: the first of them says what to do. */
function withMend(item: SetUpItem, { failure }: ActionError): SetUpItem {
  const [mend] = wordsOf(failure).next
  return mend ? { ...item, mend } : item
}

const STATUS: Partial<Record<Config['intent']['kind'], Status>> = {
  'dry-run': 'checked',
  'start-authorization': 'authorization-started',
}

/** Nothing is asked with, or of, an input that is not good. */
function withoutUnusable(inputs: Inputs): Config {
  const { config } = inputs
  const isGitHubKnown = areUsable(inputs, 'github-api-url', 'environment', 'organization')
  const { app } = config
  return {
    ...config,
    app: areUsable(inputs, 'redirect-url') ? app : { ...app, redirectUrl: undefined },
    ...(isGitHubKnown ? {} : { githubToken: undefined, secretsToken: new Secret('') }),
    // The record is bound to it.
    ...(areUsable(inputs, 'app-secret') ? {} : { recordVariable: undefined }),
  }
}

function placeEntries(prepared: Ready | Unready | undefined, { place }: Config, pages: Pages): Entry[] {
  if (!prepared) return []
  if (!('errors' in prepared)) return [writable(place)]
  return [
    ...(prepared.isWritable ? [writable(place)] : []),
    ...prepared.errors.map((error) => wrong(error, pages)),
  ]
}

/** The login that is stored, or is to be. */
async function loginEntries(
  config: Config,
  ready: Ready,
  pages: Pages,
  world: World,
): Promise<{ entries: Entry[]; warnings: Warning[] }> {
  const { app, intent, place, refreshToken } = config
  const record = recordEntries(config, ready, pages)
  // Whoever asks for a link gets one, whatever is stored; so does whoever has brought a code.
  if (intent.kind === 'authorize' || (intent.kind === 'start-authorization' && intent.isAsked))
    return { entries: record, warnings: [] }
  const { next } = await decideSurely(config, ready, world)
  if (next.kind === 'wrong-place') return { entries: [wrong(wrongPlace(config, ready), pages)], warnings: [] }
  const known = { fate: 'not-sent', place: describePlace(place), secretName: ready.refresh.name } as const
  const error = next.kind === 'unable' ? new ActionError({ ...next.why, ...known }) : undefined
  if (error && error.id !== 'authorization-required') return { entries: [wrong(error, pages)], warnings: [] }
  const stale = next.kind === 'stale' ? next.staleness : undefined
  const warnings: Warning[] = stale
    ? [{ id: 'stale', ...stale, rerun: isRerun(world), fate: 'not-sent' }]
    : []
  if (refreshToken)
    return {
      entries: [
        ...record,
        open(
          'Whether Fxiaoke still accepts the stored refresh token: asking would spend it.',
          '纷享销客是否仍接受已存的刷新令牌：要验证就得消耗它。',
        ),
      ],
      warnings,
    }
  if (intent.kind === 'start-authorization') return { entries: record, warnings }
  const first = open(
    'No refresh token is stored yet. When all else is done: Run workflow, with start in the field authorization-code.',
    '还没有存过刷新令牌。其他各项就绪后：Run workflow，在 authorization-code 中填 start。',
  )
  const callback = open(
    'redirect-url is empty, and authorizing needs it: the redirect URL registered for the app.',
    '授权需要 redirect-url（应用登记的回调地址），现在是空的。',
    pages.values(['redirect-url']),
  )
  // A dry run has done what it was asked for; any other run has not.
  const ending = error && intent.kind === 'rotate' ? { ...first, error } : first
  return { entries: [...record, ...(app.redirectUrl === undefined ? [callback] : []), ending], warnings }
}
