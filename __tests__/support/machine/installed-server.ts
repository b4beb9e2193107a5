import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe } from '@jest/globals'

/** Debian installs servers outside the `PATH` of ordinary users. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }

/**
 * `describe` for scenarios with a server that has to be installed. Without it they are skipped and say why; but not in CI on Linux,
 * where `.ci/run` has installed it.
 */
export function describeWith(program: string, what: string, scenarios: () => void): void {
  const isInstalled = spawnSync(program, ['-v'], { env }).error === undefined
  const hasToBe = process.env['CI'] === 'true' && process.platform === 'linux'
  if (isInstalled || hasToBe) describe(what, scenarios)
  else describe.skip(`${what} (${program} is not installed)`, scenarios)
}

/** How to start a server in the foreground, without a supervisor process. */
export interface ServerProgram {
  program: string
  /** @param folder where its files are */
  args: (folder: string) => string[]
  /** What it reads, by name. @param port on loopback, where it has to listen; @param folder where its files are */
  files: (port: number, folder: string) => Record<string, string>
  /** A line on standard error that it prints once it listens. */
  listens: RegExp
}

const MOST_STARTS = 5

/** A server of this machine's packages, on loopback. */
export class InstalledServer implements AsyncDisposable {
  readonly port: number
  /** Where its files are. */
  readonly folder: string
  readonly #process: ChildProcess

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port
    this.folder = folder
    this.#process = process
  }

  /** @throws if it does not start, with its output */
  static async start(program: ServerProgram): Promise<InstalledServer> {
    // A free port is not reserved: another process may grab it first.
    for (let start = 1; ; start += 1) {
      const started = await InstalledServer.#tryToStart(program, await freePort())
      if (started instanceof InstalledServer) return started
      if (start === MOST_STARTS) throw new Error(`${program.program} does not start:\n${started}`)
    }
  }

  /** @returns what it printed when it ended instead */
  static async #tryToStart(
    { program, args, files, listens }: ServerProgram,
    port: number,
  ): Promise<InstalledServer | string> {
    const folder = mkdtempSync(join(tmpdir(), `${program}-`))
    // Started by root, squid drops its privileges, but must still read its files.
    chmodSync(folder, 0o755)
    for (const [name, content] of Object.entries(files(port, folder)))
      writeFileSync(join(folder, name), content)
    const server = spawn(program, args(folder), { env, stdio: ['ignore', 'ignore', 'pipe'] })
    const printed: string[] = []
    const isListening = await new Promise<boolean>((resolve, reject) => {
      server.on('error', reject)
      server.on('close', () => resolve(false))
      createInterface(server.stderr).on('line', (line) => {
        printed.push(line)
        if (listens.test(line)) resolve(true)
      })
    })
    if (isListening) return new InstalledServer(port, folder, server)
    rmSync(folder, { recursive: true, force: true })
    return printed.join('\n')
  }

  /** Ends it at once, and every connection through it. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const exited = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
