import type { Secret } from '../secret.ts'
import type { Sealed } from './sealing.ts'

/** GitHub refuses longer values: 48 KB. @see https://docs.github.com/en/actions/reference/limits */
export const LONGEST_SECRET = 48 * 1024

/** A sealed box is this many bytes longer than what it holds: an ephemeral key and a MAC. */
const SEAL_BYTES = 48

/** Whether GitHub takes this value. */
export function fitsIntoSecret(value: Secret): boolean {
  return Buffer.byteLength(value.reveal()) <= LONGEST_SECRET
}

/** Whether GitHub takes the value in this box. */
export function fitsSealed({ encryptedValue }: Sealed): boolean {
  return Buffer.byteLength(encryptedValue, 'base64') - SEAL_BYTES <= LONGEST_SECRET
}
