import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'

/** Our own words for reasons that are not error codes of the network. */
const WORDS: Readonly<Record<string, Bilingual>> = {
  timeout: both('no answer in time', '超时未响应'),
  certificate: both('the certificate is not trusted', '证书不受信任'),
  proxy: both('the proxy cannot be used', '代理无法使用'),
  'proxy-refused': both('the proxy refused to connect', '代理拒绝连接'),
  'no-http': both('an answer that is not HTTP', '响应不是 HTTP'),
  unreadable: both('an answer that cannot be read', '响应无法解读'),
  network: both('the connection broke', '连接中断'),
}

/**
 * Why there was no usable answer, in a few words.
 *
 * @param network from the evidence; an error code such as `ECONNRESET` is kept as is
 */
export function networkReason(network: string | undefined): Bilingual {
  if (network === undefined) return both('no answer', '没有响应')
  return WORDS[network] ?? both(network, network)
}
