import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { LineSplitter } from './line-splitter.ts'

/** How a process ended. */
export interface ProcessEnd {
  exitCode: number | null
  signal: NodeJS.Signals | null
}

/**
 * The grace periods of a cancelled process before the next, harsher signal. @see ProcessInvoker.cs of actions/runner
 */
const GRACE = { interrupt: 7_500, terminate: 2_500 }

/** The process of one step. */
export class ActionProcess {
  readonly pid: number
  /** Settles when the process has ended and all its output has arrived. */
  readonly ended: Promise<ProcessEnd>
  readonly #child: ChildProcess
  #raw = ''

  /**
   * @param command the program and its arguments
   * @param options `onLine` receives the output of both streams, line by line
   */
  constructor(
    [program, ...words]: readonly [program: string, ...words: string[]],
    options: { cwd: string; env: Record<string, string>; onLine: (line: string) => void },
  ) {
    this.#child = spawn(program, words, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.pid = this.#child.pid ?? 0
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      const [splitter, decoder] = [new LineSplitter(), new TextDecoder()]
      stream?.on('data', (bytes: Buffer) => {
        const piece = decoder.decode(bytes, { stream: true })
        this.#raw += piece
        for (const line of splitter.push(piece)) options.onLine(line)
      })
      stream?.on('end', () => {
        const rest = decoder.decode()
        this.#raw += rest
        for (const line of [...splitter.push(rest), ...splitter.end()]) options.onLine(line)
      })
    }
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      this.#child.on('close', (exitCode, signal) => {
        resolve({ exitCode, signal })
      })
    })
    // Whoever awaits it gets the error; if nobody does, do not crash.
    this.ended.catch(() => undefined)
  }

  /** All output so far. */
  get raw(): string {
    return this.#raw
  }

  /** Sends a signal if the process is still running. */
  signal(signal: NodeJS.Signals): void {
    if (this.#running()) this.#child.kill(signal)
  }

  /**
   * Cancels like the runner: SIGINT, then SIGTERM, then SIGKILL.
   *
   * @param scale 1 waits as long as the runner, less is faster
   */
  async cancel(scale: number): Promise<void> {
    this.signal('SIGINT')
    if (await this.#endsWithin(GRACE.interrupt * scale)) return
    this.signal('SIGTERM')
    if (await this.#endsWithin(GRACE.terminate * scale)) return
    this.signal('SIGKILL')
    await this.ended
  }

  #running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  async #endsWithin(milliseconds: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, milliseconds, false)
    })
    const inTime = await Promise.race([this.ended.then(() => true), late])
    clearTimeout(timer)
    return inTime
  }
}
