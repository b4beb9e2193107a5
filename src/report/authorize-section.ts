import { both } from '../bilingual.ts'
import type { Language } from '../bilingual.ts'
import { code } from './markdown.ts'
import type { Result } from './result.ts'

/**
 * How to authorize with the link of this result. In Markdown, its address stands in the summary as it is: what made it has
 * percent-encoded everything that would end it.
 *
 * @returns undefined if the result has no link
 */
export function authorizeSection(
  { authorizeLink: url, warnings }: Result,
  language: Language,
): string | undefined {
  if (url === undefined) return undefined
  const of = (en: string, zh: string): string => both(en, zh)[language]
  const input = code('authorization-code')
  // Where this run knows it, a warning says so.
  const masked = warnings.some(({ id }) => id === 'link-masked')
    ? both('', '')
    : both(
        ' If its address holds `***`, move app-id and redirect-url from `secrets` to `vars`.',
        '如果链接里有 `***`，请把 app-id 和 redirect-url 从 `secrets` 移到 `vars`。',
      )
  return [
    `### ${of('Authorize', '授权')}`,
    of(
      `1. [Open the authorize page](${url}) within 24 hours, sign in as the Fxiaoke user the tokens should belong to, and approve. The link is in the log too.${masked.en}\n` +
        `2. Copy the full address of the page the browser ends up on; the page itself may show an error.\n` +
        `3. Right away, start this workflow again (Run workflow, not Re-run) with that address in ${input}: the code in it works only once and expires quickly.`,
      `1. 24 小时内[打开授权页](${url})，用令牌应归属的那个纷享销客账号登录并同意授权。日志里也有这个链接。${masked.zh}\n` +
        `2. 复制浏览器最后跳转到的完整网址；页面打不开也没关系。\n` +
        `3. 立即再次运行本工作流（点 Run workflow，不要点 Re-run），把网址填入 ${input}：其中的 code 只能用一次，且很快过期。`,
    ),
  ].join('\n\n')
}
