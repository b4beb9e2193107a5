import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { marked } from 'marked'
import { parse } from 'yaml'
import { ERROR_IDS } from '../../src/errors/catalogue.ts'
import { INPUT_NAMES } from '../../src/inputs/raw-inputs.ts'
import { ROOT } from '../support/docs/workflow-file.ts'

const action = parse(read('action.yml')) as {
  inputs: Record<string, { required: boolean; default?: string }>
  outputs: Record<string, unknown>
}
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts

/** Longer text hides the essentials and belongs on its own page. */
const LONGEST_README = 190

const READMES = [
  { file: 'README.md', inputs: 'Inputs', outputs: 'Outputs', required: 'required' },
  { file: 'README.zh-CN.md', inputs: '输入', outputs: '输出', required: '必填' },
]

describe.each(READMES)('$file', ({ file, inputs, outputs, required }) => {
  const readme = read(file)

  test('stays short', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(LONGEST_README)
  })

  test('lists the inputs of action.yml with their defaults in order', () => {
    const listed = rows(readme, inputs).map(([name = '', value = '']) => [unquoted(name), value])
    const expected = Object.entries(action.inputs).map(([name, input]) => [
      name,
      input.required ? required : input.default === '' ? '' : `\`${input.default ?? ''}\``,
    ])
    expect(listed).toEqual(expected)
  })

  test('lists the outputs of action.yml in order', () => {
    expect(rows(readme, outputs).map(([name = '']) => unquoted(name))).toEqual(Object.keys(action.outputs))
  })

  test('shows the example unchanged', () => {
    const [, shown] = /<!-- examples\/rotate\.yml -->\n+```yaml\n(.*?)```/s.exec(readme) ?? []
    const example = read('examples/rotate.yml').replace(/^(#.*\n)+/, '')
    expect(withoutComments(shown ?? '')).toBe(withoutComments(example))
  })

  test('names only existing scripts', () => {
    const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '')
    expect(named).toEqual(expect.arrayContaining(['demo', 'check']))
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})

test('both READMEs show the same commands', () => {
  const commands = READMES.map(({ file }) => /```sh\n(.*?)```/s.exec(read(file))?.[1] ?? '').map(
    withoutComments,
  )
  expect(commands[0]).toContain('gh workflow run')
  expect(commands[1]).toBe(commands[0])
})

test('action.yml meets the requirements of the Marketplace', () => {
  const { name, description, author, branding } = parse(read('action.yml')) as Record<string, string> & {
    branding: { icon: string; color: string }
  }
  expect(name).toBe('Fxiaoke token refresh')
  expect(author).toBeTruthy()
  // The Marketplace cuts longer descriptions.
  expect(description?.length).toBeLessThanOrEqual(125)
  expect(branding).toEqual({
    icon: expect.stringMatching(/^[a-z-]+$/),
    color: expect.stringMatching(/^(white|yellow|blue|green|orange|red|purple|gray-dark)$/),
  })
})

/** For contributors, in English only. */
const FOR_CONTRIBUTORS = ['docs/architecture.md', 'docs/simulation.md']
const DOCS = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
const CHINESE = DOCS.filter((page) => page.endsWith('.zh-CN.md'))
const ENGLISH = DOCS.filter((page) => !CHINESE.includes(page) && !FOR_CONTRIBUTORS.includes(page))

test('every page exists in both languages', () => {
  expect(ENGLISH.length).toBeGreaterThan(1)
  expect(CHINESE.toSorted()).toEqual(ENGLISH.map(inChinese).toSorted())
})

test.each(ENGLISH)(
  '%s and its translation link to each other, and have equal numbers of headings, rows, list items and code blocks',
  (page) => {
    const [english, chinese] = [read(page), read(inChinese(page))]
    expect(english).toContain(`[中文](${basename(inChinese(page))})`)
    expect(chinese).toContain(`[English](${basename(page)})`)
    expect(shape(chinese)).toEqual(shape(english))
  },
)

test.each([
  ['docs/README.md', [...ENGLISH, ...FOR_CONTRIBUTORS]],
  ['docs/README.zh-CN.md', CHINESE],
])('%s lists every page', (index, pages) => {
  const listed = linksIn(index).map((target) => `docs/${target}`)
  expect(pages.filter((page) => page !== index && !listed.includes(page))).toEqual([])
})

test.each([...ENGLISH, ...CHINESE])('%s names only existing errors, inputs and outputs', (page) => {
  const ids = [...read(page).matchAll(/^\| `([a-z]+(?:-[a-z]+)+)`/gm)].map(([, id]) => id ?? '')
  const known: string[] = [...ERROR_IDS, ...INPUT_NAMES, ...Object.keys(action.outputs)]
  expect(ids.filter((id) => !known.includes(id))).toEqual([])
})

const PAGES = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...DOCS,
  ...readdirSync(join(ROOT, 'docs', 'adr')).map((name) => `docs/adr/${name}`),
]

test.each(PAGES)('%s has no broken links', (page) => {
  const broken = linksIn(page).filter((target) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    if (!existsSync(join(ROOT, file))) return true
    return anchor !== undefined && file.endsWith('.md') && !anchors(read(file)).includes(anchor)
  })
  expect(broken).toEqual([])
})

test.each(PAGES)('bold text in %s is bold on GitHub', (page) => {
  // Asterisks between punctuation and a letter do not close bold text, and Chinese has no space there.
  const shown = marked.parse(read(page), { async: false }).replace(/<(pre|code)\b.*?<\/\1>/gs, '')
  expect(shown.split('\n').filter((line) => line.includes('**'))).toEqual([])
})

function inChinese(page: string): string {
  return page.replace(/\.md$/, '.zh-CN.md')
}

/** The number of each kind of element on a page, equal in both languages. */
function shape(markdown: string): Record<string, number> {
  const parts = { headings: /^#/gm, rows: /^\|/gm, items: /^ *(?:-|\d+\.) /gm, blocks: /^```/gm }
  return Object.fromEntries(
    Object.entries(parts).map(([name, pattern]) => [name, [...markdown.matchAll(pattern)].length]),
  )
}

/** The links of a page to other files of the repository. */
function linksIn(page: string): string[] {
  const text = read(page).replace(/```.*?```/gs, '')
  return [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target]) => target ?? '')
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** The cells of the first table below a level-2 heading, without the header row. */
function rows(markdown: string, heading: string): string[][] {
  const section = markdown.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const lines = section.split('\n')
  const first = lines.findIndex((line) => line.startsWith('|'))
  const rest = lines.slice(first)
  const end = rest.findIndex((line) => !line.startsWith('|'))
  return rest.slice(2, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function unquoted(cell: string): string {
  return cell.replaceAll('`', '')
}

function withoutComments(yaml: string): string {
  return yaml.replace(/^\s*#.*\n/gm, '').replace(/ +#.*$/gm, '')
}

/** The anchors that GitHub generates for headings. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
