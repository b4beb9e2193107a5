import type { Secret } from '../secret.ts'
import type { Sealed } from './sealing.ts'

/** 48 KB; GitHub refuses longer values. @see https://docs.github.com/en/actions/reference/limits */
export const LONGEST_SECRET = 48 * 1024

/** The overhead of a sealed box: an ephemeral key and a MAC. */
const SEAL_BYTES = 48

/** Whether GitHub accepts this value. */
export function fitsIntoSecret(value: Secret): boolean {
  return Buffer.byteLength(value.reveal()) <= LONGEST_SECRET
}

/** Whether GitHub accepts the value in this sealed box. */
export function fitsSealed({ encryptedValue }: Sealed): boolean {
  return Buffer.byteLength(encryptedValue, 'base64') - SEAL_BYTES <= LONGEST_SECRET
}
