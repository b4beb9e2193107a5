import type { Transform } from 'node:stream'

/** More than any honest answer of either party, in bytes; past it the answer counts as cut. */
export const BODY_LIMIT = 4 * 1024 * 1024

/**
 * The text of a body, piece by piece as it comes. No compression was asked for, but not everybody heeds that, nor says so:
 * a compressed one is known by its first bytes, or, where it has no sign of its own, by what its head says.
 */
export class BodyText {
  /** What has come so far. */
  text = ''
  #size = 0
  readonly #onText: (piece: string) => void
  readonly #decoder = new TextDecoder()
  #first: Buffer | undefined = Buffer.alloc(0)
  #unzip: Transform | undefined
  #afterEnd: (() => void) | undefined

  readonly #coding: () => string | undefined

  /**
   * @param onText called with each piece of text, and for the last time before the end is told
   * @param coding the value of `content-encoding`, once the head has been read
   */
  constructor(onText: (piece: string) => void, coding: () => string | undefined) {
    this.#onText = onText
    this.#coding = coding
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
    this.#unzip = this.#opened(first)
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

  /** @returns undefined for plain text */
  #opened(first: Buffer): Transform | undefined {
    const unzip = decompressor(first, this.#coding() ?? '')
    unzip?.on('data', (bytes: Buffer) => {
      this.#read(bytes)
      // A few bytes can be blown up to any length.
      if (this.isTooLong) unzip.destroy()
    })
    // Damaged: what was read before stays.
    unzip?.on('error', () => undefined)
    unzip?.on('close', () => this.#afterEnd?.())
    return unzip
  }
}

/** The first two bytes of gzip and of zlib (which HTTP calls deflate), and of Zstandard, in hexadecimal digits. */
const ZIPPED = ['1f8b', '7801', '785e', '789c', '78da']
const ZSTANDARD = '28b5'

/** Whatever the head says, this is text. */
const TEXT = /^[\t\n\r -~]{2}/

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1 */
function decompressor(first: Buffer, coding: string): Transform | undefined {
  const begins = first.toString('hex', 0, 2)
  const isMarked = ZIPPED.includes(begins) || begins === ZSTANDARD
  const isTold = /\b(?:br|deflate)\b/i.test(coding) && !TEXT.test(first.toString('latin1'))
  if (!isMarked && !isTold) return undefined
  // Not loaded for an answer as it was asked for.
  const zlib = process.getBuiltinModule('node:zlib')
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = zlib.constants
  if (ZIPPED.includes(begins)) return zlib.createUnzip({ finishFlush: Z_SYNC_FLUSH })
  if (isMarked) return zlib.createZstdDecompress({ finishFlush: ZSTD_e_flush })
  return /\bbr\b/i.test(coding)
    ? zlib.createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH })
    : zlib.createInflateRaw({ finishFlush: Z_SYNC_FLUSH })
}
