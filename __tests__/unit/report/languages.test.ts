import { describe, expect, test } from '@jest/globals'
import { both, otherLanguage } from '../../../src/bilingual.ts'
import type { Language } from '../../../src/bilingual.ts'
import { ActionError } from '../../../src/errors/action-error.ts'
import { RemoteText } from '../../../src/errors/remote-text.ts'
import { report } from '../../../src/report/report.ts'
import type { Result } from '../../../src/report/result.ts'
import { CONTEXT, SAMPLES } from '../../support/report/samples.ts'

const HAN = /\p{Script=Han}/u

/** GitHub shows at most this many characters of an annotation. */
const LONGEST = 4_096

const IN_EACH = [...SAMPLES].flatMap(([name, result]) =>
  (['en', 'zh'] as const).map((language): [string, Result] => [
    `${name}, ${language}`,
    { ...result, language },
  ]),
)

/** Whether a text is in that language, apart from names and quotes. */
function isIn(language: Language, text: string): boolean {
  const own = text.replace(/["“][^"”]*["”]|<code>.*?<\/code>|https?:\S+/g, '')
  return language === 'zh' ? HAN.test(own) : !HAN.test(own)
}

function wrongInputs(count: number, length: number): Result {
  const problems = Array.from({ length: count }, (_, index) =>
    both(`Problem ${index}: ${'x'.repeat(length)}`, `问题 ${index}：${'长'.repeat(length)}`),
  )
  const error = new ActionError({ id: 'invalid-input', cause: 'inputs', fate: 'not-sent', problems })
  return { language: 'zh', now: new Date(0), secrets: [], warnings: [], error }
}

describe.each(IN_EACH)('%s', (_, result) => {
  const { annotations, log, summary } = report(result, CONTEXT)
  const { language } = result
  const other = otherLanguage(language)

  test('the summary is in the leading language, with the other one folded below', () => {
    const [leading = '', folded = '', ...rest] = summary.split('<details>')
    expect(rest).toEqual([])
    expect(folded).toMatch(
      new RegExp(`^\n<summary>${other === 'en' ? 'English' : '中文'}</summary>\n\n## [^]*\n\n</details>\n$`),
    )
    for (const [text, of] of [
      [leading, language],
      [folded.replace(/<summary>.*<\/summary>/, ''), other],
    ] as const)
      for (const line of text.split('\n').filter((one) => /^(?:## |\*\*|\d\. )/.test(one)))
        expect([line, isIn(of, line)]).toEqual([line, true])
  })

  test('annotations are in the leading language, with one line in the other', () => {
    for (const { title, message } of annotations) {
      expect(isIn(language, title)).toBe(true)
      const lines = message.split('\n')
      const others = lines.filter((line) => line.startsWith(other === 'en' ? 'English: ' : '中文：'))
      expect(others).toEqual([lines.at(-1)])
      for (const line of lines.slice(0, -1))
        expect([line, isIn(language, line) || line.includes('http')]).toEqual([line, true])
      expect(title.length + message.length).toBeLessThanOrEqual(LONGEST)
    }
  })

  test('the log is in the leading language, with one line in the other after a success', () => {
    const spoken = log.filter((line) => !/encrypted_value=|^https?:/.test(line))
    const others = spoken.filter((line) => line.startsWith(other === 'en' ? 'English: ' : '中文：'))
    expect(others).toHaveLength(result.error ? 0 : 1)
    for (const line of spoken.filter((one) => !others.includes(one)))
      expect([line, isIn(language, line)]).toEqual([line, true])
  })
})

describe('a long annotation', () => {
  const message = (result: Result): string => {
    const [error] = report(result, CONTEXT).annotations
    expect((error?.title ?? '').length + (error?.message ?? '').length).toBeLessThanOrEqual(LONGEST)
    return error?.message ?? ''
  }

  test('shortens the other language first', () => {
    const short = message(wrongInputs(3, 700))
    expect(short).toContain('3. 问题 2')
    expect(short).toMatch(/\nEnglish: .*x$/m)
    // The leading text is complete with its link, and the other line is cut to fit.
    const tight = message(wrongInputs(5, 720))
    expect(tight).toMatch(/\n详见：https:\S+\nEnglish: .*…$/)
    expect(tight).toMatch(/^5\. 问题 4：长{720}$/m)
  })

  test('is then cut itself, and keeps its link', () => {
    const long = message(wrongInputs(20, 900))
    expect(long).not.toContain('English: ')
    expect(long).toMatch(/长…\n详见：https:\S+#invalid-input$/)
    expect(long.length).toBeGreaterThan(LONGEST - 100)
  })

  test('does not affect the recovery command, which is complete in log and summary', () => {
    const sample = SAMPLES.get('error-store-failed')
    if (!sample?.recovery) throw new Error('The sample is gone')
    const command = sample.recovery.command.replace('c2VhbGVk', 'c2VhbGVk'.repeat(8_000))
    const error = new ActionError({
      id: 'store-failed',
      cause: 'refresh-token',
      fate: 'unstored',
      place: both('acme/crm', '仓库 acme/crm'),
      secretName: 'X'.repeat(5_000),
      evidence: { status: 503, said: new RemoteText('y'.repeat(5_000)) },
    })
    const told = report({ ...sample, error, recovery: { ...sample.recovery, command } }, CONTEXT)
    expect(told.log).toContain(command)
    expect(told.summary).toContain(command)
    message({ ...sample, error })
  })
})
