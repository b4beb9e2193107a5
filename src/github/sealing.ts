import type Sodium from 'libsodium-wrappers'
import { Secret } from '../secret.ts'

/** A sealed box (libsodium `crypto_box_seal`) that only GitHub's private key opens. Safe to print. */
export interface Sealed {
  /** Standard base64. */
  encryptedValue: string
  /** The public key it was sealed to. */
  keyId: string
}

/** Seals values for one place. */
export interface Sealer {
  readonly keyId: string
  /** @throws never, if it comes from `openSealer`, which has tested it with a trial seal */
  seal(value: Secret): Sealed
}

/** GitHub's answer to `GET …/secrets/public-key`. */
export interface PublicKey {
  key_id: string
  key: string
}

let loading: Promise<typeof Sodium> | undefined

/** Loads libsodium, once. That takes a tenth of the whole run, so start it while waiting for GitHub. */
export function loadSodium(): Promise<typeof Sodium> {
  loading ??= import('libsodium-wrappers').then(async ({ default: loaded }) => {
    await loaded.ready
    return loaded
  })
  return loading
}

/**
 * Loads libsodium and seals a trial value, so that nothing is left to fail after the refresh token is spent.
 *
 * @param publicKey the place's public key, as answered by GitHub
 * @throws if the key is not an X25519 public key
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
