import { both, spaced } from './bilingual.ts'
import type { Bilingual } from './bilingual.ts'
import { ActionError } from './errors/action-error.ts'
import { evidenceOf } from './errors/failure.ts'
import type { ErrorId } from './errors/failure.ts'
import { tryApp } from './fxiaoke/exchange.ts'
import { GitHubFailure } from './github/github-failure.ts'
import { Limiter } from './github/limiter.ts'
import { describePlace } from './github/place.ts'
import type { Place } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import { probeName } from './inputs/read-config.ts'
import { SHARES_PROVEN_WITHIN } from './patience.ts'
import type { Ready } from './prepare/prepare.ts'
import type { PreparedShare } from './prepare/share.ts'
import type { Warning } from './report/warning.ts'
import { proveWritable } from './prepare/write-proof.ts'
import { isDescribed } from './decide.ts'
import type { Staleness } from './decide.ts'
import type { Outcome } from './outcome.ts'
import { isRerun } from './world.ts'
import type { World } from './world.ts'

/** Answers that leave no doubt that a real run would fail. */
const CLEAR: readonly ErrorId[] = [
  'app-credentials-rejected',
  'app-not-authorized',
  'ip-not-allowed',
  'wrong-cloud-domain',
  'fxiaoke-unreachable',
]

/** All requests that prove shares at the same time. */
const SHARES_AT_ONCE = 8

/**
 * A dry run: after GitHub has been prepared, asks Fxiaoke to redeem a code that cannot exist, and proves that the
 * shares can be written. The refresh token is not touched.
 *
 * @returns what it found; it fails for what would certainly fail a real run
 */
export async function dryRun(
  config: Config,
  ready: Ready,
  stale: Staleness | undefined,
  world: World,
): Promise<Outcome> {
  const proven = [writable(config.place)]
  const unproven = [
    both(
      'Whether Fxiaoke still accepts the stored refresh token: asking would spend it.',
      '纷享销客是否仍接受已存的刷新令牌：要验证就得消耗它。',
    ),
  ]
  const warnings: Warning[] = stale
    ? [{ id: 'stale', ...stale, rerun: isRerun(world), fate: 'not-sent' }]
    : []

  const [refusal, shares] = await Promise.all([tryApp(config.app, world), proveShares(config, ready, world)])
  if (refusal && CLEAR.includes(refusal.id)) return { ended: refusal, ready, warnings }
  const { host } = config.app.cloud
  if (refusal === undefined || refusal.id === 'authorization-code-rejected') {
    proven.push(
      both(
        `${host} is Fxiaoke, lets this machine in and knows the app.`,
        `${host} 是纷享销客的网关，放行本机，也认识这个应用。`,
      ),
    )
  } else {
    const answer = inWords(refusal, world)
    unproven.push(
      both(
        `Whether ${host} lets this machine in and knows the app: it answered ${answer.en}.`,
        `${host} 是否放行本机、是否认识这个应用：它返回了 ${answer.zh}。`,
      ),
    )
  }

  const ofRecord = sayOfRecord(config, ready)
  if (ofRecord) (ofRecord.isProven ? proven : unproven).push(ofRecord.says)

  const failed = shares.filter((share) => 'failure' in share)
  for (const share of shares) if ('sealer' in share) proven.push(writable(share.vault.place))
  const [first] = failed
  const ended = first
    ? new ActionError({
        id: 'share-failed',
        cause: 'not-writable',
        fate: 'not-sent',
        evidence: first.failure.evidence,
        failed: failed.map(({ vault }) => describePlace(vault.place)),
      })
    : 'checked'
  return { ended, ready, dryRun: { findings: { proven, unproven }, shares }, warnings }
}

/** What the record tells of this run's copy of the refresh token; undefined where none is kept. */
function sayOfRecord(
  { refreshToken }: Config,
  ready: Ready,
): { isProven: boolean; says: Bilingual } | undefined {
  const { recorded } = ready
  if (!recorded || !refreshToken) return undefined
  const { name, unreadable } = recorded
  if (isDescribed(refreshToken, ready))
    return {
      isProven: true,
      says: both(
        `By the record in the variable ${name}, the refresh token of this run is the stored one.`,
        `据变量 ${name} 的记录，本次运行拿到的刷新令牌就是已存的那个。`,
      ),
    }
  return {
    isProven: false,
    says: unreadable
      ? both(
          `Whether this run's refresh token is the stored one: secrets-token cannot read the variable ${name}.`,
          `本次运行拿到的刷新令牌是不是已存的那个：secrets-token 读不到变量 ${name}。`,
        )
      : both(
          `Whether this run's refresh token is the stored one: the variable ${name} does not describe it yet. The next rotation writes it.`,
          `本次运行拿到的刷新令牌是不是已存的那个：变量 ${name} 还没有记录，下一次刷新后会写入。`,
        ),
  }
}

function writable(place: Place): Bilingual {
  const { en, zh } = describePlace(place)
  return both(
    `secrets-token can write the secrets of ${en}.`,
    `secrets-token 可以写入${spaced(zh)}的 Secret。`,
  )
}

function inWords(refusal: ActionError, world: World): Bilingual {
  const { errorCode, said } = evidenceOf(refusal.failure)
  const message = said?.printable((text) => world.runner.quote(text))
  const code = errorCode === undefined ? refusal.id : `errorCode ${errorCode}`
  return message ? both(`${code} (${message})`, `${code}（${message}）`) : both(code, code)
}

/** A share that is known to fail is not proven again. */
async function proveShares(config: Config, ready: Ready, world: World): Promise<PreparedShare[]> {
  const limiter = new Limiter(SHARES_AT_ONCE)
  const deadline = { at: world.clock.now() + SHARES_PROVEN_WITHIN }
  const probe = probeName(config.refreshTokenSecret)
  const secretName = config.accessTokenSecret ?? ''
  const prove = async (share: PreparedShare): Promise<PreparedShare> => {
    if ('failure' in share) return share
    try {
      await proveWritable({ ...share, probe, secretName }, world, deadline)
      return share
    } catch (error) {
      const failure = error instanceof ActionError ? error.cause : error
      if (failure instanceof GitHubFailure) return { vault: share.vault, failure }
      throw error
    }
  }
  return Promise.all(ready.shares.map((share) => limiter.run(() => prove(share))))
}
