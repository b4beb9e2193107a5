/**
 * Measures what a rotation costs at realistic network distances, compared with the script that the action replaces and
 * with the bare minimum that no program can avoid: `npm run bench`, `npm run bench -- 30` for more runs, or `npm run
 * bench -- 30 <folder>` for the `dist/` of another build. It prints a table to read and tests nothing: machines differ,
 * so all programs take turns, and ratios compare runs side by side.
 *
 * Needs bash, curl, jq, gh and GNU time.
 *
 * @see docs/adr/0012-what-a-run-costs.md
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readActionMetadata } from '../sandbox/runner/action-metadata.ts'
import type { JobContext } from '../sandbox/runner/job-context.ts'
import { contextVariables, machineEnvironment } from '../sandbox/runner/step-environment.ts'
import { StepFiles } from '../sandbox/runner/step-files.ts'
import { inputVariables, stepInputs } from '../sandbox/runner/step-inputs.ts'
import { measure, median } from './measure.ts'
import type { Cost } from './measure.ts'
import type { Parties, Scene, Setting, Traffic } from './servers.ts'

/** A variant of the action, to measure what a change would gain. */
interface Variant {
  name: string
  inputs?: Record<string, string>
  /** A text in the bundle and its replacement. */
  edit?: [string, string]
}

/** Without the record, a rotation does the same work as the script. */
const NO_RECORD = { 'record-variable': '' }
const ACTION: Variant = { name: 'action', inputs: NO_RECORD }
const VARIANTS: Variant[] = [
  { name: 'with the record' },
  {
    name: 'nothing opened ahead to Fxiaoke',
    inputs: NO_RECORD,
    edit: [
      '{ ...world, http }',
      '{ ...world, http, dial: (request) => ({ send: (read) => world.dial(request).send(read), hangUp() {} }) }',
    ],
  },
]

const ANSWER: Parties = { github: 60, fxiaoke: 120 }
const SETTINGS: Setting[] = [
  { roundTrip: { github: 30, fxiaoke: 60 }, answer: ANSWER },
  { roundTrip: { github: 200, fxiaoke: 30 }, answer: ANSWER },
]

/** The target for a figure, and its limit. */
interface Goal {
  aim: number
  atMost: number
}

const TO_SCRIPT: Goal = { aim: 0.7, atMost: 0.75 }
const TO_UNAVOIDABLE: Goal = { aim: 1.4, atMost: 1.45 }
/** In MiB. */
const PEAK_MEMORY: Goal = { aim: 85, atMost: 90 }
const DIST_SIZE: Goal = { aim: 2, atMost: 2 }

const PROJECT = join(import.meta.dirname, '..')
const METADATA = readActionMetadata(PROJECT)
const RUNS = Number(process.argv[2] ?? 15)
const DIST = resolve(process.argv[3] ?? join(PROJECT, 'dist'))

const temp = mkdtempSync(join(tmpdir(), 'bench-'))
const authorityFile = join(temp, 'authority.pem')
const servers = fork(join(import.meta.dirname, 'servers.ts'), [authorityFile])
const folders = {
  home: join(temp, 'home'),
  temp: join(temp, '_temp'),
  tools: join(temp, '_tool'),
  workspace: join(temp, 'crm', 'crm'),
  eventFile: join(temp, 'event.json'),
}

try {
  for (const folder of [folders.home, folders.temp, folders.tools, folders.workspace])
    mkdirSync(folder, { recursive: true })
  writeFileSync(folders.eventFile, JSON.stringify({ schedule: '17 3 * * 1' }))
  console.log(`The middle of ${RUNS} runs of each, in turn.`)
  noteIfBusy()
  for (const setting of SETTINGS) await compare(setting)
  row('\ndist/', `${sizeOf(DIST).toFixed(2)} MiB`, '', ...judged(sizeOf(DIST), DIST_SIZE))
  noteIfBusy()
} finally {
  servers.disconnect()
  rmSync(temp, { recursive: true, force: true })
}

/** Takes turns, so that other load on the machine affects all alike. The first round only warms the caches. */
async function compare(setting: Setting): Promise<void> {
  const contenders: Record<string, (scene: Scene) => Promise<Cost>> = {
    action: runAction(ACTION),
    script: runScript,
    floor: runFloor,
    node: () => measure([process.execPath, '-e', '0'], { PATH: process.env['PATH'] ?? '' }),
  }
  for (const variant of VARIANTS) contenders[variant.name] = runAction(variant)
  const costs: Record<string, Cost[]> = {}
  const traffic: Record<string, Traffic> = {}
  for (let run = 0; run <= RUNS; run += 1)
    for (const [name, contender] of Object.entries(contenders)) {
      const cost = await contender((await ask(setting)) as Scene)
      if (name !== 'floor' && name !== 'node') traffic[name] = (await ask('traffic')) as Traffic
      if (run > 0) costs[name] = [...(costs[name] ?? []), cost]
    }
  print(setting, costs, traffic)
}

