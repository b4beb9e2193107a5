import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { CLOUDS, leadingLanguage } from '../../../src/fxiaoke/clouds.ts'

test.each([
  ['open.fxiaoke.com', 'zh'],
  ['open-hwcloud.fxiaoke.com', 'zh'],
  ['open-ale.fxiaoke.com', 'zh'],
  ['www.fxiaoke.com', 'zh'],
  ['open.fxiaoke.com:8443', 'zh'],
  ['https://Open.Fxiaoke.com/', 'zh'],
  // Quoted and with a path, which is refused in the matching language.
  [' "open.fxiaoke.com/oauth2.0" ', 'zh'],
  ['open-hws.fxiaoke.com', 'en'],
  ['https://open-hws.fxiaoke.com:443', 'en'],
  ['open-na.sharecrm.com', 'en'],
  ['open-ksc.sharecrm.com', 'en'],
  ['127.0.0.1:8443', 'en'],
  ['notfxiaoke.com', 'en'],
  ['open.fxiaoke.com.example.com', 'en'],
  ['', 'en'],
])('the leading language of %s is %s', (cloud, language) => {
  expect(leadingLanguage(cloud)).toBe(language)
})

test.each(['docs/networks.md', 'docs/networks.zh-CN.md'])('%s lists every cloud', (page) => {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| .*\| `(open\S+)` +\|$/gm)].map(([, host]) => host)
  expect(rows).toEqual(CLOUDS.map(({ host }) => host))
})
