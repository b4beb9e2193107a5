import { describe, expect, test } from '@jest/globals'
import { GitHubFailure } from '../../../src/github/github-failure.ts'
import type { GitHubFailureKind } from '../../../src/github/github-failure.ts'
import type { Sealed } from '../../../src/github/sealing.ts'
import { LOOK_AGAIN_AFTER, PROXY_REFUSAL_WAIT, STORE_WITHIN } from '../../../src/patience.ts'
import { writeSecret } from '../../../src/store/write-secret.ts'
import type { WriteOrder, WriteOutcome } from '../../../src/store/write-secret.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'
import type { FakeWorld } from '../../support/world/fake-world.ts'

const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`
const OLD = iso(START - 86_400_000)
const OURS: Sealed = { encryptedValue: 'b3Vycw==', keyId: '1' }
const OURS_AGAIN: Sealed = { encryptedValue: 'YWdhaW4=', keyId: '2' }

type Kind = GitHubFailureKind
const failure = (kind: Kind, maybeDone = false, evidence = {}): GitHubFailure =>
  new GitHubFailure(kind, evidence, { maybeDone })

/** A secret of GitHub's, and what becomes of each attempt to write it. */
class FakeSecret {
  updatedAt: string | undefined = OLD
  value = 'old'
  readonly calls: string[] = []
  readonly world: FakeWorld
  readonly #puts: ((secret: FakeSecret) => void)[]
  readonly #looks: ((secret: FakeSecret) => void)[]

  constructor(
    world: FakeWorld,
    puts: ((secret: FakeSecret) => void)[],
    looks: ((secret: FakeSecret) => void)[],
  ) {
    this.world = world
    this.#puts = [...puts]
    this.#looks = [...looks]
  }

  store(value: string): void {
    this.value = value
    this.updatedAt = iso(this.world.clock.now())
  }

  metadata = (): Promise<{ updatedAt: string; visibility: undefined } | undefined> => {
    this.calls.push('look')
    this.#looks.shift()?.(this)
    const { updatedAt } = this
    return Promise.resolve(updatedAt === undefined ? undefined : { updatedAt, visibility: undefined })
  }

  write = async (_: string, sealed: Sealed): Promise<'updated'> => {
    this.calls.push('put')
    await Promise.resolve()
    const put = this.#puts.shift()
    if (!put) throw new Error('one attempt too many')
    this.sealed = sealed.encryptedValue
    put(this)
    this.store(sealed.encryptedValue)
    return 'updated'
  }

  sealed = ''

  pass(milliseconds: number): void {
    this.world.clock.advance(milliseconds)
  }
}

const fine = (): void => undefined
const fails =
  (kind: Kind, maybeDone = false, evidence = {}) =>
  (): void => {
    throw failure(kind, maybeDone, evidence)
  }
/** The write arrives, and its answer does not. */
const doneInSilence = (secret: FakeSecret): void => {
  secret.store(secret.sealed)
  throw failure('unanswered', true)
}

interface Ran {
  outcome: WriteOutcome
  secret: FakeSecret
  calls: string
  took: number
}

async function writing(
  puts: ((secret: FakeSecret) => void)[],
  order: Partial<WriteOrder> = {},
  {
    looks = [],
    within = STORE_WITHIN,
    exists = true,
  }: { looks?: ((secret: FakeSecret) => void)[]; within?: number; exists?: boolean } = {},
): Promise<Ran> {
  const world = fakeWorld()
  const secret = new FakeSecret(world, puts, looks)
  if (!exists) secret.updatedAt = undefined
  const work = writeSecret(
    {
      vault: secret,
      time: world.clock,
      name: 'X',
      visibility: undefined,
      sealed: OURS,
      reseal: undefined,
      guard: { spentAt: START, lastRead: exists ? OLD : null, lookedAt: START },
      ...order,
    },
    world,
    { at: START + within },
  )
  const outcome = await world.clock.leapUntil(work)
  return { outcome, secret, calls: secret.calls.join(' '), took: world.clock.now() - START }
}

describe('a write', () => {
  test('needs no look when the last one is fresh', async () => {
    const { outcome, calls } = await writing([fine])
    expect(outcome).toMatchObject({ kind: 'updated' })
    expect(calls).toBe('put')
  })

  test('looks first after a slow answer of Fxiaoke, and leaves alone what was stored meanwhile', async () => {
    const guard = { spentAt: START - 60_000, lastRead: OLD, lookedAt: START - LOOK_AGAIN_AFTER - 1 }
    expect((await writing([fine], { guard })).calls).toBe('look put')
    const authorized = (secret: FakeSecret): void => secret.store('of another login')
    const { outcome, calls } = await writing([], { guard }, { looks: [authorized] })
    expect(outcome).toEqual({ kind: 'changed-meanwhile', updatedAt: iso(START) })
    expect(calls).toBe('look')
  })

  test.each<Kind>(['unanswered', 'server', 'limited'])(
    'is tried again after %s, each time with a look before',
    async (kind) => {
      const { outcome, calls } = await writing([fails(kind), fails(kind), fine])
      expect(outcome).toMatchObject({ kind: 'updated' })
      expect(calls).toBe('put look put look put')
    },
  )

  test.each<Kind>(['rejected', 'forbidden', 'not-found'])(
    'is tried again after %s, for a minute: the place was proven to be writable',
    async (kind) => {
      expect((await writing([fails(kind), fails(kind), fine])).outcome).toMatchObject({ kind: 'updated' })
      const { outcome, took } = await writing(Array.from({ length: 30 }, () => fails(kind)))
      expect(outcome).toMatchObject({ kind: 'failed', maybeDone: false })
      expect(took).toBeGreaterThanOrEqual(60_000)
      expect(took).toBeLessThan(120_000)
    },
  )

  test.each<Kind>(['sso', 'invalid', 'unexpected'])('is not tried again after %s', async (kind) => {
    const { outcome, calls } = await writing([fails(kind)])
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind }, maybeDone: false })
    expect(calls).toBe('put look')
  })

  test('is sealed again to a new key after 422', async () => {
    const reseal = (): Promise<Sealed> => Promise.resolve(OURS_AGAIN)
    const { outcome, secret } = await writing([fails('invalid'), fine], { reseal })
    expect(outcome).toMatchObject({ kind: 'updated' })
    expect(secret.value).toBe(OURS_AGAIN.encryptedValue)
  })

  test('with nothing to guard looks at nothing', async () => {
    const { calls } = await writing([fails('server'), fine], { guard: undefined })
    expect(calls).toBe('put put')
  })

  test('a bug of ours is thrown', async () => {
    await expect(
      writing([
        () => {
          throw new TypeError('bug')
        },
      ]),
    ).rejects.toThrow(TypeError)
  })
})

describe('an attempt that GitHub carried out and did not confirm', () => {
  test('is found by the look before the next one: presumed to be ours, and written once', async () => {
    const { outcome, calls } = await writing([doneInSilence])
    expect(outcome).toEqual({ kind: 'presumed', updatedAt: iso(START) })
    expect(calls).toBe('put look')
  })

  test('is found though the answer to the next attempt says that the token is not good', async () => {
    const lagging = (secret: FakeSecret): void => {
      secret.updatedAt = OLD
    }
    const shows = (secret: FakeSecret): void => {
      secret.updatedAt = iso(START)
    }
    const { outcome } = await writing([doneInSilence, fails('sso')], {}, { looks: [lagging, shows] })
    expect(outcome.kind).toBe('presumed')
  })

  test('is found when the time is up', async () => {
    const { outcome } = await writing([doneInSilence], {}, { within: 500 })
    expect(outcome.kind).toBe('presumed')
  })

  test('is unknown where the secret cannot be looked at', async () => {
    const looks = Array.from({ length: 50 }, () => fails('server'))
    const { outcome } = await writing([doneInSilence], {}, { looks, within: 60_000 })
    expect(outcome).toMatchObject({ kind: 'failed', maybeDone: true })
  })

  test('cannot be told from a refusal of something in front of GitHub, where nobody can look', async () => {
    const looks = Array.from({ length: 50 }, () => fails('server'))
    const refused = await writing([fails('rejected')], {}, { looks, within: 60_000 })
    expect(refused.outcome).toMatchObject({ kind: 'failed', maybeDone: true })
    const unsent = await writing([fails('unanswered')], {}, { looks, within: 60_000 })
    expect(unsent.outcome).toMatchObject({ kind: 'failed', maybeDone: false })
  })

  test('creates a secret that was not there', async () => {
    expect((await writing([doneInSilence], {}, { exists: false })).outcome.kind).toBe('presumed')
  })
})

test('what somebody else stores between two attempts is left alone', async () => {
  const limited = (secret: FakeSecret): void => {
    secret.pass(3_000)
    throw failure('limited')
  }
  const elsewhere = (secret: FakeSecret): void => {
    secret.pass(10_000)
    secret.store('of another run')
  }
  const { outcome, secret, calls } = await writing([limited], {}, { looks: [elsewhere] })
  expect(outcome.kind).toBe('changed-meanwhile')
  expect(secret.value).toBe('of another run')
  expect(calls).toBe('put look')
})

describe('a proxy that refuses its password', () => {
  /** As the transport does, which counts them for the whole run. */
  const refused = (secret: FakeSecret): void => {
    secret.world.proxyRefusals.noted()
    throw failure('unanswered', false, { network: 'proxy-refused', proxyStatus: 407 })
  }

  test('is asked three times, a minute apart: a directory locks an account after some more', async () => {
    const order = { onAttempt: fine, guard: undefined }
    const { outcome, calls, took } = await writing([refused, refused, refused], order)
    expect(outcome.kind).toBe('failed')
    expect(calls).toBe('put put put')
    expect(took).toBeGreaterThanOrEqual(2 * PROXY_REFUSAL_WAIT)
  })

  test('is asked once for what can be had again', async () => {
    expect((await writing([refused], { guard: undefined })).calls).toBe('put')
  })
})
