/** More than any honest answer of either party, in bytes; past it the answer counts as cut. */
export const BODY_LIMIT = 4 * 1024 * 1024

/** Interim answers, which are none: 100 Continue, 102 Processing, 103 Early Hints. */
const INTERIM = /HTTP\/\d\.\d 1(?!01)\d\d[^]*?\r?\n\r?\n/gy

const ANSWER = /^HTTP\/\d\.\d (\d{3})([^]*?)\r?\n\r?\n([^]*)$/

/**
 * Reads an answer from the bytes as they came. Node's parser refuses a bad head or a damaged chunk, believes a length
 * that is too short, and then hands over less than there is.
 *
 * @param bytes of a connection with one answer
 * @returns undefined where no head of an answer is whole; a body in chunks has their sizes in it
 */
export function readRawAnswer(bytes: Buffer): { status: number; body: string } | undefined {
  const text = bytes.toString('latin1').replace(INTERIM, '')
  const [, status, head = '', body = ''] = ANSWER.exec(text) ?? []
  // What follows 101 is another protocol.
  if (status === undefined || status === '101') return undefined
  const coding = /\ncontent-encoding:([^\r\n]*)/i.exec(head)?.[1]
  return { status: Number(status), body: decoded(Buffer.from(body, 'latin1'), coding) }
}

/**
 * The text of a body, as far as it came.
 *
 * @param coding the `content-encoding`. None was asked for, but not everybody heeds that
 */
export function decoded(bytes: Buffer, coding: string | undefined): string {
  return (unzipped(bytes, coding) ?? bytes).toString('utf8')
}

function unzipped(bytes: Buffer, coding: string | undefined): Buffer | undefined {
  if (coding === undefined || !/^\s*(x-)?(gzip|deflate)\s*$/i.test(coding)) return undefined
  // Not loaded for an answer as it was asked for.
  const { constants, unzipSync } = process.getBuiltinModule('node:zlib')
  try {
    return unzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: BODY_LIMIT })
  } catch {
    return undefined
  }
}
