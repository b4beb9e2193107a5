import { randomInt } from 'node:crypto'
import sodium from 'libsodium-wrappers'
import type { Kept } from './places.ts'
import { Versions } from './versions.ts'

await sodium.ready

interface KeyPair {
  id: string
  publicKey: Uint8Array
  privateKey: Uint8Array
}

/** The secrets of one place, with a real key pair of its own. */
export class SecretPlace extends Versions<Kept> {
  /** The current one first, then the earlier ones. */
  readonly #keys: [KeyPair, ...KeyPair[]] = [makeKeyPair()]

  /** Replaces the key pair; what is sealed to the old one is refused from now on. */
  rotateKey(): void {
    this.#keys.unshift(makeKeyPair())
  }

  /** As in REST answers. */
  get publicKey(): { key_id: string; key: string } {
    const [{ id, publicKey }] = this.#keys
    return { key_id: id, key: sodium.to_base64(publicKey, sodium.base64_variants.ORIGINAL) }
  }

  /** Opens a box sealed to the current key. @returns undefined if it does not open */
  openWithPresentKey(sealed: string): Uint8Array | undefined {
    return openWith(sealed, this.#keys[0])
  }

  /** Opens a box sealed to any key that this place ever had. @throws if none opens it */
  openWithAnyKey(sealed: string): Uint8Array {
    for (const key of this.#keys) {
      const value = openWith(sealed, key)
      if (value) return value
    }
    throw new Error('no key of this place opens the box')
  }
}

function makeKeyPair(): KeyPair {
  const { publicKey, privateKey } = sodium.crypto_box_keypair()
  return { id: `56825016${randomInt(1e10).toString().padStart(10, '0')}`, publicKey, privateKey }
}

function openWith(sealed: string, { publicKey, privateKey }: KeyPair): Uint8Array | undefined {
  try {
    const box = sodium.from_base64(sealed, sodium.base64_variants.ORIGINAL)
    return sodium.crypto_box_seal_open(box, publicKey, privateKey)
  } catch {
    return undefined
  }
}
