/** Checks outputs and summaries, in a step after those that use the action. `STEPS` holds the context `steps`. */
import { isDeepStrictEqual } from 'node:util'
import { info, setFailed } from '@actions/core'
import { LOGINS, STEPS } from './expected.ts'
import type { StepEnd } from './expected.ts'
import { summaries, summariesOf } from './summaries.ts'

interface StepContext {
  outcome: StepEnd['outcome']
  outputs: Record<string, string>
}

const steps = JSON.parse(process.env['STEPS'] ?? '') as Record<string, StepContext>
const outputs = (id: string): Record<string, string> => steps[id]?.outputs ?? {}

for (const [id, expected] of Object.entries(STEPS)) {
  const { status = '', 'error-code': code = '' } = outputs(id)
  const end = { outcome: steps[id]?.outcome, status, 'error-code': code }
  info(`${id}: ${JSON.stringify(end)}`)
  if (!isDeepStrictEqual(end, expected)) setFailed(`${id}: not ${JSON.stringify(expected)}`)
}

const { 'access-token': fresh = '' } = outputs('rotated')
const { 'access-token': stored = '', ...given } = outputs('sandbox')
if (fresh === '' || fresh === stored) setFailed('rotated: no new access token')
if (outputs('after-killed')['access-token'] !== stored) setFailed('after-killed: not the stored access token')

for (const [login, { summaries: expected }] of Object.entries(LOGINS)) {
  if (summariesOf(login) !== expected[0]) setFailed(`${login}: not in ${expected[0]} summaries`)
}
const secrets = [fresh, stored, given['app-secret'], given['secrets-token'], given['github-token']]
const tokens = Object.keys(LOGINS).map((login) => given[login])
for (const secret of [...secrets, ...tokens]) {
  if (summaries().some((text) => text.includes(secret ?? ''))) setFailed('a summary shows a secret')
}
