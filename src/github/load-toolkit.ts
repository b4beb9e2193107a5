import { readFileSync } from 'node:fs'
import type * as Toolkit from '@actions/github'

/** GitHub's client, with a typed method for every route of its REST API. */
export type Octokit = ReturnType<typeof Toolkit.getOctokit>

/** What the toolkit knows of the run. */
export type Context = typeof Toolkit.context

let loading: Promise<typeof Toolkit> | undefined

/**
 * `@actions/github`, loaded once, when it is needed. At import it reads the event file: one that is no JSON would throw, and
 * the path of one that is missing would be printed as it is. Such a file says nothing, so it is not shown to the toolkit.
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
