import { describe, expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SCENARIOS } from '../../sandbox/demo/scenarios.ts'

const DEMO = fileURLToPath(new URL('../../sandbox/demo.ts', import.meta.url))

function shown(...given: string[]): { status: number | null; lines: string[]; page: string } {
  const { status, stdout } = spawnSync(process.execPath, [DEMO, ...given], { encoding: 'utf8' })
  const file = /: (\S+summaries\.html)$/m.exec(stdout)?.[1] ?? ''
  return { status, lines: stdout.split('\n'), page: file === '' ? '' : readFileSync(file, 'utf8') }
}

describe('npm run demo', () => {
  test.each(SCENARIOS.map(({ name, about, verdict }) => [name, about[0], verdict]))(
    '%s fits on one screen, with the reason first and the verdict last',
    (name = '', why, verdict = '') => {
      const { status, lines } = shown(name)
      expect(status).toBe(0)
      expect(lines[2]).toBe(why)
      const end = lines.indexOf(`Verdict: ${verdict}`)
      expect(end).toBeGreaterThan(8)
      expect(end).toBeLessThanOrEqual(22)
      expect(lines.slice(0, end).filter((line) => line.includes('✓')).length).toBeGreaterThan(2)
      expect(lines.join()).not.toContain('✗')
    },
  )

  test('writes the summaries to one page, with a full bar for a new token', () => {
    const { page } = shown('rotation')
    expect(page).toContain('<h1>A scheduled rotation</h1>')
    expect(page).toContain('Fxiaoke tokens refreshed and stored</h2>')
    expect(page).toMatch(/<code>█{10}<\/code> The stored refresh token .* in 60 days\./)
  })

  test('shows full logs, Markdown and requests with --full', () => {
    const { status, lines } = shown('rotation', '--full')
    expect(status).toBe(0)
    const text = lines.join('\n')
    for (const part of [
      'cloud-domain: http',
      '## ✅ ',
      'POST /oauth2.0/token?thirdTraceId=… -> 200',
      'access-token = ***',
    ])
      expect(text).toContain(part)
  })

  test('fails for an unknown scenario', () => {
    expect(shown('nothing')).toMatchObject({ status: 1, page: '' })
  })
})
