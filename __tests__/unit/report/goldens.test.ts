import { describe, expect, test } from '@jest/globals'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { both } from '../../../src/bilingual.ts'
import { wordsOf } from '../../../src/errors/catalogue.ts'
import { AUTHORIZE_AS_SHOWN } from '../../../src/errors/wording/steps.ts'
import { report } from '../../../src/report/report.ts'
import { CONTEXT, DAY, life, NOW, SAMPLES } from '../../support/report/samples.ts'

/** The summary of each sample. `UPDATE_GOLDENS=1 npm test` rewrites the files for review in the diff. */
const GOLDENS = new URL('goldens/', import.meta.url)

/** GitHub refuses a larger summary. */
const LARGEST = 1024 * 1024

describe('each summary matches its reviewed file', () => {
  test.each([...SAMPLES])('%s', (name, result) => {
    const file = new URL(`${name}.md`, GOLDENS)
    const { summary } = report(result, CONTEXT)
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, summary)
    expect(existsSync(file)).toBe(true)
    expect(summary).toBe(readFileSync(file, 'utf8'))
    expect(Buffer.byteLength(summary)).toBeLessThan(LARGEST / 100)
  })

  test('and no file is left over from a removed sample', () => {
    const files = readdirSync(fileURLToPath(GOLDENS)).map((file) => file.replace(/\.md$/, ''))
    expect(files.toSorted()).toEqual([...SAMPLES.keys()].toSorted())
  })
})

const errors = [...SAMPLES].filter(([, { error }]) => error !== undefined)
const warnings = [...SAMPLES].filter(([, { warnings, error }]) => warnings.length > 0 && !error)

describe('annotations', () => {
  test('of the post step say that a token is stored only if it was stored', () => {
    const said = (name: string): string => {
      const result = SAMPLES.get(name)
      return JSON.stringify(result && report(result, CONTEXT))
    }
    expect(said('post-stored')).toMatch(/stored after all.*nothing to do by hand/)
    expect(said('post-presumed')).not.toMatch(/stored after all|nothing to do by hand/)
  })

  test.each(errors)('of %s are one titled error with the first step in both languages', (_, result) => {
    const { annotations, outputs } = report(result, CONTEXT)
    const told = annotations.filter(({ level }) => level === 'error')
    expect(told).toHaveLength(1)
    expect(told[0]?.title).toContain(`(${result.error?.id ?? ''})`)
    const first = result.error && wordsOf(result.error.failure).next[0]
    // If the summary shows the authorization steps, the error refers to them.
    const isShown = result.authorizeLink !== undefined && first?.en.startsWith('Open the authorize link')
    const { en, zh } = isShown ? AUTHORIZE_AS_SHOWN : (first ?? both('', ''))
    expect(told[0]?.message).toContain(`\n1. ${zh}`)
    expect(told[0]?.message.match(/^English: .*$/gm)).toEqual([
      expect.stringContaining(en.replace(/:$/, '; see the job summary.')),
    ])
    expect(outputs['error-code']).toBe(result.error?.id)
    expect(outputs['status']).toBeUndefined()
  })

  test.each(warnings)('of %s are one warning, which fails nothing', (_, result) => {
    const { annotations, outputs } = report(result, CONTEXT)
    const told = annotations.filter(({ level }) => level === 'warning')
    expect(told).toHaveLength(1)
    expect(told[0]?.message.split('\n')).toHaveLength(3)
    expect(outputs['error-code']).toBeUndefined()
  })

  // The warnings that are useless without their date.
  test.each(['secrets-token-expires', 'schedule-too-rare', 'refresh-token-old', 'repository-quiet'])(
    'of %s have the date',
    (id) => {
      const result = SAMPLES.get(`warning-${id}`)
      expect(result && report(result, CONTEXT).annotations[0]?.message).toMatch(
        /北京时间 \d{4}-\d\d-\d\d \d\d:\d\d（UTC /,
      )
    },
  )
})

describe('the countdown of a failure', () => {
  const failure = SAMPLES.get('error-fxiaoke-quota')
  const message = (daysLeft: number): string[] => {
    if (!failure) throw new Error('The sample is gone')
    const told = report({ ...failure, language: 'en', refreshTokenLife: life(daysLeft) }, CONTEXT)
    return told.annotations[0]?.message.split('\n') ?? []
  }

  test.each([14, 20, 59])('with %d days left comes after the cause', (days) => {
    expect(message(days)[0]).not.toContain('lives until')
    expect(message(days).join('\n')).toContain(`in ${days} days.`)
  })

  test.each([13, 2])('with %d days left comes first, with the date', (days) => {
    const date = new Date(NOW.getTime() + days * DAY).toISOString().slice(0, 10)
    expect(message(days)[0]).toMatch(
      new RegExp(`^The stored refresh token lives until ${date} .*, in ${days} days\\.$`),
    )
  })

  test('says that the token has expired', () => {
    expect(message(-3)[0]).toContain('By its age, the stored refresh token expired on 2026-11-21')
  })
})

describe('outputs', () => {
  test('of a success have dates in ISO 8601 and UTC', () => {
    const result = SAMPLES.get('status-refreshed')
    expect(result && report(result, CONTEXT).outputs).toEqual({
      status: 'refreshed',
      'access-token': 'ACCESS-TOKEN-OF-THE-SAMPLES',
      'access-token-expires-at': '2026-11-24T04:44:27Z',
      'refresh-token-expires-at': '2027-01-23T02:44:27Z',
      'open-user-id': 'FSUID_5C17A0D4B1E0',
      'trace-id': 'E-O.acme.1001-4711',
    })
  })

  test.each(['error-fxiaoke-unreachable', 'error-refresh-token-rejected'])(
    'of %s have no date for a token that may be dead',
    (name) => {
      const result = SAMPLES.get(name)
      expect(result && report(result, CONTEXT).outputs['refresh-token-expires-at']).toBe('')
    },
  )

  test('are the only place with the access token', () => {
    for (const result of SAMPLES.values()) {
      const { annotations, log, summary } = report(result, CONTEXT)
      expect(JSON.stringify([annotations, log, summary])).not.toContain('ACCESS-TOKEN-OF-THE-SAMPLES')
    }
  })
})
