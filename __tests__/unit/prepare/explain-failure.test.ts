import { expect, test } from '@jest/globals'
import type { ErrorId } from '../../../src/errors/failure.ts'
import { describePlace } from '../../../src/github/place.ts'
import { GitHubFailure } from '../../../src/github/github-failure.ts'
import type { GitHubFailureKind } from '../../../src/github/github-failure.ts'
import type { Place } from '../../../src/github/place.ts'
import { explainFailure } from '../../../src/prepare/explain-failure.ts'

const CRM = { owner: 'acme', repo: 'crm' }
const PLACES: readonly Place[] = [
  { kind: 'repository', ...CRM },
  { kind: 'environment', ...CRM, environment: 'prod' },
  { kind: 'organization', owner: 'acme' },
]

test.each<[GitHubFailureKind, object, ErrorId, string | undefined]>([
  ['unanswered', { network: 'ECONNRESET' }, 'github-unreachable', 'network'],
  ['unanswered', { network: 'certificate' }, 'github-unreachable', 'certificate'],
  ['unanswered', { network: 'proxy' }, 'github-unreachable', 'proxy'],
  ['unanswered', { network: 'proxy-refused', proxyStatus: 407 }, 'github-unreachable', 'proxy-refused'],
  ['rejected', { status: 401, reason: 'intercepted' }, 'github-unreachable', 'intercepted'],
  ['not-found', { status: 404, reason: 'intercepted' }, 'github-unreachable', 'intercepted'],
  ['forbidden', { status: 403, reason: 'ip-allow-list' }, 'secrets-token-cannot-write', 'ip-allow-list'],
  ['forbidden', { status: 403, reason: 'locked-out' }, 'secrets-token-rejected', 'locked-out'],
  ['unexpected', { status: 451, reason: 'blocked' }, 'target-not-found', 'blocked'],
  ['server', { status: 503 }, 'github-unreachable', 'server'],
  ['limited', { status: 429 }, 'github-unreachable', 'limited'],
  ['rejected', { status: 401 }, 'secrets-token-rejected', 'bad-credentials'],
  ['sso', { status: 403 }, 'secrets-token-rejected', 'sso'],
  ['forbidden', { status: 403 }, 'secrets-token-cannot-write', 'forbidden'],
  // Undefined: the cause is the kind of the place.
  ['not-found', { status: 404 }, 'target-not-found', undefined],
  ['unexpected', { status: 301 }, 'target-not-found', undefined],
  ['unexpected', { status: 400 }, 'github-unreachable', 'server'],
  ['invalid', { status: 422 }, 'github-unreachable', 'server'],
])('%s %j is %s', (kind, evidence, id, cause) => {
  const failure = new GitHubFailure(kind, { request: 'GET /x', ...evidence })
  for (const place of PLACES) {
    const error = explainFailure(failure, place)
    expect(error).toMatchObject({ id, fate: 'not-sent', cause: failure })
    expect(error.failure).toMatchObject({
      cause: cause ?? place.kind,
      place: describePlace(place),
      evidence: { request: 'GET /x', ...evidence },
    })
  }
})
