import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import type { HttpAnswer } from '../../../src/transport/http-client.ts'
import { GitHubFailure } from '../../../src/github/github-failure.ts'
import type { Sealer } from '../../../src/github/sealing.ts'
import type { Visibility } from '../../../src/github/secret-vault.ts'
import { SecretVault } from '../../../src/github/secret-vault.ts'
import { proveWritable, WriteProbe } from '../../../src/prepare/write-proof.ts'
import type { Warning } from '../../../src/report/warning.ts'
import { DOES_NOT_OPEN, FakeGitHubApi, failing, inTurn, ok } from '../../support/world/fake-github-api.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'

const PROBE = 'FXIAOKE_REFRESH_TOKEN_WRITE_PROBE'
const PATH = `/repos/acme/crm/actions/secrets/${PROBE}`

const sealer: Sealer = {
  keyId: '568250167242549743',
  seal: (value) => ({ encryptedValue: `sealed ${value.reveal()}`, keyId: '568250167242549743' }),
}

/** The outcome of the proof with these successive answers from GitHub. */
async function prove(
  answers: readonly (HttpAnswer | Error)[],
  { visibility, within = 120_000 }: { visibility?: Visibility; within?: number } = {},
): Promise<{ warning: Warning | undefined; error?: unknown; api: FakeGitHubApi }> {
  const world = fakeWorld()
  // GitHub's own answers have a request id.
  for (const answer of answers)
    if (answer instanceof GitHubFailure && answer.kind !== 'unanswered') answer.evidence.requestId ??= 'A1:B2'
  const api = new FakeGitHubApi(inTurn(...answers))
  const probe = new WriteProbe(
    new SecretVault(api, { kind: 'repository', owner: 'acme', repo: 'crm' }),
    PROBE,
  )
  const work = proveWritable({ probe, secretName: 'FXIAOKE_REFRESH_TOKEN', sealer, visibility }, world, {
    at: START + within,
  })
  let error: unknown
  try {
    await world.clock.leapUntil(work)
  } catch (thrown) {
    error = thrown
  }
  return { warning: probe.warnings[0], error, api }
}

describe('writable', () => {
  test('if GitHub refuses an unopenable value, so that nothing is stored', async () => {
    const { warning, error, api } = await prove([DOES_NOT_OPEN])
    expect({ warning, error }).toEqual({ warning: undefined, error: undefined })
    expect(api.lines).toEqual([`PUT ${PATH}`])
    const { encrypted_value: value, key_id: keyId } = api.sent[0]?.parameters ?? {}
    expect(keyId).toBe(sealer.keyId)
    expect(value).not.toContain('sealed')
    // Has the length and the base64 of a real sealed box, because another form would prove nothing.
    expect(Buffer.from(value as string, 'base64')).toHaveLength(80)
    expect(Buffer.from(value as string, 'base64').toString('base64')).toBe(value)
  })

  test.each([201, 204])('if GitHub accepts the unopenable value with %d', async (status) => {
    const { warning, error, api } = await prove([ok(status), ok(204)])
    expect({ warning, error }).toEqual({ warning: undefined, error: undefined })
    expect(api.lines).toEqual([`PUT ${PATH}`, `DELETE ${PATH}`])
  })

  test('if a throw-away value is accepted after another 422, and then deleted', async () => {
    const { warning, error, api } = await prove([
      failing('invalid', { said: 'Invalid request.' }),
      ok(201),
      ok(204),
    ])
    expect({ warning, error }).toEqual({ warning: undefined, error: undefined })
    expect(api.lines).toEqual([`PUT ${PATH}`, `PUT ${PATH}`, `DELETE ${PATH}`])
    expect(api.sent[1]?.parameters['encrypted_value']).toBe('sealed write probe')
  })

  test('without a warning if the probe is already gone', async () => {
    const unanswered = failing('unanswered', { maybeDone: true })
    const gone = [failing('not-found'), failing('not-found')]
    expect((await prove([ok(201), unanswered, ...gone])).warning).toBeUndefined()
    expect((await prove([unanswered, DOES_NOT_OPEN, ...gone])).warning).toBeUndefined()
  })

  test('with a warning if GitHub stored the probe and then does not find it', async () => {
    const { warning } = await prove([ok(201), failing('not-found'), failing('not-found')])
    expect(warning).toMatchObject({ id: 'probe-left-behind' })
  })

  test.each(['forbidden', 'invalid', 'unexpected'] as const)(
    'with a warning if the probe cannot be deleted (%s)',
    async (kind) => {
      const { warning } = await prove([ok(201), failing(kind)])
      expect(warning).toEqual({
        id: 'probe-left-behind',
        name: PROBE,
        place: { en: 'acme/crm', zh: '仓库 acme/crm' },
      })
    },
  )

  test('with retries of the deletion as long as time allows', async () => {
    const { warning, api } = await prove([ok(201), failing('server'), failing('unanswered'), ok(204)])
    expect(warning).toBeUndefined()
    expect(api.lines).toHaveLength(4)
    const late = await prove([ok(201), failing('limited', { retryAfter: 120_000 })])
    expect(late.warning).toMatchObject({ id: 'probe-left-behind' })
  })

  test('with a probe that only this repository may read in an organization', async () => {
    const visibility = { visibility: 'selected', selected_repository_ids: [1001] } as const
    const { api } = await prove([failing('invalid'), ok(201), ok(204)], { visibility })
    expect(api.sent[0]?.parameters).toMatchObject(visibility)
    expect(api.sent[1]?.parameters).toMatchObject(visibility)
  })
})

