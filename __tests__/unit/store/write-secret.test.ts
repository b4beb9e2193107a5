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

/** A secret on GitHub, with a script for each attempt to write it. */
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
/** A write that arrives but is not answered. */
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
  test('needs no look if the last one is fresh', async () => {
    const { outcome, calls } = await writing([fine])
    expect(outcome).toMatchObject({ kind: 'updated' })
    expect(calls).toBe('put')
  })

  test('looks first after a slow answer from Fxiaoke, and leaves a newer value alone', async () => {
    const guard = { spentAt: START - 60_000, lastRead: OLD, lookedAt: START - LOOK_AGAIN_AFTER - 1 }
    expect((await writing([fine], { guard })).calls).toBe('look put')
    const authorized = (secret: FakeSecret): void => secret.store('of another login')
    const { outcome, calls } = await writing([], { guard }, { looks: [authorized] })
    expect(outcome).toEqual({ kind: 'changed-meanwhile', updatedAt: iso(START) })
    expect(calls).toBe('look')
  })

  test.each<Kind>(['unanswered', 'server', 'limited'])(
    'is retried after %s, with a look before each attempt',
    async (kind) => {
      const { outcome, calls } = await writing([fails(kind), fails(kind), fine])
      expect(outcome).toMatchObject({ kind: 'updated' })
      expect(calls).toBe('put look put look put')
    },
  )

  test.each<Kind>(['rejected', 'forbidden', 'not-found'])(
    'is retried for a minute after %s, because the place was proven writable',
    async (kind) => {
      expect((await writing([fails(kind), fails(kind), fine])).outcome).toMatchObject({ kind: 'updated' })
      const { outcome, took } = await writing(Array.from({ length: 30 }, () => fails(kind)))
      expect(outcome).toMatchObject({ kind: 'failed', maybeDone: false })
      expect(took).toBeGreaterThanOrEqual(60_000)
      expect(took).toBeLessThan(120_000)
    },
  )

  test.each<Kind>(['sso', 'invalid', 'unexpected'])('is not retried after %s', async (kind) => {
    const { outcome, calls } = await writing([fails(kind)])
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind }, maybeDone: false })
    expect(calls).toBe('put look')
  })

  test('is sealed again with a new key after a 422', async () => {
    const reseal = (): Promise<Sealed> => Promise.resolve(OURS_AGAIN)
    const { outcome, secret } = await writing([fails('invalid'), fine], { reseal })
    expect(outcome).toMatchObject({ kind: 'updated' })
    expect(secret.value).toBe(OURS_AGAIN.encryptedValue)
  })

  test('does not look if nothing is guarded', async () => {
    const { calls } = await writing([fails('server'), fine], { guard: undefined })
    expect(calls).toBe('put put')
  })

  test('throws a bug', async () => {
    await expect(
      writing([
        () => {
          throw new TypeError('bug')
        },
      ]),
    ).rejects.toThrow(TypeError)
  })
})

describe('an attempt that takes effect without an answer', () => {
  test('is found by the look before the next attempt and presumed to be ours', async () => {
    const { outcome, calls } = await writing([doneInSilence])
    expect(outcome).toEqual({ kind: 'presumed', updatedAt: iso(START) })
    expect(calls).toBe('put look')
  })

  test('is found even if the next attempt is refused', async () => {
    const lagging = (secret: FakeSecret): void => {
      secret.updatedAt = OLD
    }
    const shows = (secret: FakeSecret): void => {
      secret.updatedAt = iso(START)
    }
    const { outcome } = await writing([doneInSilence, fails('sso')], {}, { looks: [lagging, shows] })
    expect(outcome.kind).toBe('presumed')
  })

  test('is found after the deadline', async () => {
    const { outcome } = await writing([doneInSilence], {}, { within: 500 })
    expect(outcome.kind).toBe('presumed')
  })

  test('is possibly done if the secret cannot be read', async () => {
    const looks = Array.from({ length: 50 }, () => fails('server'))
    const { outcome } = await writing([doneInSilence], {}, { looks, within: 60_000 })
    expect(outcome).toMatchObject({ kind: 'failed', maybeDone: true })
  })

  test('cannot be told from a refusal in front of GitHub if the secret cannot be read', async () => {
    const looks = Array.from({ length: 50 }, () => fails('server'))
    const refused = await writing([fails('rejected')], {}, { looks, within: 60_000 })
    expect(refused.outcome).toMatchObject({ kind: 'failed', maybeDone: true })
    const unsent = await writing([fails('unanswered')], {}, { looks, within: 60_000 })
    expect(unsent.outcome).toMatchObject({ kind: 'failed', maybeDone: false })
  })

  test('is found if it created the secret', async () => {
    expect((await writing([doneInSilence], {}, { exists: false })).outcome.kind).toBe('presumed')
  })
})

describe('a value stored by somebody else', () => {
  const ofAnotherRun = (secret: FakeSecret): void => secret.store('of another run')

  test('between two attempts is left alone', async () => {
    const limited = (secret: FakeSecret): void => {
      secret.pass(3_000)
      throw failure('limited')
    }
    const elsewhere = (secret: FakeSecret): void => {
      secret.pass(10_000)
      ofAnotherRun(secret)
    }
    const { outcome, secret, calls } = await writing([limited], {}, { looks: [elsewhere] })
    expect(outcome.kind).toBe('changed-meanwhile')
    expect(secret.value).toBe('of another run')
    expect(calls).toBe('put look')
  })

  const AT = { requestId: 'ABCD:1234' }

  test.each<[string, GitHubFailure, WriteOutcome['kind']]>([
    ['is not sent', failure('unanswered', false), 'changed-meanwhile'],
    ['is refused because of the key', failure('invalid'), 'changed-meanwhile'],
    ['is refused by GitHub itself', failure('rejected', false, AT), 'changed-meanwhile'],
    ['is refused, perhaps by a proxy', failure('rejected'), 'presumed'],
    ['is not answered', failure('unanswered', true), 'presumed'],
    ['is answered 502 by GitHub', failure('server', true, AT), 'presumed'],
  ])('while an attempt %s is taken for ours only if that may be so', async (_, failed, kind) => {
    const meanwhile = (secret: FakeSecret): void => {
      ofAnotherRun(secret)
      throw failed
    }
    const { outcome, secret } = await writing([meanwhile])
    expect(outcome.kind).toBe(kind)
    expect(secret.value).toBe('of another run')
  })
})

describe('a proxy that refuses its password', () => {
  /** Counts the refusal for the whole run, as the transport does. */
  const refused = (secret: FakeSecret): void => {
    secret.world.proxyLockout.noted()
    throw failure('unanswered', false, { network: 'proxy-refused', proxyStatus: 407 })
  }

  test('is asked only three times, a minute apart, so that no account is locked', async () => {
    const order = { isAtStake: true, guard: undefined }
    const { outcome, calls, took } = await writing([refused, refused, refused], order)
    expect(outcome.kind).toBe('failed')
    expect(calls).toBe('put put put')
    expect(took).toBeGreaterThanOrEqual(2 * PROXY_REFUSAL_WAIT)
  })

  test('is asked once for a token that can be fetched again', async () => {
    expect((await writing([refused], { guard: undefined })).calls).toBe('put')
  })
})
