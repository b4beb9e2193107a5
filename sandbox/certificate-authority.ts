import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

/** A server's certificate and its key, in PEM. */
export interface Identity {
  key: string
  cert: string
}

/** A company's private certificate authority, made on the fly so that the repository contains no private key. */
export class CertificateAuthority {
  /** Its certificate in PEM, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificate: string
  readonly #name: string
  readonly #key: KeyObject

  constructor() {
    const { publicKey, privateKey } = newKeys()
    // A verifier could not tell two authorities of the same name apart.
    this.#name = `Private CA ${randomUUID()}`
    this.#key = privateKey
    const isAuthority = extension(BASIC_CONSTRAINTS, der(0x30, BOOLEAN_TRUE))
    this.certificate = this.#sign(this.#name, publicKey, isAuthority)
  }

  /**
   * Issues a server's certificate.
   *
   * @param hosts the DNS names and IP addresses to certify
   * @param expired whether it expired an hour ago
   * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6
   */
  issue(hosts: readonly string[], expired = false): Identity {
    const { publicKey, privateKey } = newKeys()
    const names = hosts.map((host) =>
      isIP(host) === 0 ? der(0x82, Buffer.from(host)) : der(0x87, addressBytes(host)),
    )
    const subjectAltName = extension(SUBJECT_ALT_NAME, der(0x30, ...names))
    return {
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      cert: this.#sign(hosts[0] ?? '', publicKey, subjectAltName, expired ? -HOUR : DAY),
    }
  }

  /** @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
  #sign(subject: string, publicKey: KeyObject, extensions: Buffer, validFor = DAY): string {
    const toBeSigned = der(
      0x30,
      der(0xa0, der(0x02, Buffer.from([2]))),
      // A positive number without padding: the first bit is clear, the second set.
      der(0x02, Buffer.from([0x40]), randomBytes(15)),
      ECDSA_WITH_SHA256,
      commonName(this.#name),
      der(0x30, time(-DAY), time(validFor)),
      commonName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, der(0x30, extensions)),
    )
    const signature = sign('sha256', toBeSigned, this.#key)
    const certificate = der(0x30, toBeSigned, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature))
    return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`
  }
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

const ECDSA_WITH_SHA256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex')
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex')
const BOOLEAN_TRUE = Buffer.from('0101ff', 'hex')

function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

function extension(identifier: Buffer, value: Buffer): Buffer {
  return der(0x30, identifier, der(0x04, value))
}

function commonName(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(name)))))
}

/** A GeneralizedTime, that many milliseconds from now. */
function time(offset: number): Buffer {
  const iso = new Date(Date.now() + offset).toISOString()
  return der(0x18, Buffer.from(`${iso.slice(0, 19).replace(/[-:T]/g, '')}Z`))
}

/** An address in network byte order; the only IPv6 address supported is loopback. */
function addressBytes(address: string): Buffer {
  if (address === '::1') return Buffer.from([...Array<number>(15).fill(0), 1])
  return Buffer.from(address.split('.').map(Number))
}

/** One DER element. */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const bytes = body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...(body.length < 128 ? [body.length] : bytes)]), body])
}
