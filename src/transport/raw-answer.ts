/** Headers that must be read, whatever stands in front of the server adds to them, in bytes. */
export const MOST_HEADER_BYTES = 256 * 1024

/** Without content, whatever the head announces. What follows 101 is another protocol. */
const WITHOUT_CONTENT = [101, 204, 304]

/** A line that tells a chunk's size, or the beginning of one; and the empty line between chunks. */
const SIZE_LINE = /^(?:[0-9a-f]{1,8}[ \t]*(?:;[\w=;"' .-]{0,200})?)?\r?\n?$/i

/**
 * An answer read from the bytes as they came, as far as it can be. Node's parser refuses a bad head or a damaged chunk,
 * believes a length that is too short, and then hands over less than there is: a token could be in the rest. What its
 * strictness protects from, one answer taken for another, cannot be on a connection with one answer.
 */
export class RawAnswer {
  /** Undefined until a status line has come. */
  status: number | undefined
  readonly headers = new Map<string, string>()
  /** Whether all has come that was announced. More may follow. */
  hasEnded = false
  #part: 'head' | 'counted' | 'size' | 'overlong' | 'rest' | 'over' = 'head'
  #line = ''
  #headBytes = 0
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left = 0
  #inChunks = false

  /** Whether the end of the connection is where the body ends. */
  get endsWithConnection(): boolean {
    return this.status !== undefined && this.#part !== 'head' && this.#left === 0 && !this.#inChunks
  }

  /**
   * Reads on.
   *
   * @returns what of the bytes belongs to the body
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

  /** @returns the line, where it turns out to be none of a head */
  #readHead(isWhole: boolean, isBegun: boolean): Buffer | undefined {
    const line = this.#line
    // Where nobody says that the body begins, it shows by what it is. Looked at once, or a long line would take time squared.
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
    // Interim answers are none: 100 Continue, 102 Processing, 103 Early Hints.
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
   * Without a length there may be chunks, told or not; if not, the first line is none that tells a size.
   *
   * @returns the line, where it is part of the body: a chunk may be longer than was said
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
    // Where there is no head, nothing says how much will come.
    if (this.status === undefined) this.hasEnded = true
    return line
  }

  #endsHere(): void {
    this.hasEnded = true
    this.#part = 'rest'
  }
}

/** The end of a line between chunks belongs to none of them. */
function withoutEnd(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === 0x0a ? -1 : bytes.length
  const line = bytes.subarray(0, end)
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line
}
