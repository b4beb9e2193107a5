import { describe, expect, test } from '@jest/globals'
import { evidenceOf } from '../../src/errors/failure.ts'
import { isUnfinished, Journal, readJournal } from '../../src/journal.ts'
import type { JournalEntry } from '../../src/journal.ts'
import type { RawInputs } from '../../src/inputs/raw-inputs.ts'
import { markOf, formatRecord } from '../../src/record.ts'
import { report } from '../../src/report/report.ts'
import type { Report } from '../../src/report/report.ts'
import type { Result } from '../../src/report/result.ts'
import { run } from '../../src/run.ts'
import { Secret } from '../../src/secret.ts'
import { ConnectionError } from '../../src/transport/http-client.ts'
import type { HttpAnswer, HttpRequest } from '../../src/transport/http-client.ts'
import type { RunContext } from '../../src/world.ts'
import { exampleInputs } from '../support/world/example-inputs.ts'
import { answered, fakeWorld, RoutedHttp, START } from '../support/world/fake-world.ts'
import type { FakeWorld } from '../support/world/fake-world.ts'
import { KeyPair } from '../support/world/key-pair.ts'

const SECOND = 1_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const SECRETS = '/repos/acme/crm/actions/secrets'
const KEY = `GET ${SECRETS}/public-key`
const READ_REFRESH = `GET ${SECRETS}/FXIAOKE_REFRESH_TOKEN`
const READ_ACCESS = `GET ${SECRETS}/FXIAOKE_ACCESS_TOKEN`
const WRITE_REFRESH = `PUT ${SECRETS}/FXIAOKE_REFRESH_TOKEN`
const WRITE_ACCESS = `PUT ${SECRETS}/FXIAOKE_ACCESS_TOKEN`
const PROBE = `PUT ${SECRETS}/FXIAOKE_REFRESH_TOKEN_WRITE_PROBE`
const RUN = 'GET /repos/acme/crm/actions/runs/42'
const EXCHANGE = 'POST /oauth2.0/token'

const key = new KeyPair()
const json = (status: number, body: unknown): HttpAnswer =>
  answered(status, body, { 'content-type': 'application/json', date: new Date(START).toUTCString() })
const stamp = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')
const updated = (time: number): HttpAnswer => json(200, { updated_at: stamp(time) })
const missing = json(404, { message: 'Not Found' })
const forbidden = json(403, { message: 'Resource not accessible' })

const PAIR = {
  openUserId: 'FSUID_1',
  accessToken: 'FSTOK_new_0123456789',
  refreshToken: 'FSREFTOK_new_0123456789',
  expiresIn: 7200,
  errorCode: 0,
  errorMessage: 'success',
  traceId: 'E-O.fk1.8bd6',
}
const STORED = START - 72 * HOUR

/** A GitHub and a Fxiaoke without faults; the run was created a minute ago. */
const WELL: Readonly<Record<string, HttpAnswer>> = {
  [KEY]: json(200, key.answer),
  [READ_REFRESH]: updated(STORED),
  [READ_ACCESS]: updated(STORED),
  [PROBE]: json(422, { message: 'validation failed due to an improperly encrypted secret' }),
  [RUN]: json(200, { created_at: stamp(START - 60 * SECOND) }),
  'GET /repos/acme/crm': json(200, { id: 1001, visibility: 'private' }),
  [EXCHANGE]: json(200, PAIR),
  [WRITE_REFRESH]: answered(204),
  [WRITE_ACCESS]: answered(204),
}

/** Changes by request line: an answer, an error, or a function that makes one. */
type Answers = Record<
  string,
  HttpAnswer | Error | ((world: FakeWorld, request: HttpRequest) => HttpAnswer | Promise<HttpAnswer> | Error)
>

interface Ran {
  result: Result
  http: RoutedHttp
  world: FakeWorld
  /** Requests, masks and saved states in order. */
  trace: string[]
}

async function running(
  answers: Answers = {},
  inputs: Partial<RawInputs> = {},
  context: Partial<RunContext> = {},
): Promise<Ran> {
  const known: Answers = { ...WELL, ...answers }
  const http = new RoutedHttp((line, request) => {
    world.runner.calls.push(line)
    const answer = known[line] ?? missing
    return typeof answer === 'function' ? answer(world, request) : answer
  })
  const world = fakeWorld(http.client, context)
  const journal = new Journal(world)
  const given = exampleInputs({ 'cloud-domain': 'open-na.sharecrm.com', ...inputs })
  const result = await world.clock.leapUntil(run(given, journal, world))
  journal.told()
  return { result, http, world, trace: world.runner.calls }
}

