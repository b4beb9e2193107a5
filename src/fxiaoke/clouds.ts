import { both } from '../bilingual.ts'
import type { Bilingual, Language } from '../bilingual.ts'

/** One of Fxiaoke's clouds. */
export interface Cloud {
  /** The host of its gateway, as given in `cloud-domain`. */
  host: string
  name: Bilingual
  language: Language
}

/**
 * Fxiaoke's clouds, the default first. The manual has no list; these are the gateways that its pages mention.
 *
 * @see docs/networks.md
 */
export const CLOUDS: readonly Cloud[] = [
  { host: 'open.fxiaoke.com', name: both('Fxiaoke, the default', '纷享云，默认'), language: 'zh' },
  { host: 'open-hwcloud.fxiaoke.com', name: both('Huawei', '华为云'), language: 'zh' },
  { host: 'open-ale.fxiaoke.com', name: both('Alibaba', '阿里云'), language: 'zh' },
  { host: 'open-ksc.sharecrm.com', name: both('Hong Kong Huawei', '香港华为云'), language: 'en' },
  { host: 'open-hws.fxiaoke.com', name: both('Frankfurt', '法兰克福'), language: 'en' },
  { host: 'open-na.sharecrm.com', name: both('North America', '北美'), language: 'en' },
]

/**
 * The language that comes first: the cloud's; for an unlisted cloud, Chinese on Fxiaoke's domain in China and English
 * elsewhere.
 *
 * @param cloud the cloud's host, or whatever somebody typed for it
 */
export function leadingLanguage(cloud: string): Language {
  const host = /^["'\s]*(?:[a-z]+:\/\/)?([\w.-]*)/i.exec(cloud)?.[1]?.toLowerCase() ?? ''
  const listed = CLOUDS.find((one) => one.host === host)
  return listed?.language ?? (/(?:^|\.)fxiaoke\.com$/.test(host) ? 'zh' : 'en')
}
