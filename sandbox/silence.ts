import { rmSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'

const FILES = join(tmpdir(), `silence-${process.pid}-`)

/** Tells the leaping clock of an action's process how the files begin that announce silence. */
export const SILENCE_ENV = { LEAPING_CLOCK_SILENCE: FILES }

/**
 * Announces that nothing more will come over a connection, to the leaping clock of the process at its other end: the process
 * cannot tell a server that means to say nothing from one on a busy machine, and has its time leap only for the first.
 *
 * @param connection as the server sees it
 */
export function keepSilent(connection: Duplex | null): void {
  if (!(connection instanceof Socket)) return
  const { remotePort = 0, localPort = 0 } = connection
  const file = `${FILES}${remotePort}-${localPort}`
  writeFileSync(file, '')
  connection.once('close', () => rmSync(file, { force: true }))
}
