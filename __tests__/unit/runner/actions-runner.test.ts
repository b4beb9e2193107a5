import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { actionsRunner } from '../../../src/runner/actions-runner.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const

let folder: string
let printed: string
const file = (name: string): string => join(folder, name)
const write = process.stdout.write.bind(process.stdout)
const files = ['GITHUB_OUTPUT', 'GITHUB_STATE'] as const
const before = new Map<string, string | undefined>()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'actions-runner-'))
  printed = ''
  process.stdout.write = (text: string | Uint8Array) => {
    printed += text.toString()
    return true
  }
  for (const name of files) {
    before.set(name, process.env[name])
    writeFileSync(file(name), '')
    process.env[name] = file(name)
  }
})

afterEach(() => {
  process.stdout.write = write
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = value
  }
  for (const signal of SIGNALS) process.removeAllListeners(signal)
  process.stdout.removeAllListeners('error')
  rmSync(folder, { recursive: true })
})

describe('masks', () => {
  test('are sent to the runner and used by this process at once', () => {
    const runner = actionsRunner()
    runner.mask('FSREFTOK_x')
    expect(printed).toBe('::add-mask::FSREFTOK_x\n')
    printed = ''
    runner.info('the token is FSREFTOK_x')
    runner.debug('the token is FSREFTOK_x')
    runner.annotate({ level: 'error', title: 'FSREFTOK_x', message: 'FSREFTOK_x' })
    expect(printed).not.toContain('FSREFTOK_x')
    expect(runner.redact('FSREFTOK_x')).not.toContain('FSREFTOK_x')
  })

  test('cannot be empty, which would hide everything', () => {
    const runner = actionsRunner()
    runner.mask('')
    expect(printed).toBe('')
    expect(runner.redact('abc')).toBe('abc')
  })
})

describe('a line of the log', () => {
  test.each([
    ['::error::pwned'],
    ['  ::add-mask::x'],
    ['##[error]pwned'],
    ['harmless\n::set-output name=x::y'],
    ['harmless\r\n##[command]x'],
    // The runner ends a line at a CR or an LF.
    ['harmless\r::error::pwned'],
    ['HTTP 403: sorry ##[set-output name=status]refreshed'],
    ['\u0085::error::pwned'],
    ['\u2028\ufeff ::error::pwned'],
  ])('like %j is not a command', (line) => {
    actionsRunner().info(line)
    expect(printed).not.toMatch(/##\[|(^|[\r\n])[\s\u0085]*::/)
  })

  test('is printed unchanged if it is harmless', () => {
    actionsRunner().info('a :: b ## [c]')
    expect(printed).toBe('a :: b ## [c]\n')
  })
})

test('annotations, group titles and debug lines contain no command either', () => {
  const runner = actionsRunner()
  runner.annotate({ level: 'error', title: 'a ##[b]', message: 'c ##[d]' })
  runner.startGroup('environment "##[e]"')
  runner.debug('##[f]')
  expect(printed).not.toContain('##[')
})

test('text from a server is quoted unless it reveals a secret', () => {
  const runner = actionsRunner()
  runner.mask('FSREFTOK_0123456789abcdef')
  expect(runner.quote('Bad credentials')).toBe('Bad credentials')
  expect(runner.quote('bad: FSREFTOK%5F0123456789abcdef')).toBeUndefined()
})

test('annotations have their level, title and message, with line breaks that the runner understands', () => {
  const runner = actionsRunner()
  runner.annotate({ level: 'warning', title: 'a title, with: signs', message: 'one\ntwo' })
  expect(printed).toBe('::warning title=a title%2C with%3A signs::one%0Atwo\n')
})

test('state and outputs are written to their files', () => {
  const runner = actionsRunner()
  runner.saveState('journal_0', 'A\nB')
  runner.setOutput('access-token', 'FSTOK_x')
  expect(readFileSync(file('GITHUB_STATE'), 'utf8')).toMatch(/^journal_0<<(ghadelimiter_\S+)\nA\nB\n\1\n$/)
  expect(readFileSync(file('GITHUB_OUTPUT'), 'utf8')).toMatch(
    /^access-token<<(ghadelimiter_\S+)\nFSTOK_x\n\1\n$/,
  )
  expect(printed).toBe('')
})

test('an unwritable state file throws', () => {
  rmSync(file('GITHUB_STATE'))
  expect(() => actionsRunner().saveState('a', 'b')).toThrow()
})

describe('signals', () => {
  test('do not end the process while they are held', () => {
    const held = SIGNALS.map((signal) => process.listenerCount(signal))
    actionsRunner().holdSignals()
    expect(SIGNALS.map((signal) => process.listenerCount(signal))).toEqual(held.map((count) => count + 1))
  })

  test('call back once, at the first one', () => {
    const called: string[] = []
    actionsRunner()
      .holdSignals()
      .onFirst((signal) => called.push(signal))
    process.emit('SIGINT')
    process.emit('SIGTERM')
    process.emit('SIGINT')
    expect(called).toEqual(['SIGINT'])
  })

  test('call every listener', () => {
    const called: string[] = []
    const signals = actionsRunner().holdSignals()
    signals.onFirst((signal) => called.push(`one ${signal}`))
    signals.onFirst((signal) => called.push(`two ${signal}`))
    process.emit('SIGHUP')
    expect(called).toEqual(['one SIGHUP', 'two SIGHUP'])
  })

  test('call back at once if one has already arrived', () => {
    const called: string[] = []
    const signals = actionsRunner().holdSignals()
    process.emit('SIGTERM')
    process.emit('SIGINT')
    signals.onFirst((signal) => called.push(signal))
    expect(called).toEqual(['SIGTERM'])
  })

  test('call a listener that is added after another was called', () => {
    const called: string[] = []
    const signals = actionsRunner().holdSignals()
    signals.onFirst(() => undefined)
    process.emit('SIGINT')
    signals.onFirst((signal) => called.push(signal))
    expect(called).toEqual(['SIGINT'])
  })
})