const isUnfinishedIn = ({ runner }: FakeWorld): boolean => isUnfinished((name) => runner.state(name))
const journalOf = ({ runner }: FakeWorld): JournalEntry => readJournal((name) => runner.state(name))
const warningsOf = (result: Result): string[] => result.warnings.map(({ id }) => id)
/** Makes every later journal entry fail. */
const journalBreaks = ({ runner }: FakeWorld): void => {
  const save = runner.saveState.bind(runner)
  runner.saveState = (name, value) => {
    if (name.startsWith('sealed')) throw new Error('ENOSPC')
    save(name, value)
  }
}
const commandsOf = ({ runner }: FakeWorld): string[] => runner.log.filter((line) => line.startsWith('found='))
const reportOf = (result: Result): Report =>
  report(result, { redact: (text) => text, quote: (text) => text, docsUrl: '', issuesUrl: '' })
const secretsOf = (result: Result): string[] =>
  result.secrets.map(({ name, outcome }) => `${name} ${outcome}`)

describe('a refresh', () => {
  test('proves write access, spends, masks, journals and stores, in this order', async () => {
    const { trace } = await running()
    const spent = trace.indexOf(EXCHANGE)
    for (const line of [KEY, READ_REFRESH, READ_ACCESS, PROBE, RUN])
      expect(trace.indexOf(line)).toBeLessThan(spent)
    // Nothing comes between the new token and the journal.
    expect(trace.slice(spent - 1, spent + 3)).toEqual([
      'saveState progress',
      EXCHANGE,
      'mask',
      'saveState sealed0_0',
    ])
    const firstWrite = trace.findIndex((line, at) => at > spent && line.startsWith('PUT'))
    expect(trace.lastIndexOf('mask')).toBeLessThan(firstWrite)
    const written = trace.slice(spent + 3).filter((line) => line.startsWith('PUT'))
    expect(written.sort()).toEqual([WRITE_ACCESS, WRITE_REFRESH])
    expect(trace.filter((line) => line === EXCHANGE)).toHaveLength(1)
  })

  test.each([
    ['open.fxiaoke.com', 'zh', '准备：'],
    ['open-na.sharecrm.com', 'en', 'Prepare: '],
    // Before the inputs are validated.
    ['open.fxiaoke.com/no/path', 'zh', undefined],
  ])('in the cloud %s reports in %s first', async (cloud, language, firstWords) => {
    const { result, world } = await running({}, { 'cloud-domain': cloud })
    expect(result.language).toBe(language)
    if (firstWords !== undefined) expect(world.runner.log[0]).toMatch(new RegExp(`^${firstWords}`))
  })

  test('journals the refresh token as soon as it is complete, even if the rest of the answer never comes', async () => {
    const world = fakeWorld(new RoutedHttp((line) => WELL[line] ?? missing).client)
    const body = JSON.stringify(PAIR)
    const whole = body.slice(0, body.indexOf(PAIR.refreshToken) + PAIR.refreshToken.length + 1)
    const sealed = (): string | undefined =>
      readJournal((name) => world.runner.state(name)).sealed?.encryptedValue
    const asked = new Promise<void>((resolve) => {
      world.dial = () => ({
        hangUp: () => undefined,
        send(read) {
          read?.(whole.slice(0, -1))
          expect(sealed()).toBeUndefined()
          expect(read?.(whole.slice(-1))).toBe('enough')
          resolve()
          return new Promise(() => undefined)
        },
      })
    })
    void run(exampleInputs(), new Journal(world), world)
    await asked
    expect(key.open(sealed())).toBe(PAIR.refreshToken)
  })

  test('uses the connection to Fxiaoke opened during the requests to GitHub, and closes it', async () => {
    const asked: number[] = []
    const { world } = await running({
      [KEY]: (fake) => {
        asked.push(fake.lines.length)
        return WELL[KEY] ?? missing
      },
    })
    expect(asked).toEqual([1])
    expect(world.lines).toMatchObject([{ sent: true, hungUp: true }])
  })

  test.each<[string, Answers, Partial<RawInputs>]>([
    ['stale', { [RUN]: json(200, { created_at: stamp(STORED) }) }, {}],
    ['without write access', { [PROBE]: forbidden }, {}],
    ['with a bug', { [READ_REFRESH]: new TypeError('bug') }, {}],
  ])('closes the connection without a request if the run is %s', async (_, answers, inputs) => {
    const { world } = await running(answers, inputs)
    expect(world.lines).toMatchObject([{ sent: false, hungUp: true }])
  })

  test('opens no connection ahead of time in a dry run', async () => {
    const { world } = await running(
      { [EXCHANGE]: json(200, { errorCode: 20010, errorMessage: 'code' }) },
      { 'dry-run': 'true' },
    )
    expect(world.lines).toMatchObject([{ sent: true }])
    expect(world.lines[0]?.request.body).not.toContain('FSREFTOK_stored')
  })

  test('puts no secret into log or state, even without redaction', async () => {
    const { world } = await running({
      [KEY]: ({ runner }) => {
        runner.redact = (text) => text
        return WELL[KEY] ?? missing
      },
    })
    const { log, debugLog, states } = world.runner
    const shown = [...log, ...debugLog, ...states.values()].join('\n')
    expect(shown).toContain('sealed and journaled')
    expect(shown).not.toMatch(/FSREFTOK|FSTOK|example-app-secret|ghp_writes|ghs_workflow/)
  })

  test('holds signals from just before the token is sent', async () => {
    let held: boolean | undefined
    const before = await running({ [PROBE]: (world) => ((held = world.runner.signalsHeld), forbidden) })
    expect([held, before.world.runner.signalsHeld]).toEqual([false, false])
    await running({ [EXCHANGE]: (world) => ((held = world.runner.signalsHeld), json(200, PAIR)) })
    expect(held).toBe(true)
  })
})

