/** A way to break the action: replaces texts that each occur exactly once in their file in `src/`. */
export interface Mutation {
  name: string
  edits: readonly { file: string; from: string; to: string }[]
}

const edit = (file: string, from: string, to: string): Mutation['edits'][number] => ({ file, from, to })

/** Each breaks one rule of the contract. The simulator must notice within 2,000 histories (`simulator/mutate.ts`). */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the journal comes after the store',
    edits: [
      edit(
        'rotate.ts',
        '    journaled = journal.keep(ready.sealer.seal(token))\n',
        '    journaled = ready.sealer.seal(token) as never\n',
      ),
      edit(
        'rotate.ts',
        '    done.stored = stored\n',
        '    done.stored = stored\n    if (journaled) journal.keep(journaled)\n',
      ),
    ],
  },
  {
    name: 'a retry does not look first',
    edits: [
      edit(
        'store/write-secret.ts',
        'if (this.#attempts > 0 || isOld) {',
        'if (this.#attempts === 0 && isOld) {',
      ),
    ],
  },
  {
    name: 'nobody looks before the first write after a slow answer',
    edits: [edit('patience.ts', 'LOOK_AGAIN_AFTER = 10 * SECOND', 'LOOK_AGAIN_AFTER = 1_000 * SECOND')],
  },
  {
    name: 'nobody looks before giving up',
    edits: [edit('store/write-secret.ts', 'return (await this.#look()) ?? {', 'return {')],
  },
  {
    name: 'a stale copy is not noticed',
    edits: [edit('stale-copy.ts', 'updatedAt !== undefined && updatedAt >= readAt', 'updatedAt === null')],
  },
  {
    name: 'a re-run counts as fresh where the times cannot be read',
    edits: [edit('stale-copy.ts', 'readAt === undefined ? rerun :', 'readAt === undefined ? false :')],
  },
  {
    name: 'a token of another place is sent, whatever the record says',
    edits: [
      edit(
        'stale-copy.ts',
        "return isOld ? stale : { kind: 'wrong-place' }",
        "return isOld ? stale : { kind: 'fresh' }",
      ),
    ],
  },
  {
    name: 'a record that describes another token than the stored one is believed',
    edits: [
      edit(
        'stale-copy.ts',
        'storedAt !== undefined && storedAt === refresh.metadata?.updatedAt ?',
        'storedAt !== undefined ?',
      ),
    ],
  },
  {
    name: 'the record claims the time of whatever write it finds',
    edits: [edit('store/write-record.ts', 'return isOurs ? updatedAt : undefined', 'return updatedAt')],
  },
  {
    name: 'an access token that was not stored changes the record',
    edits: [
      edit(
        'store/next-record.ts',
        'stored.access !== undefined && isWritten(stored.access) && answer.accessToken !== undefined',
        'answer.accessToken !== undefined',
      ),
    ],
  },
  {
    name: 'the end of an access token is a guess, though the record tells it',
    edits: [edit('decide.ts', 'if (recorded?.record) {', 'if (recorded === null) {')],
  },
  {
    name: 'an answer is asked for again, though its token has come',
    edits: [edit('fxiaoke/exchange.ts', 'if (seen) return seen', 'if (seen && !seen.cut) return seen')],
  },
  {
    name: 'the place is not proven to be writable',
    edits: [
      edit(
        'prepare/write-proof.ts',
        '  const bytes = Buffer',
        '  if (bytesOf) return undefined\n  const bytes = Buffer',
      ),
      edit(
        'prepare/write-proof.ts',
        'export async function proveWritable',
        'const bytesOf = true\nexport async function proveWritable',
      ),
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
        'const signals = world.runner.holdSignals()',
        'const signals: HeldSignals = { onFirst: () => undefined }',
      ),
    ],
  },
  {
    name: 'the first signal shows no command',
    edits: [edit('rotate.ts', 'signals.onFirst(token.showCommand)', '')],
  },
  {
    name: 'the post step does not compare the key',
    edits: [
      edit(
        'recover.ts',
        'const isOtherKey = publicKey.key_id !== sealed.keyId',
        "const isOtherKey = publicKey.key_id === ''",
      ),
    ],
  },
  {
    name: 'the post step does not see that the secret has changed',
    edits: [
      edit(
        'recover.ts',
        'return metadata && hasChanged(spending, metadata) ? metadata : undefined',
        'return metadata && undefined',
      ),
      edit(
        'store/write-secret.ts',
        'if (this.#attempts > 0 || isOld) {',
        'if (this.#attempts > 99 || isOld) {',
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
    edits: [
      edit('verdict.ts', 'if (stored.access && !isStored(stored.access)) {', 'if (stored.access === null) {'),
    ],
  },
  {
    name: 'a pair of another user is stored',
    edits: [
      edit(
        'rotate.ts',
        '  return expected.some((user) => user !== openUserId)',
        '  return expected.length > 99',
      ),
    ],
  },
  {
    name: 'a token is printed before it is masked',
    edits: [
      edit(
        'rotate.ts',
        '    hide([token], world.runner)\n',
        '    world.runner.debug(token.reveal())\n    hide([token], world.runner)\n',
      ),
    ],
  },
  {
    name: 'the journal holds the token as it is',
    edits: [
      edit(
        'rotate.ts',
        '    journaled = journal.keep(ready.sealer.seal(token))\n',
        "    world.runner.saveState('token', token.reveal())\n    journaled = journal.keep(ready.sealer.seal(token))\n",
      ),
    ],
  },
  {
    name: 'the write probe is left behind',
    edits: [edit('prepare/write-proof.ts', '    if (probe.mayBeThere) await probe.remove(world)\n', '')],
  },
  {
    name: 'the token is sent up to six times',
    edits: [edit('patience.ts', 'MOST_ATTEMPTS = 4', 'MOST_ATTEMPTS = 6')],
  },
  {
    name: 'the post step forgets the visibility of a secret',
    edits: [
      edit(
        'recover.ts',
        'const { secretName: name, visibility } = spending',
        'const { secretName: name } = spending\n    const visibility = undefined',
      ),
    ],
  },
  {
    name: 'the journal is closed before it is told what came of the token',
    edits: [edit('journal.ts', '    this.#isSettled = true\n', '    this.idle()\n')],
  },
]
