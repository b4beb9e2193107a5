/** Quotes in which people paste values, and their other halves. */
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
  ['「', '」'],
  ['<', '>'],
]

/** A value without the quotes around the whole of it: no input begins and ends with one on purpose. */
export function unquoted(value: string): string {
  const trimmed = value.trim()
  const around = QUOTES.some(([left, right]) => trimmed.startsWith(left) && trimmed.endsWith(right))
  return around && trimmed.length > 1 ? unquoted(trimmed.slice(1, -1)) : trimmed
}

/** Whether a token may go into a header: visible ASCII alone. */
export function fitsHeader(token: string): boolean {
  return /^[\x21-\x7e]*$/.test(token)
}

/** What somebody pasted to authorize: the code, and the address that it came in. */
export interface PastedCode {
  code: string
  landedUrl: URL | undefined
}

/** A short word of letters alone is a misspelled `start`, or nothing that came from Fxiaoke. */
const SHORT_WORD = /^[a-z]{1,7}$/i

/** `https://` and some: a code may repeat itself, an address that long does not. */
const SHORTEST_ADDRESS = 16

/** One-time codes in public samples: `FSCOD_` and hexadecimal digits. */
const CODE_IN_WORDS = /\bFSCOD_[\w.~-]+/

/**
 * Finds the one-time code in what somebody pasted: the code alone, `code=…`, or the address on which the browser landed,
 * with or without its scheme, in quotes, with words around, or twice. Among words, only what cannot be one of them counts;
 * alone, anything but a short word of letters.
 *
 * @param text the input
 * @param scheme of the redirect URL, for an address without one
 * @returns undefined where there is none
 */
export function readPastedCode(text: string, scheme = 'https:'): PastedCode | undefined {
  const plain = once(unquoted(text))
  const words = plain.split(/[\s<>"'`“”‘’「」，。；（）]+/).filter((word) => word !== '')
  for (const word of words) {
    const landedUrl = asUrl(word, scheme)
    // An address that carries an error instead of a code is told from it.
    if (landedUrl) return { code: landedUrl.searchParams.get('code')?.trim() ?? '', landedUrl }
  }
  const inParameter = /(?:^|[\s?&])code=([^\s&#"'<>]+)/.exec(plain)?.[1]
  if (inParameter !== undefined) return { code: decoded(inParameter), landedUrl: undefined }
  const [only = '', ...more] = words
  const isCode = more.length === 0 && !SHORT_WORD.test(only) && /^[\x21-\x7e]+$/.test(only)
  const code = CODE_IN_WORDS.exec(plain)?.[0] ?? (isCode ? only : undefined)
  return code === undefined ? undefined : { code, landedUrl: undefined }
}

/** Whoever presses the keys twice has pasted one and the same address. */
function once(text: string): string {
  const half = text.slice(0, text.length / 2)
  return half.length >= SHORTEST_ADDRESS && half + half === text ? half : text
}

/** An address with a query, as browsers show it: without a scheme too. */
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
