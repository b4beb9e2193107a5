import { rmSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'

const FILES = join(tmpdir(), `silence-${process.pid}-`)

/** Tells the leaping clock in the action's process the path prefix of the files that announce silence. */
export const SILENCE_ENV = { LEAPING_CLOCK_SILENCE: FILES }

/**
 * Announces to the leaping clock of the process at the other end that nothing more will arrive on a connection. The
 * process cannot tell a server that stays silent on purpose from one on a busy machine, and lets time jump only for the
 * former.
 *
 * @param connection the server's end
 */
export function keepSilent(connection: Duplex | null): void {
  if (!(connection instanceof Socket)) return
  const { remotePort = 0, localPort = 0 } = connection
  const file = `${FILES}${remotePort}-${localPort}`
  writeFileSync(file, '')
  connection.once('close', () => rmSync(file, { force: true }))
}
