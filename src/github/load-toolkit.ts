import { readFileSync } from 'node:fs'
import type * as Toolkit from '@actions/github'

/** GitHub's client, with a typed method for every route of its REST API. */
export type Octokit = ReturnType<typeof Toolkit.getOctokit>

/** What the toolkit knows about the run. */
export type Context = typeof Toolkit.context

let loading: Promise<typeof Toolkit> | undefined

/**
 * Loads `@actions/github`, once, on demand. On import it reads the event file: it throws if the file is not JSON, and
 * prints the path unescaped if the file is missing. Such a file tells us nothing, so hide it from the toolkit.
 */
export function loadToolkit(): Promise<typeof Toolkit> {
  if (loading === undefined && !isJson(process.env['GITHUB_EVENT_PATH']))
    delete process.env['GITHUB_EVENT_PATH']
  loading ??= import('@actions/github')
  return loading
}

function isJson(path = ''): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'))
    return true
  } catch {
    return false
  }
}
