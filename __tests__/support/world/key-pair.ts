import sodium from 'libsodium-wrappers'

await sodium.ready

/** The key pair of a place: GitHub gives away the public one, and alone has the private one. */
export class KeyPair {
  readonly keyId: string
  readonly #pair = sodium.crypto_box_keypair()

  constructor(keyId = '568250167242549743') {
    this.keyId = keyId
  }

  /** What GitHub answers to `GET …/secrets/public-key`. */
  get answer(): { key_id: string; key: string } {
    return { key_id: this.keyId, key: Buffer.from(this.#pair.publicKey).toString('base64') }
  }

  /** Opens a sealed value, as GitHub does. @throws when it was sealed to another key */
  open(encryptedValue: unknown): string {
    const bytes = Buffer.from(String(encryptedValue), 'base64')
    const opened = sodium.crypto_box_seal_open(bytes, this.#pair.publicKey, this.#pair.privateKey)
    return Buffer.from(opened).toString('utf8')
  }
}