test('the expiry of an access token counts from the request, because the answer may be slow', async () => {
  const { result } = await running({
    [EXCHANGE]: (world) => {
      world.clock.advance(60 * SECOND)
      return WELL[EXCHANGE] ?? missing
    },
  })
  expect(result.accessTokenExpiresAt).toEqual(new Date(START + 2 * HOUR))
})

test('the metadata is read again after a slow read of the record', async () => {
  const reads: string[] = []
  await running(
    {
      'GET /repos/acme/crm/actions/variables/FXIAOKE_TOKENS': (world) => {
        reads.push('record')
        world.clock.advance(3 * SECOND)
        return missing
      },
      [READ_REFRESH]: () => {
        reads.push('secret')
        return updated(STORED)
      },
      [EXCHANGE]: () => {
        reads.push('sent')
        return WELL[EXCHANGE] ?? missing
      },
    },
    { 'record-variable': 'FXIAOKE_TOKENS' },
  )
  expect(reads.slice(0, reads.indexOf('sent') + 1).slice(-3)).toEqual(['record', 'secret', 'sent'])
})

test('a copy that only the record calls stale comes with advice for every run that says so', async () => {
  const inputs = exampleInputs()
  const binding = { appSecret: new Secret(inputs['app-secret']), place: 'repositories/1001' }
  const mark = (token: string): string => markOf('refreshToken', new Secret(token), binding)
  const half = {
    mark: mark('FSREFTOK_other_0123456789'),
    previous: mark(inputs['refresh-token']),
    storedAt: stamp(STORED),
  }
  const record = formatRecord({ refreshToken: half, writtenBy: '41/1' }, binding)
  const { result } = await running(
    { 'GET /repos/acme/crm/actions/variables/FXIAOKE_TOKENS': json(200, { value: record }) },
    { 'record-variable': 'FXIAOKE_TOKENS' },
  )
  expect(result.status).toBe('stale')
  expect(reportOf(result).summary).toContain('delete the variable of the record')
  expect(reportOf(result).summary).toContain('删除记录变量')
})

