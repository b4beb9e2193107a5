import { killAt } from '../kill-at.ts'
import type { StepReport } from '../runner/step-report.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Stage } from './stage.ts'

/** A story that a person can watch. */
export interface Scenario {
  /** The argument that selects this scenario. */
  name: string
  title: string
  /** Lines: what is about to happen, and why it matters. */
  about: readonly string[]
  /** What the scenario has shown, if all went as announced. */
  verdict: string
  play(stage: Stage): Promise<void>
}

/** Matches the path that stores the new refresh token, but not the write probe, whose name is longer. */
const STORE = /\/secrets\/FXIAOKE_REFRESH_TOKEN$/

const rotation: Scenario = {
  name: 'rotation',
  title: 'A scheduled rotation',
  about: [
    'What happens twice a week: the stored refresh token is exchanged for a new pair, and both are stored,',
    'so that a login that would lapse after two months goes on living.',
  ],
  verdict: 'the login lives for another 60 days, and nobody had to do anything.',
  async play(stage) {
    const { sandbox } = stage
    const { main, post } = await sandbox.runAndPost()
    stage.step('Run fxiaoke-refresh-action', main)
    stage.step('Post Run fxiaoke-refresh-action', post)
    stage.requests()
    stage.tokens()
    stage.announced('the status is refreshed', succeeded(main, 'refreshed'))
    stage.announced(
      'the stored refresh token is a new one, and the live one',
      isNew(sandbox) && isLive(sandbox),
    )
    const accessToken = sandbox.stored('FXIAOKE_ACCESS_TOKEN') ?? ''
    stage.announced('the stored access token is valid', sandbox.fxiaoke.isAccessTokenValid(accessToken))
    stage.announced('the post step succeeds', post.exitCode === 0)
    stage.nothingLeaked(main, post)
  },
}

const staleRerun: Scenario = {
  name: 'stale-rerun',
  title: 'A re-run that holds an old token',
  about: [
    'Somebody presses "Re-run all jobs". GitHub may hand the re-run the secrets of the first attempt, as it does here:',
    'its refresh token is spent already. It must notice, and leave the live one alone.',
  ],
  verdict: 'the old copy was noticed before it was sent, and nobody is woken up for it.',
  async play(stage) {
    const { sandbox } = stage
    const [createdAt, read] = [sandbox.now(), sandbox.inputs()]
    const runId = 19_400_000_777
    await sandbox.run(read, { createdAt, runId })
    const [stored, asked] = [sandbox.stored(), sandbox.log.of('fxiaoke').length]
    stage.say('The first attempt went well. Now the re-run:')
    const rerun = await sandbox.run(read, { createdAt, runId, attempt: 2 })
    stage.step('Run fxiaoke-refresh-action (attempt 2)', rerun)
    stage.tokens()
    stage.announced('the status is stale, and it is no failure', succeeded(rerun, 'stale'))
    stage.announced(
      'a warning says so',
      rerun.annotations.some(({ level }) => level === 'warning'),
    )
    stage.announced('Fxiaoke was not asked again', sandbox.log.of('fxiaoke').length === asked)
    stage.announced('the stored token is untouched and live', sandbox.stored() === stored && isLive(sandbox))
    stage.nothingLeaked(rerun)
  },
}

const readOnlyToken: Scenario = {
  name: 'read-only-token',
  title: 'A secrets-token that cannot write',
  about: [
    'The token may read secrets but not write them. Ten lines of curl would spend the refresh token first, and lose',
    'the new one when it cannot be stored. Here that is found out before anything is spent.',
  ],
  verdict: 'nothing was spent, and the error says which permission is missing.',
  async play(stage) {
    const { sandbox } = stage
    const token = 'github_pat_11AAAAAAA0sandboxSandboxSandbox_onlyReadsSecrets'
    const permissions = { secrets: 'read', metadata: 'read' } as const
    sandbox.github.addToken({ token, kind: 'fine-grained', repositories: [sandbox.repository], permissions })
    const { main, post } = await sandbox.runAndPost({ 'secrets-token': token })
    stage.step('Run fxiaoke-refresh-action', main)
    stage.requests()
    stage.tokens()
    stage.announced(
      'the step fails with secrets-token-cannot-write',
      main.exitCode === 1 && main.outputs['error-code'] === 'secrets-token-cannot-write',
    )
    stage.announced('Fxiaoke was not asked for anything', sandbox.log.of('fxiaoke').length === 0)
    stage.announced('the stored token is still the live one', !isNew(sandbox) && isLive(sandbox))
    stage.nothingLeaked(main, post)
  },
}

