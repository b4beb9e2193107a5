import { expect, test } from '@jest/globals'
import { MOST_PROXY_REFUSALS, PROXY_REFUSAL_WAIT } from '../../../src/patience.ts'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import { ProxyLockout } from '../../../src/transport/proxy-lockout.ts'
import { FakeClock } from '../../support/world/fake-world.ts'

/** A proxy with these successive answers and then 200, with counts of its requests. */
function proxy(...answers: number[]) {
  const clock = new FakeClock()
  const refusals = new ProxyLockout(clock)
  const counts = { asked: 0, most: 0, atOnce: 0 }
  const tunnel = (host = 'github.example'): Promise<string> =>
    refusals.asking(host, async () => {
      counts.asked += 1
      counts.atOnce += 1
      counts.most = Math.max(counts.most, counts.atOnce)
      const status = answers.shift() ?? 200
      await Promise.resolve()
      counts.atOnce -= 1
      if (status !== 200) throw new ConnectionError('proxy-refused', false, { proxyStatus: status })
      return 'tunnel'
    })
  const together = (many: number): Promise<PromiseSettledResult<string>[]> =>
    Promise.allSettled(Array.from({ length: many }, () => tunnel()))
  return { clock, refusals, counts, tunnel, together }
}

const REFUSED = { reason: 'proxy-refused', proxyStatus: 407, maybeSent: false, isLasting: true }

test('one of several concurrent requests finds out for all', async () => {
  const { counts, together } = proxy(407)
  for (const outcome of await together(8))
    expect(outcome).toEqual({ status: 'rejected', reason: expect.objectContaining(REFUSED) })
  expect(counts.asked).toBe(1)
})

test('a refusal counts only for its own host', async () => {
  const { counts, tunnel } = proxy(407)
  await expect(tunnel('open.example')).rejects.toMatchObject(REFUSED)
  await expect(tunnel('github.example')).resolves.toBe('tunnel')
  await expect(tunnel('open.example')).rejects.toMatchObject(REFUSED)
  expect(counts.asked).toBe(2)
})

test('after one success all others go at once', async () => {
  const { counts, together } = proxy()
  for (const { status } of await together(8)) expect(status).toBe('fulfilled')
  expect(counts).toMatchObject({ asked: 8, most: 7 })
})

test('a refusal other than 407 affects only its own request', async () => {
  const { together } = proxy(502, 403)
  const outcomes = await together(4)
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
})

test('a refusal stops requests for a minute, and the third one for good', async () => {
  const { clock, refusals, counts, tunnel } = proxy(...Array.from({ length: 9 }, () => 407))
  const told: number[] = []
  refusals.onRefusal((times) => told.push(times))
  for (let seconds = 0; seconds < 600; seconds += 10) {
    await expect(tunnel()).rejects.toMatchObject(REFUSED)
    clock.advance(10_000)
  }
  expect(counts.asked).toBe(MOST_PROXY_REFUSALS)
  expect(told).toEqual([1, 2, 3])
  expect(refusals.isEnough).toBe(true)
})

test('a password that stops working is tried again after a minute', async () => {
  const { clock, counts, tunnel, together } = proxy(200, 407)
  await tunnel()
  await expect(tunnel()).rejects.toMatchObject(REFUSED)
  await together(5)
  expect(counts.asked).toBe(2)
  clock.advance(PROXY_REFUSAL_WAIT)
  await expect(tunnel()).resolves.toBe('tunnel')
})

test('the post step continues the count of main', async () => {
  const { refusals, counts, tunnel } = proxy(407, 407)
  refusals.goOnFrom(MOST_PROXY_REFUSALS - 1)
  await expect(tunnel()).rejects.toMatchObject(REFUSED)
  expect(refusals.isEnough).toBe(true)
  expect(counts.asked).toBe(1)
})