describe('a stale run', () => {
  const asks = { 'access-token': 'FSTOK_stored' }

  test('is detected after a slow preparation', async () => {
    let reads = 0
    const { result, http } = await running({
      [READ_REFRESH]: () => updated((reads += 1) === 1 ? STORED : START),
      // The probe is slow, so the metadata is more than two seconds old afterwards.
      [PROBE]: (world) => {
        world.clock.advance(2_001)
        return WELL[PROBE] ?? missing
      },
    })
    expect(reads).toBe(2)
    expect(result.status).toBe('stale')
    expect(http.lines).not.toContain(EXCHANGE)
  })

  test('is detected even after Fxiaoke has refused the token', async () => {
    const refused = json(200, { errorCode: 20005, errorMessage: 'expired' })
    let reads = 0
    const answers: Answers = {
      [EXCHANGE]: refused,
      [READ_REFRESH]: () => updated((reads += 1) === 1 ? STORED : START),
    }
    expect((await running(answers)).result).toMatchObject({ status: 'stale', warnings: [{ id: 'stale' }] })
    reads = 0
    expect((await running(answers, asks)).result.error).toMatchObject({
      id: 'stale-refresh-token',
      fate: 'refused',
    })
  })

  test('is detected even if the refusal took longer than the limit of the preparation', async () => {
    let reads = 0
    const { result } = await running({
      [EXCHANGE]: (world) => {
        world.clock.advance(130 * SECOND)
        return json(200, { errorCode: 20005, errorMessage: 'expired' })
      },
      [READ_REFRESH]: () => updated((reads += 1) === 1 ? STORED : START),
    })
    expect(result.status).toBe('stale')
  })

  test('reports the expiry of the newly stored token after a refusal', async () => {
    let reads = 0
    const { result } = await running({
      [EXCHANGE]: json(200, { errorCode: 20005, errorMessage: 'expired' }),
      [READ_REFRESH]: () => updated((reads += 1) === 1 ? START - 58 * DAY : START),
    })
    expect(result.status).toBe('stale')
    expect(result.refreshTokenLife?.since).toEqual(new Date(START))
    expect(warningsOf(result)).toEqual(['stale'])
  })
})

describe('a refused token', () => {
  const refused = json(200, { errorCode: 20005, errorMessage: 'expired' })

  test('stays refused if GitHub cannot be asked again or the secret is gone', async () => {
    for (const second of [missing, forbidden]) {
      let reads = 0
      const { result } = await running({
        [EXCHANGE]: refused,
        [READ_REFRESH]: () => ((reads += 1) === 1 ? updated(STORED) : second),
      })
      // Reads can lag, so there is one more.
      expect(reads).toBe(3)
      expect(result.error?.id).toBe('refresh-token-rejected')
    }
  })

  test('gives no warning about its age', async () => {
    const { result } = await running({ [READ_REFRESH]: updated(START - 45 * DAY), [EXCHANGE]: refused })
    expect(result.error?.id).toBe('refresh-token-rejected')
    expect(warningsOf(result)).toEqual([])
  })
})

describe('authorizing', () => {
  test('without an access token secret reports what is stored', async () => {
    const inputs = { 'authorization-code': 'one-time-code-0001', 'access-token-secret': '' }
    const { result } = await running({}, inputs)
    expect(reportOf(result).log).toContain('✅ Fxiaoke authorized, and the refresh token stored.')
  })
})

describe('tokens of an unexpected user', () => {
  const expected = { 'expected-open-user-id': 'FSUID_1' }

  test('are discarded, and only a refresh may have spent the stored token', async () => {
    const other = { [EXCHANGE]: json(200, { ...PAIR, openUserId: 'FSUID_2' }) }
    const refreshed = await running(other, expected)
    expect(refreshed.result.error?.failure.cause).toBe('refreshed')
    const authorized = await running(other, { ...expected, 'authorization-code': 'one-time-code-0001' })
    expect(authorized.result.error).toMatchObject({ fate: 'discarded', failure: { cause: 'authorized' } })
    expect(authorized.result.refreshTokenLife?.since).toEqual(new Date(STORED))
  })
})

test('tokens of nobody that a code brought are not called those of another user', async () => {
  const { result } = await running(
    { [EXCHANGE]: json(200, { ...PAIR, openUserId: undefined }) },
    { 'expected-open-user-id': 'FSUID_1', 'authorization-code': 'one-time-code-0001' },
  )
  expect(result.error).toMatchObject({ fate: 'discarded', failure: { cause: 'unnamed' } })
  expect(reportOf(result).summary).not.toMatch(/another Fxiaoke user|另一个纷享销客用户/)
})

