import { expect, test } from '@jest/globals'
import { MOST_PROXY_REFUSALS, PROXY_REFUSAL_WAIT } from '../../../src/patience.ts'
import { ConnectionError } from '../../../src/transport/http-client.ts'
import { ProxyRefusals } from '../../../src/transport/proxy-refusals.ts'
import { FakeClock } from '../../support/world/fake-world.ts'

/** A proxy that answers these, one after the other, and 200 from then on; and how often it was asked. */
function proxy(...answers: number[]) {
  const clock = new FakeClock()
  const refusals = new ProxyRefusals(clock)
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

test('of many that come together one finds out for all', async () => {
  const { counts, together } = proxy(407)
  for (const outcome of await together(8))
    expect(outcome).toEqual({ status: 'rejected', reason: expect.objectContaining(REFUSED) })
  expect(counts.asked).toBe(1)
})

test('it may want a password for one host alone', async () => {
  const { counts, tunnel } = proxy(407)
  await expect(tunnel('open.example')).rejects.toMatchObject(REFUSED)
  await expect(tunnel('github.example')).resolves.toBe('tunnel')
  await expect(tunnel('open.example')).rejects.toMatchObject(REFUSED)
  expect(counts.asked).toBe(2)
})

test('once it lets one through, all others go together', async () => {
  const { counts, together } = proxy()
  for (const { status } of await together(8)) expect(status).toBe('fulfilled')
  expect(counts).toMatchObject({ asked: 8, most: 7 })
})

test('what is no refusal of a password is nobody else’s', async () => {
  const { together } = proxy(502, 403)
  const outcomes = await together(4)
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
})

test('after a refusal nobody asks for a minute, and after three nobody at all', async () => {
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

test('a password that was good and is no more is asked with again after a minute, too', async () => {
  const { clock, counts, tunnel, together } = proxy(200, 407)
  await tunnel()
  await expect(tunnel()).rejects.toMatchObject(REFUSED)
  await together(5)
  expect(counts.asked).toBe(2)
  clock.advance(PROXY_REFUSAL_WAIT)
  await expect(tunnel()).resolves.toBe('tunnel')
})

test('the post step goes on from what main has counted', async () => {
  const { refusals, counts, tunnel } = proxy(407, 407)
  refusals.goOnFrom(MOST_PROXY_REFUSALS - 1)
  await expect(tunnel()).rejects.toMatchObject(REFUSED)
  expect(refusals.isEnough).toBe(true)
  expect(counts.asked).toBe(1)
})
