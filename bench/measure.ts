import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a process and all its children cost. */
export interface Cost {
  /** Milliseconds from start to end. */
  wall: number
  /** Milliseconds of processor time, of user and system together. */
  cpu: number
  /** The largest resident set of any one of the processes, in MiB. */
  memory: number
}

/** bash's `time` knows milliseconds, GNU time knows the memory: the one runs the other. */
const TIMED = 'TIMEFORMAT="%R %U %S"; time /usr/bin/time -f %M -o "$MEASURED" "$@" > "$PRINTED" 2>&1'

/**
 * Runs a command to its end.
 *
 * @throws when it fails, with what it printed
 */
export async function measure(command: readonly string[], env: Record<string, string>): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const [measured, printed] = [join(folder, 'memory'), join(folder, 'printed')]
  try {
    const timed = spawn('bash', ['-c', TIMED, 'bash', ...command], {
      env: { ...env, MEASURED: measured, PRINTED: printed },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let times = ''
    timed.stderr.on('data', (bytes: Buffer) => (times += bytes.toString()))
    const exitCode = await new Promise((resolve) => timed.on('close', resolve))
    if (exitCode !== 0) throw new Error(`${command.join(' ')} failed:\n${readFileSync(printed, 'utf8')}`)
    const [wall = 0, user = 0, system = 0] = times.trim().split(' ').map(Number)
    const memory = Number(readFileSync(measured, 'utf8').trim()) / 1024
    return { wall: wall * 1_000, cpu: (user + system) * 1_000, memory }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The middle one of each. */
export function median(costs: readonly Cost[]): Cost {
  const middle = (of: (cost: Cost) => number): number => {
    const sorted = costs.map(of).sort((a, b) => a - b)
    const at = (sorted.length - 1) / 2
    return ((sorted[Math.floor(at)] ?? NaN) + (sorted[Math.ceil(at)] ?? NaN)) / 2
  }
  return {
    wall: middle((cost) => cost.wall),
    cpu: middle((cost) => cost.cpu),
    memory: middle((cost) => cost.memory),
  }
}