test('a write that GitHub did not confirm, and whose effect shows, is as old as that', async () => {
  let at = STORED
  const { result } = await running({
    [READ_REFRESH]: () => updated(at),
    [WRITE_REFRESH]: ({ clock }) => {
      at = clock.now()
      return new ConnectionError('ECONNRESET', true)
    },
  })
  expect(warningsOf(result)).toEqual(['write-presumed'])
  expect(result.refreshTokenLife?.since.getTime()).toBeGreaterThanOrEqual(START)
})

describe('an unusual answer', () => {
  test('is a success with a warning if it is cut after both tokens', async () => {
    const half = {
      ...json(200, '{"accessToken":"FSTOK_new_0123456789","refreshToken":"FSREFTOK_new_0123456789"'),
      complete: false,
    }
    const { result } = await running({ [EXCHANGE]: half })
    expect(result.status).toBe('refreshed')
    expect(warningsOf(result)).toEqual(['answer-cut'])
  })
})

describe('a refresh token that cannot be stored', () => {
  const denied = { [WRITE_REFRESH]: forbidden }

  test('is in the command, and the access token is still output', async () => {
    const { result, world } = await running(denied)
    expect(result).toMatchObject({
      error: { id: 'store-failed', fate: 'unstored' },
      recovery: { name: 'FXIAOKE_REFRESH_TOKEN', place: { en: 'acme/crm', zh: '仓库 acme/crm' } },
    })
    expect(result.accessToken?.reveal()).toBe('FSTOK_new_0123456789')
    expect(result.refreshTokenLife).toBeUndefined()
    const [, sealed] = /'encrypted_value=([^']+)'/.exec(result.recovery?.command ?? '') ?? []
    expect(key.open(sealed)).toBe('FSREFTOK_new_0123456789')
    // Printed at once, complete, on a line of its own.
    expect(world.runner.log).toContain(result.recovery?.command)
    // The post step tries once more.
    expect(isUnfinishedIn(world)).toBe(true)
    expect(journalOf(world).sealed?.encryptedValue).toBe(sealed)
  })

  test('is in a command that is printed only once', async () => {
    const { world } = await running({
      [WRITE_REFRESH]: (fake) => {
        fake.runner.cancel()
        return forbidden
      },
    })
    expect(commandsOf(world)).toHaveLength(1)
  })

  test('is in a command printed after a minute of retries, because a job may get no signal', async () => {
    const shown: number[] = []
    const { world } = await running({
      [WRITE_REFRESH]: (fake) => {
        shown.push(commandsOf(fake).length)
        return shown.length < 12 ? answered(503) : answered(204)
      },
    })
    expect(shown[0]).toBe(0)
    expect(shown.at(-1)).toBe(1)
    expect(world.clock.now() - START).toBeGreaterThan(60 * SECOND)
    expect(isUnfinishedIn(world)).toBe(false)
  })

  describe('after GitHub changes its key, the command has the token sealed with the new key', () => {
    const newer = new KeyPair('2')
    const opened = (command = ''): string => newer.open(/'encrypted_value=([^']+)'/.exec(command)?.[1] ?? '')
    const changing = (later: Answers[string]): Answers => {
      let [keys, writes] = [0, 0]
      return {
        [KEY]: () => json(200, (keys += 1) === 1 ? key.answer : newer.answer),
        [WRITE_REFRESH]: (fake, request) => {
          if ((writes += 1) === 1) return json(422, { message: 'improperly encrypted' })
          return typeof later === 'function' ? later(fake, request) : later
        },
      }
    }

    test('and is not printed if the token is stored', async () => {
      const { result, world } = await running(changing(answered(204)))
      expect(result.status).toBe('refreshed')
      expect(commandsOf(world)).toEqual([])
    })

    test('if the write is refused', async () => {
      const { result } = await running(changing(forbidden))
      expect(opened(result.recovery?.command)).toBe('FSREFTOK_new_0123456789')
    })

    test('if the write takes more than a minute or the job is cancelled', async () => {
      for (const cancelled of [false, true]) {
        const { world } = await running(
          changing((fake) => {
            if (cancelled) fake.runner.cancel()
            return fake.clock.now() - START > 120 * SECOND ? answered(204) : answered(503)
          }),
        )
        const commands = commandsOf(world)
        expect(commands.map(opened)).toEqual(['FSREFTOK_new_0123456789'])
      }
    })
  })

  test.each([
    ['the token is stored', answered(204), undefined],
    ['the write is refused', forbidden, 'store-failed'],
  ])('gets a second command if GitHub changes its key after the first: %s', async (_, then, error) => {
    const newer = new KeyPair('2')
    let [keys, writes] = [0, 0]
    let shownBefore: string[] = []
    const { world, result } = await running({
      [KEY]: () => json(200, (keys += 1) === 1 ? key.answer : newer.answer),
      [WRITE_REFRESH]: (fake) => {
        if ((writes += 1) === 1) {
          fake.runner.cancel()
          return json(422, { message: 'improperly encrypted' })
        }
        // If the process is killed now, the commands in the log are all that is left.
        shownBefore = commandsOf(fake)
        return then
      },
    })
    const sealed = shownBefore.map((command) => /'encrypted_value=([^']+)'/.exec(command)?.[1])
    expect([key.open(sealed[0]), newer.open(sealed[1])]).toEqual([
      'FSREFTOK_new_0123456789',
      'FSREFTOK_new_0123456789',
    ])
    expect(commandsOf(world)).toEqual(shownBefore)
    expect(world.runner.log.filter((line) => line.includes('instead of the one above'))).toHaveLength(1)
    expect(result.error?.id).toBe(error)
  })

  test('has a command, and a stored one has none', async () => {
    const { world } = await running()
    world.clock.advance(HOUR)
    expect(commandsOf(world)).toEqual([])
  })

  test('is in no command if it is too large for GitHub', async () => {
    const refreshToken = 'T'.repeat(49 * 1024)
    const { result, world } = await running({
      [EXCHANGE]: json(200, { ...PAIR, refreshToken }),
      [WRITE_REFRESH]: json(422, { message: 'too large' }),
    })
    expect(commandsOf(world)).toEqual([])
    expect(result.error).toMatchObject({ id: 'store-failed', failure: { cause: 'too-large' } })
    expect(result.recovery).toBeUndefined()
    expect(warningsOf(result)).toEqual([])
  })

  test('in the journal, because the state file is full, is still stored as a secret', async () => {
    const { result } = await running({
      [EXCHANGE]: (world) => {
        world.runner.saveState = () => {
          throw new Error('ENOSPC')
        }
        return json(200, PAIR)
      },
    })
    expect(result.status).toBe('refreshed')
    expect(warningsOf(result)).toEqual(['journal-unwritable'])
  })

  test('leaves nothing to the post step if it is not in the journal either', async () => {
    const { world } = await running({
      [EXCHANGE]: (fake) => {
        journalBreaks(fake)
        return json(200, PAIR)
      },
      [WRITE_REFRESH]: forbidden,
    })
    expect(commandsOf(world)).toHaveLength(1)
    expect(isUnfinishedIn(world)).toBe(false)
  })

  test('is left to the post step if only its first sealing is in the journal', async () => {
    let writes = 0
    const { world } = await running({
      [WRITE_REFRESH]: (fake) => {
        if ((writes += 1) > 1) return forbidden
        journalBreaks(fake)
        return json(422, { message: 'Validation failed' })
      },
    })
    expect(journalOf(world).sealed).toBeDefined()
    expect(isUnfinishedIn(world)).toBe(true)
  })

  test('is left to the post step if only its second sealing is in the journal', async () => {
    let [writes, mend] = [0, (): void => undefined]
    const { world } = await running({
      [EXCHANGE]: (fake) => {
        const save = fake.runner.saveState.bind(fake.runner)
        mend = () => (fake.runner.saveState = save)
        journalBreaks(fake)
        return json(200, PAIR)
      },
      [WRITE_REFRESH]: () => {
        mend()
        return (writes += 1) > 1 ? forbidden : json(422, { message: 'Validation failed' })
      },
    })
    expect(journalOf(world).sealed).toBeDefined()
    expect(isUnfinishedIn(world)).toBe(true)
  })

  test('has one command that stays valid after a 422 for another reason than a new key', async () => {
    const { world } = await running({
      [WRITE_REFRESH]: (fake) => {
        fake.runner.cancel()
        return json(422, { message: 'Validation failed' })
      },
    })
    expect(world.runner.log.join()).not.toContain('does not work any more')
    expect(commandsOf(world)).toHaveLength(1)
  })

  test('is reported as possibly stored after an unanswered write if the secret cannot be read', async () => {
    let writes = 0
    const { result } = await running({
      [READ_REFRESH]: () => (writes > 0 ? forbidden : updated(STORED)),
      [WRITE_REFRESH]: () => ((writes += 1) === 1 ? new ConnectionError('timeout', true) : forbidden),
    })
    expect(result.error).toMatchObject({ fate: 'unstored', failure: { maybeDone: true } })
    const [error] = reportOf(result).annotations
    expect(error?.message).toContain('Not known to be stored')
    expect(error?.message).toContain('GitHub did not confirm that it wrote')
    const refused = await running({ [WRITE_REFRESH]: forbidden })
    expect(reportOf(refused.result).annotations[0]?.message).toContain('Not stored:')
  })

  test('because the secret has changed is in a command described as a replacement', async () => {
    let reads = 0
    const { result, world } = await running({
      [READ_REFRESH]: () => updated((reads += 1) === 1 ? STORED : START + 20 * SECOND),
      [WRITE_REFRESH]: (fake) => {
        fake.clock.advance(11 * SECOND)
        return new ConnectionError('ECONNREFUSED', false)
      },
    })
    expect(result.error?.failure.cause).toBe('changed')
    // The post step could learn nothing new.
    expect(isUnfinishedIn(world)).toBe(false)
    expect(reportOf(result).log.join()).toContain('this command puts the token of this run in the place of')
  })
})

