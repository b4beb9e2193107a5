import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Place } from '../../../src/github/place.ts'
import { LONGEST_SECRET } from '../../../src/github/secret-size.ts'
import { isEnvironmentName } from '../../../src/inputs/share-places.ts'
import { recoveryCommand } from '../../../src/store/recovery-command.ts'
import type { RecoveryOrder } from '../../../src/store/recovery-command.ts'

const CRM = { owner: 'acme', repo: 'crm' }
const LAST_READ = '2026-11-21T03:00:00Z'
const SPENT_AT = Date.parse('2026-11-24T03:00:00Z')

function commandFor(changes: Partial<RecoveryOrder> = {}): string {
  return recoveryCommand({
    place: { kind: 'repository', ...CRM },
    secretName: 'FXIAOKE_REFRESH_TOKEN',
    sealed: { encryptedValue: 'c2VhbGVk+/8=', keyId: '568250167242549743' },
    guard: { spentAt: SPENT_AT, lastRead: LAST_READ },
    seenChange: undefined,
    visibility: undefined,
    githubApiUrl: new URL('https://api.github.com'),
    serverUrl: 'https://github.com',
    ...changes,
  })
}

test('the command of the common case', () => {
  expect(commandFor()).toBe(
    `found="$(gh api 'repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN' --jq ` +
      `'if .updated_at < "2026-11-24T03:00:00Z" or .updated_at == "2026-11-21T03:00:00Z" then "unchanged" else .updated_at end' 2>&1)"; ` +
      `case "$found" in *unchanged*|*'HTTP 404'*) ` +
      `gh api --method PUT 'repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN' --silent ` +
      `-f 'encrypted_value=c2VhbGVk+/8=' -f 'key_id=568250167242549743' && echo 'stored' ;; ` +
      `*) echo "not stored: the secret has changed since, or cannot be read: $found" >&2; false ;; esac`,
  )
})

