import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readDispatchInput, readRunContext } from '../../../src/runner/run-context.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-context-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** The environment of a step whose event file holds this text. */
function withEvent(text: string, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const path = join(folder, 'event.json')
  writeFileSync(path, text)
  return { GITHUB_EVENT_PATH: path, ...env }
}

describe('the run', () => {
  test('is read from the environment and the event file', () => {
    const env = withEvent('{"schedule":"17 3 * * 1"}', {
      GITHUB_REPOSITORY: 'acme/crm',
      GITHUB_REPOSITORY_ID: '1001',
      GITHUB_RUN_ID: '17000000001',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_SERVER_URL: 'https://github.example.com/',
      RUNNER_NAME: 'runner-1',
    })
    expect(readRunContext(env)).toEqual({
      owner: 'acme',
      repo: 'crm',
      repositoryId: 1001,
      runId: 17_000_000_001,
      runAttempt: 2,
      runnerName: 'runner-1',
      serverUrl: 'https://github.example.com',
      schedule: '17 3 * * 1',
    })
  })

  test('an environment that says nothing throws nothing', () => {
    expect(readRunContext({})).toEqual({
      owner: '',
      repo: '',
      repositoryId: undefined,
      runId: 0,
      runAttempt: 1,
      runnerName: '',
      serverUrl: 'https://github.com',
      schedule: undefined,
    })
  })

  test.each(['0', '-1', '1.5', '1e3', 'x', ''])('repository id %j is none', (id) => {
    expect(readRunContext({ GITHUB_REPOSITORY_ID: id }).repositoryId).toBeUndefined()
  })
})

describe('an input of a workflow_dispatch', () => {
  const dispatch = { GITHUB_EVENT_NAME: 'workflow_dispatch' }
  const code = (text: string, env: NodeJS.ProcessEnv = dispatch): string =>
    readDispatchInput(withEvent(text, env), 'authorization-code')

  test('is read from the event file, trimmed', () => {
    expect(code('{"inputs":{"authorization-code":" code-1\\n"}}')).toBe('code-1')
  })

  test('other events may have fields of that name: they are not a person speaking', () => {
    const event = '{"inputs":{"authorization-code":"code-1"}}'
    expect(code(event, { GITHUB_EVENT_NAME: 'repository_dispatch' })).toBe('')
    expect(code(event, {})).toBe('')
  })

  test.each([
    '',
    'no json',
    'null',
    '[]',
    '"text"',
    '{}',
    '{"inputs":null}',
    '{"inputs":"code-1"}',
    '{"inputs":{}}',
    '{"inputs":{"other":"code-1"}}',
    '{"inputs":{"authorization-code":7}}',
    '{"inputs":{"authorization-code":null}}',
  ])('%j has none', (event) => {
    expect(code(event)).toBe('')
  })

  test('a missing event file has none', () => {
    const env = { ...dispatch, GITHUB_EVENT_PATH: join(folder, 'missing.json') }
    expect(readDispatchInput(env, 'authorization-code')).toBe('')
    expect(readDispatchInput(dispatch, 'authorization-code')).toBe('')
  })
})
