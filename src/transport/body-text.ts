import type { Transform } from 'node:stream'

/** In bytes; more than any honest answer of either server. A longer answer counts as cut off. */
export const BODY_LIMIT = 4 * 1024 * 1024

/**
 * Decodes a body piece by piece as it arrives. We ask for no compression, but not every server complies, or admits that
 * it does not: compression is recognized by the first bytes, or by `content-encoding` for formats without a signature.
 */
export class BodyText {
  /** The text so far. */
  text = ''
  #size = 0
  readonly #onText: (piece: string) => void
  readonly #decoder = new TextDecoder()
  #first: Buffer | undefined = Buffer.alloc(0)
  #unzip: Transform | undefined
  #afterEnd: (() => void) | undefined

  readonly #coding: () => string | undefined

  /**
   * @param onText called with each piece of text, the last one before `end` calls back
   * @param coding the value of `content-encoding`, once the head has been read
   */
  constructor(onText: (piece: string) => void, coding: () => string | undefined) {
    this.#onText = onText
    this.#coding = coding
  }

  /** Whether the body exceeds the limit. */
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

  /** Nothing more will arrive. @param then called once everything is decoded */
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

  /** @returns the decompressor; undefined for plain text */
  #opened(first: Buffer): Transform | undefined {
    const unzip = decompressor(first, this.#coding() ?? '')
    unzip?.on('data', (bytes: Buffer) => {
      this.#read(bytes)
      // A few bytes can expand to any length.
      if (this.isTooLong) unzip.destroy()
    })
    // Corrupt data: keep what was decoded so far.
    unzip?.on('error', () => undefined)
    unzip?.on('close', () => this.#afterEnd?.())
    return unzip
  }
}

/** The first two bytes, in hexadecimal, of gzip and of zlib (which HTTP calls deflate); and of Zstandard. */
const ZIPPED = ['1f8b', '7801', '785e', '789c', '78da']
const ZSTANDARD = '28b5'

/** This is text, whatever the headers say. */
const TEXT = /^[\t\n\r -~]{2}/

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1 */
function decompressor(first: Buffer, coding: string): Transform | undefined {
  const begins = first.toString('hex', 0, 2)
  const isMarked = ZIPPED.includes(begins) || begins === ZSTANDARD
  const isTold = /\b(?:br|deflate)\b/i.test(coding) && !TEXT.test(first.toString('latin1'))
  if (!isMarked && !isTold) return undefined
  // Loaded only for answers that ignore what we asked for.
  const zlib = process.getBuiltinModule('node:zlib')
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = zlib.constants
  if (ZIPPED.includes(begins)) return zlib.createUnzip({ finishFlush: Z_SYNC_FLUSH })
  if (isMarked) return zlib.createZstdDecompress({ finishFlush: ZSTD_e_flush })
  return /\bbr\b/i.test(coding)
    ? zlib.createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH })
    : zlib.createInflateRaw({ finishFlush: Z_SYNC_FLUSH })
}
