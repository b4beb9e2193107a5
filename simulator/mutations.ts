import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * Breaks a copy of the action in one way after the other, and says after how many histories the simulator notices.
 *
 *     node_modules/.bin/node simulator/mutations.ts [words of a name]
 */
interface Mutation {
  name: string
  edits: readonly { file: string; from: string; to: string }[]
}

const edit = (file: string, from: string, to: string): Mutation['edits'][number] => ({ file, from, to })

const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the journal comes after the store',
    edits: [
      edit('rotate.ts', 'export async function rotate(', 'const later = []\nexport async function rotate('),
      edit(
        'rotate.ts',
        'metadata?.updatedAt, runner, visibility)',
        'metadata?.updatedAt, { ...runner, saveState: (...state) => later.push(() => runner.saveState(...state)) }, visibility)',
      ),
      edit(
        'rotate.ts',
        'done.stored = stored\n',
        'done.stored = stored\n    for (const save of later.splice(0)) save()\n',
      ),
    ],
  },
  {
    name: 'a late retry does not look first',
    edits: [
      edit(
        'store/write-secret.ts',
        'if (written > 0 && replaces !== undefined',
        'if (false && replaces !== undefined',
      ),
    ],
  },
  {
    name: 'a stale copy is not noticed',
    edits: [
      edit(
        'decide.ts',
        'return updatedAt !== undefined && updatedAt >= readAt ?',
        'return updatedAt === null ?',
      ),
    ],
  },
  {
    name: 'a re-run counts as fresh where the times cannot be read',
    edits: [edit('decide.ts', 'return rerun ? { updatedAt, readAt } : undefined', 'return undefined')],
  },
  {
    name: 'a cut answer is asked for again, though its token has come',
    edits: [edit('fxiaoke/exchange.ts', 'if (seen) return seen', 'if (seen && !seen.cut) return seen')],
  },
  {
    name: 'the place is not proven to be writable',
    edits: [
      edit('prepare/write-proof.ts', 'const write = (sealed', 'return undefined\n  const write = (sealed'),
    ],
  },
  {
    name: 'a 200 counts as stored',
    edits: [edit('github/github-api.ts', 'return status === 201 || status === 204', 'return status < 300')],
  },
  {
    name: 'signals are not held',
    edits: [
      edit(
        'rotate.ts',
        'const signals = runner.holdSignals()',
        'const signals = { onFirst: () => undefined }',
      ),
    ],
  },
  {
    name: 'the first signal shows no command',
    edits: [edit('rotate.ts', 'signals.onFirst(showCommand)', '')],
  },
  {
    name: 'the post step does not compare the key',
    edits: [edit('recover.ts', 'if (publicKey.key_id !== entry.keyId)', 'if (publicKey.key_id === null)')],
  },
  {
    name: 'the post step does not compare the time of the secret',
    edits: [
      edit(
        'recover.ts',
        'if ((metadata?.updatedAt ?? null) !== replaces.updatedAt)',
        'if (metadata === null)',
      ),
    ],
  },
  {
    name: 'an unchanged token is written',
    edits: [edit('fxiaoke/read-answer.ts', 'member.value === this.#sent', 'member.value === null')],
  },
  {
    name: 'an attempt that got no answer is forgotten',
    edits: [
      edit(
        'fxiaoke/exchange.ts',
        "if (before !== 'unknown' && outcome.fate !== 'not-sent') before = outcome.fate",
        '',
      ),
    ],
  },
  {
    name: 'a slow answer is given up after ten seconds',
    edits: [
      edit('patience.ts', 'FXIAOKE_ANSWER_WITHIN = 100 * SECOND', 'FXIAOKE_ANSWER_WITHIN = 10 * SECOND'),
    ],
  },
  {
    name: 'the metadata is not read again before the token is sent',
    edits: [edit('patience.ts', 'METADATA_FRESH_FOR = 2 * SECOND', 'METADATA_FRESH_FOR = 200 * SECOND')],
  },
  {
    name: 'an access token that is not stored is no failure',
    edits: [edit('verdict.ts', 'if (stored.access && !isStored(stored.access)) {', 'if (false) {')],
  },
  {
    name: 'a pair of another user is stored',
    edits: [edit('rotate.ts', 'if (isForeign(answer, config)) return', 'if (false) return')],
  },
  {
    name: 'a token is masked only after it was printed',
    edits: [
      edit(
        'journal.ts',
        '  hide(answer, runner)\n  if (answer.unchanged)',
        '  runner.debug(answer.refreshToken.reveal())\n  hide(answer, runner)\n  if (answer.unchanged)',
      ),
    ],
  },
  {
    name: 'the journal holds the token as it is',
    edits: [
      edit(
        'journal.ts',
        '...sealer.seal(answer.refreshToken),',
        '...sealer.seal(answer.refreshToken), plain: answer.refreshToken.reveal(),',
      ),
    ],
  },
  {
    name: 'the write probe is left behind',
    edits: [
      edit(
        'prepare/write-proof.ts',
        'return removeProbe(vault, name, world, deadline)\n}',
        'return undefined\n}',
      ),
    ],
  },
  {
    name: 'the token is sent up to six times',
    edits: [edit('patience.ts', 'MOST_ATTEMPTS = 4', 'MOST_ATTEMPTS = 6')],
  },
  {
    name: 'the post step forgets the visibility of a secret',
    edits: [edit('recover.ts', 'const { visibility } = entry', 'const visibility = undefined')],
  },
]

const root = path.resolve(import.meta.dirname, '..')

function histories({ edits }: Mutation): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'mutation-'))
  try {
    for (const name of ['src', 'simulator', 'package.json'])
      cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
    for (const { file, from, to } of edits) {
      const source = readFileSync(path.join(copy, 'src', file), 'utf8')
      if (source.split(from).length !== 2) return `does not apply: ${file} has changed`
      writeFileSync(
        path.join(copy, 'src', file),
        source.replace(from, () => to),
      )
    }
    const { stdout } = spawnSync(
      process.execPath,
      ['simulator/simulate.ts', '--histories', '2000', '--from', '1', '--first'],
      { cwd: copy, encoding: 'utf8' },
    )
    const [, count] = /Simulated: (\d+) new/.exec(stdout) ?? []
    const [, rule] = /BROKEN {2}([^:]+)/.exec(stdout) ?? []
    return rule === undefined
      ? `NOT caught within ${count ?? 0} histories`
      : `caught by ${rule} within ${count} histories`
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const wanted = process.argv.slice(2).join(' ')
for (const mutation of MUTATIONS.filter(({ name }) => name.includes(wanted))) {
  const outcome = histories(mutation)
  console.log(`${mutation.name}: ${outcome}`)
  if (!outcome.startsWith('caught')) process.exitCode = 1
}
