import { randomInt } from 'node:crypto'
import sodium from 'libsodium-wrappers'

await sodium.ready

interface KeyPair {
  publicKey: Uint8Array
  privateKey: Uint8Array
}

/** Who may read an organization secret. */
export type Visibility = 'all' | 'private' | 'selected'

/** A secret as GitHub keeps it, and its value, which GitHub shows nobody. */
export interface KeptSecret {
  name: string
  value: string
  createdAt: Date
  updatedAt: Date
  visibility?: Visibility
  selectedRepositoryIds?: number[]
}

/** The secrets of one place, with a real key pair that only this place has. */
export class SecretPlace {
  readonly #secrets = new Map<string, KeptSecret>()
  readonly #keys: { id: string; pair: KeyPair }[] = []

  constructor() {
    this.rotateKey()
  }

  rotateKey(): void {
    this.#keys.unshift({ id: String(randomInt(1e12, 9e12)), pair: sodium.crypto_box_keypair() })
  }

  get publicKey(): { key_id: string; key: string } {
    const { id, pair } = this.#key
    return { key_id: id, key: sodium.to_base64(pair.publicKey, sodium.base64_variants.ORIGINAL) }
  }

  get(name: string): KeptSecret | undefined {
    return this.#secrets.get(name.toUpperCase())
  }

  set(secret: KeptSecret): void {
    this.#secrets.set(secret.name.toUpperCase(), { ...secret, name: secret.name.toUpperCase() })
  }

  delete(name: string): boolean {
    return this.#secrets.delete(name.toUpperCase())
  }

  all(): KeptSecret[] {
    return [...this.#secrets.values()]
  }

  /** Opens a box that was sealed to the present key. @returns undefined when it does not open */
  openForNow(sealed: string, keyId: string): string | undefined {
    return keyId === this.#key.id ? openWith(sealed, this.#key.pair) : undefined
  }

  /** Opens a box that was sealed to any key that this place ever had. @throws when none opens it */
  openEver(sealed: string): string {
    for (const { pair } of this.#keys) {
      const value = openWith(sealed, pair)
      if (value !== undefined) return value
    }
    throw new Error('no key of this place opens the box')
  }

  get #key(): { id: string; pair: KeyPair } {
    const [key] = this.#keys
    if (!key) throw new Error('a place without a key')
    return key
  }
}

function openWith(sealed: string, pair: KeyPair): string | undefined {
  try {
    const box = sodium.from_base64(sealed, sodium.base64_variants.ORIGINAL)
    return sodium.to_string(sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey))
  } catch {
    return undefined
  }
}
