import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The summaries that this job's steps have written so far. The runner keeps the files until the job ends. */
export function summaries(): string[] {
  const folder = dirname(process.env['GITHUB_STEP_SUMMARY'] ?? '')
  const names = readdirSync(folder).filter((name) => /^step_summary_[\da-f-]{36}$/.test(name))
  return names.map((name) => readFileSync(join(folder, name), 'utf8'))
}

/** How many of them mention an environment. */
export function summariesOf(environment: string): number {
  return summaries().filter((text) => text.includes(`"${environment}"`)).length
}
