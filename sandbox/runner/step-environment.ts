import { join } from 'node:path'
import type { JobContext } from './job-context.ts'

/** The folders of one emulated runner. */
export interface RunnerFolders {
  home: string
  temp: string
  tools: string
  workspace: string
  eventFile: string
}

const COMMIT = '5b3f5e1b2a9c4d7e8f60718293a4b5c6d7e8f901'

/** Inherits from this machine's environment only what a process cannot start without. */
export function machineEnvironment(folders: RunnerFolders): Record<string, string> {
  const names = process.platform === 'win32' ? ['PATH', 'SystemRoot', 'TEMP', 'TMP'] : ['PATH']
  const inherited = Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']))
  return { ...inherited, HOME: folders.home, CI: 'true' }
}

/**
 * The variables that every step gets from the job's contexts, and that no step can change.
 *
 * @param uses the action of the step; undefined for a script
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function contextVariables(
  job: JobContext,
  folders: RunnerFolders,
  debug: boolean,
  uses?: string,
): Record<string, string> {
  return {
    ...githubVariables(job, folders),
    ...actionVariables(uses),
    ...runnerVariables(job, folders, debug),
  }
}

function githubVariables(job: JobContext, folders: RunnerFolders): Record<string, string> {
  const [owner = ''] = job.repository.split('/')
  const server = job.serverUrl ?? 'https://github.com'
  const ref = job.ref ?? 'refs/heads/main'
  return {
    GITHUB_ACTION: '__acme_fxiaoke-refresh-action',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'mona',
    GITHUB_ACTOR_ID: '583231',
    GITHUB_API_URL: job.apiUrl,
    GITHUB_BASE_REF: '',
    GITHUB_EVENT_NAME: job.eventName ?? 'schedule',
    GITHUB_EVENT_PATH: folders.eventFile,
    GITHUB_GRAPHQL_URL: job.apiUrl.replace(/\/v3$/, '').replace(/\/?$/, '/graphql'),
    GITHUB_HEAD_REF: '',
    GITHUB_JOB: 'rotate',
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags)\//, ''),
    GITHUB_REF_PROTECTED: 'true',
    GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REPOSITORY: job.repository,
    ...(job.repositoryId === undefined ? {} : { GITHUB_REPOSITORY_ID: String(job.repositoryId) }),
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_REPOSITORY_OWNER_ID: '9919',
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: String(job.runAttempt ?? 1),
    GITHUB_RUN_ID: String(job.runId),
    GITHUB_RUN_NUMBER: '42',
    GITHUB_SERVER_URL: server,
    GITHUB_SHA: COMMIT,
    GITHUB_TRIGGERING_ACTOR: 'mona',
    GITHUB_WORKFLOW: 'Keep Fxiaoke logged in',
    GITHUB_WORKFLOW_REF: `${job.repository}/.github/workflows/fxiaoke.yml@${ref}`,
    GITHUB_WORKFLOW_SHA: COMMIT,
    GITHUB_WORKSPACE: folders.workspace,
  }
}

/** Where an action comes from: empty for a script, and for one of the repository's own. */
function actionVariables(uses = './'): Record<string, string> {
  const [repository = '', ref = ''] = uses.startsWith('./') ? [] : uses.split('@')
  return {
    GITHUB_ACTION_REF: ref,
    GITHUB_ACTION_REPOSITORY: repository,
  }
}

function runnerVariables(job: JobContext, folders: RunnerFolders, debug: boolean): Record<string, string> {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'Windows', darwin: 'macOS' }
  return {
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    ...(debug ? { RUNNER_DEBUG: '1' } : {}),
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: job.runnerName ?? 'GitHub Actions 7',
    RUNNER_OS: systems[process.platform] ?? 'Linux',
    RUNNER_TEMP: folders.temp,
    RUNNER_TOOL_CACHE: folders.tools,
    RUNNER_TRACKING_ID: 'github_5f2c1a7e-3f0e-4b4a-9a53-6a0c3b1d2e4f',
    RUNNER_WORKSPACE: join(folders.workspace, '..'),
  }
}
