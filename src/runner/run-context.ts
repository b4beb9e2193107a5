import type { Context } from '../github/load-toolkit.ts'
import type { RunContext } from '../world.ts'

/** The part of the toolkit's context that we read. */
export type KnownContext = Pick<
  Context,
  'eventName' | 'payload' | 'ref' | 'repo' | 'runId' | 'runAttempt' | 'serverUrl'
>

/**
 * Reads what GitHub says about the run.
 *
 * @param context the toolkit's
 * @param env the step's environment, for what the context lacks
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function readRunContext(context: KnownContext, env: NodeJS.ProcessEnv): RunContext {
  const schedule = eventField(context, 'schedule')
  return {
    ...repositoryOf(context),
    repositoryId: positiveInteger(env['GITHUB_REPOSITORY_ID']),
    ownerId: positiveInteger(env['GITHUB_REPOSITORY_OWNER_ID']),
    runId: context.runId || 0,
    runAttempt: context.runAttempt || 1,
    runnerName: env['RUNNER_NAME'] ?? '',
    serverUrl: context.serverUrl.replace(/\/+$/, ''),
    takesCode: 'authorization-code' in dispatchInputs(context),
    ref: context.ref || '',
    schedule: typeof schedule === 'string' ? schedule : undefined,
  }
}

/**
 * Reads an input of a `workflow_dispatch` from the event file, which keeps it out of the log: the runner prints
 * everything in `with:` before an action can mask it.
 *
 * @returns the value, trimmed; empty if there is none
 */
export function readDispatchInput(context: KnownContext, name: string): string {
  const value = dispatchInputs(context)[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** What a person entered when starting the run by hand. */
function dispatchInputs(context: KnownContext): Readonly<Record<string, unknown>> {
  const inputs = context.eventName === 'workflow_dispatch' ? eventField(context, 'inputs') : undefined
  return typeof inputs === 'object' && inputs !== null ? (inputs as Record<string, unknown>) : {}
}

/** A field of the event, which may be any JSON value. */
function eventField({ payload }: KnownContext, name: string): unknown {
  return (payload as Record<string, unknown> | null)?.[name]
}

/** The context throws if the environment names no repository. */
function repositoryOf(context: KnownContext): { owner: string; repo: string } {
  try {
    const { owner, repo } = context.repo as Partial<KnownContext['repo']>
    return { owner: owner ?? '', repo: repo ?? '' }
  } catch {
    return { owner: '', repo: '' }
  }
}

function positiveInteger(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : undefined
}