describe('not writable', () => {
  test.each(['forbidden', 'not-found', 'unexpected'] as const)('if the probe gets %s', async (kind) => {
    const failure = failing(kind, { status: 403 })
    const { error, api } = await prove([failure])
    expect(error).toBeInstanceOf(ActionError)
    expect(error).toMatchObject({
      id: 'secrets-token-cannot-write',
      fate: 'not-sent',
      failure: {
        cause: 'forbidden',
        place: { en: 'acme/crm', zh: '仓库 acme/crm' },
        evidence: { status: 403 },
      },
      cause: failure,
    })
    expect(api.lines).toHaveLength(1)
  })

  test.each(['forbidden', 'not-found', 'invalid', 'unexpected'] as const)(
    'if the throw-away value gets %s',
    async (kind) => {
      const count = kind === 'invalid' ? [ok(200, { total_count: 99 })] : []
      const { error, api } = await prove([
        failing('invalid', { said: 'Invalid request.' }),
        failing(kind),
        ...count,
      ])
      expect(error).toMatchObject({
        id: 'secrets-token-cannot-write',
        fate: 'not-sent',
        failure: { cause: 'probe-refused', place: { en: 'acme/crm', zh: '仓库 acme/crm' } },
      })
      expect(api.lines.slice(0, 2)).toEqual([`PUT ${PATH}`, `PUT ${PATH}`])
    },
  )

  const full = [
    failing('invalid', { said: 'Invalid request.' }),
    failing('invalid'),
    ok(200, { total_count: 100 }),
  ]

  test('unless the full place already has the secret', async () => {
    const { warning, error } = await prove([...full, ok(200, { updated_at: '2026-11-21T03:00:00Z' })])
    expect({ warning, error }).toEqual({ warning: undefined, error: undefined })
  })

  test('if the place is full and lacks the secret', async () => {
    expect((await prove([...full, failing('not-found')])).error).toMatchObject({
      id: 'secrets-token-cannot-write',
    })
  })
})

