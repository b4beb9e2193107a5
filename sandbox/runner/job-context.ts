/** What GitHub tells the runner about the job of a step. */
export interface JobContext {
  /** `owner/name` */
  repository: string
  /** Old servers do not provide it. */
  repositoryId?: number
  runId: number
  /** Default 1. */
  runAttempt?: number
  /** Default `schedule`. */
  eventName?: string
  /** The payload in the event file. Default an empty one. */
  event?: unknown
  /** Default `https://github.com`. */
  serverUrl?: string
  apiUrl: string
  /** The workflow's own token, `github.token`. */
  githubToken: string
  /** `job.check_run_id`; old runners do not know it. */
  jobId?: string
  /** Default `GitHub Actions 7`. */
  runnerName?: string
  /** Default `refs/heads/main`. */
  ref?: string
  /** The folder with the checked-out files. Default an empty one. */
  workspace?: string
  /** Values of the job's secrets, in addition to secret inputs: masked from the first line on. */
  secrets?: readonly string[]
}

const DEFAULT_EXPRESSION = /\$\{\{(.*?)\}\}/g

/**
 * Evaluates the default of an input. Only the expressions that the project's `action.yml` uses are known.
 *
 * @throws for any other expression, so that a typo does not pass for an empty value
 */
export function evaluateDefault(text: string, job: JobContext): string {
  return text.replaceAll(DEFAULT_EXPRESSION, (_whole, expression: string) => {
    switch (expression.trim()) {
      case 'github.token':
        return job.githubToken
      case 'github.api_url':
        return job.apiUrl
      case 'job.check_run_id':
        return job.jobId ?? ''
      default:
        throw new Error(
          `action.yml: the expression "${expression.trim()}" is unknown to the sandbox's runner`,
        )
    }
  })
}
