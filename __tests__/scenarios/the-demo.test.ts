import { beforeAll, describe, expect, test } from '@jest/globals'
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
  let all: ReturnType<typeof shown>
  beforeAll(() => {
    all = shown()
  })

  test.each(SCENARIOS)(
    '$name fits on one screen, with the reason first and the verdict last',
    ({ name, title, about, verdict }) => {
      expect(all.status).toBe(0)
      const { lines } = all
      const start = lines.indexOf(` ${title} (${name}) `)
      expect(lines.slice(start + 1, start + 1 + about.length)).toEqual(about)
      const end = lines.indexOf(`Verdict: ${verdict}`)
      expect(end - start).toBeGreaterThan(7)
      expect(end - start).toBeLessThanOrEqual(21)
      const between = lines.slice(start, end)
      expect(between.filter((line) => line.includes('✓')).length).toBeGreaterThan(2)
      expect(between.join()).not.toContain('✗')
    },
  )

  test('writes the summaries to one page, with a full bar for a new token', () => {
    for (const { title } of SCENARIOS) expect(all.page).toContain(`<h1>${title}</h1>`)
    expect(all.page).toContain('Fxiaoke tokens refreshed and stored</h2>')
    expect(all.page).toMatch(/<code>█{10}<\/code> The stored refresh token .* in 60 days\./)
  })

  test('shows only the chosen scenario, with full logs, Markdown and requests with --full', () => {
    const { status, lines, page } = shown('rotation', '--full')
    expect(status).toBe(0)
    expect(page.match(/<h1>.*<\/h1>/g)).toEqual(['<h1>A scheduled rotation</h1>'])
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