describe('a bug while storing', () => {
  const bug = new TypeError('bug')

  test('the refresh token shows the command and leaves the token to the post step', async () => {
    const { result, world } = await running({ [WRITE_REFRESH]: bug })
    expect(result.error).toMatchObject({ id: 'internal-error', fate: 'unstored' })
    expect(result.recovery?.command).toMatch(/encrypted_value=/)
    expect(world.runner.log).toContain(result.recovery?.command)
    expect(result.refreshTokenLife).toBeUndefined()
    expect(isUnfinishedIn(world)).toBe(true)
  })

  test('the access token does not stop the refresh token from being stored, however long it takes', async () => {
    let writes = 0
    const { result, world, http } = await running({
      [WRITE_ACCESS]: bug,
      [WRITE_REFRESH]: () => ((writes += 1) < 4 ? answered(503) : answered(204)),
    })
    expect(http.lines.filter((line) => line === WRITE_REFRESH)).toHaveLength(4)
    expect(result.error).toMatchObject({ id: 'internal-error', fate: 'replaced' })
    expect(result.refreshTokenLife?.since).toEqual(new Date(START))
    expect(secretsOf(result)).toEqual(['FXIAOKE_REFRESH_TOKEN updated'])
    expect(result.recovery).toBeUndefined()
    expect(commandsOf(world)).toEqual([])
    expect(isUnfinishedIn(world)).toBe(false)
    expect(world.clock.pending).toBe(0)
  })

  test('the access token leaves the refresh token unstored if that is refused', async () => {
    const { result } = await running({ [WRITE_ACCESS]: bug, [WRITE_REFRESH]: forbidden })
    expect(result.error).toMatchObject({ id: 'internal-error', fate: 'unstored' })
    expect(result).toHaveProperty('recovery')
    expect(secretsOf(result)).toEqual(['FXIAOKE_REFRESH_TOKEN failed'])
  })

  test('shows the command, and leaves the journal to the post step, if it comes before any write', async () => {
    const { result, world } = await running({
      [EXCHANGE]: (fake) => {
        fake.runner.debug = () => {
          throw bug
        }
        return json(200, PAIR)
      },
    })
    expect(result.error).toMatchObject({ id: 'internal-error', fate: 'unstored' })
    expect(world.runner.log).toContain(result.recovery?.command)
    expect(journalOf(world).sealed).toBeDefined()
    expect(isUnfinishedIn(world)).toBe(true)
  })

  test('is harmless to the refresh token if Fxiaoke returned the same one', async () => {
    const { result } = await running({
      [EXCHANGE]: (fake) => {
        fake.runner.debug = () => {
          throw bug
        }
        return json(200, { ...PAIR, refreshToken: 'FSREFTOK_stored' })
      },
    })
    expect(result.error).toMatchObject({ id: 'internal-error', fate: 'replaced' })
  })
})

