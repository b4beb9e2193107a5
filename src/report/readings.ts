/** Rounds of decoding: what is escaped twice is read, what is escaped four times is somebody's joke. */
const ROUNDS = 3

/** More readings than an honest text has. */
const MOST_READINGS = 256

/**
 * A text as somebody may read it who undoes its escapes: as JSON, percent and HTML escapes, base64 and hexadecimal digits,
 * and with white space and what cannot be seen taken out.
 *
 * @param text what somebody else's server has sent
 * @returns the text itself and every other reading, those of readings too
 */
export function readingsOf(text: string): string[] {
  const readings = new Set([text])
  for (let round = 0; round < ROUNDS; round += 1)
    for (const reading of [...readings])
      for (const decode of DECODERS)
        for (const decoded of decode(reading)) if (readings.size < MOST_READINGS) readings.add(decoded)
  return [...readings]
}

/** Letters and digits alone, in one case and width: what is left when every separator is taken out. */
export function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

type Decode = (text: string) => string[]

const hexadecimal = (digits: string): string => String.fromCodePoint(Number.parseInt(digits, 16))

/** `\x5f` is JavaScript's, and no JSON. */
const json: Decode = (text) => [
  text
    .replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, (_, four?: string, two?: string) =>
      hexadecimal(four ?? two ?? ''),
    )
    .replace(/\\([^ux])/g, '$1'),
]

/** `%u005f` is what JavaScript's `escape` makes. */
const percent: Decode = (text) => [
  text.replace(/%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi, (_, four?: string, two?: string) =>
    hexadecimal(four ?? two ?? ''),
  ),
]

/** Signs that occur in tokens and passwords. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  lowbar: '_',
  equals: '=',
  plus: '+',
  sol: '/',
  hyphen: '-',
  dash: '-',
  period: '.',
}

const html: Decode = (text) => [
  text.replace(/&(?:#x([0-9a-f]{1,5})|#(\d{1,6})|([a-z]{2,8}));/gi, (entity, hex, decimal, name) => {
    if (typeof hex === 'string') return hexadecimal(hex)
    if (typeof decimal === 'string') return String.fromCodePoint(Number(decimal))
    return ENTITIES[String(name).toLowerCase()] ?? entity
  }),
]

/** White space, controls and what has no width. */
const compact: Decode = (text) => [text.replace(/[\s\p{Cc}\p{Cf}\p{Mn}]/gu, '')]

/** At each alignment that a value can have inside a longer text. */
const base64: Decode = (text) => decodedRuns(text, /[a-z0-9+/_-]{12,}/gi, [0, 1, 2, 3], 'base64')

const hex: Decode = (text) => decodedRuns(text, /[0-9a-f]{12,}/gi, [0, 1], 'hex')

function decodedRuns(
  text: string,
  runs: RegExp,
  skips: readonly number[],
  encoding: BufferEncoding,
): string[] {
  const found = text.match(runs) ?? []
  if (found.length === 0) return []
  return skips.map((skip) =>
    found.map((run) => Buffer.from(run.slice(skip), encoding).toString('latin1')).join(' '),
  )
}

const DECODERS: readonly Decode[] = [json, percent, html, compact, base64, hex]
