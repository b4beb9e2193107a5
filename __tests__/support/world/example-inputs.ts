import type { Config } from '../../../src/inputs/config.ts'
import { INPUT_NAMES } from '../../../src/inputs/raw-inputs.ts'
import type { RawInputs } from '../../../src/inputs/raw-inputs.ts'
import { readInputs, requireUsable } from '../../../src/inputs/read-config.ts'
import type { RunContext } from '../../../src/world.ts'
import { CONTEXT } from './fake-world.ts'

/** What a workflow of the common case passes, with the defaults of action.yml filled in by the runner. */
const COMMON: Partial<RawInputs> = {
  'app-id': 'FSAID_example',
  'app-secret': 'example-app-secret',
  'refresh-token': 'FSREFTOK_stored',
  'min-validity-minutes': '10',
  'redirect-url': 'https://example.com/callback',
  'cloud-domain': 'open.fxiaoke.com',
  'secrets-token': 'ghp_writes',
  'github-token': 'ghs_workflow',
  organization: 'false',
  'refresh-token-secret': 'FXIAOKE_REFRESH_TOKEN',
  'access-token-secret': 'FXIAOKE_ACCESS_TOKEN',
  'dry-run': 'false',
  'github-api-url': 'https://api.github.com',
  'job-id': '7',
}

/**
 * The inputs of the common case.
 *
 * @param overrides what is different
 */
export function exampleInputs(overrides: Partial<RawInputs> = {}): RawInputs {
  const empty = Object.fromEntries(INPUT_NAMES.map((name) => [name, ''])) as RawInputs
  return { ...empty, ...COMMON, ...overrides }
}

/**
 * The configuration that those inputs make.
 *
 * @param overrides what is different
 * @param context what is different about the run
 */
export function exampleConfig(overrides: Partial<RawInputs> = {}, context: Partial<RunContext> = {}): Config {
  return requireUsable(readInputs(exampleInputs(overrides), { ...CONTEXT, ...context }))
}
