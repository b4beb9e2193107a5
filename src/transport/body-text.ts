import type { Unzip } from 'node:zlib'

/** More than any honest answer of either party, in bytes; past it the answer counts as cut. */
export const BODY_LIMIT = 4 * 1024 * 1024

/**
 * The text of a body, piece by piece as it comes. A compressed one is known by its first bytes: no compression was asked
 * for, but not everybody heeds that, nor says so.
 */
export class BodyText {
  /** What has come so far. */
  text = ''
  #size = 0
  readonly #onText: (piece: string) => void
  readonly #decoder = new TextDecoder()
  #first: Buffer | undefined = Buffer.alloc(0)
  #unzip: Unzip | undefined
  #afterEnd: (() => void) | undefined

  /** @param onText called with each piece of text, and for the last time before the end is told */
  constructor(onText: (piece: string) => void) {
    this.#onText = onText
  }

  /** Whether more has come than is read. */
  get isTooLong(): boolean {
    return this.#size > BODY_LIMIT
  }

  write(bytes: Buffer): void {
    if (bytes.length === 0) return
    if (!this.#first) return this.#pass(bytes)
    const first = Buffer.concat([this.#first, bytes])
    this.#first = first.length < 2 ? first : undefined
    if (this.#first) return
    if (isCompressed(first)) this.#unzip = this.#open()
    this.#pass(first)
  }

  /** Nothing more will come. @param then called once all that came is read */
  end(then: () => void): void {
    if (this.#first) this.#read(this.#first)
    if (!this.#unzip || this.#unzip.closed) return then()
    this.#afterEnd = then
    this.#unzip.end()
  }

  #pass(bytes: Buffer): void {
    if (this.#unzip) this.#unzip.write(bytes)
    else this.#read(bytes)
  }

  #read(bytes: Buffer): void {
    this.#size += bytes.length
    const piece = this.#decoder.decode(bytes, { stream: true })
    this.text += piece
    this.#onText(piece)
  }

  #open(): Unzip {
    // Not loaded for an answer as it was asked for.
    const { constants, createUnzip } = process.getBuiltinModule('node:zlib')
    const unzip = createUnzip({ finishFlush: constants.Z_SYNC_FLUSH })
    unzip.on('data', (bytes: Buffer) => {
      this.#read(bytes)
      // A few bytes can be blown up to any length.
      if (this.isTooLong) unzip.destroy()
    })
    // Damaged: what was read before stays.
    unzip.on('error', () => undefined)
    unzip.on('close', () => this.#afterEnd?.())
    return unzip
  }
}

/** The first bytes of gzip, and of zlib (which HTTP calls deflate). */
function isCompressed([first = 0, second = 0]: Buffer): boolean {
  return (first === 0x1f && second === 0x8b) || (first === 0x78 && [0x01, 0x9c, 0xda].includes(second))
}
