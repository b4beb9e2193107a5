/**
 * A text as Markdown that shows just that text, in a paragraph or in a cell of a table: no name can become markup, a
 * mention, a link or another column.
 */
export function plain(text: string): string {
  return (
    oneLine(text)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]()#+!|~$-]/g, (sign) => `&#${sign.charCodeAt(0)};`)
      // Mentions, emoji shortcodes and bare links are made from these, wherever they stand.
      .replace(/[@:]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  )
}

/** A text in a monospaced font. An element, since backticks cannot hold every text, least of all in a table. */
export function code(text: string): string {
  return `<code>${plain(text)}</code>`
}

/** A link. Only `http` and `https`; for any other address, the text alone. */
export function link(text: string, url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return plain(text)
  return `<a href="${new URL(url).href.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/\|/g, '%7C')}">${plain(text)}</a>`
}

/** A block of code, whatever the code holds. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

/** A table. Cells are Markdown already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
