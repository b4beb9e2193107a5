import { expect, test } from '@jest/globals'
import type { SecretMetadata } from '../../../src/github/secret-vault.ts'
import { readStoredAt } from '../../../src/store/write-record.ts'
import { fakeWorld, START } from '../../support/world/fake-world.ts'

const DEADLINE = { at: START + 5_000 }

/** Reads back the time of a write that GitHub answered at once. */
async function readBack(
  metadata: (looks: number) => Promise<SecretMetadata | undefined>,
): Promise<{ storedAt: string | undefined; took: number }> {
  const world = fakeWorld()
  let looks = 0
  const vault = { metadata: () => metadata((looks += 1)) }
  const write = { from: START, to: START + 100 }
  const storedAt = await world.clock.leapUntil(readStoredAt(vault, 'X', write, world, DEADLINE))
  return { storedAt, took: world.clock.now() - START }
}

const at = (milliseconds: number): SecretMetadata => ({
  updatedAt: new Date(START + milliseconds).toISOString(),
  visibility: undefined,
})

test('a lagging read is repeated once', async () => {
  const { storedAt } = await readBack((looks) => Promise.resolve(at(looks === 1 ? -60_000 : 0)))
  expect(storedAt).toBe(at(0).updatedAt)
})

test('the time is unknown if the read lags again', async () => {
  expect((await readBack(() => Promise.resolve(at(-60_000)))).storedAt).toBeUndefined()
})

test("somebody else's write does not count as ours", async () => {
  expect((await readBack(() => Promise.resolve(at(2_000)))).storedAt).toBeUndefined()
})

test('a missing or slow answer does not delay the run', async () => {
  const { storedAt, took } = await readBack(() => new Promise(() => undefined))
  expect(storedAt).toBeUndefined()
  expect(took).toBeLessThanOrEqual(7_000)
})
