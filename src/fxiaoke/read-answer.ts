/**
 * What could be read of an answer of Fxiaoke's token endpoint. Every field may be missing: the answer may be an error,
 * cut off, or not Fxiaoke's at all.
 */
export interface AnswerFields {
  /** Whether the whole body is one JSON object. */
  whole: boolean
  /** Whether the body at least begins as a JSON object. */
  jsonLike: boolean
  accessToken: string | undefined
  refreshToken: string | undefined
  openUserId: string | undefined
  expiresIn: unknown
  errorCode: number | undefined
  errorMessage: string | undefined
  traceId: string | undefined
}

/**
 * Reads an answer as far as it goes. A body that is cut or malformed is read member by member up to the damage: a
 * refresh token whose last quote has arrived is a token that must not be lost.
 *
 * @param body as received
 * @see https://open.fxiaoke.com, Developer Manual, "Refresh token"
 */
export function readAnswer(body: string): AnswerFields {
  const text = body.replace(/^\uFEFF/, '')
  const members = parseObject(text)
  const fields = members ?? readMembers(text)
  const string = (name: string): string | undefined => {
    const value = fields.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    whole: members !== undefined,
    jsonLike: members !== undefined || /^\s*\{/.test(text),
    accessToken: string('accessToken'),
    refreshToken: string('refreshToken'),
    openUserId: string('openUserId'),
    expiresIn: fields.get('expiresIn'),
    errorCode: integer(fields.get('errorCode')),
    errorMessage:
      string('errorMessage') ?? string('errorDescription') ?? string('error_description') ?? string('error'),
    traceId: string('traceId'),
  }
}

function integer(value: unknown): number | undefined {
  if (typeof value === 'string' && /^-?\d+$/.test(value.trim())) return Number(value)
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

function parseObject(text: string): Map<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? new Map(Object.entries(value)) : undefined
  } catch {
    return undefined
  }
}

const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy

/** A number counts as whole when something follows it. */
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[\s,}\]])/y

/** The strings, numbers and brackets of a text, up to the first string that has no end. What lies between is of no concern. */
function* tokensOf(text: string): Generator<string> {
  let at = 0
  while (at < text.length) {
    const sign = text.charAt(at)
    const pattern = sign === '"' ? STRING : /[\d-]/.test(sign) ? NUMBER : undefined
    if (pattern) pattern.lastIndex = at
    const token = pattern?.exec(text)?.[0]
    // Not tried again further on: that would take time squared.
    if (sign === '"' && token === undefined) return
    if (token !== undefined) yield token
    else if (/[{}[\]:,]/.test(sign)) yield sign
    at += token?.length ?? 1
  }
}

/** The whole members of the outermost object of a damaged JSON text; an inner object may echo what was sent. */
function readMembers(text: string): Map<string, unknown> {
  const members = new Map<string, unknown>()
  const tokens = [...tokensOf(text)]
  let depth = 0
  tokens.forEach((token, index) => {
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    else if (depth === 1 && token.startsWith('"') && tokens[index + 1] === ':') {
      const [name, value] = [parseScalar(token), parseScalar(tokens[index + 2])]
      if (typeof name === 'string' && value !== undefined) members.set(name, value)
    }
  })
  return members
}

function parseScalar(token: string | undefined): string | number | undefined {
  if (token === undefined || !/^["\d-]/.test(token)) return undefined
  try {
    return JSON.parse(token) as string | number
  } catch {
    return undefined
  }
}