const killed: Scenario = {
  name: 'killed',
  title: 'A kill between spending and storing',
  about: [
    'Fxiaoke has answered: the old token is dead, and the new one exists only in this process, which is killed in the',
    'middle of its PUT. But the sealed token is in the journal already, and the post step stores it.',
  ],
  verdict: 'the job is red, and the login is alive.',
  async play(stage) {
    const { sandbox } = stage
    const { step, runner } = sandbox.start()
    sandbox.github.faults.add({ method: 'PUT', path: STORE, behaviour: killAt(step) })
    const main = await step.done
    stage.step('Run fxiaoke-refresh-action', main)
    stage.tokens()
    stage.announced(
      'main was killed with the new token not stored',
      main.signal === 'SIGKILL' && !isLive(sandbox),
    )
    sandbox.github.faults.clear()
    const post = await runner.post()
    stage.step('Post Run fxiaoke-refresh-action', post)
    stage.tokens()
    stage.announced('the post step stored the journaled token, which is the live one', isLive(sandbox))
    stage.nothingLeaked(main, post)
  },
}

const cannotStore: Scenario = {
  name: 'cannot-store',
  title: 'GitHub fails at the worst moment',
  about: [
    'Every write of the new refresh token fails, for as long as the main and the post step may try. What is left is one',
    'command with the sealed token: safe to show, since only GitHub can open it, and ready to paste.',
  ],
  verdict: 'the token is not lost: it is in the command.',
  async play(stage) {
    const { sandbox } = stage
    const down = { kind: 'answer', status: 503, body: '' } as const
    sandbox.github.faults.add({ method: 'PUT', path: STORE, behaviour: down })
    const { main, post } = await sandbox.runAndPost()
    stage.step('Run fxiaoke-refresh-action', main)
    stage.step('Post Run fxiaoke-refresh-action', post)
    stage.announced(
      'the step fails with store-failed',
      main.exitCode === 1 && main.outputs['error-code'] === 'store-failed',
    )
    stage.announced(
      'the access token is handed out all the same',
      (main.outputs['access-token'] ?? '') !== '',
    )
    stage.announced(
      'the command in the log holds the live refresh token, sealed',
      holdsLive(main.log, sandbox),
    )
    stage.announced('so does the one in the job summary', holdsLive(main.summary, sandbox))
    stage.nothingLeaked(main, post)
  },
}

const authorization: Scenario = {
  name: 'authorization',
  title: 'The first authorization',
  about: [
    'No token is stored yet. A person starts the workflow, follows the link, signs in to Fxiaoke, and hands the address',
    'on which the browser landed to a second run.',
  ],
  verdict: 'two runs and one sign-in, and from now on the schedule does the rest.',
  async play(stage) {
    const { sandbox } = stage
    sandbox.github.deleteSecret(sandbox.place, 'FXIAOKE_REFRESH_TOKEN')
    sandbox.github.deleteSecret(sandbox.place, 'FXIAOKE_ACCESS_TOKEN')
    const redirect = { 'redirect-url': sandbox.redirectUrl }
    const dispatch = (code: string): object => ({ inputs: { 'authorization-code': code } })
    const eventName = 'workflow_dispatch'
    const start = await sandbox.run(redirect, { eventName, event: dispatch('start') })
    stage.step('Run fxiaoke-refresh-action', start)
    stage.announced('the status is authorization-started', succeeded(start, 'authorization-started'))
    const link = /https?:\S+\/oauth2\.0\/authorize\?[^\s)>"'`]+/.exec(start.log)?.[0]
    stage.announced('the log shows a link that is not masked', link !== undefined && !link.includes('***'))
    if (link === undefined) return
    const landed = sandbox.fxiaoke.authorizeUrlVisited(link)
    stage.say(`The browser lands on ${landed.slice(0, 100)}…`)
    const done = await sandbox.run(redirect, { eventName, event: dispatch(landed) })
    stage.step('Run fxiaoke-refresh-action', done)
    stage.tokens()
    stage.announced('the status is authorized', succeeded(done, 'authorized'))
    stage.announced('the live refresh token is stored', isNew(sandbox) && isLive(sandbox))
    stage.nothingLeaked(start, done)
  },
}

/** In the order in which they are shown. */
export const SCENARIOS: readonly Scenario[] = [
  rotation,
  staleRerun,
  readOnlyToken,
  killed,
  cannotStore,
  authorization,
]

function succeeded(report: StepReport, status: string): boolean {
  return report.exitCode === 0 && report.outputs['status'] === status
}

function isLive(sandbox: Sandbox): boolean {
  return sandbox.stored() === sandbox.fxiaoke.liveRefreshToken(sandbox.appId)
}

function isNew(sandbox: Sandbox): boolean {
  return sandbox.stored() !== sandbox.refreshToken
}

/** Whether a sealed value in the text opens to the live refresh token. */
function holdsLive(text: string, sandbox: Sandbox): boolean {
  const live = sandbox.fxiaoke.liveRefreshToken(sandbox.appId)
  return [...text.matchAll(/[A-Za-z0-9+/]{64,}={0,2}/g)].some(([sealed]) => {
    try {
      return sandbox.github.open(sandbox.place, sealed) === live
    } catch {
      return false
    }
  })
}
