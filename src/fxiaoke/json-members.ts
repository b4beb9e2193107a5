/** A name with its value. */
export interface Member {
  name: string
  value: string | number
  /** How many brackets are open around it; 1 is the outermost object. */
  depth: number
}

/**
 * The named strings and numbers of a JSON text, one by one as they come whole, at any depth. What lies between is of no
 * concern, so a text that is cut or damaged is read up to the damage, and often beyond. Takes time linear in its length.
 */
export class JsonMembers {
  /** Whether the outermost bracket has been closed. */
  isClosed = false
  #depth = 0
  #within: 'nothing' | 'string' | 'escape' | 'number' = 'nothing'
  /** Of the string or number that is being read. */
  #text = ''
  /** The last string, which is a name if a colon follows. */
  #last: string | undefined
  #name: string | undefined

  /** A string that has no end yet, and its name. */
  get unfinished(): { name: string; value: string } | undefined {
    const isString = this.#within === 'string' || this.#within === 'escape'
    return isString && this.#name !== undefined ? { name: this.#name, value: this.#text } : undefined
  }

  /** Reads on. @returns the members that this made whole */
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
          // A number counts once something follows it: 2000 may be the beginning of 20005.
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
    // JSON in a string, as some gateways wrap it; it may be all there is.
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

/** Where the first of these signs stands; behind the end if there is none. */
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
