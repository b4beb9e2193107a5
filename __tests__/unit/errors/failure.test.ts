import { expect, test } from '@jest/globals'
import { both } from '../../../src/bilingual.ts'
import { ActionError } from '../../../src/errors/action-error.ts'
import { causesWith } from '../../../src/errors/entry.ts'
import type { FailureOf, WithoutFate } from '../../../src/errors/failure.ts'
import type { FromGitHub } from '../../../src/errors/evidence.ts'

const PLACE = both('acme/crm', '仓库 acme/crm')
const WORDS = { happened: () => PLACE, next: () => [] }

type Facts = WithoutFate<FailureOf<'internal-error', 'no-webassembly'>>

// `npm run types` fails if one of these lines compiles.
test('a failure carries what its cause declares', () => {
  const unreachable = { id: 'github-unreachable', fate: 'not-sent', place: PLACE, evidence: {} } as const
  const error = new ActionError({ ...unreachable, cause: 'limited' })
  expect(error).toMatchObject({ id: 'github-unreachable', fate: 'not-sent', failure: { cause: 'limited' } })

  // @ts-expect-error: the cause is misspelled
  new ActionError({ ...unreachable, cause: 'limitted' })
  // @ts-expect-error: the cause is that of another error
  new ActionError({ ...unreachable, cause: 'sso' })
  // @ts-expect-error: no cause is named
  new ActionError(unreachable)
  // @ts-expect-error: it comes with another fate only
  new ActionError({ ...unreachable, cause: 'limited', fate: 'unknown' })
  // @ts-expect-error: a fact is missing
  new ActionError({ id: 'github-unreachable', cause: 'limited', fate: 'not-sent', place: PLACE })
  // @ts-expect-error: the cause does not carry this fact
  const unused: Facts = { id: 'internal-error', cause: 'no-webassembly', place: PLACE }
  expect(unused).toBeDefined()
})

test('a text can use only the facts of its cause', () => {
  const github = causesWith<FromGitHub>()
  github(['not-sent'], { ...WORDS, happened: ({ evidence: { status } }) => both(`${status}`, '') })

  // @ts-expect-error: the name of the secret is not known
  github(['not-sent'], { ...WORDS, happened: ({ secretName: _name }) => PLACE })
  // @ts-expect-error: GitHub has no errorCode
  github(['not-sent'], { ...WORDS, next: ({ evidence: { errorCode } }) => [both(`${errorCode}`, '')] })
  // @ts-expect-error: there is no such fate
  github(['spent'], WORDS)
  expect(github(['not-sent', 'unknown'], WORDS).fates).toEqual(['not-sent', 'unknown'])
})
