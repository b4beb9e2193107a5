import { describe, expect, test } from '@jest/globals'
import { readPastedCode, unquoted } from '../../../src/inputs/pasted.ts'

describe('quotes around a value are removed', () => {
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

describe('a pasted code is read', () => {
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
  ])('without an address from %s', (text) => {
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
  ])('with an address from %s', (text) => {
    const pasted = readPastedCode(text)
    expect(pasted?.code).toBe(CODE)
    expect(pasted?.landedUrl?.href).toBe(LANDED)
  })

  test('as empty from an address with an error', () => {
    expect(readPastedCode('https://example.com/back?error=denied')).toMatchObject({ code: '' })
  })

  test.each(['', '   ', 'I do not know', '""', 'see the page', 'code=', 'star', 'please', '开始'])(
    'as missing from %j',
    (text) => {
      expect(readPastedCode(text)).toBeUndefined()
    },
  )
})
