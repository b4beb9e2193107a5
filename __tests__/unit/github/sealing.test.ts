import { beforeAll, describe, expect, test } from '@jest/globals'
import sodium from 'libsodium-wrappers'
import { openSealer } from '../../../src/github/sealing.ts'
import { fitsSealed, LONGEST_SECRET } from '../../../src/github/secret-size.ts'
import { Secret } from '../../../src/secret.ts'

beforeAll(() => sodium.ready)

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

describe('a sealed value', () => {
  test.each(['FSREFTOK_x', '', '纷享销客 🚀', 'a\nb\0c', 'x'.repeat(LONGEST_SECRET)])(
    'opens with GitHub’s private key, whatever the value',
    async (value) => {
      const pair = sodium.crypto_box_keypair()
      const sealer = await openSealer({ key_id: '568250167242549743', key: base64(pair.publicKey) })
      const { encryptedValue, keyId } = sealer.seal(new Secret(value))
      expect(keyId).toBe('568250167242549743')
      expect(encryptedValue).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
      const opened = sodium.crypto_box_seal_open(
        Buffer.from(encryptedValue, 'base64'),
        pair.publicKey,
        pair.privateKey,
      )
      expect(Buffer.from(opened).toString('utf8')).toBe(value)
    },
  )

  test('is different each time', async () => {
    const { publicKey } = sodium.crypto_box_keypair()
    const sealer = await openSealer({ key_id: '1', key: base64(publicKey) })
    const [one, two] = [sealer.seal(new Secret('x')), sealer.seal(new Secret('x'))]
    expect(one.encryptedValue).not.toBe(two.encryptedValue)
  })
})

test('the size of a box shows whether GitHub accepts the value', async () => {
  const { publicKey } = sodium.crypto_box_keypair()
  const sealer = await openSealer({ key_id: '1', key: base64(publicKey) })
  const fits = (length: number): boolean => fitsSealed(sealer.seal(new Secret('x'.repeat(length))))
  expect([fits(LONGEST_SECRET), fits(LONGEST_SECRET + 1)]).toEqual([true, false])
})

test.each([
  ['empty', ''],
  ['too short', base64(new Uint8Array(31))],
  ['too long', base64(new Uint8Array(33))],
  ['not base64', '<html>'],
])('an invalid key is rejected at once: %s', async (_, key) => {
  await expect(openSealer({ key_id: '1', key })).rejects.toThrow()
})
