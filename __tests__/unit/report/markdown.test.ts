import { describe, expect, test } from '@jest/globals'
import { code, fenced, link, plain, shortened } from '../../../src/report/markdown.ts'

describe('plain, code and link escape', () => {
  // Written only as entities, each of these becomes a link, a mention or a formula in cmark-gfm or on GitHub.
  test.each([
    ['www.example.com', '<span>w</span>ww.example.com'],
    ['a@example.com', 'a<span>@</span>example.com'],
    ['@acme', '<span>@</span>acme'],
    ['https://example.com', 'https<span>:</span>//example.com'],
    [':tada:', '<span>:</span>tada:'],
    ['#12', '<span>#</span>12'],
    ['$x$', '<span>$</span>x<span>$</span>'],
    ['a\u202eb', 'a b'],
    ['|`<b>', '&#124;&#96;&#60;b&#62;'],
    ['FXIAOKE_REFRESH_TOKEN _x_', 'FXIAOKE_REFRESH_TOKEN &#95;x&#95;'],
    ['1. one', '&#49;. one'],
    ['# one', '&#35; one'],
  ])('%s', (text, markdown) => {
    expect(plain(text)).toBe(markdown)
    expect(code(text)).toBe(`<code>${markdown}</code>`)
    expect(link(text, 'https://github.com/a')).toBe(`<a href="https://github.com/a">${markdown}</a>`)
  })
})

test.each(['javascript:alert(1)', 'not an address'])('%s does not become a link', (url) => {
  expect(link('click', url)).toBe('click')
})

test('a URL cannot end its link or its cell', () => {
  expect(link('x', 'https://github.com/?a="|&b')).toBe('<a href="https://github.com/?a=%22%7C&amp;b">x</a>')
})

test('a code block has a longer fence than its content', () => {
  expect(fenced('a ```` b', 'sh')).toBe('`````sh\na ```` b\n`````')
})

test('a text is shortened between characters, never within one', () => {
  expect(shortened('客'.repeat(3), 3)).toBe('客客客')
  expect(shortened('😀😀😀', 2)).toBe('😀😀…')
})
