import { both } from '../bilingual.ts'
import type { Bilingual, Language } from '../bilingual.ts'
import type { ReportContext } from './context.ts'
import { link, plain, shortened } from './markdown.ts'
import type { Result, SetUpItem } from './result.ts'

/** More items than anybody reads: shares have one each. The log has them all. */
const MOST_ITEMS = 40

/** Characters of one item: what is quoted in it can be of any length. */
const LONGEST_ITEM = 400

const SIGNS: Readonly<Record<SetUpItem['state'], string>> = { done: '✅', wrong: '❌', open: '⚠️' }

const TITLE: Bilingual = both(
  'Set-up: ✅ done, ❌ a run fails for it, ⚠️ open',
  '配置清单：✅ 就绪，❌ 有误（运行会失败），⚠️ 待办',
)

/**
 * The list of what is done and what is open, with the pages that fix it, for the summary. Beside a link, which is what
 * there is to do, what is done takes one item, below what is open.
 */
export function setUpSection(
  { setUp, authorizeLink }: Result,
  { redact }: ReportContext,
  language: Language,
): string | undefined {
  if (!setUp) return undefined
  const shown = setUp.slice(0, MOST_ITEMS)
  const text = ({ says, fix }: SetUpItem): string =>
    [says, ...(fix ? [fix] : [])]
      .map((one) => plain(shortened(redact(one[language]), LONGEST_ITEM)))
      .join(both(' ', '')[language])
  const item = (one: SetUpItem): string => {
    const links = one.pages.map(({ title, url }) => link(title[language], url))
    return `- ${SIGNS[one.state]} ${text(one)}${links.length === 0 ? '' : ` → ${links.join(' · ')}`}`
  }
  const left = setUp.length - shown.length
  const more = left > 0 ? [`- ${both(`and ${left} more`, `另有 ${left} 项`)[language]}`] : []
  if (authorizeLink === undefined)
    return `### ${TITLE[language]}\n\n${[...shown.map(item), ...more].join('\n')}`
  const done = shown.filter(({ state }) => state === 'done').map(text)
  const others = shown.filter(({ state }) => state !== 'done').map(item)
  return [...others, `- ${SIGNS.done} ${done.join(both(' ', '')[language])}`, ...more].join('\n')
}

/** The same for the log: one line each, with the first page. */
export function setUpLines({ setUp = [] }: Result): Bilingual[] {
  return setUp.map(({ state, says, fix, pages }) => {
    const [first] = pages
    const line = (language: Language): string => {
      const where = first ? ` → ${first.title[language]}: ${first.url}` : ''
      const how = fix ? `${both(' ', '')[language]}${fix[language]}` : ''
      return `${SIGNS[state]} ${says[language]}${how}${where}`
    }
    return both(line('en'), line('zh'))
  })
}
