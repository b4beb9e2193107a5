import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Marked } from 'marked'
import markedAlert from 'marked-alert'

/** GitHub's own style, light or dark by the reader's system setting. */
const STYLE = readFileSync(
  createRequire(import.meta.url).resolve('github-markdown-css/github-markdown.css'),
  'utf8',
)

/** Renders job summaries as GitHub shows them. */
export function summaryPage(...markdown: string[]): string {
  const marked = new Marked({ gfm: true }, markedAlert())
  const articles = markdown.map(
    (text) => `<article class="markdown-body">${marked.parse(text, { async: false })}</article>`,
  )
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>${STYLE}
    body { margin: 0 } article { padding: 16px 32px } @media (max-width: 767px) { article { padding: 16px } }</style>${articles.join('\n')}`
}
