import sodium from 'libsodium-wrappers'

await sodium.ready

const KEY_BYTES = 32

/** The keys that GitHub hands out, one after another. */
export const PUBLIC_KEYS: readonly Uint8Array[] = [1, 2, 3, 4].map((number) =>
  new Uint8Array(KEY_BYTES).fill(number),
)

/**
 * Sealing with libsodium takes half a millisecond, half of a simulated run. Here a box is the key it is sealed to plus
 * the value, transformed so that nobody mistakes it for plain text. (`__tests__/unit/github/sealing.test.ts` tests the
 * real one.)
 */
sodium.crypto_box_seal = ((message: string | Uint8Array, key: Uint8Array): Uint8Array => {
  if (key.length !== KEY_BYTES) throw new TypeError('invalid publicKey length')
  return Uint8Array.from([...key, ...[...Buffer.from(message)].map(turned)])
}) as typeof sodium.crypto_box_seal

/**
 * Opens a box.
 *
 * @param encryptedValue base64
 * @returns the value and the number of the key; undefined if it is not a box sealed to one of these keys
 */
export function openBox(encryptedValue: string): { value: string; key: number } | undefined {
  const bytes = Buffer.from(encryptedValue, 'base64')
  const key = PUBLIC_KEYS.findIndex((one) => bytes.subarray(0, KEY_BYTES).equals(one))
  if (key < 0) return undefined
  return { key, value: Buffer.from([...bytes.subarray(KEY_BYTES)].map(turned)).toString('utf8') }
}

function turned(byte: number): number {
  return byte ^ 0xa5
}
