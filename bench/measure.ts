import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** What a process and its children cost. */
export interface Cost {
  /** Milliseconds from start to end. */
  wall: number
  /** The largest resident set of any one of the processes, in MiB. */
  memory: number
}

/**
 * Runs a command to completion.
 *
 * @throws if it fails, with its output
 */
export async function measure(command: readonly string[], env: Record<string, string>): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'measured-'))
  const file = join(folder, 'memory')
  try {
    const start = performance.now()
    const timed = spawn('/usr/bin/time', ['-f', '%M', '-o', file, ...command], { env })
    const printed = Promise.all([text(timed.stdout), text(timed.stderr)])
    const [exitCode] = (await once(timed, 'exit')) as [number | null]
    const wall = performance.now() - start
    if (exitCode !== 0) throw new Error(`${command.join(' ')} failed:\n${(await printed).join('')}`)
    return { wall, memory: Number(readFileSync(file, 'utf8').trim()) / 1024 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The median of the values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) / 2
  return ((sorted[Math.floor(at)] ?? NaN) + (sorted[Math.ceil(at)] ?? NaN)) / 2
}
