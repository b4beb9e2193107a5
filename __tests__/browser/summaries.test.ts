/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { CHROMIUM, openBrowser, pageOf } from '../support/browser/page.ts'

const ROOT = new URL('../../', import.meta.url)
const GOLDENS = new URL('__tests__/unit/report/goldens/', ROOT)
const NAMES = readdirSync(GOLDENS).map((file) => file.replace(/\.md$/, ''))

/** Pictures for people; with UPDATE_GOLDENS=1, the one of the README as well. */
const PICTURES = new URL('coverage/summaries/', ROOT)

/** Where its links lead. */
const HOSTS = ['github.com', 'open.fxiaoke.com', 'www.githubstatus.com']

/** What a summary is made of. */
const ELEMENTS =
  'h2 h3 p a table thead tbody tr th td pre code ol ul li strong hr br span div blockquote svg path'

/** What every odd name of the samples is, character by character. */
const ODD = '`a|b` <img src=x onerror=alert(1)> [c](https://example.com) **d** @acme #1 | <!-- </table>'

;(CHROMIUM === undefined ? describe.skip : describe)('Every golden summary, in a browser', () => {
  let page: Page
  let close = async (): Promise<void> => Promise.resolve()
  const opened: string[] = []

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true })
    const browser = await openBrowser()
    close = browser.close
    page = await browser.context.newPage()
    page.on('request', (request) => opened.push(request.url()))
    page.on('dialog', (dialog) => {
      opened.push(dialog.message())
      void dialog.dismiss()
    })
  }, 60_000)

  afterAll(async () => close())

  async function show(name: string): Promise<void> {
    await page.setContent(pageOf(readFileSync(new URL(`${name}.md`, GOLDENS), 'utf8')))
  }

  test.each(NAMES)(
    '%s is markup of our own, in rows of one width, and fits into the column',
    async (name) => {
      await show(name)
      const picture = await page.screenshot({ path: pathOf(`${name}.png`, PICTURES), fullPage: true })
      expect(picture.length).toBeGreaterThan(5_000)
      const seen = await page.locator('article').evaluate((article) => ({
        elements: [...new Set([...article.querySelectorAll('*')].map((one) => one.localName))],
        hosts: [...article.querySelectorAll('a')].map((one) => one.host),
        hasComment: article.innerHTML.includes('<!--'),
        raggedTables: [...article.querySelectorAll('table')].filter((table) =>
          [...table.rows].some((row) => row.cells.length !== table.rows[0]?.cells.length),
        ).length,
        // A long command scrolls in its own box; nothing else has to.
        tooWide: [...article.querySelectorAll('p, li, h2, h3, table, blockquote')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.textContent),
        beyondTheColumn: document.documentElement.scrollWidth - window.innerWidth,
      }))
      expect(seen.elements.filter((element) => !ELEMENTS.split(' ').includes(element))).toEqual([])
      expect(seen.hosts.filter((host) => !HOSTS.includes(host))).toEqual([])
      expect(seen).toMatchObject({ hasComment: false, raggedTables: 0, tooWide: [] })
      expect(seen.beyondTheColumn).toBeLessThanOrEqual(0)
      expect(opened).toEqual([])
    },
  )

  test('a life that ends soon stands out', async () => {
    await show('error-fxiaoke-busy')
    expect(await page.locator('.markdown-alert-warning').allTextContents()).toEqual([
      expect.stringContaining('in 2 days'),
      expect.stringContaining('2 天后'),
    ])
  })

  test('the recovery command can be copied as it is', async () => {
    await show('error-store-failed')
    const command = (await page.locator('pre code.language-sh').textContent()) ?? ''
    expect(command.trim()).toMatch(/^found=.*gh api .*'encrypted_value=[\w+/=]+'.* esac$/)
  })

  test('odd names are shown as they are, in their own cells', async () => {
    await show('odd-names')
    const rows = await page.locator('table').first().locator('tbody tr').all()
    expect(rows).toHaveLength(3)
    for (const row of rows)
      expect(await row.locator('td').allTextContents()).toEqual([
        ODD,
        // In English, in Chinese.
        `${ODD}${ODD}`,
        expect.stringMatching(/^(refresh|access) token/),
        `❌ not stored未存入${ODD}`,
      ])
  })

  if (process.env['UPDATE_GOLDENS'] === '1')
    test('the picture of the README is taken anew', async () => {
      await show('status-refreshed')
      const picture = await page.screenshot({
        path: pathOf('docs/job-summary.png', ROOT),
        fullPage: true,
      })
      expect(picture.length).toBeLessThan(200_000)
    })
})

function pathOf(file: string, base: URL): string {
  return fileURLToPath(new URL(file, base))
}
