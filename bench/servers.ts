/**
 * The benchmark's servers, in a separate process so that their cost is not counted: GitHub and Fxiaoke over TLS, each
 * behind a relay. Answers a `Setting` from the parent with a `Scene`, and anything else with the `Traffic` since then.
 */
import { writeFileSync } from 'node:fs'
import { CertificateAuthority } from '../sandbox/certificate-authority.ts'
import { Sandbox } from '../sandbox/sandbox.ts'
import { Relay } from './relay.ts'

/** Of each side. */
export interface Parties {
  github: number
  fxiaoke: number
}

/** In milliseconds. */
export interface Setting {
  /** How far away the servers are. */
  roundTrip: Parties
  /** How long they take to answer. */
  answer: Parties
}

/** Everything a rotation needs. Each is good for one run. */
export interface Scene {
  repository: string
  repositoryId: number
  runId: number
  jobId: number
  inputs: Record<string, string>
  workflowToken: string
  apiUrl: string
}

/** What went over the relays, to each side. */
export interface Traffic {
  requests: Parties
  connections: Parties
}

const [authorityFile = ''] = process.argv.slice(2)
const authority = new CertificateAuthority()
writeFileSync(authorityFile, authority.certificate)
const tls = authority.issue(['127.0.0.1'])
// `gh` speaks TLS to a server of one's own only under this path.
const sandbox = await Sandbox.open({ github: { tls, basePath: '/api/v3' }, fxiaoke: { tls } })
const relays = {
  github: await Relay.start(sandbox.github.url),
  fxiaoke: await Relay.start(sandbox.fxiaoke.url),
}
let runs = 0
let spent = ''

process.on('message', (message: Setting | 'traffic') => {
  process.send?.(message === 'traffic' ? traffic() : nextScene(message))
})
process.on('disconnect', () => process.exit(0))

function nextScene({ roundTrip, answer }: Setting): Scene {
  // The bare minimum does not seal, so it stores nothing.
  spent = sandbox.fxiaoke.liveRefreshToken(sandbox.appId) ?? ''
  if (spent !== sandbox.stored()) sandbox.store('FXIAOKE_REFRESH_TOKEN', spent)
  // A record left over from an earlier run would look stale and be read twice, seconds apart.
  sandbox.github.deleteVariable(sandbox.place, 'FXIAOKE_TOKENS')
  // GitHub's timestamps are whole seconds: what the previous run stored must not look as new as this run.
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
  sandbox.log.all.length = 0
  for (const party of ['github', 'fxiaoke'] as const) {
    Object.assign(relays[party], { roundTrip: roundTrip[party], connections: 0 })
    sandbox[party].faults.clear()
    sandbox[party].faults.add({ path: '', behaviour: { kind: 'delay', ms: answer[party] } })
  }
  const apiUrl = `https://${relays.github.host}/api/v3`
  return {
    repository: sandbox.repository,
    repositoryId: sandbox.repositoryId,
    runId,
    jobId,
    inputs: sandbox.inputs({ 'github-api-url': apiUrl, 'cloud-domain': relays.fxiaoke.host }),
    workflowToken: sandbox.workflowToken,
    apiUrl,
  }
}

/** @throws if the previous run has not rotated the token */
function traffic(): Traffic {
  const live = sandbox.fxiaoke.liveRefreshToken(sandbox.appId)
  if (live === spent || sandbox.stored() !== live) throw new Error('the run before did not do its work')
  const requests = { github: sandbox.log.of('github').length, fxiaoke: sandbox.log.of('fxiaoke').length }
  const connections = { github: relays.github.connections, fxiaoke: relays.fxiaoke.connections }
  return { requests, connections }
}
