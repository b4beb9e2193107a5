import { both } from '../bilingual.ts'
import { docsPath } from '../errors/catalogue.ts'
import type { ReportContext } from '../report/context.ts'
import type { Report } from '../report/report.ts'
import { report } from '../report/report.ts'
import type { Result } from '../report/result.ts'
import type { Runner } from '../world.ts'

/**
 * Reports a result to the runner: outputs first, because other steps may depend on them, then log, annotations and
 * summary. If one part cannot be written, the others still are.
 *
 * @param env names the repository and the action, for the links
 * @returns the exit code of the step
 */
export async function tell(result: Result, runner: Runner, env: NodeJS.ProcessEnv): Promise<number> {
  const told = inWords(result, {
    redact: (text) => runner.redact(text),
    quote: (text) => runner.quote(text),
    ...links(env),
  })
  setOutputs(told, runner)
  for (const line of told.log) runner.info(line)
  for (const annotation of told.annotations) runner.annotate(annotation)
  await runner.addSummary(told.summary).catch(() => {
    const instead = both(
      'The job summary could not be written; the log above says it all.',
      '运行摘要无法写入，内容都在上面的日志里。',
    )
    runner.info(instead[result.language])
  })
  return result.error ? 1 : 0
}

/** Words the result. If that fails, the outputs and the error id still get through. */
function inWords(result: Result, context: ReportContext): Report {
  try {
    return report(result, context)
  } catch (error) {
    const { status, error: failure, accessToken, recovery } = result
    const bug = error instanceof Error ? error.message : typeof error
    return {
      outputs: {
        ...(failure ? { 'error-code': failure.id } : status === undefined ? {} : { status }),
        'access-token': accessToken?.reveal() ?? '',
      },
      log: [
        `The report could not be written (${bug}). Please report this: ${context.issuesUrl}`,
        ...(recovery ? [recovery.command] : []),
      ],
      annotations: failure
        ? [{ level: 'error', title: failure.id, message: `${context.docsUrl}/${docsPath(failure.id)}` }]
        : [],
      summary: '',
    }
  }
}

function setOutputs(told: Report, runner: Runner): void {
  for (const [name, value] of Object.entries(told.outputs)) {
    try {
      runner.setOutput(name, value)
    } catch {
      runner.info(`The output ${name} could not be written.`)
    }
  }
}

function links(env: NodeJS.ProcessEnv): { docsUrl: string; issuesUrl: string } {
  const set = (name: string): string | undefined => (env[name] === '' ? undefined : env[name])
  const server = (set('GITHUB_SERVER_URL') ?? 'https://github.com').replace(/\/+$/, '')
  const repository = set('GITHUB_REPOSITORY') ?? ''
  // Both are empty for an action in the workflow's own repository.
  const action = set('GITHUB_ACTION_REPOSITORY') ?? repository
  const ref = set('GITHUB_ACTION_REF') ?? 'HEAD'
  return { docsUrl: `${server}/${action}/blob/${ref}`, issuesUrl: `${server}/${action}/issues/new/choose` }
}