test.each<[string, string, string | undefined]>([
  ['https://api.github.com', 'https://github.com', undefined],
  ['https://api.acme.ghe.com', 'https://acme.ghe.com', 'acme.ghe.com'],
  ['https://github.example.com/api/v3', 'https://github.example.com', 'github.example.com'],
  ['https://github.example.com:8443/api/v3', 'https://github.example.com:8443', 'github.example.com:8443'],
  // The API address counts, even if the runner has another name for the server.
  ['https://ghes.internal/api/v3', 'https://github.com', 'ghes.internal'],
  ['http://127.0.0.1:8080', 'https://github.example.com', 'github.example.com'],
  ['http://127.0.0.1:8080', 'https://github.com', undefined],
  ['http://127.0.0.1:8080', '', '127.0.0.1:8080'],
])('the API %s of %s makes gh use the host %s', (api, serverUrl, hostname) => {
  const command = commandFor({ githubApiUrl: new URL(api), serverUrl })
  const told = [...command.matchAll(/gh api( --hostname '([^']*)')?/g)].map((match) => match[2])
  // Both for the read and for the write.
  expect(told).toEqual([hostname, hostname])
})

test('a server name that begins with api. is kept', () => {
  const githubApiUrl = new URL('https://api.example.com/api/v3')
  const command = commandFor({ githubApiUrl, serverUrl: 'https://api.example.com' })
  expect(command).toContain(`--hostname 'api.example.com'`)
})

test('the command is one line of printable characters for any place', () => {
  const environment = fc.string({ unit: 'grapheme', minLength: 1 }).filter(isEnvironmentName)
  fc.assert(
    fc.property(environment, (name) => {
      const command = commandFor({ place: { kind: 'environment', ...CRM, environment: name } })
      expect(command).toMatch(/^[\x20-\x7e]+$/)
    }),
  )
})

/** Runs the command in a real shell with a stand-in `gh` that records its calls. */
describe('in a shell', () => {
  let folder: string
  const file = (name: string): string => join(folder, name)

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'recovery-command-'))
    const script = [
      '#!/bin/sh',
      // NUL ends an argument and two of them a call, because an argument may contain line breaks.
      `printf '%s\\0' "$@" '' >> "$FAKE_GH/calls"`,
      'case " $* " in *" PUT "*) exit "$FAKE_WRITE" ;; esac',
      'for jq; do :; done',
      // The subset of jq that the command uses. Its times, and its answer, are every second part between quotes.
      `printf '%s\\n' "$jq" | awk -F '"' '{`,
      '  at = said = ENVIRON["FAKE_STDOUT"]',
      '  for (i = 1; at ~ /^20/ && $i !~ /then/; i += 2)',
      '    if ($i ~ /^(if| or) .updated_at < $/ ? at < $(i + 1) : $i ~ /^(if| or) .updated_at == $/ && at == $(i + 1)) said = $(NF - 1)',
      '  print said',
      `}'`,
      `printf '%s' "$FAKE_STDERR" >&2`,
      'exit "$FAKE_READ"',
    ]
    writeFileSync(file('gh'), script.join('\n'))
    chmodSync(file('gh'), 0o755)
  })

  beforeEach(() => {
    rmSync(file('calls'), { force: true })
  })

  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  interface Answers {
    /** What `gh` prints for `updated_at`. */
    stdout?: string
    stderr?: string
    read?: number
    write?: number
  }

  async function paste(
    command: string,
    { stdout = LAST_READ, stderr = '', read = 0, write = 0 }: Answers = {},
  ): Promise<{ calls: string[][]; exitCode: number; stdout: string; stderr: string }> {
    const env = {
      PATH: folder + delimiter + (process.env['PATH'] ?? ''),
      FAKE_GH: folder,
      FAKE_STDOUT: stdout,
      FAKE_STDERR: stderr,
      FAKE_READ: String(read),
      FAKE_WRITE: String(write),
    }
    const ended = await new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
      const shell = execFile('sh', ['-c', command], { env, cwd: folder }, (_, out, err) => {
        resolve({ exitCode: shell.exitCode ?? -1, stdout: out, stderr: err })
      })
    })
    const written = existsSync(file('calls')) ? readFileSync(file('calls'), 'utf8') : ''
    const calls = written
      .split('\0\0')
      .slice(0, -1)
      .map((call) => call.split('\0'))
    return { ...ended, calls }
  }

  const NOT_FOUND: Answers = {
    stdout: '{"message":"Not Found","status":"404"}',
    stderr: 'gh: Not Found (HTTP 404)\n',
    read: 1,
  }

  test('reads first, then writes, with every argument intact', async () => {
    const { calls, exitCode, stdout } = await paste(commandFor())
    expect(calls).toEqual([
      ['api', 'repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN', '--jq', expect.any(String)],
      [
        'api',
        '--method',
        'PUT',
        'repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN',
        '--silent',
        '-f',
        'encrypted_value=c2VhbGVk+/8=',
        '-f',
        'key_id=568250167242549743',
      ],
    ])
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'stored\n' })
  })

  test('keeps the visibility of an organization secret', async () => {
    const place: Place = { kind: 'organization', owner: 'acme' }
    const visibility = { visibility: 'selected', selected_repository_ids: [1001, 1002] } as const
    const { calls } = await paste(commandFor({ place, visibility }))
    expect(calls[0]?.[1]).toBe('orgs/acme/actions/secrets/FXIAOKE_REFRESH_TOKEN')
    expect(calls[1]?.slice(9)).toEqual([
      '-f',
      'visibility=selected',
      // -f would make the number a string.
      '-F',
      'selected_repository_ids[]=1001',
      '-F',
      'selected_repository_ids[]=1002',
    ])
    const all = await paste(commandFor({ place, visibility: { visibility: 'all' } }))
    expect(all.calls.at(-1)?.slice(9)).toEqual(['-f', 'visibility=all'])
  })

  test.each([
    `it's`,
    `'; touch pwned; '`,
    '"$(touch pwned)"',
    '`touch pwned`',
    '$(touch pwned)',
    '$HOME ${HOME} !! \\',
    'a b  c',
    'prod/eu',
    '*',
    '-f',
    '--help',
    '%41%00',
    '{owner}:branch',
    '?a=b&c#d',
    '生产 🚀',
    '(prod) [eu] <us> ~ ; | &',
    '../../../user',
  ])('passes the environment %s unchanged, and runs nothing', async (environment) => {
    const { calls, exitCode } = await paste(
      commandFor({ place: { kind: 'environment', ...CRM, environment } }),
    )
    const start = 'repos/acme/crm/environments/'
    const end = '/secrets/FXIAOKE_REFRESH_TOKEN'
    for (const path of [calls[0]?.[1] ?? '', calls[1]?.[3] ?? '']) {
      expect(path.startsWith(start) && path.endsWith(end)).toBe(true)
      const segment = path.slice(start.length, -end.length)
      expect(segment).toMatch(/^[\w.~%-]+$/)
      expect(decodeURIComponent(segment)).toBe(environment)
    }
    expect(calls.map((call) => call.length)).toEqual([4, 9])
    expect(exitCode).toBe(0)
    expect(existsSync(file('pwned'))).toBe(false)
  })

  test.each([[`it's`], ['$(touch pwned)'], ['a b'], ['"'], ['']])(
    'passes a key id like %j unchanged',
    async (keyId) => {
      const { calls } = await paste(commandFor({ sealed: { encryptedValue: 'c2VhbGVk', keyId } }))
      expect(calls[1]?.[8]).toBe(`key_id=${keyId}`)
      expect(existsSync(file('pwned'))).toBe(false)
    },
  )

  test('passes the longest token unchanged', async () => {
    const encryptedValue = 'A'.repeat(Math.ceil((LONGEST_SECRET + 48) / 3) * 4)
    const { calls } = await paste(commandFor({ sealed: { encryptedValue, keyId: '1' } }))
    expect(calls[1]?.[6]).toBe(`encrypted_value=${encryptedValue}`)
  })

  describe('with an existing secret', () => {
    test.each<[string, Answers]>([
      ['another value was stored later', { stdout: '2026-11-24T03:00:05Z' }],
      ['another value was stored in the same second', { stdout: '2026-11-24T03:00:00Z' }],
      [
        'it cannot be read',
        { stdout: '{"message":"Bad credentials"}', stderr: 'gh: Bad credentials (HTTP 401)', read: 1 },
      ],
      [
        'gh is not logged in',
        { stdout: '', stderr: 'To get started with GitHub CLI, please run: gh auth login', read: 4 },
      ],
      ['gh prints nothing', { stdout: '' }],
    ])('writes nothing if %s', async (_, answers) => {
      const { calls, exitCode, stdout, stderr } = await paste(commandFor(), answers)
      expect(calls).toHaveLength(1)
      expect(exitCode).not.toBe(0)
      expect(stdout).toBe('')
      expect(stderr).toContain('not stored')
      expect(stderr).toContain(answers.stderr ?? answers.stdout ?? '')
    })

    test('ignores other messages of gh', async () => {
      const { exitCode } = await paste(commandFor(), { stderr: 'A new release of gh is available: 2.80.0\n' })
      expect(exitCode).toBe(0)
    })
  })

  test.each<[string, Answers]>([
    ['has not changed since it was read', {}],
    ['is older than the exchange, whatever a lagging read returned', { stdout: '2026-11-24T02:59:59Z' }],
    ['does not exist', NOT_FOUND],
  ])('writes if the secret %s', async (_, answers) => {
    const { calls, exitCode, stdout } = await paste(commandFor(), answers)
    expect(calls).toHaveLength(2)
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'stored\n' })
  })

  test('overwrites a change that the run has seen, but no later one', async () => {
    const command = commandFor({ seenChange: '2026-11-24T03:00:05Z' })
    expect((await paste(command, { stdout: '2026-11-24T03:00:05Z' })).exitCode).toBe(0)
    expect((await paste(command, { stdout: '2026-11-24T03:00:06Z' })).exitCode).not.toBe(0)
  })

  test('does not report a failed write as stored', async () => {
    const { calls, exitCode, stdout } = await paste(commandFor(), { write: 1 })
    expect(calls).toHaveLength(2)
    expect(exitCode).not.toBe(0)
    expect(stdout).toBe('')
  })

  test('writes nothing without gh, and says so', async () => {
    const command = commandFor().replaceAll('gh api', 'gh-is-not-installed api')
    const { calls, exitCode, stderr } = await paste(command)
    expect(calls).toEqual([])
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('not stored')
  })
})