describe('before the first share', () => {
  const whenShared = async (answers: Answers): Promise<{ progress?: string; commands?: number }> => {
    let seen = {}
    await running(
      {
        ...answers,
        'GET /repos/acme/app/actions/secrets/public-key': json(200, key.answer),
        'PUT /repos/acme/app/actions/secrets/FXIAOKE_ACCESS_TOKEN': (fake) => {
          seen = { unfinished: isUnfinishedIn(fake), commands: commandsOf(fake).length }
          return answered(201)
        },
      },
      { 'share-access-token-with': 'acme/app' },
    )
    return seen
  }

  test('the journal notes that the refresh token is stored', async () => {
    expect(await whenShared({})).toEqual({ unfinished: false, commands: 0 })
  })

  test('the command is shown if the refresh token is not stored', async () => {
    expect(await whenShared({ [WRITE_REFRESH]: forbidden })).toEqual({ unfinished: true, commands: 1 })
  })
})

describe('a dry run', () => {
  const dry = { 'dry-run': 'true' }

  describe('with the token of another place', () => {
    const binding = { appSecret: new Secret(exampleInputs()['app-secret']), place: 'repositories/1001' }
    const mark = markOf('refreshToken', new Secret('FSREFTOK_other_0123456789'), binding)
    const record = formatRecord(
      { refreshToken: { mark, storedAt: stamp(STORED) }, writtenBy: '41/1' },
      binding,
    )
    const checking = (answers: Answers): Promise<Ran> =>
      running(
        { 'GET /repos/acme/crm/actions/variables/FXIAOKE_TOKENS': json(200, { value: record }), ...answers },
        { ...dry, 'record-variable': 'FXIAOKE_TOKENS' },
      )

    test('says so even if Fxiaoke takes longer to answer than a look stays good', async () => {
      const { result } = await checking({
        [EXCHANGE]: () => new Promise(() => undefined),
        [PROBE]: answered(201),
        [`DELETE ${SECRETS}/FXIAOKE_REFRESH_TOKEN_WRITE_PROBE`]: answered(503),
      })
      expect(result.error?.id).toBe('wrong-place')
      expect(result.setUp?.filter(({ state }) => state === 'wrong')).toHaveLength(2)
      expect(warningsOf(result)).toEqual(['probe-left-behind'])
    })

    test('lists a second look that fails together with everything else', async () => {
      let looks = 0
      const { result } = await checking({
        [READ_REFRESH]: () => {
          looks += 1
          return looks > 1 ? forbidden : updated(STORED)
        },
        [EXCHANGE]: json(200, { errorCode: 11002 }),
      })
      expect(looks).toBe(2)
      expect(result.setUp?.filter(({ state }) => state === 'wrong')).toHaveLength(2)
    })
  })

  test('says that a real run would be stale', async () => {
    const { result } = await running(
      { [READ_REFRESH]: updated(START), [EXCHANGE]: json(200, { errorCode: 20010 }) },
      dry,
    )
    expect(result.status).toBe('checked')
    expect(warningsOf(result)).toEqual(['stale'])
  })
})

test('an unwritable log does not fail the run', async () => {
  const { result } = await running({
    [EXCHANGE]: (fake) => {
      fake.runner.info = () => {
        throw new Error('EPIPE')
      }
      return json(200, PAIR)
    },
  })
  expect(result.status).toBe('refreshed')
})

describe('a bug', () => {
  test('is reported as an internal error, never thrown', async () => {
    const { result } = await running({ [EXCHANGE]: new TypeError('bug') })
    expect(result.error).toMatchObject({ id: 'internal-error', fate: 'unknown' })
    expect(result.error && evidenceOf(result.error.failure).said?.raw).toContain('bug')
  })

  test('before the exchange has the fate not-sent', async () => {
    const { result } = await running({ [READ_REFRESH]: new TypeError('bug') })
    expect(result.error).toMatchObject({ id: 'internal-error', fate: 'not-sent' })
  })
})
