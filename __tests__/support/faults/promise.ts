import { expect } from '@jest/globals'
import { ERROR_IDS } from '../../../src/errors/catalogue.ts'
import type { Sandbox } from '../../../sandbox/sandbox.ts'
import type { StepReport } from '../../../sandbox/runner/step-report.ts'

/** How the runs of a case ended. */
export interface Ended {
  main: StepReport
  post: StepReport
}

/** Where the live refresh token is after a run, if anywhere. */
export type Whereabouts = 'stored' | 'journal' | 'command' | 'lost'

/**
 * Looks for the live refresh token: in the secret, in the journal, or sealed in a printed command; the latter two have to
 * open with the key of the sandbox's GitHub.
 */
export function whereabouts(sandbox: Sandbox, { main, post }: Ended): Whereabouts {
  const live = sandbox.fxiaoke.liveRefreshToken(sandbox.appId)
  const opensToLive = (sealed: string): boolean => {
    try {
      return sandbox.github.open(sandbox.place, sealed) === live
    } catch {
      return false
    }
  }
  if (sandbox.stored() === live) return 'stored'
  const journal = journaled(main.state)
  if (journal !== undefined && opensToLive(journal)) return 'journal'
  const printed = [main.log, post.log, main.summary, post.summary].join('\n')
  const commands = [...printed.matchAll(/encrypted_value=([A-Za-z0-9+/=]+)/g)].map(
    ([, sealed = '']) => sealed,
  )
  return commands.some(opensToLive) ? 'command' : 'lost'
}

/** The sealed value in the main step's saved state, parsed without the project's own code. */
function journaled(state: Record<string, string>): string | undefined {
  const parts = Object.keys(state).filter((name) => /^sealed0_\d+$/.test(name))
  const text = parts
    .toSorted((one, other) => Number(one.replace(/^.*_/, '')) - Number(other.replace(/^.*_/, '')))
    .map((name) => state[name]?.replace(/^\w+ \d+ /, ''))
    .join('')
  return /"encryptedValue":"([^"]+)"/.exec(text)?.[1]
}

/** What the error says about the token, by the first word of the catalogue's sentence. */
export function toldFate(report: StepReport): string | undefined {
  const [error] = report.annotations.filter(({ level }) => level === 'error')
  return /\b(Not sent|Refused|Unknown|Stored|Not stored|Not known to be stored|Discarded):/.exec(
    error?.message ?? '',
  )?.[1]
}

/** Asserts what every run promises, however it went. */
export function expectPromise(sandbox: Sandbox, ended: Ended, answerSeen: boolean): void {
  const { main, post } = ended
  const spent = sandbox.fxiaoke.liveRefreshToken(sandbox.appId) !== sandbox.refreshToken
  const where = whereabouts(sandbox, ended)

  // The token is never lost once its last byte has arrived, and never spent in vain.
  if (answerSeen || !spent) expect(where).not.toBe('lost')
  // An older token never replaces a newer one: the secret holds the first token or the live one.
  expect([sandbox.refreshToken, sandbox.fxiaoke.liveRefreshToken(sandbox.appId)]).toContain(sandbox.stored())

  if (main.exitCode === 0) {
    expect(main.outputs['error-code']).toBeUndefined()
    expect(main.outputs['status']).toBe('refreshed')
    expect(where).toBe('stored')
    expect(sandbox.stored('FXIAOKE_ACCESS_TOKEN')).toBe(main.outputs['access-token'])
    expect(sandbox.fxiaoke.isAccessTokenValid(main.outputs['access-token'] ?? '')).toBe(true)
    expect(post.rawLog).toBe('')
  } else if (main.signal === null) {
    expect(main.exitCode).toBe(1)
    expect(main.outputs['status']).toBeUndefined()
    expect(ERROR_IDS).toContain(main.outputs['error-code'])
    expect(main.annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
    expectTruth(sandbox, toldFate(main), spent, main.outputs['error-code'])
  }
  // What the post step reports as stored is stored.
  if (post.rawLog !== '' && post.exitCode === 0) expect(where).toBe('stored')
  if (where === 'command' || where === 'journal') expect(post.exitCode).toBe(1)
  sandbox.assertNoLeak(main)
  sandbox.assertNoLeak(post)
}

/** What the main step says about the token must be true at the time. */
function expectTruth(
  sandbox: Sandbox,
  told: string | undefined,
  spent: boolean,
  id: string | undefined,
): void {
  const asked = sandbox.log.of('fxiaoke').some(({ method }) => method === 'POST')
  if (!asked) expect(told).toBe('Not sent')
  else if (id === 'store-failed') expect(['Not stored', 'Not known to be stored', 'Stored']).toContain(told)
  else if (spent) expect(['Unknown', 'Stored']).toContain(told)
  else expect(['Refused', 'Unknown', 'Not sent']).toContain(told)
}