describe('undecided', () => {
  test.each([
    ['a moved repository', 'unexpected', { status: 307 }],
    ['a proxy', 'forbidden', { status: 403, reason: 'intercepted' }],
    ['the allow list of the organization', 'forbidden', { status: 403, reason: 'ip-allow-list' }],
    ['a locked login', 'forbidden', { status: 403, reason: 'locked-out' }],
  ] as const)('after %s, which says nothing about a permission', async (_, kind, evidence) => {
    const failure = new GitHubFailure(kind, evidence)
    expect((await prove([failure])).error).toBe(failure)
  })

  test.each(['unanswered', 'server', 'limited'] as const)('after %s, which is retried', async (kind) => {
    const { error, api } = await prove([failing(kind), DOES_NOT_OPEN])
    expect(error).toBeUndefined()
    expect(api.lines).toHaveLength(2)
  })

  test.each(['unanswered', 'server', 'limited', 'rejected', 'sso'] as const)(
    'after %s up to the deadline, which is thrown as GitHub’s failure',
    async (kind) => {
      const failure = failing(kind)
      expect((await prove([failure], { within: 500 })).error).toBe(failure)
      expect((await prove([failing('invalid'), failure], { within: 500 })).error).toBe(failure)
    },
  )

  test('after a bug, which is thrown unchanged', async () => {
    const bug = new TypeError('bug')
    expect((await prove([bug, ok(204)])).error).toBe(bug)
    expect((await prove([failing('invalid'), bug, ok(204)])).error).toBe(bug)
    expect((await prove([ok(201), bug])).error).toBe(bug)
  })
})

describe('a probe that GitHub may have stored without an answer', () => {
  const unanswered = failing('unanswered', { maybeDone: true })

  test('is removed if GitHub refuses the next one', async () => {
    const { warning, error, api } = await prove([unanswered, DOES_NOT_OPEN, ok(204)])
    expect({ warning, error }).toEqual({ warning: undefined, error: undefined })
    expect(api.lines).toEqual([`PUT ${PATH}`, `PUT ${PATH}`, `DELETE ${PATH}`])
  })

  test.each([
    ['forbidden', failing('forbidden', { status: 403 }), 'secrets-token-cannot-write'],
    ['rejected', failing('rejected'), undefined],
  ])('is removed if the proof fails: %s', async (_, failure, id) => {
    const { warning, error, api } = await prove([unanswered, failure, ok(204)])
    expect(warning).toBeUndefined()
    expect(error).toMatchObject(id === undefined ? { kind: 'rejected' } : { id })
    expect(api.lines.at(-1)).toBe(`DELETE ${PATH}`)
  })

  test('gives a warning after a short wait if its removal is not answered either', async () => {
    const world = fakeWorld()
    const api = new FakeGitHubApi(() => unanswered)
    const probe = new WriteProbe(
      new SecretVault(api, { kind: 'repository', owner: 'acme', repo: 'crm' }),
      PROBE,
    )
    const proof = { probe, secretName: 'FXIAOKE_REFRESH_TOKEN', sealer, visibility: undefined }
    const work = proveWritable(proof, world, { at: START + 60_000 })
    await expect(world.clock.leapUntil(work)).rejects.toBe(unanswered)
    expect(probe.warnings).toHaveLength(1)
    expect(world.clock.now()).toBeLessThan(START + 70_000)
  })

  test('gives a warning if it may arrive after its removal and GitHub accepts such values', async () => {
    const late = failing('unanswered', { maybeDone: true })
    late.evidence.network = 'timeout'
    expect((await prove([late, ok(201), ok(204)])).warning).toMatchObject({ id: 'probe-left-behind' })
    expect((await prove([late, DOES_NOT_OPEN, ok(204)])).warning).toBeUndefined()
  })

  test('is removed if something in front of GitHub has refused it', async () => {
    const api = new FakeGitHubApi(inTurn(failing('forbidden', { status: 403 }), ok(204)))
    const probe = new WriteProbe(
      new SecretVault(api, { kind: 'repository', owner: 'acme', repo: 'crm' }),
      PROBE,
    )
    const proof = { probe, secretName: 'FXIAOKE_REFRESH_TOKEN', sealer, visibility: undefined }
    await expect(proveWritable(proof, fakeWorld(), { at: START + 60_000 })).rejects.toMatchObject({
      id: 'secrets-token-cannot-write',
    })
    expect(api.lines).toEqual([`PUT ${PATH}`, `DELETE ${PATH}`])
  })

  test('is deleted again after a single 404, which can be a hiccup', async () => {
    const { warning, api } = await prove([ok(201), failing('not-found'), ok(204)])
    expect(warning).toBeUndefined()
    expect(api.lines.filter((line) => line.startsWith('DELETE'))).toHaveLength(2)
  })
})
