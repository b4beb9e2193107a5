import { describe, expect, test } from '@jest/globals'
import { readDispatchInput, readRunContext } from '../../../src/runner/run-context.ts'
import type { KnownContext } from '../../../src/runner/run-context.ts'

/** The toolkit's context of a run with this event. */
function contextOf(payload: unknown, changes: Partial<KnownContext> = {}): KnownContext {
  return {
    eventName: 'schedule',
    payload: payload as KnownContext['payload'],
    ref: 'refs/heads/main',
    repo: { owner: 'acme', repo: 'crm' },
    runId: 17_000_000_001,
    runAttempt: 2,
    serverUrl: 'https://github.example.com/',
    ...changes,
  }
}

describe('the run', () => {
  test('is read from the context, and from the environment for the rest', () => {
    const env = { GITHUB_REPOSITORY_ID: '1001', RUNNER_NAME: 'runner-1' }
    expect(readRunContext(contextOf({ schedule: '17 3 * * 1' }), env)).toEqual({
      owner: 'acme',
      repo: 'crm',
      repositoryId: 1001,
      runId: 17_000_000_001,
      runAttempt: 2,
      runnerName: 'runner-1',
      serverUrl: 'https://github.example.com',
      takesCode: false,
      ref: 'refs/heads/main',
      schedule: '17 3 * * 1',
    })
  })

  test('is read without an exception from an empty environment', () => {
    const nothing = {
      ...contextOf(
        {},
        { runId: Number.NaN, runAttempt: Number.NaN, serverUrl: 'https://github.com', ref: '' },
      ),
      get repo(): never {
        throw new Error('context.repo requires a GITHUB_REPOSITORY')
      },
    }
    expect(readRunContext(nothing, {})).toEqual({
      owner: '',
      repo: '',
      repositoryId: undefined,
      runId: 0,
      runAttempt: 1,
      runnerName: '',
      serverUrl: 'https://github.com',
      takesCode: false,
      ref: '',
      schedule: undefined,
    })
  })

  test.each<[string, unknown, boolean]>([
    ['workflow_dispatch', { inputs: { 'authorization-code': '' } }, true],
    ['workflow_dispatch', { inputs: { 'authorization-code': 'start' } }, true],
    ['workflow_dispatch', { inputs: { other: 'x' } }, false],
    ['workflow_dispatch', { inputs: null }, false],
    ['workflow_dispatch', {}, false],
    ['schedule', { inputs: { 'authorization-code': '' } }, false],
  ])('%s of %j can bring a code: %s', (eventName, payload, takesCode) => {
    expect(readRunContext(contextOf(payload, { eventName }), {})).toMatchObject({ takesCode })
  })

  test('may lack the name of its repository', () => {
    const repo = { owner: 'acme' } as KnownContext['repo']
    expect(readRunContext(contextOf({}, { repo }), {})).toMatchObject({ owner: 'acme', repo: '' })
  })

  test.each(['0', '-1', '1.5', '1e3', 'x', ''])('ignores the invalid repository id %j', (id) => {
    expect(readRunContext(contextOf({}), { GITHUB_REPOSITORY_ID: id }).repositoryId).toBeUndefined()
  })

  test.each([[null], [[]], ['text'], [7], [{ schedule: 7 }], [{ schedule: null }]])(
    'has no schedule with the event %j',
    (event) => {
      expect(readRunContext(contextOf(event), {}).schedule).toBeUndefined()
    },
  )
})

describe('an input of a workflow_dispatch', () => {
  const code = (event: unknown, eventName = 'workflow_dispatch'): string =>
    readDispatchInput(contextOf(event, { eventName }), 'authorization-code')

  test('is read from the event, trimmed', () => {
    expect(code({ inputs: { 'authorization-code': ' one-time-code-0001\n' } })).toBe('one-time-code-0001')
  })

  test('is ignored in other events, which do not come from a person', () => {
    expect(code({ inputs: { 'authorization-code': 'one-time-code-0001' } }, 'repository_dispatch')).toBe('')
  })

  test.each([
    [null],
    [[]],
    ['text'],
    [{}],
    [{ inputs: null }],
    [{ inputs: 'one-time-code-0001' }],
    [{ inputs: {} }],
    [{ inputs: { other: 'one-time-code-0001' } }],
    [{ inputs: { 'authorization-code': 7 } }],
    [{ inputs: { 'authorization-code': null } }],
  ])('is empty in %j', (event) => {
    expect(code(event)).toBe('')
  })
})
