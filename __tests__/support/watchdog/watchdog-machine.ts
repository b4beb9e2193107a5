import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { StandIn } from '../../../sandbox/workflow/step-run.ts'
import { CAN_RUN_SCRIPTS, runInBash } from '../machine/bash.ts'

const has = (tool: string, ...version: string[]): boolean => spawnSync(tool, version).status === 0

/** Whether this machine has what `ubuntu-latest` has. Elsewhere the watchdog's scenarios are reported as skipped. */
export const CAN_WATCH = CAN_RUN_SCRIPTS && has('curl', '--version') && has('openssl', 'version')

/** What the stand-in for `gh` knows. */
export interface GhWorld {
  workflows: { name: string; disabled?: boolean }[]
  /** The newest first. */
  runs: { workflowName: string; event: string; conclusion: string; createdAt: string }[]
  issues: { number: number; state: string; title: string; body: string; comments: string[] }[]
  /** Commands, by their first word, that fail. */
  broken: string[]
  /** Every call, word by word. */
  calls: string[][]
}

/** A message received by a group chat. */
export interface ChatMessage {
  chat: string
  type: string | undefined
  /** What the address says, without the token that it begins with. */
  query: Record<string, string>
  body: unknown
}

/** How a robot answers. Default success. */
export interface ChatAnswer {
  status: number
  body: string
}

const GOOD: Readonly<Record<string, string>> = {
  feishu: '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}',
  wecom: '{"errcode":0,"errmsg":"ok"}',
  dingtalk: '{"errcode":0,"errmsg":"ok"}',
}

/** A machine on which the watchdog's scripts run in a real bash, with a stand-in for `gh`, and robots on loopback. */
export class WatchdogMachine implements AsyncDisposable {
  readonly messages: ChatMessage[] = []
  /** By chat. */
  readonly answers: Record<string, ChatAnswer> = {}
  readonly #folder: string
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.#folder = mkdtempSync(join(tmpdir(), 'watchdog-'))
    const gh = join(this.#folder, 'gh')
    const standIn = join(import.meta.dirname, 'stand-in-gh.mjs')
    writeFileSync(gh, `#!/bin/sh\nexec '${process.execPath}' '${standIn}' "$@"\n`)
    chmodSync(gh, 0o755)
    this.world = { workflows: [], runs: [], issues: [], broken: [], calls: [] }
  }

  static async open(): Promise<WatchdogMachine> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const machine = new WatchdogMachine(server)
    server.on('request', (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
      const chat = pathname.slice(1)
      searchParams.delete('access_token')
      const query = Object.fromEntries(searchParams)
      void text(request).then((body) => {
        machine.messages.push({ chat, type: request.headers['content-type'], query, body: JSON.parse(body) })
        const { status, body: answer } = machine.answers[chat] ?? { status: 200, body: GOOD[chat] ?? '' }
        response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
      })
    })
    return machine
  }

  get world(): GhWorld {
    return JSON.parse(readFileSync(this.#worldFile, 'utf8')) as GhWorld
  }

  set world(world: GhWorld) {
    writeFileSync(this.#worldFile, JSON.stringify(world))
  }

  /** The webhook of a chat. */
  webhook(chat: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${chat}?access_token=of-${chat}`
  }

  /** Runs a script. */
  readonly script: StandIn = async (step, runner) => {
    const { outcome, outputs } = await runInBash(step, runner, {
      PATH: [this.#folder, process.env['PATH'] ?? ''].join(delimiter),
      HOME: this.#folder,
      GH_WORLD: this.#worldFile,
    })
    return { outcome, outputs }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get #worldFile(): string {
    return join(this.#folder, 'world.json')
  }
}
