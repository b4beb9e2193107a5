import type { ActionError } from '../errors/action-error.ts'
import { wordsOf } from '../errors/catalogue.ts'
import { tryApp } from '../fxiaoke/exchange.ts'
import type { Config } from '../inputs/config.ts'
import { areUsable } from '../inputs/read-config.ts'
import type { Inputs } from '../inputs/read-config.ts'
import type { Outcome } from '../outcome.ts'
import { find } from '../prepare/finding.ts'
import type { Finding } from '../prepare/finding.ts'
import { prepare } from '../prepare/prepare.ts'
import type { Ready, Unready } from '../prepare/ready.ts'
import { openSurroundings } from '../prepare/surroundings.ts'
import type { SetUpItem, Status } from '../report/result.ts'
import type { Warning } from '../report/warning.ts'
import { decideSurely, refusal } from '../decide-surely.ts'
import type { Decided } from '../decide-surely.ts'
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

/** What is known of the place; nothing if it cannot be asked. */
interface PlaceFacts {
  unready?: Unready | undefined
  ready?: Ready
  decided?: Finding<Decided> | undefined
  proof?: Awaited<ReturnType<typeof proveShares>>
}

/** What a run with a code that cannot be redeemed has found out before. */
export interface KnownAlready {
  /** Why the address is not to be trusted, which a new link fixes. */
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
  const askPlace = async (): Promise<PlaceFacts> => {
    const prepared = known.prepared ?? (canAsk ? await prepare(config, world, around) : undefined)
    if (!prepared || 'errors' in prepared) return { unready: prepared }
    // Not after Fxiaoke's answer, which may take longer than a look stays good.
    const [decided, proof] = await Promise.all([
      isLoginJudged(config) ? find(() => decideSurely(config, prepared, world), config.place) : undefined,
      proveShares(config, prepared, world),
    ])
    return { ready: prepared, decided, proof }
  }
  const [{ unready, ready, decided, proof }, environment, repository, fxiaoke] = await Promise.all([
    askPlace(),
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

  const login = ready && loginFacts(config, ready, decided, pages, world)
  const isToldMissing = unready?.errors.some(({ failure }) => failure.cause === 'no-environment') === true
  const entries = [
    ...inputEntries(inputs.problems, pages),
    ...(ready || unready?.isWritable ? [writable(config.place)] : []),
    ...(unready?.errors.map((error) => wrong(error, pages)) ?? []),
    ...(isToldMissing ? [] : environmentEntries(config.place, environment, isOnDefaultBranch, pages)),
    ...unreadEntries(ready, environment, pages, world),
    ...(login?.entries ?? []),
    ...(fxiaoke ? [fxiaokeEntry(fxiaoke.refusal, config.app.cloud.host, pages, world)] : []),
    ...(proof ? shareEntries(proof.shares, pages) : []),
  ]
  const ended = known.ended ?? entries.find(({ error }) => error)?.error
  return {
    ended: ended ?? STATUS[config.intent.kind] ?? 'checked',
    // What could not be read is in the list, and needs no warning.
    ...(ready && { ready: { ...ready, secretsRead: undefined } }),
    storedAt: unready?.storedAt,
    setUp: entries.map(({ item, error }) => (error && error !== ended ? withFix(item, error) : item)),
    warnings: [...(unready?.warnings ?? []), ...(login?.warnings ?? []), ...(proof?.warnings ?? [])],
  }
}

/** Nobody reads the steps of an error that is not the one of the run: the first of them says what to do. */
function withFix(item: SetUpItem, { failure }: ActionError): SetUpItem {
  const [fix] = wordsOf(failure).next
  return fix ? { ...item, fix } : item
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

/** Whoever asks for a link gets one, whatever is stored; so does whoever has brought a code. */
function isLoginJudged({ intent }: Config): boolean {
  return intent.kind !== 'authorize' && !(intent.kind === 'start-authorization' && intent.isAsked)
}

/** The login that is stored, or is to be. @param decided what a run would do with it, if that was asked */
function loginFacts(
  config: Config,
  ready: Ready,
  decided: Finding<Decided> | undefined,
  pages: Pages,
  world: World,
): { entries: Entry[]; warnings: Warning[] } {
  const record = recordEntries(config, ready, pages)
  if (!decided) return { entries: record, warnings: [] }
  if (decided.kind === 'failed') return { entries: [wrong(decided.error, pages)], warnings: [] }
  const { next } = decided.value
  switch (next.kind) {
    case 'wrong-place':
    case 'unable': {
      const error = refusal(next, config, ready)
      return error.id === 'authorization-required'
        ? { entries: [...record, ...firstLoginEntries(config, error, pages)], warnings: [] }
        : { entries: [wrong(error, pages)], warnings: [] }
    }
    case 'stale':
      return {
        entries: [...record, STILL_ACCEPTED],
        warnings: [{ id: 'stale', ...next.staleness, rerun: isRerun(world), fate: 'not-sent' }],
      }
    default:
      return { entries: [...record, STILL_ACCEPTED], warnings: [] }
  }
}

const STILL_ACCEPTED = open(
  'Whether Fxiaoke still accepts the stored refresh token: asking would spend it.',
  '纷享销客是否仍接受已存的刷新令牌：要验证就得消耗它。',
)

/** What is missing for the first authorization. @param error with which a run that was to rotate ends */
function firstLoginEntries({ app, intent }: Config, error: ActionError, pages: Pages): Entry[] {
  if (intent.kind === 'start-authorization') return []
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
  const ending = intent.kind === 'rotate' ? { ...first, error } : first
  return [...(app.redirectUrl === undefined ? [callback] : []), ending]
}
