import { authorizeLink } from '../../../src/fxiaoke/authorize-link.ts'
import type { Place } from '../../../src/github/place.ts'
import { Secret } from '../../../src/secret.ts'
import type { StepReport } from '../../../sandbox/runner/step-report.ts'
import type { RunOptions, Sandbox } from '../../../sandbox/sandbox.ts'
import { fakeWorld } from '../world/fake-world.ts'

/** A workflow started by hand, with its one input empty or filled in. */
export function byHand(code = ''): RunOptions {
  return { eventName: 'workflow_dispatch', event: { inputs: { 'authorization-code': code } } }
}

/** The only link in a log. */
export function linkIn({ log }: StepReport): string {
  return /^http\S+\/oauth2\.0\/authorize\?\S+$/m.exec(log)?.[0] ?? ''
}

/**
 * The link that a run with `start` shows, from the source that makes it: no process has to be started for it.
 *
 * @param environment that keeps the secrets, if one does
 */
export function linkFor(sandbox: Sandbox, environment?: string, madeAt: Date = sandbox.now()): string {
  const { appId, appSecret, redirectUrl, fxiaoke } = sandbox
  const [owner = '', repo = ''] = sandbox.repository.split('/')
  const place: Place =
    environment === undefined
      ? { kind: 'repository', owner, repo }
      : { kind: 'environment', owner, repo, environment }
  const app = { appId, appSecret: new Secret(appSecret), cloud: new URL(fxiaoke.url), redirectUrl }
  return authorizeLink(app, place, fakeWorld(), madeAt.getTime()) ?? ''
}
