import { describe, expect, test } from '@jest/globals'
import { canGoThrough, isExcepted, proxyVariables } from '../../../src/transport/proxy-variables.ts'

describe('the proxy', () => {
  test.each([
    ['http://proxy.acme.example:3128', 'http://proxy.acme.example:3128'],
    ['https://proxy.acme.example', 'https://proxy.acme.example'],
    ['proxy.acme.example:3128', 'http://proxy.acme.example:3128'],
    ['10.0.0.7:3128', 'http://10.0.0.7:3128'],
    ['  proxy ', 'http://proxy'],
    ['HTTP://Proxy:3128', 'http://Proxy:3128'],
    ['', ''],
  ])('%j is read as %j', (value, read) => {
    expect(proxyVariables({ HTTPS_PROXY: value })).toMatchObject({ https_proxy: read, http_proxy: '' })
    expect(proxyVariables({ http_proxy: value })).toMatchObject({ http_proxy: read, https_proxy: '' })
  })

  test('small letters win, unless they are empty', () => {
    const small = 'http://small.example'
    const capital = 'http://capital.example'
    expect(proxyVariables({ https_proxy: small, HTTPS_PROXY: capital })['https_proxy']).toBe(small)
    expect(proxyVariables({ https_proxy: '', HTTPS_PROXY: capital })['https_proxy']).toBe(capital)
  })
})

test.each([
  ['http://proxy.acme.example:3128', '24.21.0', true],
  ['https://proxy.acme.example', '24.5.0', true],
  ['http://proxy.acme.example', '25.0.0', true],
  ['http://proxy.acme.example', '24.4.1', false],
  ['http://proxy.acme.example', '20.20.2', false],
  ['socks5://proxy.acme.example:1080', '24.21.0', false],
  ['ftp://http://proxy', '24.21.0', false],
])('whether Node goes through %s in version %s: %s', (proxy, version, can) => {
  expect(canGoThrough(proxy, version)).toBe(can)
})

describe('its exceptions', () => {
  test.each([
    ['a host stands for those below it too', 'acme.example', 'acme.example,.acme.example'],
    ['or only for those', '.acme.example', '.acme.example'],
    ['and likewise', '*.acme.example', '*.acme.example'],
    ['one port', 'ghe.acme.example:8443', 'ghe.acme.example:8443'],
    ['an address', '10.0.0.7', '10.0.0.7'],
    ['an IPv6 address', '::1', '::1'],
    ['in brackets', '[::1]', '::1'],
    ['everybody', '*', '*'],
    ['nobody', '', ''],
    ['several', '10.0.0.7, ghe.local:1 .b', '10.0.0.7,ghe.local:1,.b'],
  ])('%s', (_, value, read) => {
    expect(proxyVariables({ NO_PROXY: value })['no_proxy']).toBe(read)
    expect(proxyVariables({ no_proxy: value })['no_proxy']).toBe(read)
  })
})

test.each([
  ['https://ghe.acme.example/api', '*', true],
  ['https://ghe.acme.example/api', 'acme.example', true],
  ['https://ghe.acme.example/api', '.acme.example', true],
  ['https://ghe.acme.example/api', '*.acme.example', true],
  ['https://ghe.acme.example/api', 'GHE.acme.example:443', true],
  ['http://ghe.acme.example/api', 'ghe.acme.example:443', false],
  ['http://ghe.acme.example/api', 'ghe.acme.example:80', true],
  ['https://[::1]:8443/api', '[::1]', true],
  ['https://acme.example.org/', 'acme.example', false],
  ['https://notacme.example/', 'acme.example', false],
  ['https://ghe.acme.example/api', '', false],
])('whether %s is excepted by %j: %s', (url, noProxy, excepted) => {
  expect(isExcepted(new URL(url), proxyVariables({ NO_PROXY: noProxy })['no_proxy'] ?? '')).toBe(excepted)
})
