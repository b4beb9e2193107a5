import { describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { promisify } from 'node:util'

const CLOCK = pathToFileURL(join(import.meta.dirname, '../../sandbox/leaping-clock.mjs')).href

/** Runs a module under the leaping clock and reads the JSON it prints. */
async function underLeapingClock(source: string): Promise<Record<string, number | string | boolean>> {
  const args = ['--input-type=module', '--eval', source]
  const env = { PATH: process.env['PATH'], NODE_OPTIONS: `--import=${CLOCK}` }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return JSON.parse(stdout) as Record<string, number | string | boolean>
}

describe('the leaping clock', () => {
  test('100 seconds cost half a second, and every clock agrees that they have passed', async () => {
    const started = performance.now()
    const seen = await underLeapingClock(`
      const [date, object, monotonic] = [Date.now(), new Date(), performance.now()]
      setTimeout((...args) => console.log(JSON.stringify({
        date: Date.now() - date, object: new Date() - object, monotonic: performance.now() - monotonic,
        args: args.join(), isDate: new Date() instanceof Date, own: new Date().constructor === Date,
        called: Math.abs(Date.parse(Date()) - Date.now()) < 2000, given: new Date(5).getTime(),
      })), 100_000, 'a', 'b')`)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(seen).toMatchObject({ args: 'a,b', isDate: true, own: true, called: true, given: 5 })
    for (const clock of ['date', 'object', 'monotonic']) {
      expect(seen[clock]).toBeGreaterThanOrEqual(100_000)
      expect(seen[clock]).toBeLessThan(105_000)
    }
  })

  test('short timers, and cleared ones, make nothing leap', async () => {
    const seen = await underLeapingClock(`
      const start = performance.now()
      clearTimeout(setTimeout(() => {}, 60_000))
      clearTimeout(+setTimeout(() => {}, 60_000))
      setTimeout(() => console.log(JSON.stringify({ passed: performance.now() - start })), 250)`)
    expect(seen['passed']).toBeGreaterThanOrEqual(245)
    expect(seen['passed']).toBeLessThan(5_000)
  })

  test('timers keep their order, and a clock never leaps further than to the time of the one that fires', async () => {
    const seen = await underLeapingClock(`
      const start = performance.now()
      const fired = []
      const passed = () => Math.round((performance.now() - start) / 10_000) * 10
      setTimeout(() => { fired.push('90s at ' + passed()); console.log(JSON.stringify({ fired: fired.join() })) }, 90_000)
      setTimeout(() => { fired.push('30s at ' + passed()); setTimeout(() => fired.push('60s at ' + passed()), 30_000) }, 30_000)`)
    expect(seen['fired']).toBe('30s at 30,60s at 60,90s at 90')
  })

  test('a timer can be unreferenced, refreshed and awaited as ever', async () => {
    const seen = await underLeapingClock(`
      import { setTimeout as imported } from 'node:timers'
      import { setTimeout as wait } from 'node:timers/promises'
      import { promisify } from 'node:util'
      const start = performance.now()
      const timer = setTimeout(() => {}, 10_000_000)
      const had = timer.hasRef()
      timer.unref()
      const late = setTimeout(() => { refreshed = performance.now() - start }, 40_000)
      let refreshed = 0
      const value = await wait(20_000, 'kept')
      late.refresh()
      await promisify(setTimeout)(20_000)
      const early = refreshed
      await promisify(imported)(30_000)
      const stopped = await wait(20_000, '', { signal: AbortSignal.abort() }).catch((error) => error.name)
      console.log(JSON.stringify({ had, has: timer.hasRef(), value, early, refreshed, stopped }))`)
    expect(seen).toMatchObject({ had: true, has: false, value: 'kept', early: 0, stopped: 'AbortError' })
    expect(seen['refreshed']).toBeGreaterThanOrEqual(60_000)
    expect(seen['refreshed']).toBeLessThan(72_000)
  })
})
