import { both } from '../../../src/bilingual.ts'
import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import type { Result } from '../../../src/report/result.ts'
import { tell } from '../../../src/runner/tell.ts'
import { Secret } from '../../../src/secret.ts'
import { FakeRunner, START } from '../../support/world/fake-world.ts'

const SUCCESS: Result = {
  status: 'refreshed',
  language: 'en',
  now: new Date(START),
  place: both('acme/crm', '仓库 acme/crm'),
  accessToken: new Secret('FSTOK_new'),
  secrets: [],
  warnings: [],
}
const FAILURE: Result = {
  error: new ActionError({
    id: 'fxiaoke-busy',
    cause: 'refused',
    fate: 'refused',
    evidence: { host: 'open.fxiaoke.com' },
  }),
  language: 'en',
  now: new Date(START),
  secrets: [],
  warnings: [],
}

describe('the report to the runner', () => {
  test('has outputs, log, summary and exit code 0 after a success', async () => {
    const runner = new FakeRunner()
    expect(await tell(SUCCESS, runner, {})).toBe(0)
    expect(runner.outputs.get('status')).toBe('refreshed')
    expect(runner.outputs.get('access-token')).toBe('FSTOK_new')
    expect(runner.outputs.has('error-code')).toBe(false)
    expect(runner.log.length).toBeGreaterThan(0)
    expect(runner.summaries).toHaveLength(1)
  })

  test('has the error code, one error and exit code 1 after a failure', async () => {
    const runner = new FakeRunner()
    expect(await tell(FAILURE, runner, {})).toBe(1)
    expect(runner.outputs.get('error-code')).toBe('fxiaoke-busy')
    expect(runner.outputs.has('status')).toBe(false)
    expect(runner.annotations.map(({ level }) => level)).toEqual(['error'])
  })

  test('writes outputs first, because a job may depend on them', async () => {
    const runner = new FakeRunner()
    const order: string[] = []
    runner.setOutput = () => order.push('output')
    runner.info = () => order.push('log')
    runner.annotate = () => order.push('annotation')
    await tell({ ...SUCCESS, warnings: [{ id: 'answer-cut' }] }, runner, {})
    const outputs = order.filter((one) => one === 'output')
    expect(order.slice(0, outputs.length)).toEqual(outputs)
    expect(new Set(order)).toEqual(new Set(['output', 'log', 'annotation']))
  })

  test('goes on if one part cannot be written', async () => {
    const runner = new FakeRunner()
    const set = runner.setOutput.bind(runner)
    runner.setOutput = (name, value) => {
      if (name === 'status') throw new Error('ENOSPC')
      set(name, value)
    }
    runner.addSummary = () => Promise.reject(new Error('ENOSPC'))
    expect(await tell(SUCCESS, runner, {})).toBe(0)
    expect(runner.outputs.get('access-token')).toBe('FSTOK_new')
    expect(runner.log.join()).toMatch(/output status could not be written[^]*summary could not be written/)
  })

  test.each([
    [{ GITHUB_REPOSITORY: 'acme/crm' }, 'https://github.com/acme/crm/blob/HEAD/docs/'],
    [
      { GITHUB_REPOSITORY: 'acme/crm', GITHUB_ACTION_REPOSITORY: 'org/action', GITHUB_ACTION_REF: 'v1' },
      'https://github.com/org/action/blob/v1/docs/',
    ],
    [
      { GITHUB_REPOSITORY: 'acme/crm', GITHUB_ACTION_REPOSITORY: '', GITHUB_ACTION_REF: '' },
      'https://github.com/acme/crm/blob/HEAD/docs/',
    ],
    [
      { GITHUB_SERVER_URL: 'https://github.example.com/', GITHUB_REPOSITORY: 'acme/crm' },
      'https://github.example.com/acme/crm/blob/HEAD/docs/',
    ],
  ])('with %j links the error to %s', async (env, page) => {
    const runner = new FakeRunner()
    await tell(FAILURE, runner, env)
    expect(runner.summaries.join()).toContain(page)
  })
})
