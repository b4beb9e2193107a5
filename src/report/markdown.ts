/**
 * A text as Markdown that shows just that text, in a paragraph or in a cell of a table: no name can become markup, a
 * mention, a link or another column.
 */
export function plain(text: string): string {
  return (
    oneLine(text)
      .replace(/[&<>\\`*{}[\]|~]/g, entity)
      // Inside a word an underscore is one; and names of secrets are full of them.
      .replace(/(?<![a-z0-9])_|_(?![a-z0-9])/gi, entity)
      // GitHub looks for addresses, mentions, issues, emoji and formulas after it has resolved entities; not across elements.
      .replace(/[@$]|:(?=\/\/|[\w+-]+:)|(?<!&)#(?=\d)|w(?=ww\.)/gi, apart)
      // Headings, lists and rulers.
      .replace(/^(?:[#+=-](?!>)|\d+(?=[.)]))/, (start) => start.replace(/./, entity))
  )
}

function entity(sign: string): string {
  return `&#${sign.charCodeAt(0)};`
}

function apart(sign: string): string {
  return `<span>${sign}</span>`
}

/** Cuts a text to so many characters, and marks the cut. Call it before escaping, so that no escape is cut in half. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const characters = Array.from(text)
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text
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

/** Line breaks would end a cell; format controls (bidi) could show another name than there is. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

/** A text in which these addresses, and no others, are links. */
export function linked(text: string, urls: readonly string[]): string {
  const [url, ...others] = urls
  if (url === undefined) return plain(text)
  const parts = text.split(url)
  return parts
    .map((part, index) => {
      const before = index < parts.length - 1 && part.endsWith(' ') ? ' ' : ''
      // In plain text a space ends an address, also before a Chinese comma; a link ends by itself.
      const after = index > 0 && /^ [^，。）]/.test(part) ? ' ' : ''
      return `${after}${linked(part, others)}${before}`
    })
    .join(link(url, url))
}
