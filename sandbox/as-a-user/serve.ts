/**
 * An emulated GitHub and Fxiaoke on loopback, in their own process, for the job in ci.yml that uses the action as a
 * user does. In `killed` and `nested`, the main step is killed when it writes the new refresh token; in `timed-out`, it
 * never gets an answer. Ends when asked for its verdict, or by itself.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { FxiaokeSandbox } from '../fxiaoke/fxiaoke-sandbox.ts'
import type { FaultRule } from '../fault.ts'
import { GitHubSandbox } from '../github/github-sandbox.ts'
import { LOGINS } from './expected.ts'
import type { Held } from './expected.ts'

/** What the process reports when it is ready. */
export interface Ready {
  outputs: Record<string, string>
  /** Which of the outputs are secret. */
  secret: string[]
  /** A `POST` to this URL ends the process and returns its `Verdict`. */
  control: string
}

/** How everything ended. */
export interface Verdict {
  /** By the name of the environment. */
  held: Record<string, Held>
  /** Requests that break the manuals' rules. */
  violations: string[]
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const LONGEST_LIFE = 20 * MINUTE

const { env } = process
const repository = env['GITHUB_REPOSITORY'] ?? ''
const ago = (milliseconds: number): Date => new Date(Date.now() - milliseconds)
const place = (login: string): string => `repos/${repository}/environments/${login}`
const user = (login: string): string => `FSUID_${login.toUpperCase().replace('-', '_')}`

const github = await GitHubSandbox.start()
const fxiaoke = await FxiaokeSandbox.start()

const app = { appId: 'FSAID_1319CC5', appSecret: '5f6a3c90d2e14b7c8e01a2b3c4d5e6f7' }
const secretsToken = 'github_pat_11AAAAAAA0sandboxSandboxSandbox_writesTheSecrets'
const githubToken = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'
github.addRepository({
  fullName: repository,
  id: Number(env['GITHUB_REPOSITORY_ID']),
  pushedAt: ago(2 * DAY),
  environments: Object.keys(LOGINS),
})
github.addToken({
  token: secretsToken,
  kind: 'fine-grained',
  repositories: [repository],
  permissions: { metadata: 'read', environments: 'write' },
})
github.addToken({
  token: githubToken,
  kind: 'workflow',
  repositories: [repository],
  permissions: { metadata: 'read', actions: 'read' },
})
github.addRun({
  repository,
  id: Number(env['GITHUB_RUN_ID']),
  attempt: Number(env['GITHUB_RUN_ATTEMPT']),
  createdAt: ago(2 * MINUTE),
  jobs: [
    {
      // Runners before 2.327.1 do not provide it; the action then finds the job by the runner's name.
      id: Number(env['INPUT_JOB-ID'] ?? '') || 1,
      name: 'as-a-user',
      startedAt: ago(MINUTE),
      runnerName: env['RUNNER_NAME'] ?? '',
    },
  ],
})

fxiaoke.addApp(app)
const first: Record<string, string> = {}
let accessToken = ''
for (const login of Object.keys(LOGINS)) {
  const pair = fxiaoke.issue(app.appId, { openUserId: user(login) })
  first[login] = pair.refreshToken
  const meta = { createdAt: ago(DAY), updatedAt: ago(30 * MINUTE) }
  github.putSecret(place(login), 'FXIAOKE_REFRESH_TOKEN', pair.refreshToken, meta)
  github.putSecret(place(login), 'FXIAOKE_ACCESS_TOKEN', pair.accessToken, meta)
  if (login === 'killed') accessToken = pair.accessToken
}

/** The action's process dies before its write is answered, and nothing is stored. `kill` kills it at once. */
function outlive(login: string, { kill }: { kill: boolean }): void {
  const rule: FaultRule = {
    method: 'PUT',
    path: new RegExp(`/environments/${login}/secrets/FXIAOKE_(REFRESH|ACCESS)_TOKEN$`),
    behaviour: {
      kind: 'instead',
      async run() {
        const file = join(env['RUNNER_TEMP'] ?? '', `as-a-user-${login}.pid`)
        const pid = Number(readFileSync(file, 'utf8'))
        if (kill && isAlive(pid)) process.kill(pid, 'SIGKILL')
        while (isAlive(pid)) await wait(50)
        // From here on, answer: this is the post step.
        rule.times = 0
      },
    },
  }
  github.faults.add(rule)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

outlive('killed', { kill: true })
outlive('timed-out', { kill: false })
outlive('nested', { kill: true })

function heldBy(login: string): Held {
  const stored = github.secret(place(login), 'FXIAOKE_REFRESH_TOKEN')?.value
  if (stored !== fxiaoke.liveRefreshToken(app.appId, user(login))) return 'lost'
  return stored === first[login] ? 'kept' : 'renewed'
}

const control = createServer((request, response) => {
  request.resume()
  const verdict: Verdict = {
    held: Object.fromEntries(Object.keys(LOGINS).map((login) => [login, heldBy(login)])),
    violations: [...github.violations, ...fxiaoke.violations],
  }
  response.end(JSON.stringify(verdict), () => process.exit())
})
await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve))
setTimeout(() => process.exit(1), LONGEST_LIFE)

const ready: Ready = {
  outputs: {
    'app-id': app.appId,
    'app-secret': app.appSecret,
    'secrets-token': secretsToken,
    'github-token': githubToken,
    'cloud-domain': fxiaoke.url,
    'github-api-url': github.url,
    'access-token': accessToken,
    'node-options': `--import=${import.meta.resolve('./tells-its-pid.mjs')}`,
    ...first,
  },
  secret: ['app-secret', 'secrets-token', 'github-token', 'access-token', ...Object.keys(first)],
  control: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
}
process.send?.(ready)
