/**
 * What the action costs, beside the script that it replaces: `npm run bench`, or `npm run bench -- 30` for more runs,
 * or `npm run bench -- 30 <folder>` for the `dist/` of another build. It is a table to read, no test: machines differ, so
 * the two take turns against the same servers on loopback, and their ratio is what counts.
 *
 * Needs bash, curl, jq, gh and GNU time.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readActionMetadata } from '../sandbox/runner/action-metadata.ts'
import type { JobContext } from '../sandbox/runner/job-context.ts'
import { stepEnvironment } from '../sandbox/runner/step-environment.ts'
import { StepFiles } from '../sandbox/runner/step-files.ts'
import { inputVariables, stepInputs } from '../sandbox/runner/step-inputs.ts'
import { measure, median } from './measure.ts'
import type { Cost } from './measure.ts'
import type { Scene, Setting } from './servers.ts'

const PROJECT = join(import.meta.dirname, '..')
const ACTION = readActionMetadata(PROJECT)
const RUNS = Number(process.argv[2] ?? 15)
const DIST = resolve(process.argv[3] ?? join(PROJECT, 'dist'))

const AT_ONCE: Setting = { githubMs: 0, fxiaokeMs: 0, shares: 0 }
const AS_ON_THE_INTERNET: Setting = { githubMs: 80, fxiaokeMs: 250, shares: 0 }
const A_HUNDRED_SHARES: Setting = { githubMs: 20, fxiaokeMs: 20, shares: 100 }

const servers = fork(join(import.meta.dirname, 'servers.ts'))
const temp = mkdtempSync(join(tmpdir(), 'bench-'))
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
  console.log(`${RUNS} pairs of runs each; the middle one of each kind.\n`)
  console.log(row(['', 'action', 'script', 'ratio', 'to reach']))
  const [local, script] = await compare(AT_ONCE)
  console.log(ratio('wall, no latency', 'ms', local.wall, script.wall, '0.60'))
  console.log(ratio('CPU', 'ms', local.cpu, script.cpu, '0.60'))
  console.log(
    row(['peak memory', `${local.memory.toFixed(0)} MiB`, `${script.memory.toFixed(0)} MiB`, '', '80 MiB']),
  )
  const [remote, remoteScript] = await compare(AS_ON_THE_INTERNET)
  console.log(ratio('wall, GitHub 80 ms, Fxiaoke 250 ms', 'ms', remote.wall, remoteScript.wall, '0.75'))
  const shared = await repeat(A_HUNDRED_SHARES, Math.ceil(RUNS / 3))
  console.log(row(['wall, 100 shares at 20 ms', `${shared.wall.toFixed(0)} ms`, '', '', '1000 ms']))
  console.log(row(['bare Node', `${(await bareNode()).wall.toFixed(0)} ms`, '', '', '']))
  console.log(row(['dist/', `${(sizeOf(DIST) / 1024 ** 2).toFixed(2)} MiB`, '', '', '2 MiB']))
} finally {
  servers.disconnect()
  rmSync(temp, { recursive: true, force: true })
}

/** Action and script in turn, so that what else the machine does meets both. The first pair only warms the caches. */
async function compare(setting: Setting): Promise<[Cost, Cost]> {
  const [ours, theirs]: [Cost[], Cost[]] = [[], []]
  for (let run = 0; run <= RUNS; run += 1) {
    const pair = [await runAction(setting), await runScript(setting)] as const
    if (run === 0) continue
    ours.push(pair[0])
    theirs.push(pair[1])
  }
  return [median(ours), median(theirs)]
}

async function repeat(setting: Setting, runs: number): Promise<Cost> {
  const costs: Cost[] = []
  for (let run = 0; run < runs; run += 1) costs.push(await runAction(setting))
  return median(costs)
}

async function bareNode(): Promise<Cost> {
  const costs: Cost[] = []
  for (let run = 0; run < RUNS; run += 1)
    costs.push(await measure([process.execPath, '-e', '0'], { PATH: process.env['PATH'] ?? '' }))
  return median(costs)
}

async function runAction(setting: Setting): Promise<Cost> {
  const scene = await nextScene(setting)
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
    ...stepEnvironment(job, folders, false),
    ...inputVariables(stepInputs(scene.inputs, ACTION, job)),
    ...new StepFiles(folders.temp).environment,
  }
  return measure([process.execPath, join(DIST, 'main', 'index.js')], env)
}

async function runScript(setting: Setting): Promise<Cost> {
  const { inputs, repository, ghProxy } = await nextScene(setting)
  return measure(['bash', join(import.meta.dirname, 'rotate.sh')], {
    PATH: process.env['PATH'] ?? '',
    HOME: folders.home,
    GITHUB_OUTPUT: join(folders.temp, 'output'),
    APP_ID: inputs['app-id'] ?? '',
    APP_SECRET: inputs['app-secret'] ?? '',
    REFRESH_TOKEN: inputs['refresh-token'] ?? '',
    CLOUD: inputs['cloud-domain'] ?? '',
    REPOSITORY: `github.localhost/${repository}`,
    GH_TOKEN: inputs['secrets-token'] ?? '',
    GH_NO_UPDATE_NOTIFIER: '1',
    HTTP_PROXY: ghProxy,
    NO_PROXY: '127.0.0.1',
  })
}

async function nextScene(setting: Setting): Promise<Scene> {
  servers.send(setting)
  const [scene] = (await once(servers, 'message')) as [Scene]
  return scene
}

function ratio(name: string, unit: string, ours: number, theirs: number, target: string): string {
  const shown = (value: number): string => `${value.toFixed(0)} ${unit}`
  return row([name, shown(ours), shown(theirs), (ours / theirs).toFixed(2), target])
}

function row([name = '', ...values]: string[]): string {
  return name.padEnd(36) + values.map((value) => value.padStart(10)).join('')
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
