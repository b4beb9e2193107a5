import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import * as patience from '../../src/patience.ts'

const PROJECT = join(import.meta.dirname, '..', '..')
const SECOND = 1_000
const MINUTE = 60 * SECOND
const WORDS: Record<string, number> = { four: 4, 四: 4 }

/** Texts that name a wait; `#` stands for the number. */
const CLAIMS: readonly (readonly [string, string, number])[] = [
  ['docs/how-it-works.md', 'GitHub alone, for at most # minutes', patience.PREPARE_WITHIN / MINUTE],
  ['docs/how-it-works.md', '# attempts at most', patience.MOST_ATTEMPTS],
  ['docs/how-it-works.md', 'at least # seconds', patience.FXIAOKE_ANSWER_WITHIN / SECOND],
  ['docs/how-it-works.md', 'Waits at least # seconds', patience.FXIAOKE_ANSWER_WITHIN / SECOND],
  ['docs/how-it-works.md', '<br># s of patience', patience.FXIAOKE_ANSWER_WITHIN / SECOND],
  ['docs/how-it-works.md', 'tries for up to # minutes', patience.STORE_WITHIN / MINUTE],
  ['docs/how-it-works.md', 'Tries for # minutes', patience.STORE_WITHIN / MINUTE],
  ['docs/how-it-works.md', '<br>up to # minutes', patience.STORE_WITHIN / MINUTE],
  ['docs/how-it-works.zh-CN.md', 'GitHub，最多 # 分钟', patience.PREPARE_WITHIN / MINUTE],
  ['docs/how-it-works.zh-CN.md', '最多#次', patience.MOST_ATTEMPTS],
  ['docs/how-it-works.zh-CN.md', '\\[至少等满 # 秒', patience.FXIAOKE_ANSWER_WITHIN / SECOND],
  ['docs/how-it-works.zh-CN.md', '\\| 至少等满 # 秒', patience.FXIAOKE_ANSWER_WITHIN / SECOND],
  ['docs/how-it-works.zh-CN.md', '<br>至少等 # 秒', patience.FXIAOKE_ANSWER_WITHIN / SECOND],
  ['docs/how-it-works.zh-CN.md', '最多尝试 # 分钟', patience.STORE_WITHIN / MINUTE],
  ['docs/how-it-works.zh-CN.md', '最多重试 # 分钟', patience.STORE_WITHIN / MINUTE],
  ['docs/how-it-works.zh-CN.md', '<br>最多 # 分钟', patience.STORE_WITHIN / MINUTE],
  ['docs/networks.md', 'cannot be reached within # minutes', patience.PREPARE_WITHIN / MINUTE],
  ['docs/networks.md', 'tries to store for up to # minutes', patience.STORE_WITHIN / MINUTE],
  ['docs/networks.zh-CN.md', '# 分钟内访问不了', patience.PREPARE_WITHIN / MINUTE],
  ['docs/networks.zh-CN.md', '最多尝试 # 分钟', patience.STORE_WITHIN / MINUTE],
  ['docs/tokens-for-jobs.md', 'for # minutes at most', patience.REUSED_SHARES_WITHIN / MINUTE],
  ['docs/tokens-for-jobs.zh-CN.md', '最多 # 分钟', patience.REUSED_SHARES_WITHIN / MINUTE],
  ['docs/errors.md', 'in up to # attempts', patience.MOST_ATTEMPTS],
  ['docs/errors.zh-CN.md', '最多尝试#次', patience.MOST_ATTEMPTS],
]

test.each(CLAIMS)('%s: "%s" is true', (file, claim, value) => {
  const number = new RegExp(claim.replace('#', '(\\d+|[a-z]+|四)')).exec(read(file))?.[1]
  expect(number === undefined ? 'not said' : (WORDS[number] ?? Number(number))).toBe(value)
})

test('a run during a GitHub outage takes at most the documented time and fits into a job of 30 minutes', () => {
  const { PREPARE_WITHIN, STORE_WITHIN, RECOVER_WITHIN } = patience
  const longest = (PREPARE_WITHIN + STORE_WITHIN + RECOVER_WITHIN) / MINUTE
  expect(read('docs/schedule-and-concurrency.md').replace(/\s+/g, ' ')).toContain(
    'a run can take up to twenty minutes',
  )
  expect(read('docs/schedule-and-concurrency.zh-CN.md')).toContain('一次运行最长约二十分钟')
  expect(longest).toBeLessThanOrEqual(20)
  expect(longest + patience.EXCHANGE_WITHIN / MINUTE).toBeLessThanOrEqual(30)
  for (const file of ['README.md', 'README.zh-CN.md']) expect(read(file)).toContain('timeout-minutes: 30')
})

function read(file: string): string {
  return readFileSync(join(PROJECT, file), 'utf8')
}
