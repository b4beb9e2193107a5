import type { IncomingHttpHeaders } from 'node:http'

/** @see https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const API_VERSIONS: readonly string[] = ['2022-11-28', '2026-03-10']

/** Media types that GitHub answers with JSON. @see https://docs.github.com/en/rest/using-the-rest-api/media-types */
const ACCEPTABLE = /^(?:\*\/\*|application\/\*|application\/json|application\/vnd\.github(?:[.+][\w.+-]+)?)$/

/** What is wrong with the headers common to all requests, one sentence per problem. */
export function headerProblems(headers: IncomingHttpHeaders): string[] {
  const problems: string[] = []
  const { accept = '', authorization, 'x-github-api-version': version } = headers
  // GitHub's own CLI sends an empty one.
  const accepted = (accept === '' ? '*/*' : accept).split(',').map((range) => range.replace(/;.*/, '').trim())
  if (!accepted.some((type) => ACCEPTABLE.test(type))) problems.push(`accept is ${accept}`)
  if (authorization === undefined) problems.push('authorization is missing')
  else if (tokenOf(headers) === undefined) problems.push('authorization is neither "token …" nor "Bearer …"')
  if (version !== undefined && !API_VERSIONS.includes(String(version)))
    problems.push(`x-github-api-version is ${String(version)}`)
  return problems
}

/** The token in a request's `authorization` header. */
export function tokenOf({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  return /^(?:token|bearer) (\S+)$/i.exec(authorization)?.[1]
}
