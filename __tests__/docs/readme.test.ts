import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ERROR_IDS } from '../../src/errors/catalogue.ts'
import { INPUT_NAMES } from '../../src/inputs/raw-inputs.ts'
import { ROOT } from '../support/docs/workflow-file.ts'

const action = parse(read('action.yml')) as {
  inputs: Record<string, { required: boolean; default?: string }>
  outputs: Record<string, unknown>
}
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts

const READMES = [
  { file: 'README.md', inputs: 'Inputs', outputs: 'Outputs', required: 'required' },
  { file: 'README.zh-CN.md', inputs: '输入', outputs: '输出', required: '必填' },
]

describe.each(READMES)('$file', ({ file, inputs, outputs, required }) => {
  const readme = read(file)

  test('lists the inputs of action.yml with their defaults, in their order', () => {
    const listed = rows(readme, inputs).map(([name = '', value = '']) => [unquoted(name), value])
    const expected = Object.entries(action.inputs).map(([name, input]) => [
      name,
      input.required ? required : input.default === '' ? '' : `\`${input.default ?? ''}\``,
    ])
    expect(listed).toEqual(expected)
  })

  test('lists the outputs of action.yml, in their order', () => {
    expect(rows(readme, outputs).map(([name = '']) => unquoted(name))).toEqual(Object.keys(action.outputs))
  })

  test('shows the example as it is', () => {
    const [, shown] = /<!-- examples\/rotate\.yml -->\n+```yaml\n(.*?)```/s.exec(readme) ?? []
    const example = read('examples/rotate.yml').replace(/^(#.*\n)+/, '')
    expect(withoutComments(shown ?? '')).toBe(withoutComments(example))
  })

  test('names scripts that exist, and errors that exist', () => {
    const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '')
    expect(named).toEqual(expect.arrayContaining(['demo', 'check']))
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    const ids = [...readme.matchAll(/^\| `([a-z]+(?:-[a-z]+)+)`(?: \||,)/gm)].map(([, id]) => id ?? '')
    const known = [...ERROR_IDS, ...INPUT_NAMES, ...Object.keys(action.outputs)] as string[]
    expect(ids.filter((id) => !known.includes(id))).toEqual([])
  })
})

test('action.yml is what the Marketplace asks for', () => {
  const { name, description, author, branding } = parse(read('action.yml')) as Record<string, string> & {
    branding: { icon: string; color: string }
  }
  expect(name).toBe('Fxiaoke token refresh')
  expect(author).toBeTruthy()
  // It cuts what is longer.
  expect(description?.length).toBeLessThanOrEqual(125)
  expect(branding).toEqual({
    icon: expect.stringMatching(/^[a-z-]+$/),
    color: expect.stringMatching(/^(white|yellow|blue|green|orange|red|purple|gray-dark)$/),
  })
})

const PAGES = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs/architecture.md',
  'docs/simulation.md',
  'docs/errors.md',
  'docs/errors.zh-CN.md',
  ...readdirSync(join(ROOT, 'docs', 'adr')).map((name) => `docs/adr/${name}`),
]

test.each(PAGES)('the links of %s lead somewhere', (page) => {
  const text = read(page).replace(/```.*?```/gs, '')
  const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target]) => target ?? '')
  const broken = targets.filter((target) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    if (!existsSync(join(ROOT, file))) return true
    return anchor !== undefined && file.endsWith('.md') && !anchors(read(file)).includes(anchor)
  })
  expect(broken).toEqual([])
})

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** The rows of the first table below a heading of the second level, cell by cell, without the header. */
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

/** The anchors that GitHub gives to headings. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
