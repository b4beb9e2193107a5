/** A name with its value. */
export interface Member {
  name: string
  value: string | number
  /** How deeply it is nested; 1 is the outermost object. */
  depth: number
}

/**
 * Parses the named strings and numbers of a JSON text, at any depth, one by one as they become complete. It ignores
 * everything in between, so a truncated or damaged text is read up to the damage, and often beyond. Takes linear time.
 */
export class JsonMembers {
  /** Whether the outermost bracket is closed. */
  isClosed = false
  #depth = 0
  #within: 'nothing' | 'string' | 'escape' | 'number' = 'nothing'
  /** The string or number being read, so far. */
  #text = ''
  /** The last string: a name, if a colon follows. */
  #last: string | undefined
  #name: string | undefined

  /** A string that has not ended yet, and its name. */
  get unfinished(): { name: string; value: string } | undefined {
    const isString = this.#within === 'string' || this.#within === 'escape'
    return isString && this.#name !== undefined ? { name: this.#name, value: this.#text } : undefined
  }

  /** Parses the next piece. @returns the members that it completed */
  read(piece: string): Member[] {
    const members: Member[] = []
    for (let at = 0; at < piece.length;) {
      switch (this.#within) {
        case 'nothing':
          at = indexOf(/["{}[\]:,\d-]/g, piece, at)
          if (at < piece.length) this.#begin(piece.charAt(at))
          at += 1
          break
        case 'string': {
          const end = indexOf(/["\\]/g, piece, at)
          const isQuote = piece.charAt(end) === '"'
          this.#text += piece.slice(at, isQuote ? end : end + 1)
          at = end + 1
          if (isQuote) members.push(...this.#endString())
          else if (end < piece.length) this.#within = 'escape'
          break
        }
        case 'escape':
          this.#text += piece.charAt(at)
          this.#within = 'string'
          at += 1
          break
        case 'number': {
          const end = indexOf(/[^-+.\deE]/g, piece, at)
          this.#text += piece.slice(at, end)
          at = end
          // A number is complete only once something follows it: 2000 may be the beginning of 20005.
          if (end < piece.length) members.push(...this.#endNumber(piece.charAt(end)))
        }
      }
    }
    return members
  }

  #begin(sign: string): void {
    if (sign === '"') this.#within = 'string'
    else if (/[\d-]/.test(sign)) this.#within = 'number'
    if (this.#within !== 'nothing') {
      this.#text = sign === '"' ? '' : sign
      return
    }
    this.#name = sign === ':' ? this.#last : undefined
    this.#last = undefined
    if (sign === '{' || sign === '[') this.#depth += 1
    if (sign !== '}' && sign !== ']') return
    if (this.#depth === 1) this.isClosed = true
    this.#depth = Math.max(0, this.#depth - 1)
  }

  *#endString(): Generator<Member> {
    const [value, name, depth] = [unescaped(this.#text), this.#name, this.#depth]
    this.#within = 'nothing'
    this.#last = value
    this.#name = undefined
    if (value === undefined) return
    if (name !== undefined) yield { name, value, depth }
    // Some gateways wrap JSON in a string.
    if (/^[\s"\\]*[{[]/.test(value))
      for (const inner of new JsonMembers().read(value)) yield { ...inner, depth: depth + inner.depth }
  }

  *#endNumber(next: string): Generator<Member> {
    const [value, name] = [this.#text.length < 400 ? Number(this.#text) : NaN, this.#name]
    this.#within = 'nothing'
    if (name === undefined || !/[\s,}\]]/.test(next) || Number.isNaN(value)) return
    this.#name = undefined
    yield { name, value, depth: this.#depth }
  }
}

/** The position of the first of these characters; the length of the text if there is none. */
function indexOf(signs: RegExp, text: string, from: number): number {
  signs.lastIndex = from
  return signs.exec(text)?.index ?? text.length
}

function unescaped(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- Line ends within a string are no JSON, and are sent all the same.
  const controls = /[\u0000-\u001f]/g
  if (!text.includes('\\')) return text
  try {
    const escaped = text.replace(controls, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
    return JSON.parse(`"${escaped}"`) as string
  } catch {
    return undefined
  }
}
