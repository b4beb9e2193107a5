/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { summaryPage } from '../../sandbox/summary-page.ts'
import type { Language } from '../../src/bilingual.ts'
import { report } from '../../src/report/report.ts'
import { CHROMIUM, openBrowser } from '../support/browser/browser.ts'
import { CONTEXT, SAMPLES } from '../support/report/samples.ts'

const ROOT = new URL('../../', import.meta.url)

/** Screenshots for people, made with UPDATE_GOLDENS=1, as are those of the READMEs. */
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

function summaryOf(name: string, language: Language): string {
  const sample = SAMPLES.get(name)
  if (!sample) throw new Error(`There is no sample ${name}`)
  return report({ ...sample, language }, CONTEXT).summary
}

/** What each summary of a page is made of, and how much room it takes. */
function measure(page: Page): Promise<
  {
    height: number
    /** The elements that need horizontal scrolling, except long commands, which scroll in their own box. */
    tooWide: (string | null)[]
    elements: string[]
    hosts: string[]
    hasComment: boolean
    raggedTables: number
    folded: boolean[]
  }[]
> {
  return page.locator('article').evaluateAll((articles) =>
    articles.map((article) => ({
      height: article.getBoundingClientRect().height,
      tooWide: [article, ...article.querySelectorAll('p, li, h2, h3, table, blockquote')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1)
        .map((one) => one.textContent),
      elements: [...new Set([...article.querySelectorAll('*')].map((one) => one.localName))],
      hosts: [...article.querySelectorAll('a')].map((one) => one.host),
      hasComment: article.innerHTML.includes('<!--'),
      raggedTables: [...article.querySelectorAll('table')].filter((table) =>
        [...table.rows].some((row) => row.cells.length !== table.rows[0]?.cells.length),
      ).length,
      folded: [...article.querySelectorAll('details')].map(({ open }) => open),
    })),
  )
}

;(CHROMIUM === undefined ? describe.skip : describe)('a summary in a browser', () => {
  let page: Page
  let close = async (): Promise<void> => Promise.resolve()
  const opened: string[] = []
  /** All samples below one another, measured once for each screen, and once with everything unfolded. */
  let onDesk: Awaited<ReturnType<typeof measure>>
  let onPhone: typeof onDesk
  let unfolded: typeof onDesk

  beforeAll(async () => {
    const browser = await openBrowser()
    close = browser.close
    page = await browser.context.newPage()
    page.on('request', (request) => opened.push(request.url()))
    page.on('dialog', (dialog) => {
      opened.push(dialog.message())
      void dialog.dismiss()
    })
    await page.setContent(summaryPage(...IN_EACH.map(([name, language]) => summaryOf(name, language))))
    await page.setViewportSize(DESK)
    onDesk = await measure(page)
    await page.setViewportSize(PHONE)
    onPhone = await measure(page)
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
    unfolded = await measure(page)
  }, 60_000)

  afterAll(async () => close())

  async function show(name: string, language: Language = 'zh'): Promise<void> {
    await page.setContent(summaryPage(summaryOf(name, language)))
  }

  test.each(IN_EACH.map(([name, language], index) => [name, language, index] as const))(
    '%s in %s fits on one screen, or two for an error, and on a phone, with only our markup',
    (name, _language, index) => {
      expect(onDesk).toHaveLength(IN_EACH.length)
      const desk = onDesk[index]
      // An error has instructions and may be longer.
      const screens = SAMPLES.get(name)?.error ? 2 : 1
      expect(desk?.height).toBeGreaterThan(200)
      expect(desk?.height).toBeLessThanOrEqual(screens * DESK.height)
      for (const screen of [onDesk, onPhone, unfolded]) expect(screen[index]?.tooWide).toEqual([])

      expect(desk?.elements.filter((element) => !ELEMENTS.split(' ').includes(element))).toEqual([])
      expect(desk?.hosts.filter((host) => !HOSTS.includes(host))).toEqual([])
      // Every row of a table has the same length.
      expect(desk).toMatchObject({ hasComment: false, raggedTables: 0, folded: [false] })
    },
  )

  test('opens nothing by itself', () => {
    expect(opened).toEqual([])
  })

  test('shows folded text when it is opened', async () => {
    await page.setViewportSize(PHONE)
    await show('error-fxiaoke-busy', 'zh')
    const english = page.getByText('Fxiaoke is busy')
    expect(await english.isVisible()).toBe(false)
    await page.locator('summary').click()
    expect(await english.isVisible()).toBe(true)
  })

  test.each([
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(13, 17, 23)'],
  ] as const)('is %s where the reader wants it so', async (colorScheme, color) => {
    await page.emulateMedia({ colorScheme })
    await show('status-refreshed')
    const background = await page
      .locator('article')
      .evaluate((article) => getComputedStyle(article).backgroundColor)
    expect(background).toBe(color)
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

  if (process.env['UPDATE_GOLDENS'] === '1') {
    test.each([
      ['docs/job-summary.png', 'en'],
      ['docs/job-summary.zh-CN.png', 'zh'],
    ] as const)('is saved as the README picture %s', async (file, language) => {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.setViewportSize(DESK)
      await show('status-refreshed', language)
      const picture = await page.locator('article').screenshot({ path: pathOf(file, ROOT) })
      expect(picture.length).toBeLessThan(200_000)
    })

    test.each(IN_EACH)('%s in %s is saved as screenshots for people', async (name, language) => {
      await show(name, language)
      for (const colorScheme of ['light', 'dark'] as const)
        for (const [screen, size] of Object.entries({ desk: DESK, phone: PHONE })) {
          await page.emulateMedia({ colorScheme })
          await page.setViewportSize(size)
          const file = `${name}-${language}-${screen}-${colorScheme}.png`
          const picture = await page.screenshot({ path: pathOf(file, PICTURES), fullPage: true })
          expect(picture.length).toBeGreaterThan(5_000)
        }
    })
  }
})

function pathOf(file: string, base: URL): string {
  return fileURLToPath(new URL(file, base))
}
