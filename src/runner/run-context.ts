import { readFileSync } from 'node:fs'
import type { RunContext } from '../world.ts'

/**
 * Reads what GitHub says of the run, from the environment and the event file.
 *
 * @param env the environment of the step
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function readRunContext(env: NodeJS.ProcessEnv): RunContext {
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/')
  const schedule = eventField(env, 'schedule')
  return {
    owner,
    repo,
    repositoryId: positiveInteger(env['GITHUB_REPOSITORY_ID']),
    runId: positiveInteger(env['GITHUB_RUN_ID']) ?? 0,
    runAttempt: positiveInteger(env['GITHUB_RUN_ATTEMPT']) ?? 1,
    runnerName: env['RUNNER_NAME'] ?? '',
    serverUrl: (env['GITHUB_SERVER_URL'] ?? 'https://github.com').replace(/\/+$/, ''),
    schedule: typeof schedule === 'string' ? schedule : undefined,
  }
}

/**
 * Reads an input of a `workflow_dispatch` from the event file, where it stays out of the log: the runner prints what is
 * passed in `with:` before an action can mask it.
 *
 * @returns trimmed; empty when there is none
 */
export function readDispatchInput(env: NodeJS.ProcessEnv, name: string): string {
  if (env['GITHUB_EVENT_NAME'] !== 'workflow_dispatch') return ''
  const inputs = eventField(env, 'inputs')
  const value =
    typeof inputs === 'object' && inputs !== null ? (inputs as Record<string, unknown>)[name] : undefined
  return typeof value === 'string' ? value.trim() : ''
}

/** A field of the event. An event file that is missing or no JSON has none. */
function eventField(env: NodeJS.ProcessEnv, name: string): unknown {
  try {
    const event: unknown = JSON.parse(readFileSync(env['GITHUB_EVENT_PATH'] ?? '', 'utf8'))
    return (event as Record<string, unknown> | null)?.[name]
  } catch {
    return undefined
  }
}

function positiveInteger(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : undefined
}
