import { describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { keepSilent, SILENCE_ENV } from '../../sandbox/silence.ts'

const CLOCK = pathToFileURL(join(import.meta.dirname, '../../sandbox/leaping-clock.mjs')).href

type Seen = Record<string, number | string | boolean>

/** Runs a module under the leaping clock and reads the JSON it prints. */
async function underLeapingClock(source: string): Promise<Seen> {
  const args = ['--input-type=module', '--eval', source]
  const env = { PATH: process.env['PATH'], NODE_OPTIONS: `--import=${CLOCK}`, ...SILENCE_ENV }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return JSON.parse(stdout) as Seen
}

/** A server that treats every request the same way. */
async function answering(
  answer: (response: ServerResponse) => void | Promise<void>,
): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer((_, response) => void answer(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port, [Symbol.asyncDispose]: close }
}

describe('the leaping clock', () => {
  test('moves every clock by the same 100 seconds', async () => {
    const seen = await underLeapingClock(`
      const [date, object, monotonic] = [Date.now(), new Date(), performance.now()]
      setTimeout((...args) => console.log(JSON.stringify({
        date: Date.now() - date, object: new Date() - object, monotonic: Math.round(performance.now() - monotonic),
        args: args.join(), isDate: new Date() instanceof Date, own: new Date().constructor === Date,
        called: Math.abs(Date.parse(Date()) - Date.now()) < 2000, given: new Date(5).getTime(),
      })), 100_000, 'a', 'b')`)
    expect(seen).toMatchObject({ args: 'a,b', isDate: true, own: true, called: true, given: 5 })
    for (const clock of ['date', 'object', 'monotonic']) expect(seen[clock]).toBe(100_000)
  })

  test('does not leap for short or cleared timers', async () => {
    const seen = await underLeapingClock(`
      const start = performance.now()
      clearTimeout(setTimeout(() => {}, 60_000))
      clearTimeout(+setTimeout(() => {}, 60_000))
      setTimeout(() => console.log(JSON.stringify({ passed: Math.round(performance.now() - start) })), 250)`)
    expect(seen['passed']).toBe(250)
  })

  test('fires timers in order, and never leaps past the one that fires', async () => {
    const seen = await underLeapingClock(`
      const start = performance.now()
      const fired = []
      const passed = () => Math.round((performance.now() - start) / 10_000) * 10
      setTimeout(() => { fired.push('90s at ' + passed()); console.log(JSON.stringify({ fired: fired.join() })) }, 90_000)
      setTimeout(() => { fired.push('30s at ' + passed()); setTimeout(() => fired.push('60s at ' + passed()), 30_000) }, 30_000)`)
    expect(seen['fired']).toBe('30s at 30,60s at 60,90s at 90')
  })

  test('supports unref, refresh and awaiting a timer', async () => {
    const seen = await underLeapingClock(`
      import { setTimeout as imported } from 'node:timers'
      import { setTimeout as wait } from 'node:timers/promises'
      import { promisify } from 'node:util'
      const start = performance.now()
      const timer = setTimeout(() => {}, 10_000_000)
      const had = timer.hasRef()
      timer.unref()
      const late = setTimeout(() => { refreshed = Math.round(performance.now() - start) }, 40_000)
      let refreshed = 0
      const value = await wait(20_000, 'kept')
      late.refresh()
      await promisify(setTimeout)(20_000)
      const early = refreshed
      await promisify(imported)(30_000)
      const stopped = await wait(20_000, '', { signal: AbortSignal.abort() }).catch((error) => error.name)
      console.log(JSON.stringify({ had, has: timer.hasRef(), value, early, refreshed, stopped }))`)
    expect(seen).toMatchObject({ had: true, has: false, value: 'kept', early: 0, stopped: 'AbortError' })
    expect(seen['refreshed']).toBe(60_000)
  })

  describe('a pending request with a timeout of 5 seconds', () => {
    const asking = (port: number): Promise<Seen> =>
      underLeapingClock(`
        import { get } from 'node:http'
        const start = performance.now()
        const end = (how) => {
          console.log(JSON.stringify({ how, passed: Math.round(performance.now() - start) }))
          process.exit()
        }
        setTimeout(end, 5_000, 'given up')
        get('http://127.0.0.1:${port}', (answer) => end(answer.statusCode))`)

    test('sees no time pass before the answer, however long another process waits', async () => {
      await using server = await answering(async (response) => {
        expect(await underLeapingClock("setTimeout(() => console.log('{}'), 1e8)")).toEqual({})
        response.writeHead(204).end()
      })
      expect(await asking(server.port)).toEqual({ how: 204, passed: 0 })
    })

    test('times out when the server announces that it stays silent', async () => {
      await using server = await answering((response) => keepSilent(response.socket))
      expect(await asking(server.port)).toEqual({ how: 'given up', passed: 5_000 })
    })

    test('holds the clock also when sent through a bare socket', async () => {
      await using server = await answering(async (response) => {
        expect(await underLeapingClock("setTimeout(() => console.log('{}'), 1e8)")).toEqual({})
        response.writeHead(204, { connection: 'close' }).end()
      })
      const seen = await underLeapingClock(`
        import { connect } from 'node:net'
        const start = performance.now()
        const end = (how) => {
          console.log(JSON.stringify({ how, passed: Math.round(performance.now() - start) }))
          process.exit()
        }
        setTimeout(end, 5_000, 'given up')
        const socket = connect(${server.port}, '127.0.0.1', () => socket.write('GET / HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n'))
        socket.once('data', (bytes) => end(String(bytes).slice(9, 12)))`)
      expect(seen).toEqual({ how: '204', passed: 0 })
    })

    test('gets the answer first when the server announces its silence after it', async () => {
      await using server = await answering((response) => {
        response.writeHead(200, { 'content-length': 9 }).write('cut', () => keepSilent(response.socket))
      })
      expect(await asking(server.port)).toEqual({ how: 200, passed: 0 })
    })
  })
})
