/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { summaryPage } from '../../sandbox/summary-page.ts'
import type { Language } from '../../src/bilingual.ts'
import { report } from '../../src/report/report.ts'
import { CHROMIUM, openBrowser } from '../support/browser/browser.ts'
import { CONTEXT, SAMPLES } from '../support/report/samples.ts'

const ROOT = new URL('../../', import.meta.url)

/** Screenshots for people; with UPDATE_GOLDENS=1, also those of the READMEs. */
const PICTURES = new URL('coverage/summaries/', ROOT)

/** About the width of GitHub's job summary column, and a phone. */
const DESK = { width: 1012, height: 600 }
const PHONE = { width: 390, height: 844 }

/** The hosts that a summary may link to. */
const HOSTS = ['github.com', 'open.fxiaoke.com', 'www.githubstatus.com']

/** The elements that a summary may contain. */
const ELEMENTS =
  'h2 h3 p a table thead tbody tr th td pre code ol ul li strong hr br span div blockquote svg path details summary'

/** The odd name in the samples. */
const ODD = '`a|b` <img src=x onerror=alert(1)> [c](https://example.com) **d** @acme #1 | <!-- </table>'

const IN_EACH = [...SAMPLES.keys()].flatMap((name) =>
  (['zh', 'en'] as const).map((language) => [name, language] as const),
)

;(CHROMIUM === undefined ? describe.skip : describe)('a summary in a browser', () => {
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

  async function show(name: string, language: Language = 'zh'): Promise<void> {
    const sample = SAMPLES.get(name)
    if (!sample) throw new Error(`There is no sample ${name}`)
    await page.setContent(summaryPage(report({ ...sample, language }, CONTEXT).summary))
  }

  /** The elements that need horizontal scrolling, except long commands, which scroll in their own box. */
  async function tooWide(): Promise<(string | null)[]> {
    return page
      .locator('article')
      .evaluate((article) => [
        ...[...article.querySelectorAll('p, li, h2, h3, table, blockquote')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.textContent),
        ...(document.documentElement.scrollWidth > window.innerWidth ? ['the page'] : []),
      ])
  }

  test.each(IN_EACH)(
    '%s in %s fits on one screen, or two for an error, and on a phone',
    async (name, language) => {
      // An error has instructions and may be longer.
      const screens = SAMPLES.get(name)?.error ? 2 : 1
      await page.setViewportSize(DESK)
      await show(name, language)
      const picture = await page.screenshot({
        path: pathOf(`${name}-${language}.png`, PICTURES),
        fullPage: true,
      })
      expect(picture.length).toBeGreaterThan(5_000)
      const height = await page
        .locator('article')
        .evaluate((article) => article.getBoundingClientRect().height)
      expect(height).toBeGreaterThan(200)
      expect(height).toBeLessThanOrEqual(screens * DESK.height)
      expect(await tooWide()).toEqual([])
      await page.setViewportSize(PHONE)
      expect(await tooWide()).toEqual([])
    },
  )

  test.each([...SAMPLES.keys()])('%s has only our markup, and table rows of equal length', async (name) => {
    await show(name)
    const seen = await page.locator('article').evaluate((article) => ({
      elements: [...new Set([...article.querySelectorAll('*')].map((one) => one.localName))],
      hosts: [...article.querySelectorAll('a')].map((one) => one.host),
      hasComment: article.innerHTML.includes('<!--'),
      raggedTables: [...article.querySelectorAll('table')].filter((table) =>
        [...table.rows].some((row) => row.cells.length !== table.rows[0]?.cells.length),
      ).length,
      folded: [...article.querySelectorAll('details')].map(({ open }) => open),
    }))
    expect(seen.elements.filter((element) => !ELEMENTS.split(' ').includes(element))).toEqual([])
    expect(seen.hosts.filter((host) => !HOSTS.includes(host))).toEqual([])
    expect(seen).toMatchObject({ hasComment: false, raggedTables: 0, folded: [false] })
    expect(opened).toEqual([])
  })

  test('shows folded text when it is opened', async () => {
    await page.setViewportSize(PHONE)
    await show('error-fxiaoke-busy', 'zh')
    const english = page.getByText('Fxiaoke is busy')
    expect(await english.isVisible()).toBe(false)
    await page.locator('summary').click()
    expect(await english.isVisible()).toBe(true)
    expect(await tooWide()).toEqual([])
  })

  test.each(['light', 'dark'] as const)('is saved as screenshots of the %s theme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    for (const name of ['status-refreshed', 'error-fxiaoke-busy', 'error-refresh-token-rejected'])
      for (const [screen, size] of Object.entries({ desk: DESK, phone: PHONE })) {
        await page.setViewportSize(size)
        await show(name)
        await page.screenshot({
          path: pathOf(`${colorScheme}-${screen}-${name}.png`, PICTURES),
          fullPage: true,
        })
        const background = await page
          .locator('article')
          .evaluate((article) => getComputedStyle(article).backgroundColor)
        expect(background).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)')
      }
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('highlights a token that expires soon, in both languages', async () => {
    await show('error-fxiaoke-busy')
    expect(await page.locator('.markdown-alert-warning').allTextContents()).toEqual([
      expect.stringContaining('剩余 2 天'),
      expect.stringContaining('in 2 days'),
    ])
  })

  test('has a recovery command that can be copied unchanged', async () => {
    await show('error-store-failed')
    const command = (await page.locator('pre code.language-sh').first().textContent()) ?? ''
    expect(command.trim()).toMatch(/^found=.*gh api .*'encrypted_value=[\w+/=]+'.* esac$/)
  })

  test('shows odd names unchanged in their own cells', async () => {
    await show('odd-names', 'en')
    const rows = await page.locator('table').first().locator('tbody tr').all()
    expect(rows).toHaveLength(3)
    for (const row of rows)
      expect(await row.locator('td').allTextContents()).toEqual([
        expect.stringMatching(/^(refresh|access) token/),
        `❌ ${ODD} not stored${ODD}`,
      ])
    expect(await page.locator('article').textContent()).toContain(`Secrets of ${ODD}`)
  })

  if (process.env['UPDATE_GOLDENS'] === '1')
    test.each([
      ['docs/job-summary.png', 'en'],
      ['docs/job-summary.zh-CN.png', 'zh'],
    ] as const)('is saved as the README picture %s', async (file, language) => {
      await page.setViewportSize(DESK)
      await show('status-refreshed', language)
      const picture = await page.locator('article').screenshot({ path: pathOf(file, ROOT) })
      expect(picture.length).toBeLessThan(200_000)
    })
})

function pathOf(file: string, base: URL): string {
  return fileURLToPath(new URL(file, base))
}
