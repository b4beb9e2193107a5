import { describe, expect, test } from '@jest/globals'
import { proxyFor } from '../../../src/transport/proxy.ts'

const TO = new URL('https://open.fxiaoke.com/oauth2.0/token')

describe('the proxy', () => {
  test.each([
    ['http://proxy.acme.example:3128', 'http://proxy.acme.example:3128/'],
    ['https://proxy.acme.example', 'https://proxy.acme.example/'],
    ['proxy.acme.example:3128', 'http://proxy.acme.example:3128/'],
    ['10.0.0.7:3128', 'http://10.0.0.7:3128/'],
    ['  proxy ', 'http://proxy/'],
    ['HTTP://Proxy:3128', 'http://proxy:3128/'],
    ['', undefined],
  ])('%j is read as %s', (value, read) => {
    expect(proxyFor(TO, { HTTPS_PROXY: value })?.href).toBe(read)
    expect(proxyFor(TO, { https_proxy: value })?.href).toBe(read)
  })

  test('is taken from the lower-case variable first, unless that is empty', () => {
    const small = 'http://small.example'
    const capital = 'http://capital.example'
    expect(proxyFor(TO, { https_proxy: small, HTTPS_PROXY: capital })?.host).toBe('small.example')
    expect(proxyFor(TO, { https_proxy: '', HTTPS_PROXY: capital })?.host).toBe('capital.example')
  })

  test('is not used for plain HTTP, which is only local', () => {
    const env = { HTTPS_PROXY: 'http://proxy', HTTP_PROXY: 'http://proxy', ALL_PROXY: 'http://proxy' }
    expect(proxyFor(new URL('http://127.0.0.1:8080/'), env)).toBeUndefined()
    expect(proxyFor(TO, { HTTP_PROXY: 'http://proxy' })).toBeUndefined()
  })

  test.each([
    'socks5://proxy.acme.example:1080',
    'ftp://http://proxy',
    'http://',
    'http://[x',
    'http://x:99999',
  ])('is an error with the address %s, unless the host is excepted', (address) => {
    expect(() => proxyFor(TO, { HTTPS_PROXY: address })).toThrow('no answer: proxy')
    expect(proxyFor(TO, { HTTPS_PROXY: address, NO_PROXY: 'fxiaoke.com' })).toBeUndefined()
  })
})

describe('the exceptions of the proxy', () => {
  test.each([
    ['https://ghe.acme.example/api', '*', true],
    ['https://ghe.acme.example/api', 'acme.example', true],
    ['https://ghe.acme.example/api', '.acme.example', true],
    ['https://ghe.acme.example/api', '*.acme.example', true],
    ['https://ghe.acme.example/api', 'GHE.acme.example:443', true],
    ['https://ghe.acme.example:8443/api', 'ghe.acme.example:443', false],
    ['https://ghe.acme.example/api', '10.0.0.7, ghe.local:1 .acme.example', true],
    ['https://[::1]:8443/api', '[::1]', true],
    ['https://[::1]:8443/api', '::1', true],
    ['https://[::1]:8443/api', '[::1]:8443', true],
    ['https://10.0.0.7/', '10.0.0.7', true],
    ['https://210.0.0.7/', '10.0.0.7', false],
    ['https://acme.example.org/', 'acme.example', false],
    ['https://notacme.example/', 'acme.example', false],
    ['https://ghe.acme.example/api', '', false],
    ['https://ghe.acme.example/api', ' , ', false],
  ])('cover %s with %j: %s', (url, noProxy, isExcepted) => {
    for (const env of [{ NO_PROXY: noProxy }, { no_proxy: noProxy }])
      expect(proxyFor(new URL(url), { HTTPS_PROXY: 'http://proxy', ...env }) === undefined).toBe(isExcepted)
  })
})
