import { describe, expect, test } from '@jest/globals'
import { SecretMasker } from '../../sandbox/runner/secret-masker.ts'
import { StepCommands } from '../../sandbox/runner/step-commands.ts'
import { StepLog } from '../../sandbox/runner/step-log.ts'
import { StepValues } from '../../sandbox/runner/step-values.ts'

/** How the runner reads printed lines. The recordings cover most of it; the rest here comes from its sources. */
function printed(
  lines: readonly string[],
  { debug = false, env = {} }: { debug?: boolean; env?: Record<string, string> } = {},
): { log: string[]; titles: string[]; values: StepValues; refused: Error | undefined } {
  const [masker, values] = [new SecretMasker(), new StepValues()]
  const log = new StepLog(masker, debug)
  const commands = new StepCommands(log, masker, values, env)
  for (const line of lines) commands.printed(line)
  const titles = log.annotations.map(({ title }) => title)
  return { log: log.lines, titles, values, refused: commands.refused }
}

test.each([
  ['\u0085\u2028\u3000::notice::after white space', '##[notice]after white space'],
  ['\ufeff::notice::no white space to .NET', '\ufeff::notice::no white space to .NET'],
  ['::unknown::##[error]the old form counts', '##[error]the old form counts'],
  ['##[unknown] ##[error]only the first', '##[unknown] ##[error]only the first'],
  ['a ##[error b', 'a ##[error b'],
  ['##[group]%5D%3B%3A%2C%250A', '##[group]];%3A%2C%0A'],
  ['::group::%5D%3A%250A', '##[group]%5D%3A%0A'],
  [':: error::a name of no letters', ':: error::a name of no letters'],
  ['##[start-action id=a]##[end-action', '##[\\start-action id=a]##[\\end-action'],
  [`::error::${'x'.repeat(4_097)}`, `##[error]${'x'.repeat(4_096)}`],
])('%j', (line, shown) => {
  expect(printed([line]).log).toEqual([shown])
})

test.each([
  ['::error title==a=b,TITLE=c::x', 'c'],
  ['::error title==a=b::x', 'a=b'],
  ['::error =title=a=::x', 'a='],
  ['::error title==::x', ''],
  ['::error file=a, title=b::x', ''],
  ['##[error title=a,b;file=c]x', 'a,b'],
  ['##[error title=%3B%5D]x', ';]'],
  ['::error title=%3A%2C%250D::x', ':,%0D'],
])('the title in %s', (line, title) => {
  expect(printed([line]).titles).toEqual([title])
})

describe('echo', () => {
  test('prints the command lines, with secrets masked', () => {
    const lines = [
      '::echo::on',
      '::add-mask::hush',
      '::group::hush',
      '::error::e',
      '::ECHO::OFF',
      '::endgroup::',
    ]
    expect(printed(lines).log).toEqual([
      '::add-mask::***',
      '::group::***',
      '##[group]***',
      '##[error]e',
      '::ECHO::OFF',
      '##[endgroup]',
    ])
  })

  test('is on with step debug logging', () => {
    expect(printed(['::set-output name=a::b', '::debug::one%0Atwo'], { debug: true }).log).toEqual([
      '::set-output name=a::b',
      '##[debug]one',
      '##[debug]two',
    ])
  })
})

test.each([
  [
    '::echo::maybe',
    "Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: 'maybe'.",
  ],
  ['::echo::', "Value cannot be null. (Parameter 'value')"],
  ['::set-output::x', "Required field 'name' is missing in ##[set-output] command."],
  ['::save-state title=a::x', "Required field 'name' is missing in ##[save-state] command."],
  ['::set-env name=A::1', 'The `set-env` command is disabled.'],
  ['::add-path::/opt', 'The `add-path` command is disabled.'],
])('%s fails the step', (line, why) => {
  const { log, values } = printed([line, '::notice::goes on'])
  expect(log).toEqual([
    `##[error]Unable to process command '${line}' successfully.`,
    expect.stringContaining(`##[error]${why}`),
    '##[notice]goes on',
  ])
  expect(values.failed).toBe(true)
})

test('disabled commands work if the workflow allows them, except for NODE_OPTIONS', () => {
  const lines = ['::set-env name=A::1', '::set-env name=node_options::x', '::add-path::/opt']
  const { log, values } = printed(lines, { env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: 'true' } })
  expect(log).toEqual(["##[error]Can't update NODE_OPTIONS environment variable using ::set-env:: command."])
  expect(values).toMatchObject({ variables: { A: '1' }, paths: ['/opt'], failed: false })
})

test('names of outputs and state ignore case and keep their first spelling', () => {
  const { values } = printed([
    '::set-output name=Ab::1',
    '::set-output name=aB::2',
    '::save-state name=é::1',
    '::save-state name=É::2',
  ])
  expect([values.outputs, values.state]).toEqual([{ Ab: '2' }, { é: '2' }])
})

test('stop-commands lasts until its token, in the old form too, and a short token is not masked', () => {
  const lines = ['::stop-commands::Zz', '::error::no', '::add-mask::no', '##[zZ]', '::notice::no more']
  expect(printed(lines).log).toEqual([
    '::stop-commands::Zz',
    '::error::no',
    '::add-mask::no',
    '##[zZ]',
    '##[notice]no more',
  ])
})

test.each(['Error', 'Pause-Logging', 'stop-commands', ''])(
  '"%s" is not a valid resume token and ends the reading',
  (token) => {
    const lines = [`::stop-commands::${token}`, 'never shown']
    const { log, refused } = printed(lines)
    expect([log, refused?.message]).toEqual([[], expect.stringMatching(/^You cannot use a endToken /)])
    const env = { ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS: 'True' }
    expect(printed(lines, { env }).log).toHaveLength(2)
  },
)

test.each([
  ['a quoted secret', '"12345678"', 'a 12345678 b', 'a *** b'],
  ['only a longer quoted secret', '"123456"', 'a 123456 b', 'a 123456 b'],
  ['a secret escaped for a command line', 'a"b', String.raw`x a\"b`, 'x ***'],
  ['a secret cut by PowerShell', 'first&+second', 'first&+ and econd and second', '*** and econd and second'],
  ['the second half of a secret cut by PowerShell', 'first&secret', 'secret&first', '***&first'],
  ['an indented line of a secret', 'one%0A  two', 'two', '***'],
  ['a secret as .NET writes JSON', 'a\u2028b', String.raw`a\u2028b`, '***'],
])('masks %s', (_name, secret, line, shown) => {
  expect(printed([`::add-mask::${secret}`, line]).log).toEqual([shown])
})
