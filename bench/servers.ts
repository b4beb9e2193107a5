/**
 * The servers of the benchmark, in a process of their own so that what they cost is not counted: GitHub, Fxiaoke, and
 * the proxy through which `gh` reaches a GitHub on plain HTTP. Answers each message of the parent with a `Scene`.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Sandbox } from '../sandbox/sandbox.ts'

/** How slow the servers are, and how many places the access token is shared with. */
export interface Setting {
  githubMs: number
  fxiaokeMs: number
  shares: number
}

/** All that a rotation has to know. Each is good for one run. */
export interface Scene {
  repository: string
  repositoryId: number
  runId: number
  jobId: number
  inputs: Record<string, string>
  workflowToken: string
  apiUrl: string
  /** Where `gh` finds the API of `github.localhost`. */
  ghProxy: string
}

const LATENCY = { githubMs: 0, fxiaokeMs: 0 }
const sandbox = await Sandbox.open()
const ghProxy = await startGhProxy(sandbox.github.url)
const shareable: string[] = []
let runs = 0
let spent = ''

process.on('message', (setting: Setting) => {
  process.send?.(nextScene(setting))
})
process.on('disconnect', () => process.exit(0))

function nextScene({ githubMs, fxiaokeMs, shares }: Setting): Scene {
  if (LATENCY.githubMs !== githubMs || LATENCY.fxiaokeMs !== fxiaokeMs) {
    Object.assign(LATENCY, { githubMs, fxiaokeMs })
    slowDown(sandbox.github, githubMs)
    slowDown(sandbox.fxiaoke, fxiaokeMs)
  }
  if (spent !== '' && (spent === sandbox.stored() || sandbox.stored() !== live()))
    throw new Error('the run before did not do its work')
  spent = sandbox.stored() ?? ''
  // GitHub's times have whole seconds: what the run before stored must not look as new as this one.
  sandbox.advance(2_000)
  runs += 1
  const [runId, jobId] = [19_400_000_000 + runs, 54_000_000_000 + runs]
  sandbox.github.addRun({
    repository: sandbox.repository,
    id: runId,
    createdAt: sandbox.now(),
    attempt: 1,
    runStartedAt: sandbox.now(),
    jobs: [
      { id: jobId, name: 'rotate', startedAt: sandbox.now(), status: 'in_progress', runnerName: 'bench' },
    ],
  })
  return {
    repository: sandbox.repository,
    repositoryId: sandbox.repositoryId,
    runId,
    jobId,
    inputs: sandbox.inputs(shares === 0 ? {} : { 'share-access-token-with': places(shares).join('\n') }),
    workflowToken: sandbox.workflowToken,
    apiUrl: sandbox.github.url,
    ghProxy,
  }
}

function live(): string | undefined {
  return sandbox.fxiaoke.liveRefreshToken(sandbox.appId)
}

function slowDown(server: { faults: Sandbox['github']['faults'] }, ms: number): void {
  server.faults.clear()
  if (ms > 0) server.faults.add({ path: '', behaviour: { kind: 'delay', ms } })
}

/** Repositories to share with, which `secrets-token` may write. */
function places(count: number): string[] {
  while (shareable.length < count) {
    const fullName = `acme/service-${shareable.length + 1}`
    sandbox.github.addRepository({
      fullName,
      id: 5_000 + shareable.length,
      visibility: 'private',
      pushedAt: sandbox.now(),
      environments: [],
    })
    shareable.push(fullName)
  }
  sandbox.github.addToken({
    token: sandbox.secretsToken,
    kind: 'fine-grained',
    repositories: [sandbox.repository, ...shareable],
    permissions: { metadata: 'read', secrets: 'write' },
  })
  return shareable.slice(0, count)
}

/** `github.localhost` is a host that `gh` speaks plain HTTP with; a proxy brings it to the sandbox's port. */
async function startGhProxy(apiUrl: string): Promise<string> {
  const agent = new http.Agent({ keepAlive: true })
  const server = http.createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://api.github.localhost')
    const headers = { ...request.headers, host: new URL(apiUrl).host }
    const target = `${apiUrl}${pathname}${search}`
    const forwarded = http.request(target, { method: request.method ?? 'GET', headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
