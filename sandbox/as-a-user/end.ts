import { getState, info, setFailed } from '@actions/core'
import { LOGINS } from './expected.ts'
import type { Verdict } from './serve.ts'
import { summariesOf } from './summaries.ts'

const answer = await fetch(getState('control'), { method: 'POST' })
const { held, violations } = (await answer.json()) as Verdict
for (const violation of violations) setFailed(violation)
for (const [login, expected] of Object.entries(LOGINS)) {
  const told = summariesOf(login)
  info(`${login}: ${held[login] ?? ''}, in ${told} summaries`)
  if (held[login] !== expected.held) setFailed(`${login}: not ${expected.held}`)
  if (told !== expected.summaries[1]) setFailed(`${login}: not in ${expected.summaries[1]} summaries`)
}
