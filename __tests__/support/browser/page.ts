import { Marked } from 'marked'
import markedAlert from 'marked-alert'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A real browser that is installed on this machine; undefined when there is none. */
export const CHROMIUM = PLACES.find((place) => existsSync(place))

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]

/** A browser with a profile of its own, which is gone after `close`. */
export async function openBrowser(): Promise<{ context: BrowserContext; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'summaries-'))
  const context = await chromium.launchPersistentContext(profile, {
    ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }),
    args: ARGUMENTS,
    // About the column that GitHub gives to a job summary.
    viewport: { width: 1012, height: 100 },
  })
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

const STYLE = readFileSync(
  createRequire(import.meta.url).resolve('github-markdown-css/github-markdown-light.css'),
  'utf8',
)

/** A page with this text in GitHub's Markdown and style. */
export function pageOf(markdown: string): string {
  const html = new Marked({ gfm: true }, markedAlert()).parse(markdown, { async: false })
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}
    body { margin: 0 } article { padding: 16px 32px }</style><article class="markdown-body">${html}</article>`
}
