/** Pairs of quotes that people paste around values. */
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
  ['「', '」'],
  ['<', '>'],
]

/** Strips the quotes around a value: no input starts and ends with one on purpose. */
export function unquoted(value: string): string {
  const trimmed = value.trim()
  const around = QUOTES.some(([left, right]) => trimmed.startsWith(left) && trimmed.endsWith(right))
  return around && trimmed.length > 1 ? unquoted(trimmed.slice(1, -1)) : trimmed
}

/** Whether a token may go into a header: visible ASCII only. */
export function fitsHeader(token: string): boolean {
  return /^[\x21-\x7e]*$/.test(token)
}

/** What somebody pasted to authorize: the code, and the URL it came in. */
export interface PastedCode {
  code: string
  landedUrl: URL | undefined
}

/** A short word of letters only is a misspelled `start`, not something from Fxiaoke; nor is a parameter without its value. */
const SHORT_WORD = /^(?:[a-z]{1,7}|code=)$/i

/** `https://` and a bit: a code may repeat itself, but a URL this long does not. */
const SHORTEST_ADDRESS = 16

/** One-time codes; in public samples, `FSCOD_` is followed by hexadecimal digits. */
const CODE_IN_WORDS = /\bFSCOD_[\w.~-]+/

/**
 * Finds the one-time code in what somebody pasted: the bare code, `code=…`, or the URL that the browser landed on, with
 * or without its scheme, in quotes, percent-encoded, amid other words, or twice. Amid other words, only an unmistakable code counts; on
 * its own, anything but a short word of letters.
 *
 * @param text the input
 * @param scheme of the redirect URL, for a URL pasted without one
 * @returns undefined if there is none
 */
export function readPastedCode(text: string, scheme = 'https:'): PastedCode | undefined {
  const given = unquoted(text)
  const plain = once(/^https?%3A%2F%2F/i.test(given) ? decoded(given) : given)
  const words = plain.split(/[\s<>"'`“”‘’「」，。；（）]+/).filter((word) => word !== '')
  for (const word of words) {
    // "ok?" is a question, and no address with a query.
    if (words.length > 1 && !word.includes('=') && !word.includes('//')) continue
    const landedUrl = asUrl(word, scheme)
    // A URL without a code counts too: it may carry an error instead.
    if (landedUrl) return { code: landedUrl.searchParams.get('code')?.trim() ?? '', landedUrl }
  }
  const inParameter = /(?:^|[\s?&])code=([^\s&#"'<>]+)/.exec(plain)?.[1]
  if (inParameter !== undefined) return { code: decoded(inParameter), landedUrl: undefined }
  const [only = '', ...more] = words
  const isCode = more.length === 0 && !SHORT_WORD.test(only) && /^[\x21-\x7e]+$/.test(only)
  const code = CODE_IN_WORDS.exec(plain)?.[0] ?? (isCode ? only : undefined)
  return code === undefined ? undefined : { code, landedUrl: undefined }
}

/** Undoes pasting the same text twice in a row. */
function once(text: string): string {
  const half = text.slice(0, text.length / 2)
  return half.length >= SHORTEST_ADDRESS && half + half === text ? half : text
}

/** A URL with a query; without a scheme too, as browsers show it. */
function asUrl(word: string, scheme: string): URL | undefined {
  const withScheme = /^https?:\/\//i.test(word)
  if (!withScheme && !/^[\w-]+(\.[\w-]+)*(:\d+)?\/?[^\s=]*\?/.test(word)) return undefined
  const address = withScheme ? word : `${scheme}//${word}`
  return URL.canParse(address) ? new URL(address) : undefined
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
