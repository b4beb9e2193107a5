/** In bytes; generous, because intermediaries may add headers of their own. */
export const MOST_HEADER_BYTES = 256 * 1024

/** Statuses without content, whatever the headers announce. What follows a 101 is another protocol. */
const WITHOUT_CONTENT = [101, 204, 304]

/** A chunk-size line or the beginning of one, and the empty line between chunks. */
const SIZE_LINE = /^(?:[0-9a-f]{1,8}[ \t]*(?:;[\w=;"' .-]{0,200})?)?\r?\n?$/i

/**
 * Parses an answer from its raw bytes, as far as possible. Node's parser rejects a bad header or a damaged chunk,
 * trusts a length that is too short, and then withholds data that might contain a token. Its strictness protects
 * against mistaking one answer for another, which cannot happen on a connection with a single answer.
 */
export class RawAnswer {
  /** Undefined until the status line has arrived. */
  status: number | undefined
  readonly headers = new Map<string, string>()
  /** Whether everything announced has arrived. More may follow. */
  hasEnded = false
  #part: 'head' | 'counted' | 'size' | 'overlong' | 'rest' | 'over' = 'head'
  #line = ''
  #headBytes = 0
  /** Bytes still missing from the body or the chunk. */
  #left = 0
  #inChunks = false

  /** Whether the body legitimately ends with the connection. */
  get endsWithConnection(): boolean {
    return this.status !== undefined && this.#part !== 'head' && this.#left === 0 && !this.#inChunks
  }

  /**
   * Parses the next bytes.
   *
   * @returns those that belong to the body
   */
  read(bytes: Buffer): Buffer {
    const body: Buffer[] = []
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(0x0a, at)
      const endOfLine = newline < 0 ? bytes.length : newline + 1
      switch (this.#part) {
        case 'head':
        case 'size': {
          const isBegun = this.#line.length >= 5
          this.#line += bytes.toString('latin1', at, endOfLine)
          at = endOfLine
          const isWhole = newline >= 0
          const content = this.#part === 'head' ? this.#readHead(isWhole, isBegun) : this.#readSize(isWhole)
          if (content) body.push(content)
          break
        }
        case 'counted': {
          const piece = bytes.subarray(at, at + this.#left)
          body.push(piece)
          at += piece.length
          this.#left -= piece.length
          if (this.#left > 0) break
          if (this.#inChunks) this.#part = 'size'
          else this.#endsHere()
          break
        }
        case 'overlong': {
          body.push(withoutEnd(bytes.subarray(at, endOfLine)))
          at = endOfLine
          if (newline >= 0) this.#part = 'size'
          break
        }
        case 'rest':
          body.push(bytes.subarray(at))
          at = bytes.length
          break
        case 'over':
          at = bytes.length
      }
    }
    return Buffer.concat(body)
  }

  /** @returns the line, if it turns out to be part of the body */
  #readHead(isWhole: boolean, isBegun: boolean): Buffer | undefined {
    const line = this.#line
    // If the blank line before the body is missing, the body's first line gives it away. Checked once per line, or a
    // long line would take quadratic time.
    if (!isBegun && !this.#canBeHead(line)) return this.#takeForBody()
    if (this.#headBytes + line.length > MOST_HEADER_BYTES) return this.#takeForBody()
    if (!isWhole) return undefined
    this.#line = ''
    this.#headBytes += line.length
    const text = line.trim()
    if (this.status === undefined) {
      const status = /^HTTP\/[\d.]+ +(\d{3})/.exec(text)?.[1]
      if (status !== undefined) this.status = Number(status)
    } else if (text === '') this.#beginBody(this.status)
    else this.#note(text)
    return undefined
  }

  #canBeHead(line: string): boolean {
    if (this.status !== undefined) return !/^[{[]/.test(line)
    return 'HTTP/'.startsWith(line.slice(0, 5)) || line.trim() === ''
  }

  #note(header: string): void {
    const colon = header.indexOf(':')
    if (colon < 1) return
    const name = header.slice(0, colon).trim().toLowerCase()
    const value = header.slice(colon + 1).trim()
    const before = this.headers.get(name)
    this.headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }

  #beginBody(status: number): void {
    // Skip interim answers: 100 Continue, 102 Processing, 103 Early Hints.
    if (status < 200 && status !== 101) {
      this.status = undefined
      this.headers.clear()
      return
    }
    const length = /^\d{1,15}/.exec(this.headers.get('content-length') ?? '')?.[0]
    const coding = this.headers.get('transfer-encoding') ?? ''
    if (length === undefined || /chunked/i.test(coding)) this.#part = 'size'
    else {
      this.#part = 'counted'
      this.#left = Number(length)
    }
    if (WITHOUT_CONTENT.includes(status) || (this.#part === 'counted' && this.#left === 0)) this.#endsHere()
  }

  /**
   * Without a length the body may be chunked, announced or not. If the first line is no chunk size, it is not.
   *
   * @returns the line, if it is part of the body: a chunk may be longer than its stated size
   */
  #readSize(isWhole: boolean): Buffer | undefined {
    const line = this.#line
    if (!SIZE_LINE.test(line)) {
      if (!this.#inChunks) return this.#takeForBody()
      this.#line = ''
      if (!isWhole) this.#part = 'overlong'
      return withoutEnd(Buffer.from(line, 'latin1'))
    }
    if (!isWhole) return undefined
    this.#line = ''
    if (line.trim() === '') return this.#inChunks ? undefined : Buffer.from(line, 'latin1')
    this.#inChunks = true
    this.#left = Number.parseInt(line, 16)
    if (this.#left > 0) {
      this.#part = 'counted'
      return undefined
    }
    this.hasEnded = true
    this.#part = 'over'
    return undefined
  }

  #takeForBody(): Buffer {
    const line = Buffer.from(this.#line, 'latin1')
    this.#line = ''
    this.#part = 'rest'
    // Without headers, nothing says how much will arrive.
    if (this.status === undefined) this.hasEnded = true
    return line
  }

  #endsHere(): void {
    this.hasEnded = true
    this.#part = 'rest'
  }
}

/** Strips the line break after a chunk, which is not part of it. */
function withoutEnd(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === 0x0a ? -1 : bytes.length
  const line = bytes.subarray(0, end)
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line
}
