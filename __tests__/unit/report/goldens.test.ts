import { describe, expect, test } from '@jest/globals'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { both } from '../../../src/bilingual.ts'
import { wordsOf } from '../../../src/errors/catalogue.ts'
import { AUTHORIZE_AS_SHOWN } from '../../../src/errors/entries/steps.ts'
import { report } from '../../../src/report/report.ts'
import { CONTEXT, DAY, life, NOW, SAMPLES } from '../../support/report/samples.ts'

/** What a person sees of each sample: `UPDATE_GOLDENS=1 npm test` writes the files anew, to be read in the diff. */
const GOLDENS = new URL('goldens/', import.meta.url)

/** GitHub refuses a summary that is larger. */
const LARGEST = 1024 * 1024

describe('Each summary is the one that a reviewer has seen', () => {
  test.each([...SAMPLES])('%s', (name, result) => {
    const file = new URL(`${name}.md`, GOLDENS)
    const { summary } = report(result, CONTEXT)
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, summary)
    expect(existsSync(file)).toBe(true)
    expect(summary).toBe(readFileSync(file, 'utf8'))
    expect(Buffer.byteLength(summary)).toBeLessThan(LARGEST / 100)
  })

  test('and no file is left of a sample that is gone', () => {
    const files = readdirSync(fileURLToPath(GOLDENS)).map((file) => file.replace(/\.md$/, ''))
    expect(files.toSorted()).toEqual([...SAMPLES.keys()].toSorted())
  })
})

const errors = [...SAMPLES].filter(([, { error }]) => error !== undefined)
const warnings = [...SAMPLES].filter(([, { warnings, error }]) => warnings.length > 0 && !error)

describe('What is announced', () => {
  test('the post step says that a token is stored only where it has stored it', () => {
    const said = (name: string): string => {
      const result = SAMPLES.get(name)
      return JSON.stringify(result && report(result, CONTEXT))
    }
    expect(said('post-stored')).toMatch(/stored after all.*nothing to do by hand/)
    expect(said('post-presumed')).not.toMatch(/stored after all|nothing to do by hand/)
  })

  test.each(errors)('%s: one titled error, with the first step in both languages', (_, result) => {
    const { annotations, outputs } = report(result, CONTEXT)
    const told = annotations.filter(({ level }) => level === 'error')
    expect(told).toHaveLength(1)
    expect(told[0]?.title).toContain(`(${result.error?.id ?? ''})`)
    const first = result.error && wordsOf(result.error.failure).next[0]
    // Where the summary shows the steps of authorizing, this one names them.
    const isShown = result.authorizeLink !== undefined && first?.en.startsWith('Open the authorize link')
    const { en, zh } = isShown ? AUTHORIZE_AS_SHOWN : (first ?? both('', ''))
    expect(told[0]?.message).toContain(`\n1. ${zh}`)
    expect(told[0]?.message.match(/^English: .*$/gm)).toEqual([
      expect.stringContaining(en.replace(/:$/, '; see the job summary.')),
    ])
    expect(outputs['error-code']).toBe(result.error?.id)
    expect(outputs['status']).toBeUndefined()
  })

  test.each(warnings)('%s: a warning of its own, which fails nothing', (_, result) => {
    const { annotations, outputs } = report(result, CONTEXT)
    const told = annotations.filter(({ level }) => level === 'warning')
    expect(told).toHaveLength(1)
    expect(told[0]?.message.split('\n')).toHaveLength(3)
    expect(outputs['error-code']).toBeUndefined()
  })

  // The four of which a date is all: afterwards it is too late.
  test.each(['secrets-token-expires', 'schedule-too-rare', 'refresh-token-old', 'repository-quiet'])(
    '%s says the day',
    (id) => {
      const result = SAMPLES.get(`warning-${id}`)
      expect(result && report(result, CONTEXT).annotations[0]?.message).toMatch(
        /北京时间 \d{4}-\d\d-\d\d \d\d:\d\d（UTC /,
      )
    },
  )
})

describe('The countdown of a failure', () => {
  const failure = SAMPLES.get('error-fxiaoke-quota')
  const message = (daysLeft: number): string[] => {
    if (!failure) throw new Error('The sample is gone')
    const told = report({ ...failure, language: 'en', refreshTokenLife: life(daysLeft) }, CONTEXT)
    return told.annotations[0]?.message.split('\n') ?? []
  }

  test.each([14, 20, 59])('with %d days left comes behind what happened', (days) => {
    expect(message(days)[0]).not.toContain('lives until')
    expect(message(days).join('\n')).toContain(`in ${days} days.`)
  })

  test.each([13, 2])('with %d days left comes first, with the date', (days) => {
    const date = new Date(NOW.getTime() + days * DAY).toISOString().slice(0, 10)
    expect(message(days)[0]).toMatch(
      new RegExp(`^The stored refresh token lives until ${date} .*, in ${days} days\\.$`),
    )
  })

  test('says when the token has expired', () => {
    expect(message(-3)[0]).toContain('By its age, the stored refresh token expired on 2026-11-21')
  })
})

describe('Outputs', () => {
  test('of a success: dates in ISO 8601, UTC', () => {
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
    'of %s: no date for a token that may be worth nothing',
    (name) => {
      const result = SAMPLES.get(name)
      expect(result && report(result, CONTEXT).outputs['refresh-token-expires-at']).toBe('')
    },
  )

  test('no access token in log, annotations or summary', () => {
    for (const result of SAMPLES.values()) {
      const { annotations, log, summary } = report(result, CONTEXT)
      expect(JSON.stringify([annotations, log, summary])).not.toContain('ACCESS-TOKEN-OF-THE-SAMPLES')
    }
  })
})