function print(setting: Setting, costs: Record<string, Cost[]>, traffic: Record<string, Traffic>): void {
  const walls = (name: string): number[] => (costs[name] ?? []).map(({ wall }) => wall)
  const { github, fxiaoke } = setting.roundTrip
  const compared = (name: string, others: readonly number[], goal?: Goal): void => {
    const ratio = median(walls('action').map((wall, run) => wall / (others[run] ?? NaN)))
    row(name, `${median(others).toFixed(0)} ms`, ratio.toFixed(2), ...(goal ? judged(ratio, goal) : []))
  }

  row(`\n${github} ms to GitHub, ${fxiaoke} ms to Fxiaoke`, 'wall time', 'action / it', 'aim')
  compared('action', walls('action'))
  compared('script', walls('script'), TO_SCRIPT)
  compared(
    'unavoidable, computed',
    walls('node').map((start) => start + waiting(setting)),
    TO_UNAVOIDABLE,
  )
  compared('unavoidable, done by bare Node', walls('floor'))
  for (const { name } of VARIANTS) compared(name, walls(name))

  row('', 'requests', 'connections', '(to GitHub + to Fxiaoke)')
  for (const [name, { requests, connections }] of Object.entries(traffic))
    row(name, `${requests.github} + ${requests.fxiaoke}`, `${connections.github} + ${connections.fxiaoke}`)

  row('', 'peak memory', '', 'aim')
  for (const name of ['action', 'script']) {
    const peak = median((costs[name] ?? []).map(({ memory }) => memory))
    row(name, `${peak.toFixed(0)} MiB`, '', ...(name === 'action' ? judged(peak, PEAK_MEMORY) : []))
  }
}

/**
 * How long any rotation must wait, in milliseconds: to connect to GitHub (one round trip each for TCP and TLS), then
 * for the key, the proof, the exchange and the store, each of which needs the one before. The connection to Fxiaoke can
 * be opened meanwhile.
 */
function waiting({ roundTrip, answer }: Setting): number {
  return 2 * roundTrip.github + 3 * (roundTrip.github + answer.github) + roundTrip.fxiaoke + answer.fxiaoke
}

function judged(value: number, { aim, atMost }: Goal): [string, string] {
  return [String(aim), value <= aim ? 'met' : `missed; ${value <= atMost ? 'not ' : ''}worse than ${atMost}`]
}

function runAction({ inputs, edit }: Variant): (scene: Scene) => Promise<Cost> {
  const dist = edit ? edited(edit) : DIST
  return (scene) => {
    const job: JobContext = {
      repository: scene.repository,
      repositoryId: scene.repositoryId,
      runId: scene.runId,
      apiUrl: scene.apiUrl,
      githubToken: scene.workflowToken,
      jobId: String(scene.jobId),
      runnerName: 'bench',
    }
    const env = {
      ...machineEnvironment(folders),
      ...contextVariables(job, folders, false),
      ...inputVariables(stepInputs({ ...scene.inputs, ...inputs }, METADATA, job)),
      ...new StepFiles(folders.temp).environment,
      NODE_EXTRA_CA_CERTS: authorityFile,
    }
    return measure([process.execPath, join(dist, 'main', 'index.js')], env)
  }
}

/** Edits a copy of the bundle, so that the product needs no switch for it. */
function edited([from, to]: readonly [string, string]): string {
  const dist = mkdtempSync(join(temp, 'dist-'))
  cpSync(DIST, dist, { recursive: true })
  const file = join(dist, 'main', 'index.js')
  const parts = readFileSync(file, 'utf8').split(from)
  if (parts.length !== 2) throw new Error(`not once in the bundle: ${from}`)
  writeFileSync(file, parts.join(to))
  return dist
}

function runScript(scene: Scene): Promise<Cost> {
  return measure(['bash', join(import.meta.dirname, 'rotate.sh')], {
    ...program(scene),
    GITHUB_OUTPUT: join(folders.temp, 'output'),
    REPOSITORY: `${new URL(scene.apiUrl).host}/${scene.repository}`,
    GH_ENTERPRISE_TOKEN: scene.inputs['secrets-token'] ?? '',
    GH_NO_UPDATE_NOTIFIER: '1',
    CURL_CA_BUNDLE: authorityFile,
    SSL_CERT_FILE: authorityFile,
  })
}

function runFloor(scene: Scene): Promise<Cost> {
  return measure([process.execPath, join(import.meta.dirname, 'floor.mjs')], {
    ...program(scene),
    SECRETS: `${scene.apiUrl}/repos/${scene.repository}/actions/secrets`,
    SECRETS_TOKEN: scene.inputs['secrets-token'] ?? '',
    NODE_EXTRA_CA_CERTS: authorityFile,
  })
}

/** The environment of any program that refreshes. */
function program({ inputs }: Scene): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folders.home,
    APP_ID: inputs['app-id'] ?? '',
    APP_SECRET: inputs['app-secret'] ?? '',
    REFRESH_TOKEN: inputs['refresh-token'] ?? '',
    CLOUD: inputs['cloud-domain'] ?? '',
  }
}

async function ask(message: Setting | 'traffic'): Promise<unknown> {
  servers.send(message)
  const [answer] = (await once(servers, 'message')) as [unknown]
  return answer
}

function row(name: string, ...[value = '', ratio = '', ...rest]: string[]): void {
  console.log(name.padEnd(40) + value.padStart(11) + ratio.padStart(13) + `   ${rest.join('  ')}`)
}

/** The benchmark itself mostly waits, so an otherwise idle machine has hardly any load. */
function noteIfBusy(): void {
  const [load = 0] = loadavg()
  if (load > cpus().length / 2)
    console.log(
      `\nThis machine is busy (load ${load.toFixed(1)} on ${cpus().length} cores): do not cite these figures.`,
    )
}

/** In MiB. */
function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) / 1024 ** 2
}
