import type { StepReport } from '../runner/step-report.ts'

/** The log of a step as GitHub's page shows it: groups unfolded, commands as words. */
export function shownLog(report: StepReport): string {
  let depth = 0
  const lines = report.log
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      if (line === '##[endgroup]') {
        depth = 0
        return []
      }
      if (line.startsWith('##[group]')) {
        depth = 1
        return [`▼ ${line.slice('##[group]'.length)}`]
      }
      const text = line.replace(
        /^##\[(error|warning|notice|debug)\]/,
        (_whole, level: string) => `${capital(level)}: `,
      )
      return [depth === 1 ? `  ${text}` : text]
    })
  return lines.join('\n')
}

/** What a step says, in brief: its verdicts, and the titles of its annotations. */
export function toldIn(report: StepReport): string[] {
  const verdicts = report.log.split('\n').filter((line) => /^(?:✅|⚠️|🔗|❌)/u.test(line))
  return [...verdicts, ...report.annotations.map(({ level, title }) => `${capital(level)}: ${title}`)]
}

/** How the step ended, in a few words. */
export function ending(report: StepReport): string {
  if (report.signal !== null) return `killed by ${report.signal}`
  return report.exitCode === 0 ? 'succeeded' : `failed with exit code ${report.exitCode ?? 'none'}`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
