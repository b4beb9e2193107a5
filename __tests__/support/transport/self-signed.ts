import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A self-signed certificate, in PEM. */
export interface SelfSigned {
  key: string
  cert: string
}

/**
 * Generates a certificate, so that the repository contains no private key.
 *
 * @param host the one DNS name that it is for
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function selfSigned(host: string): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
  const commonName = Buffer.from('0603550403', 'hex')
  const name = der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from(host)))))
  const time = (offset: number): Buffer => {
    const iso = new Date(Date.now() + offset).toISOString()
    return der(0x18, Buffer.from(`${iso.slice(0, 19).replace(/[-:T]/g, '')}Z`))
  }
  const hour = 3_600_000
  const subjectAltName = der(
    0x30,
    Buffer.from('0603551d11', 'hex'),
    der(0x04, der(0x30, der(0x82, Buffer.from(host)))),
  )
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    // A positive number without padding: the first bit is clear, the second set.
    der(0x02, Buffer.from([0x40]), randomBytes(15)),
    ecdsaWithSha256,
    name,
    der(0x30, time(-hour), time(24 * hour)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, subjectAltName)),
  )
  const signature = sign('sha256', toBeSigned, privateKey)
  const certificate = der(0x30, toBeSigned, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
  }
}

/** One DER element. */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const bytes = body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...(body.length < 128 ? [body.length] : bytes)]), body])
}
