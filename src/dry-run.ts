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
  const warnings: Warning[] = stale ? [{ id: 'stale', ...stale, rerun: isRerun(world), sent: false }] : []

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

function writable(place: Place): Bilingual {
  const { en, zh } = describePlace(place)
  return both(
    `secrets-token can write the secrets of ${en}.`,
    `secrets-token 可以写入${spaced(zh)}的 Secret。`,
  )
}

function inWords(refusal: ActionError, world: World): Bilingual {
  const { errorCode, said } = evidenceOf(refusal.failure)
  const message = said?.printable((text) => world.runner.redact(text))
  const code = errorCode === undefined ? refusal.id : `errorCode ${errorCode}`
  return message ? both(`${code} (${message})`, `${code}（${message}）`) : both(code, code)
}

/** A share that is known to fail is not proven again. */
async function proveShares(config: Config, ready: Ready, world: World): Promise<PreparedShare[]> {
  const limiter = new Limiter(SHARES_AT_ONCE)
  const deadline = { at: world.clock.now() + SHARES_PROVEN_WITHIN }
  const probe = probeName(config.refreshTokenSecret)
  const prove = async (share: PreparedShare): Promise<PreparedShare> => {
    if ('failure' in share) return share
    try {
      await proveWritable(share.vault, probe, share.sealer, share.visibility, world, deadline)
      return share
    } catch (error) {
      const failure = error instanceof ActionError ? error.cause : error
      if (failure instanceof GitHubFailure) return { vault: share.vault, failure }
      throw error
    }
  }
  return Promise.all(ready.shares.map((share) => limiter.run(() => prove(share))))
}
