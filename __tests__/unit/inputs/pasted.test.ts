import { describe, expect, test } from '@jest/globals'
import { readPastedCode, unquoted } from '../../../src/inputs/pasted.ts'

describe('quotes around the whole of a value', () => {
  test.each([
    ['"FSAID_1"', 'FSAID_1'],
    ["'FSAID_1'", 'FSAID_1'],
    ['“FSAID_1”', 'FSAID_1'],
    ['`FSAID_1`\n', 'FSAID_1'],
    ['<https://example.com/>', 'https://example.com/'],
    ['"\'twice\'"', 'twice'],
    ['FSAID_1', 'FSAID_1'],
    ['it"s', 'it"s'],
    ['"', '"'],
    ['""', ''],
  ])('%s', (value, plain) => {
    expect(unquoted(value)).toBe(plain)
  })
})

describe('a code as people paste it', () => {
  const CODE = 'FSCOD_0123456789abcdef0123456789abcdef'
  const LANDED = `https://example.com/back?code=${CODE}&state=s.n.h`

  test.each([
    CODE,
    'any-code',
    `"${CODE}"`,
    `<${CODE}>`,
    `code=${CODE}`,
    `?code=${CODE}&state=s.n.h`,
    `the code is ${CODE}, please hurry`,
    `the code is ${CODE}, ok?`,
    `is this it? ${CODE}`,
    `授权码：${CODE}`,
    `I got code=${CODE} from the page`,
  ])('alone: %s', (text) => {
    const code = text === 'any-code' ? text : CODE
    expect(readPastedCode(text)).toEqual({ code, landedUrl: undefined })
  })

  test.each([
    LANDED,
    `"${LANDED}"`,
    `<${LANDED}>`,
    LANDED.slice('https://'.length),
    `here you are: ${LANDED} thanks`,
    `${LANDED}${LANDED}`,
    encodeURIComponent(LANDED),
  ])('in the address: %s', (text) => {
    const pasted = readPastedCode(text)
    expect(pasted?.code).toBe(CODE)
    expect(pasted?.landedUrl?.href).toBe(LANDED)
  })

  test('an address that carries an error has no code, and is read all the same', () => {
    expect(readPastedCode('https://example.com/back?error=denied')).toMatchObject({ code: '' })
  })

  test.each(['', '   ', 'I do not know', '""', 'see the page', 'code=', 'star', 'please', '开始'])(
    'none in %j',
    (text) => {
      expect(readPastedCode(text)).toBeUndefined()
    },
  )
})
