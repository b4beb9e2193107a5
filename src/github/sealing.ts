import type Sodium from 'libsodium-wrappers'
import { Secret } from '../secret.ts'

/** A sealed box (libsodium `crypto_box_seal`) that only GitHub's private key opens. Safe to print. */
export interface Sealed {
  /** Standard base64. */
  encryptedValue: string
  /** The public key that it was sealed to. */
  keyId: string
}

/** Seals values for one place. */
export interface Sealer {
  readonly keyId: string
  /** @throws never for a sealer that `openSealer` gave: it has proven itself by a trial seal */
  seal(value: Secret): Sealed
}

/** GitHub's answer to `GET …/secrets/public-key`. */
export interface PublicKey {
  key_id: string
  key: string
}

let loading: Promise<typeof Sodium> | undefined

/** libsodium, loaded once: it takes a tenth of the whole run, which is better spent while GitHub is thinking. */
export function loadSodium(): Promise<typeof Sodium> {
  loading ??= import('libsodium-wrappers').then(async ({ default: loaded }) => {
    await loaded.ready
    return loaded
  })
  return loading
}

/**
 * Loads libsodium, seals a trial value, and so leaves nothing that could fail after the refresh token is spent.
 *
 * @param publicKey the place's public key, as GitHub answers it
 * @throws when the key is no X25519 public key
 * @see https://docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api
 */
export async function openSealer(publicKey: PublicKey): Promise<Sealer> {
  const sodium = await loadSodium()
  const { ORIGINAL } = sodium.base64_variants
  const key = sodium.from_base64(publicKey.key, ORIGINAL)
  const sealer: Sealer = {
    keyId: publicKey.key_id,
    seal: (value) => ({
      encryptedValue: sodium.to_base64(sodium.crypto_box_seal(value.reveal(), key), ORIGINAL),
      keyId: publicKey.key_id,
    }),
  }
  sealer.seal(new Secret('trial'))
  return sealer
}
